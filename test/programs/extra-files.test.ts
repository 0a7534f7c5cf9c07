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

extra('packages of earlier builds stay out, in whatever folder they lie', async () => {
  const left = ['shop.deb', 'shop_1.0.0_all.deb', 'shop_1.0.0_all.cdx.json', '.shop_1.0.0_all.deb.1-2-3-4.data'];
  const all = [...left, 'other.deb', 'shop.debian', 'shop.cdx.json'];
  for (const name of all) await writeFile(path.join(project, 'public', name), '');
  const { entries, warnings } = await read({ from: 'public', to: '/usr/share/shop' });
  const names = entries.map((entry) => entry.path.replace('/usr/share/shop/', '')).sort();
  assert.equal(names, ['css/main.css', 'index.html', 'other.deb', 'shop.cdx.json', 'shop.debian']);
  assert.is(warnings.filter((line) => line.includes('because it is an earlier package')).length, left.length);
  assert.equal(await landed({ from: 'public/shop.deb', to: '/usr/share/shop/' }), ['0644 /usr/share/shop/shop.deb']);
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

extra('links, directories and files with each of their settings', async () => {
  assert.equal(await landed({ link: '/usr/share/a', to: '/usr/share/shop/a' }), [
    '0777 /usr/share/shop/a -> /usr/share/a',
  ]);
  const owned = async (...files: object[]): Promise<string[]> =>
    (await read(...files)).owned.map(({ type, path: place, mode, owner }) => `${type} ${place} ${mode} ${owner}`);
  assert.equal(await owned({ directory: '/var/lib/shop/x/' }), ['d /var/lib/shop/x 0750 shop']);
  assert.equal(await owned({ directory: '/var/spool/shop/x', owner: 'root' }), ['d /var/spool/shop/x 0755 root']);
  assert.equal(await owned({ directory: '/etc/shop/x', owner: 'shop' }), ['d /etc/shop/x 0750 shop']);
  assert.equal(await owned({ directory: '/etc/shop/x', owner: 'shop', mode: '0700' }), ['d /etc/shop/x 0700 shop']);
  assert.equal(await owned({ directory: '/usr/share/shop/var/x' }), []);
  assert.equal(await landed({ directory: '/etc/shop/x/', mode: '0711' }), ['0711 /etc/shop/x']);
  const conffiles = async (file: object): Promise<unknown[]> => {
    const { entries } = await read({ from: 'prices.json', ...file });
    return entries.map((entry) => [entry.type === 'file' && entry.conffile, entry.owner]);
  };
  assert.equal(await conffiles({ to: '/etc/shop/' }), [[true, 'root']]);
  assert.equal(await conffiles({ to: '/etc/shop/', conffile: false }), [[false, 'root']]);
  assert.equal(await conffiles({ to: '/usr/etc/' }), [[false, 'root']]);
  assert.equal(await owned({ from: 'run.sh', to: '/usr/share/shop/', owner: 'shop' }), [
    'z /usr/share/shop/run.sh 0755 shop',
  ]);
  await chmod(path.join(project, 'run.sh'), 0o655);
  assert.equal(await landed({ from: 'run.sh', to: '/usr/share/shop/' }), ['0644 /usr/share/shop/run.sh']);
});

extra('each way to name a folder or a file, and names that match nothing', async () => {
  const both = ['0644 /usr/share/shop/css/main.css', '0644 /usr/share/shop/index.html'];
  for (const from of ['public', 'public/', './public', './public/', 'public/**', './public/**']) {
    assert.equal(await landed({ from, to: '/usr/share/shop/' }), both, from);
  }
  const deep = (await landed({ from: '.', to: '/usr/share/shop' })).map((line) => line.slice(5));
  assert.equal(
    deep,
    ['prices.json', 'public/css/main.css', 'public/index.html', 'run.sh'].map((file) => `/usr/share/shop/${file}`),
  );
  assert.equal(await landed({ from: '{run,walk}.sh', to: '/usr/share/shop' }), ['0755 /usr/share/shop/run.sh']);
  assert.equal(await landed({ from: 'public/{css,js}/*', to: '/usr/share/shop' }), [
    '0644 /usr/share/shop/css/main.css',
  ]);
  assert.equal(await landed({ from: './run.sh', to: '/usr/share/shop/go' }), ['0755 /usr/share/shop/go']);
  await writeFile(path.join(project, 'public/.hidden'), '');
  assert.equal(
    (await landed({ from: 'public/*', to: '/usr/share/shop' })).map((line) => line.slice(5)),
    ['/usr/share/shop/.hidden', '/usr/share/shop/index.html'],
  );
  await mkdir(path.join(project, 'empty'));
  const wrong = async (from: string): Promise<string> => {
    const error = await read({ from: 'run.sh', to: '/usr/share/shop/' }, { from, to: '/usr/share/shop/' }).catch(
      (reason) => reason,
    );
    return [error.message, ...error.notes].join('\n');
  };
  const names = 'deb.files.1 in package.json names it';
  const build = 'is it what a build makes? Then build first: npm run build';
  assert.is(
    await wrong('empty'),
    `there is no file in the folder empty of ${project}\n${names}: fill it first, or leave it out; for an empty directory in the package, use "directory"`,
  );
  assert.is(
    await wrong('prcies.json'),
    `there is no file prcies.json in ${project}\n${names}: correct its "from", or leave it out\ndid you mean "from": "prices.json"?`,
  );
  assert.is(
    await wrong('nothing.js'),
    `there is no file nothing.js in ${project}\n${names}: correct its "from", or leave it out\n${build}`,
  );
  for (const glob of ['*.nothing', 'a?', 'x[1]', '{a,b}.x', '!(x)/y', 'prcies.jso*'])
    assert.match(
      await wrong(glob),
      `no file in ${project} matches ${glob}\n${names}: correct its "from", or leave it out\n${build}`,
      glob,
    );
});

extra.run();
