/**
 * node_modules against the lock files of npm and pnpm.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { folder, inFolders, installed, type Layout, lay, npmLock, read, refused } from '../support/projects.ts';

const locks = suite('lock files');
inFolders(locks);

/** As pnpm lays out a workspace: a store, links into it, and a copy of the lock file. */
const PNPM_LOCK = `lockfileVersion: '9.0'

importers:

  .:
    devDependencies:
      dev:
        specifier: 1.0.0
        version: 1.0.0

  apps/web:
    dependencies:
      '@acme/lib':
        specifier: workspace:*
        version: link:../../packages/lib
      '@scope/a':
        specifier: ^1.0.0
        version: 1.0.0

  packages/lib: {}

packages:

  '@scope/a@1.0.0':
    resolution: {integrity: sha512-a}

  dev@1.0.0:
    resolution: {integrity: sha512-dev}

snapshots:

  '@scope/a@1.0.0':
    dependencies:
      b: 1.0.0

  dev@1.0.0: {}
`;

async function layPnpm(): Promise<void> {
  const store = 'node_modules/.pnpm';
  await lay({
    'pnpm-workspace.yaml': 'packages:\n  # the services\n  - "apps/*"\n  - packages/*\nnodeLinker: isolated\n',
    'package.json': { devDependencies: { dev: '1' } },
    'pnpm-lock.yaml': PNPM_LOCK,
    [`${store}/lock.yaml`]: PNPM_LOCK,
    'node_modules/.modules.yaml': '{}',
    // A leftover of npm, which installed here before pnpm.
    'package-lock.json': '{}',
    'apps/web/package.json': { name: 'web', dependencies: { '@scope/a': '1', '@acme/lib': 'workspace:*' } },
    'apps/web/app.js': '',
    'packages/lib/package.json': { name: '@acme/lib' },
    'apps/web/node_modules/@scope/a': `->../../../../${store}/@scope+a@1.0.0/node_modules/@scope/a`,
    'apps/web/node_modules/@acme/lib': '->../../../../packages/lib',
    ...installed(`${store}/@scope+a@1.0.0/node_modules/@scope/a`, { dependencies: { b: '1' } }),
    [`${store}/@scope+a@1.0.0/node_modules/b`]: '->../../b@1.0.0/node_modules/b',
    ...installed(`${store}/b@1.0.0/node_modules/b`),
    ...installed(`${store}/dev@1.0.0/node_modules/dev`),
    [`${store}/node_modules/b`]: '->../b@1.0.0/node_modules/b',
    [`${store}/node_modules/dev`]: '->../dev@1.0.0/node_modules/dev',
    [`${store}/node_modules/@scope/a`]: '->../../@scope+a@1.0.0/node_modules/@scope/a',
    'node_modules/dev': '->.pnpm/dev@1.0.0/node_modules/dev',
  });
}

locks('pnpm: the store, the links into it, and the hoisted links beside it', async () => {
  await layPnpm();
  const tree = await read('apps/web');
  assert.equal([tree.root, tree.project, tree.warnings], [folder, 'apps/web', []]);
  const packages = ['@scope+a@1.0.0/node_modules/@scope/a', 'b@1.0.0/node_modules/b'];
  assert.equal(
    tree.packages,
    packages.map((place) => `node_modules/.pnpm/${place}`),
  );
  assert.equal(tree.links, [
    { path: 'apps/web/node_modules/@acme/lib', target: '../../../../packages/lib' },
    { path: 'apps/web/node_modules/@scope/a', target: `../../../../node_modules/.pnpm/${packages[0]}` },
    { path: 'node_modules/.pnpm/@scope+a@1.0.0/node_modules/b', target: `../../${packages[1]}` },
    { path: 'node_modules/.pnpm/node_modules/@scope/a', target: `../../${packages[0]}` },
    { path: 'node_modules/.pnpm/node_modules/b', target: `../${packages[1]}` },
  ]);
  assert.is(tree.files.filter((file) => file.path.includes('dev')).length, 0);
});

locks('pnpm: the lock file and the installed packages of the Debian package agree', async () => {
  await layPnpm();
  const put = (file: string, ...changes: [string, string][]): Promise<void> => {
    const text = changes.reduce((sum, [from, to]) => sum.replaceAll(from, to), PNPM_LOCK);
    return writeFile(path.join(folder, file), text);
  };
  const copy = 'node_modules/.pnpm/lock.yaml';
  // As after `pnpm install --prod`.
  const noDev: [string, string][] = [
    ['\n    devDependencies:\n      dev:\n        specifier: 1.0.0\n        version: 1.0.0\n', ' {}\n'],
    ['  dev@1.0.0:\n    resolution: {integrity: sha512-dev}\n\n', ''],
    ['\n  dev@1.0.0: {}\n', '\n'],
    ['      b: 1.0.0\n', '      b: 1.0.0\n    optional: true\n'],
  ];
  await put(copy, ...noDev);
  await read('apps/web');
  await put('pnpm-lock.yaml', ['version: 1.0.0', 'version: 1.0.1']);
  await refused(
    'apps/web',
    /^node_modules is not what pnpm-lock.yaml says\n@scope\/a of apps\/web is 1.0.0, not 1.0.1\nrun pnpm install --frozen-lockfile$/,
  );
  await put('pnpm-lock.yaml', ['b: 1.0.0', 'b: 1.2.0']);
  await refused('apps/web', '@scope/a@1.0.0 was installed from something else');
  await put('pnpm-lock.yaml', ["'9.0'", "'6.0'"]);
  assert.equal((await read('apps/web')).warnings, ['pnpm-lock.yaml was not compared with what is installed']);
  await rm(path.join(folder, copy));
  await refused('apps/web', 'it was not installed by pnpm');
});

locks('npm: every version has to be that of the lock file', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const layout: Layout = { 'package.json': { dependencies: Object.fromEntries(names.map((name) => [name, '*'])) } };
  for (const name of names) Object.assign(layout, installed(`node_modules/${name}`));
  await lay({ ...layout, ...npmLock(layout) });
  await read();
  for (const name of names) await lay(installed(`node_modules/${name}`, { version: '1.0.1' }));
  await refused('', /^node_modules is not what package-lock.json says\nnode_modules\/a is 1.0.1, not 1.0.0\n/);
  await refused('', /e is 1.0.1, not 1.0.0\nand 2 more\nrun npm ci$/);
  await lay(layout);
  await lay(installed('node_modules/a', { dependencies: { b: '*' } }));
  const lock = JSON.parse(await readFile(path.join(folder, 'package-lock.json'), 'utf8'));
  lock.packages['node_modules/a/node_modules/b'] = { version: '2.0.0' };
  await lay({ 'package-lock.json': lock });
  await refused('', 'node_modules/a/node_modules/b is not installed');
  // Optional packages may be missing.
  lock.packages['node_modules/a/node_modules/b'].optional = true;
  await lay({ 'package-lock.json': lock });
  await read();
  delete lock.packages['node_modules/c'];
  // It counts before package-lock.json.
  await lay({ 'npm-shrinkwrap.json': lock });
  await refused('', 'not what npm-shrinkwrap.json says', 'node_modules/c is not in the lock file');
});

locks('where nothing can be compared, a warning says so', async () => {
  await lay({ 'package.json': {} });
  assert.match((await read()).warnings.join(), /^there is no lock file/);
  await lay({ 'yarn.lock': '' });
  assert.equal((await read()).warnings, ['yarn.lock was not compared with what is installed']);
});

locks.run();
