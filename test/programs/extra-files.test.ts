/**
 * Further files of a package: their paths, owners and modes, and files that cannot be carried.
 */
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { type ExtraFiles, readExtraFiles } from '../../builder/programs/extra-files.ts';
import { InputLog } from '../../builder/project/inputs.ts';

const extra = suite('further files');
let project = '';
extra.before.each(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'notifydemo-extra-'));
  await mkdir(path.join(project, 'public/css'), { recursive: true });
  for (const file of ['public/index.html', 'public/css/main.css', 'run.sh', 'prices.json']) {
    await writeFile(path.join(project, file), file);
  }
  await chmod(path.join(project, 'run.sh'), 0o755);
});
extra.after.each(() => rm(project, { recursive: true, force: true }));

function read(...files: object[]): Promise<ExtraFiles> {
  const packageJson = {
    ...{ name: 'shop', version: '1.0.0', description: 'Sells', author: 'Ada <a@b.c>', license: 'MIT' },
    ...{ engines: { node: '>=18' }, deb: { entry: 'web.js', files } },
  };
  return readExtraFiles(project, parseConfig(JSON.stringify(packageJson)), new InputLog(''));
}

/** `0644 /usr/share/shop/index.html`, or a link with its target. */
async function landed(...files: object[]): Promise<string[]> {
  const { entries } = await read(...files);
  return entries.map((entry) => {
    const link = entry.type === 'link' ? ` -> ${entry.target}` : '';
    return `0${entry.mode.toString(8)} ${entry.path}${link}`;
  });
}

extra('a file, a folder and a glob land as cp would put them', async () => {
  assert.equal(await landed({ from: 'run.sh', to: '/usr/share/shop/' }), ['0755 /usr/share/shop/run.sh']);
  assert.equal(await landed({ from: 'run.sh', to: '/usr/share/shop/go', mode: '0644' }), ['0644 /usr/share/shop/go']);
  const both = ['0644 /usr/share/shop/css/main.css', '0644 /usr/share/shop/index.html'];
  assert.equal(await landed({ from: 'public', to: '/usr/share/shop' }), both);
  assert.equal(await landed({ from: 'public/**', to: '/usr/share/shop/' }), both);
  assert.equal(await landed({ from: 'public/*/*.css', to: '/usr/share/shop' }), ['0644 /usr/share/shop/css/main.css']);
});

extra('files of a system user belong to root until that user exists', async () => {
  const { entries, owned } = await read({ from: 'prices.json', to: '/etc/shop/', owner: 'shop', mode: '0640' });
  assert.equal(
    entries.map((entry) => [entry.owner, 'conffile' in entry && entry.conffile]),
    [['root', true]],
  );
  assert.equal(owned, [{ type: 'z', path: '/etc/shop/prices.json', mode: '0640', owner: 'shop' }]);
});

extra("a directory in /var is the first service's unless told; elsewhere it is root's", async () => {
  const { entries, owned } = await read({ directory: '/var/spool/shop/in' }, { directory: '/etc/shop/conf.d' });
  assert.equal(owned, [{ type: 'd', path: '/var/spool/shop/in', mode: '0750', owner: 'shop' }]);
  assert.equal(entries, [
    { type: 'directory', path: '/etc/shop/conf.d', mode: 0o755, owner: 'root', from: 'deb.files[1]' },
  ]);
});

extra('a symbolic link among them stays a link, and a link to the outside is refused', async () => {
  await symlink('index.html', path.join(project, 'public/home.html'));
  const all = await landed({ from: 'public/*.html', to: '/usr/share/shop' });
  assert.equal(all, ['0777 /usr/share/shop/home.html -> index.html', '0644 /usr/share/shop/index.html']);
  for (const target of ['../prices.json', '/etc/passwd', 'gone.html']) {
    await rm(path.join(project, 'public/home.html'));
    await symlink(target, path.join(project, 'public/home.html'));
    const error = await read({ from: 'public/**', to: '/usr/share/shop' }).catch((error) => error);
    assert.is(error.message, `public/home.html is a symbolic link to ${target}, which is not carried along`);
  }
});

extra('a name that dpkg or a terminal would misread is refused, in a folder as in a glob', async () => {
  const unfit: Record<string, string> = {
    'a\nb': '"a\\nb"',
    'Icon\r': '"Icon\\r"',
    'a\u2028b': '"a\\u2028b"',
    'a\u2029b': '"a\\u2029b"',
    'a\u0085b': '"a\\u0085b"',
    'a\u009b31mb': '"a\\u009b31mb"',
    'a\u202eb': '"a\\u202eb"',
    'x\\n0666 shop ': '"x\\\\n0666 shop "',
    'a\\b': '"a\\\\b"',
    ' a': '" a"',
    'a ': '"a "',
    '\u00a0a': '"\\u00a0a"',
    [`a${'é'.repeat(123)}`]: `"a${'é'.repeat(123)}"`,
  };
  for (const [name, shown] of Object.entries(unfit)) {
    for (const place of [`public/${name}`, `public/css/${name}`]) {
      await writeFile(path.join(project, place), '');
      for (const from of ['public', 'public/**', 'public/*/*.css', 'public/*.html']) {
        // A glob reads the folders on its way.
        if (from === 'public/*.html' && place.startsWith('public/css/')) continue;
        const error = await read({ from, to: '/usr/share/shop', owner: 'shop' }).catch((error) => error);
        const folder = path.dirname(path.join(project, place));
        assert.is(error.message, `${folder} holds a file named ${shown}`, from);
        assert.match(error.notes.join('\n'), 'rename or remove it');
      }
      await rm(path.join(project, place));
    }
  }
});

extra.run();
