/**
 * `deb.files`: secrets among them, private files, and ways out of the project.
 */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError } from '../../builder/errors.ts';
import { type ExtraFiles, readExtraFiles } from '../../builder/programs/extra-files.ts';
import { privateWarnings } from '../../builder/programs/private-entries.ts';
import { InputLog } from '../../builder/project/inputs.ts';

const outside = suite('further files from outside, and secrets');
let base = '';
let project = '';
outside.before.each(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'notifydemo-further-'));
  project = path.join(base, 'project');
  await mkdir(path.join(project, 'keys'), { recursive: true });
  await mkdir(path.join(base, 'home/.ssh'), { recursive: true });
  await writeFile(path.join(base, 'home/.ssh/id_rsa'), 'OUTSIDE');
  await writeFile(path.join(base, 'home/a.txt'), 'OUTSIDE');
  for (const file of ['package.json', 'a.txt', 'keys/id_rsa', 'keys/public.txt']) {
    await writeFile(path.join(project, file), '{}');
  }
});
outside.after.each(() => rm(base, { recursive: true, force: true }));

async function read(...files: object[]): Promise<ExtraFiles> {
  const packageJson = {
    ...{ name: 'shop', version: '1.0.0', description: 'Sells', author: 'Ada <a@b.c>', license: 'MIT' },
    ...{ engines: { node: '>=18' }, deb: { entry: 'web.js', files } },
  };
  return readExtraFiles(project, parseConfig(JSON.stringify(packageJson)), new InputLog(''));
}

async function refusal(from: string): Promise<string> {
  const error = await read({ from, to: '/usr/share/shop/' }).then(
    () => assert.unreachable(`${from} was accepted`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof BuildError)) throw error;
  return [error.message, ...error.notes].join('\n');
}

outside('links that lead out of the project are refused: a folder, a folder on the way, a file', async () => {
  await symlink('../home', path.join(project, 'public'));
  await symlink('../home/a.txt', path.join(project, 'link.txt'));
  await symlink('/proc/self/environ', path.join(project, 'environ'));
  for (const from of [
    'public',
    'public/',
    'public/a.txt',
    'public/*.txt',
    'public/**',
    '*/a.txt',
    'link.txt',
    'environ',
  ]) {
    if (from !== '*/a.txt') assert.match(await refusal(from), /outside|not carried along|leads out/, from);
  }
  // A wildcard follows no link.
  assert.match(await refusal('*/a.txt'), 'matches');
  // A folder outside, which may be as large as a home, is not even read: its names would be refused otherwise.
  await writeFile(path.join(base, 'home/a\nb'), '');
  for (const from of ['public', 'public/']) assert.match(await refusal(from), 'outside', from);
  assert.match(await refusal('.\\./home/*'), 'leads out');
});

outside('a link to a folder of the project is followed', async () => {
  await symlink('keys', path.join(project, 'public'));
  const { entries } = await read({ from: 'public/public.txt', to: '/usr/share/shop/' });
  assert.equal(
    entries.map((entry) => entry.path),
    ['/usr/share/shop/public.txt'],
  );
});

outside('no pattern leads out: escapes, braces, brackets, and what chance comes up with', async () => {
  const tricks = [
    '.\\./home/a.txt',
    '{..,x}/home/a.txt',
    '[.][.]/home/a.txt',
    '@(..)/home/*',
    '.{.,x}/home/**',
    '+(.)/home/a.txt',
  ];
  const parts = fc.constantFrom(
    '..',
    '.',
    '\\.',
    '[.]',
    '{.,}',
    '@(.)',
    '?',
    '*',
    '**',
    '/',
    '/',
    'home',
    'a.txt',
    '.ssh',
    '{..,x}',
    '\\',
  );
  const random = fc.sample(fc.array(parts, { minLength: 2, maxLength: 9 }), { numRuns: 400, seed: 7 });
  for (const from of [...tricks, ...random.map((list) => list.join(''))]) {
    const found = await read({ from, to: '/usr/share/shop/' }).catch((error: unknown) => {
      if (error instanceof BuildError) return { entries: [] };
      throw new Error(`${from}: ${error}`);
    });
    for (const entry of found.entries) {
      assert.ok(entry.type === 'file' && path.resolve(entry.source).startsWith(`${project}/`), from);
    }
  }
  for (const from of tricks) assert.match(await refusal(from), /leads out|matches|mistake/, from);
});

outside('secrets are refused, unless "from" is exactly their name', async () => {
  await writeFile(
    path.join(project, 'keys/notes.txt'),
    `npm_${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9rS'.slice(0, 36)}`,
  );
  await writeFile(path.join(project, 'keys/.env'), '');
  await writeFile(path.join(project, 'keys/dump.sql'), '');
  await writeFile(path.join(project, 'keys/a.txt~'), '');
  for (const from of ['keys', 'keys/**', 'keys/id_*']) assert.match(await refusal(from), 'keys/id_rsa: a private key');
  for (const file of ['notes.txt: a token of npm', '.env: environment', 'dump.sql: the dump']) {
    assert.match(await refusal('keys'), `keys/${file}`);
  }
  const exact = ['id_rsa', 'notes.txt', '.env', 'dump.sql', 'a.txt~'].map((file) => ({
    from: `./keys/${file}`,
    to: '/etc/shop/',
  }));
  assert.is((await read(...exact)).entries.length, 5);
  for (const file of ['id_rsa', 'notes.txt', '.env', 'dump.sql']) await rm(path.join(project, 'keys', file));
  const { entries, warnings } = await read({ from: 'keys', to: '/etc/shop' });
  assert.equal([entries.length, warnings.length], [1, 1]);
  assert.match(warnings[0] ?? '', "keys/a.txt~ was left out, because it is an editor's copy");
});

outside('a private file stays private, and the group of the first service reads it', async () => {
  await chmod(path.join(project, 'keys/public.txt'), 0o600);
  const file = { from: 'keys/public.txt', to: '/etc/shop/' };
  const modeOf = async (more: object): Promise<unknown[]> => {
    const { entries, owned } = await read({ ...file, ...more });
    return [entries[0]?.mode.toString(8), owned.map(({ mode, owner, group }) => `${mode} ${owner}:${group ?? owner}`)];
  };
  assert.equal(await modeOf({}), ['600', ['0640 root:shop']]);
  assert.equal(await modeOf({ mode: '0644' }), ['644', []]);
  assert.equal(await modeOf({ owner: 'shop' }), ['600', ['0640 shop:shop']]);
  await chmod(path.join(project, 'package.json'), 0o600);
  assert.equal(await modeOf({}), ['644', []]);
});

outside('services of other users, who cannot read a private file, are named', () => {
  const owned = (path: string) => ({ type: 'z', path, mode: '0640', owner: 'root', group: 'shop' }) as const;
  const fields = { name: 'shop', version: '1.0.0', description: 'Sells', author: 'Ada <a@b.c>', license: 'MIT' };
  const configFor = (user: string) => {
    const deb = { entry: 'web.js', services: { worker: { entry: 'b.js', ready: 'loaded', user } } };
    return parseConfig(JSON.stringify({ ...fields, engines: { node: '>=18' }, deb }));
  };
  assert.equal(privateWarnings([owned('/etc/shop/a'), owned('/etc/shop/b')], configFor('hand')), [
    '/etc/shop/a and 1 more are private here, so that on the target only root and the group shop can read it, not hand',
  ]);
  assert.equal(privateWarnings([owned('/etc/shop/a')], configFor('shop')), []);
});

outside('pipes, sockets, devices and files that no package can hold are refused at once', async () => {
  execFileSync('mkfifo', [path.join(project, 'pipe')]);
  assert.match(await refusal('pipe'), 'it is a named pipe');
  assert.match(await refusal('{pipe,x}'), 'it is a named pipe');
  await truncate(path.join(project, 'a.txt'), 2 ** 52).catch(() => truncate(path.join(project, 'a.txt'), 2 ** 43));
  assert.match(await refusal('a.txt'), 'has more than 100 GB');
});

outside.run();
