/**
 * Writable directories in a package: initial content at a place of its own, and no part of the program below a mount.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError } from '../../builder/errors.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import { collectPrograms } from '../../builder/programs/programs.ts';
import { run } from '../../builder/shell.ts';
import { facts } from '../support/plans.ts';
import { contextOf } from '../support/programs.ts';

const writable = suite('writable directories in a package');
let project = '';
writable.before.each(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'writable-'));
});
writable.after.each(() => rm(project, { recursive: true, force: true }));

const FIELDS = { version: '1.0.0', description: 'A shop', author: 'Ada <ada@example.org>', license: 'MIT' };

async function collect(files: Record<string, string>, keys: object) {
  const deb = { entry: 'server.js', payload: 'modules', node: '>=18', ...keys };
  const json = JSON.stringify({ name: 'shop', ...FIELDS, deb });
  for (const [file, text] of Object.entries({ 'package.json': json, LICENSE: 'MIT', 'server.js': '', ...files })) {
    await mkdir(path.join(project, path.dirname(file)), { recursive: true });
    await writeFile(path.join(project, file), text);
  }
  const config = parseConfig(json);
  return { config, programs: await collectPrograms(config, contextOf(project)) };
}

/** The message of a refused build, and its reasons. */
async function refusal(files: Record<string, string>, keys: object): Promise<string[]> {
  const error = await collect(files, keys).then(
    () => assert.unreachable(),
    (reason: unknown) => reason,
  );
  assert.instance(error, BuildError);
  const { message, notes } = error as BuildError;
  return [message, ...notes];
}

writable('files of the project in a writable directory become its initial content', async () => {
  const files = {
    'data/a.json': '{}',
    'data/deep/b.txt': 'b',
    'data2/c.txt': 'c',
    'server.js': "require('fs').readFileSync('data/a.json')",
  };
  const { config, programs } = await collect(files, { writable: ['data/', 'logs'] });
  const places = programs.entries
    .map((entry) => entry.path)
    .filter((place) => /initial|data|logs|writable/.test(place));
  assert.equal(places.sort(), [
    '/usr/lib/shop/app/data2/c.txt',
    '/usr/lib/shop/initial/data/a.json',
    '/usr/lib/shop/initial/data/deep/b.txt',
    '/usr/lib/shop/writable.cjs',
  ]);
  const { entries } = planPackage(config, facts, programs);
  const points = entries.filter(({ type, path: place }) => type === 'directory' && /app\/(data|logs)$/.test(place));
  assert.equal(
    points.map(({ path: place, mode, owner }) => [place, mode, owner]),
    [
      ['/usr/lib/shop/app/data', 0o755, 'root'],
      ['/usr/lib/shop/app/logs', 0o755, 'root'],
    ],
  );
});

writable('a package without writable directories has no program that makes them', async () => {
  const { config, programs } = await collect({}, { payload: 'bundle' });
  assert.not(programs.entries.some(({ path: place }) => place.includes('writable')));
  assert.ok(planPackage(config, facts, programs).entries.some(({ path: place }) => place === '/usr/lib/shop/app'));
});

writable('a directory with a part of the program is refused', async () => {
  const started = await refusal({ 'src/app.js': '' }, { entry: 'src/app.js', writable: ['src'] });
  assert.equal(started.slice(0, 2), ['"src" in deb.writable holds a part of the program', 'src/app.js starts shop']);
  const files = { 'server.js': "require('./lib/store');", 'lib/store/index.js': '', 'lib/a.txt': '' };
  const imported = await refusal(files, { writable: ['lib'] });
  assert.equal(imported.slice(0, 2), [
    '"lib" in deb.writable holds a part of the program',
    'server.js imports lib/store/index.js',
  ]);
  // A script among the content, such as a theme, belongs to the content.
  await rm(path.join(project, 'lib'), { recursive: true });
  await collect(
    { 'server.js': '', 'content/theme/a.js': '', 'content/theme/b.js': "require('./a')" },
    { writable: ['content'] },
  );
});

writable('a file or a link in the place of a directory is refused', async () => {
  const file = await refusal({ 'db.json': '{}' }, { writable: ['db.json'] });
  assert.equal(file.slice(0, 2), ['"db.json" in deb.writable is not a directory', 'db.json is a file of the package']);
  await mkdir(path.join(project, 'shared'));
  await writeFile(path.join(project, 'shared/a.txt'), '');
  await symlink('shared', path.join(project, 'public'));
  const link = await refusal({}, { writable: ['public/uploads'], include: ['server.js', 'shared', 'public'] });
  assert.equal(link.slice(0, 2), [
    '"public/uploads" in deb.writable is not a directory',
    'public is a symbolic link of the package',
  ]);
});

writable('the program makes each directory once, as a whole', async () => {
  const { programs } = await collect({ 'data/a.json': 'first' }, { writable: ['data'] });
  const program = programs.entries.find(({ path: place }) => place.endsWith('/writable.cjs'));
  assert.ok(program?.type === 'text');
  const home = path.join(project, 'home');
  await mkdir(path.join(home, 'initial/data'), { recursive: true });
  await writeFile(path.join(home, 'initial/data/a.json'), 'first');
  await writeFile(path.join(home, 'writable.cjs'), (program as { content: Uint8Array }).content);
  const state = path.join(project, 'state');
  await mkdir(path.join(state, 'data.shop.new/a.json'), { recursive: true });
  const made = () => run('node', [path.join(home, 'writable.cjs'), 'shop', `${state}/data`, `${state}/logs`], {});
  const show = () => run('sh', ['-c', 'cd "$0" && ls && cat data/a.json', state], {});
  assert.is((await made()).exitCode, 0);
  assert.is((await show()).stdout, 'data\nlogs\nfirst');
  await writeFile(path.join(state, 'data/a.json'), 'changed');
  assert.is((await made()).exitCode, 0);
  assert.is((await show()).stdout, 'data\nlogs\nchanged');
  await rm(path.join(state, 'data/a.json'));
  await made();
  assert.is((await show()).stdout, 'data\nlogs\n');
});

writable.run();
