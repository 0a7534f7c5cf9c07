/**
 * Which files of a project and of what it needs go into a package: little projects, laid out as npm and pnpm do.
 */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { readTree, type Tree, type TreeOptions } from '../../builder/programs/modules/tree.ts';
import { InputLog } from '../../builder/project/inputs.ts';

const modules = suite('modules');
let folder = '';

modules.before.each(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'modules-')));
});
modules.after.each(() => rm(folder, { recursive: true, force: true }));

function nativeOf({ files }: Tree): string[] {
  return files.map((file) => file.path).filter((file) => /\.(node|so(\.\d+)*)$/.test(file));
}

/** Files by their paths: text, or an object for JSON; `->` in front of a text makes it a symbolic link. */
type Layout = Record<string, string | object>;

async function lay(layout: Layout, base = folder): Promise<void> {
  for (const [file, content] of Object.entries(layout)) {
    const place = path.join(base, file);
    await mkdir(path.dirname(place), { recursive: true });
    if (typeof content === 'string' && content.startsWith('->')) await symlink(content.slice(2), place);
    else await writeFile(place, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** A package as it is installed: package.json and index.js. */
function installed(place: string, json: object = {}): Layout {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return {
    [`${place}/package.json`]: { name, version: '1.0.0', ...json },
    [`${place}/index.js`]: `module.exports = '${place}';`,
  };
}

function read(project = '', options: Partial<TreeOptions> = {}): Promise<Tree> {
  return readTree(path.join(folder, project), { architecture: 'amd64', inputs: new InputLog(''), ...options });
}

async function paths(project = '', options: Partial<TreeOptions> = {}): Promise<string[]> {
  return (await read(project, options)).files.map((file) => file.path);
}

/** What is wrong, and the advice, in one text. */
async function refused(project: string, ...expected: (string | RegExp)[]): Promise<void> {
  const error = await read(project).then(
    () => assert.unreachable('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof BuildError)) throw error;
  const text = [error.message, ...error.notes].join('\n');
  for (const part of expected) assert.match(text, part);
}

/** A lock file of npm for what `layout` has below node_modules. */
function npmLock(layout: Layout): Layout {
  const packages = Object.entries(layout).flatMap(([file, json]) =>
    file.includes('node_modules/') && file.endsWith('/package.json')
      ? [[path.dirname(file), { version: (json as { version: string }).version }]]
      : [],
  );
  return { 'package-lock.json': { lockfileVersion: 3, packages: Object.fromEntries([['', {}], ...packages]) } };
}

modules('npm hoists what it can, and nests a second version where it is needed', async () => {
  const layout = {
    'package.json': {
      name: 'web',
      dependencies: { a: '1', '@scope/b': '1' },
      devDependencies: { dev: '1', both: '1' },
    },
    'app.js': '',
    ...installed('node_modules/a', { dependencies: { both: '1', c: '2' } }),
    ...installed('node_modules/a/node_modules/c', { version: '2.0.0' }),
    ...installed('node_modules/@scope/b', { dependencies: { c: '1', '@scope/d': '1' } }),
    ...installed('node_modules/@scope/d'),
    ...installed('node_modules/c'),
    ...installed('node_modules/both'),
    ...installed('node_modules/dev', { dependencies: { deeper: '1' } }),
    ...installed('node_modules/deeper'),
    'node_modules/.bin/a': '->../a/index.js',
    'node_modules/.package-lock.json': '{}',
  };
  await lay({ ...layout, ...npmLock(layout) });
  await chmod(path.join(folder, 'node_modules/c/index.js'), 0o700);
  const tree = await read();
  assert.equal(tree.packages, [
    'node_modules/@scope/b',
    'node_modules/@scope/d',
    'node_modules/a',
    'node_modules/a/node_modules/c',
    'node_modules/both',
    'node_modules/c',
  ]);
  assert.equal(
    tree.files.map((file) => file.path),
    [
      'app.js',
      'package.json',
      ...tree.packages.flatMap((place) => [`${place}/index.js`, `${place}/package.json`]),
    ].sort(),
  );
  assert.equal([tree.root, tree.project, tree.links, tree.warnings], [folder, '', [], []]);
  const [first] = tree.files.filter(({ executable }) => executable);
  const source = path.join(folder, 'node_modules/c/index.js');
  assert.equal(first, { path: 'node_modules/c/index.js', source, size: 34, executable: true });
  assert.is(tree.files.filter(({ executable }) => executable).length, 1);
});

modules('what is missing: an error, a warning, or nothing', async () => {
  await lay({
    'package.json': { name: 'web', dependencies: { a: '1' }, optionalDependencies: { fast: '1' } },
    ...installed('node_modules/a', {
      peerDependencies: { there: '1', gone: '1', extra: '1' },
      peerDependenciesMeta: { extra: { optional: true } },
      // Named twice it is optional.
      dependencies: { twice: '1' },
      optionalDependencies: { twice: '1' },
    }),
    ...installed('node_modules/there'),
    ...installed('node_modules/extra'),
    'package-lock.json': { lockfileVersion: 1 },
  });
  const tree = await read();
  assert.equal(tree.packages, ['node_modules/a', 'node_modules/there']);
  assert.equal(tree.warnings, [
    'gone, which a wants beside it, is not installed',
    'package-lock.json was not compared with what is installed',
  ]);
  await lay({ 'node_modules/a/package.json': { name: 'a', dependencies: { gone: '1' } } });
  await refused('', 'gone, which a needs, is not installed\nrun npm ci');
  await lay({ 'node_modules/a/package.json': '{' });
  await refused('', `${folder}/node_modules/a/package.json is not valid JSON`);
});

modules('what lies in a folder above the project does not count', async () => {
  await lay({ 'web/package.json': { dependencies: { a: '1' } }, 'web/yarn.lock': '', 'package-lock.json': '{}' });
  await lay(installed('node_modules/a'));
  await refused('web', 'a, which web needs, is not installed\nrun yarn install');
});

modules('packages for other systems are optional ones that say so', async () => {
  const systems: Record<string, object> = {
    'linux-x64': { os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
    'linux-arm64': { os: ['linux'], cpu: ['arm64'] },
    'linux-musl': { os: 'linux', libc: ['musl'] },
    'linuxmusl-x64': {},
    'not-windows': { os: ['!win32'] },
    'not-linux': { os: ['!linux'] },
    any: { os: ['any'], cpu: ['any'] },
  };
  const names = Object.keys(systems).map((system) => `p-${system}`);
  const optionalDependencies = Object.fromEntries(names.map((name) => [name, '1']));
  await lay({ 'package.json': { optionalDependencies, dependencies: { 'p-mac': '1' } } });
  for (const [system, json] of Object.entries(systems)) await lay(installed(`node_modules/p-${system}`, json));
  // Who requires it outright has reasons.
  await lay(installed('node_modules/p-mac', { os: ['darwin'] }));
  const expected = (...ours: string[]): string[] => ours.map((name) => `node_modules/p-${name}`);
  assert.equal((await read()).packages, expected('any', 'linux-x64', 'mac', 'not-windows'));
  const forArm = await read('', { architecture: 'arm64' });
  assert.equal(forArm.packages, expected('any', 'linux-arm64', 'mac', 'not-windows'));
});

modules('prebuilt binaries: those for the target, by their names', async () => {
  const prebuilds = [
    'darwin-x64+arm64/addon.node',
    'linux-arm64/addon.armv8.node',
    'linux-x64/addon.glibc.node',
    'linux-x64/addon.musl.node',
    'linuxmusl-x64/addon.node',
    'linux-x64+arm64/addon.node',
    'win32-ia32/addon.node',
    'of-our-own/addon.node',
  ].map((file) => `node_modules/a/prebuilds/${file}`);
  await lay({ 'package.json': { dependencies: { a: '1' } }, ...installed('node_modules/a') });
  for (const file of prebuilds) await lay({ [file]: '\x7FELF' });
  await lay({ 'node_modules/a/lib/liba.so.1.2': '', 'node_modules/a/lib/a.source': '' });
  const tree = await read();
  assert.equal(nativeOf(tree), [
    'node_modules/a/lib/liba.so.1.2',
    'node_modules/a/prebuilds/linux-x64+arm64/addon.node',
    'node_modules/a/prebuilds/linux-x64/addon.glibc.node',
    'node_modules/a/prebuilds/of-our-own/addon.node',
  ]);
  assert.equal(nativeOf(await read('', { architecture: 'arm64' })).slice(1), [
    'node_modules/a/prebuilds/linux-arm64/addon.armv8.node',
    'node_modules/a/prebuilds/linux-x64+arm64/addon.node',
    'node_modules/a/prebuilds/of-our-own/addon.node',
  ]);
});

modules(
  'an addon that nobody has built is warned of, whether it would hold the addon itself or a package for its platform',
  async () => {
    await lay({
      'package.json': { dependencies: { a: '1', b: '1', '@x/b-linux-x64': '1', c: '1' } },
      ...installed('node_modules/a'),
      'node_modules/a/binding.gyp': '{}',
      'node_modules/a/build/Release/a.node': '',
      ...installed('node_modules/b'),
      'node_modules/b/binding.gyp': '{}',
      ...installed('node_modules/@x/b-linux-x64'),
      'node_modules/@x/b-linux-x64/node.node': '',
      ...installed('node_modules/c'),
      'node_modules/c/binding.gyp': '{}',
    });
    const ofAddons = (await read()).warnings.filter((warning) => warning.includes('native addon'));
    assert.equal(ofAddons, [
      'node_modules/c is a native addon, but was not built: run its install script with npm rebuild c',
    ]);
  },
);

modules('addons for Windows and macOS are left out, and said to be', async () => {
  await lay({ 'package.json': { dependencies: { a: '1' } }, 'package-lock.json': {}, ...installed('node_modules/a') });
  const programs = { windows: '4d5a9000', mac: 'cffaedfe', fat: 'cafebabe', linux: '7f454c46' };
  for (const [name, magic] of Object.entries(programs)) {
    await writeFile(path.join(folder, `node_modules/a/${name}.node`), Buffer.from(magic, 'hex'));
  }
  const tree = await read();
  assert.equal(nativeOf(tree), ['node_modules/a/linux.node']);
  assert.equal(
    tree.warnings.filter((warning) => warning.includes('left out')),
    ['fat', 'mac', 'windows'].map(
      (name) => `node_modules/a/${name}.node is a program for Windows or macOS and was left out`,
    ),
  );
});

modules(
  'a package keeps all that is its own: tests, dot files, node_modules further down, what it bundles',
  async () => {
    await lay({
      'package.json': { dependencies: { '@prisma/client': '1' } },
      ...installed('node_modules/@prisma/client', { bundleDependencies: ['b'] }),
      ...installed('node_modules/@prisma/client/node_modules/b'),
      ...installed('node_modules/@prisma/client/node_modules/stray'),
      'node_modules/@prisma/client/test/node_modules/x.js': '',
      'node_modules/@prisma/client/.config': '',
      'node_modules/@prisma/client/a.log': '',
      'node_modules/@prisma/client/.git/HEAD': '',
      'node_modules/.prisma/client/index.js': '',
      'node_modules/.cache/x': '',
    });
    const found = await paths();
    assert.equal(
      found.map((file) => file.replace('node_modules/@prisma/client/', '@/')),
      [
        'node_modules/.prisma/client/index.js',
        '@/.config',
        '@/a.log',
        '@/index.js',
        '@/node_modules/b/index.js',
        '@/node_modules/b/package.json',
        '@/package.json',
        '@/test/node_modules/x.js',
        'package.json',
      ],
    );
  },
);

modules('a member of an npm workspace brings the members that it needs', async () => {
  await lay({
    'package.json': { workspaces: ['apps/*', 'packages/*'], dependencies: { dev: '1' } },
    'package-lock.json': {
      lockfileVersion: 3,
      packages: {
        'node_modules/a': { version: '1.0.0' },
        'node_modules/@acme/lib': { link: true, resolved: 'packages/lib' },
        'packages/lib': { version: '0.9.0' },
      },
    },
    'apps/web/package.json': { name: 'web', dependencies: { '@acme/lib': '*' } },
    'apps/web/app.js': '',
    // npm does not read it.
    'apps/web/package-lock.json': '{}',
    'packages/lib/package.json': { name: '@acme/lib', version: '1.0.0', files: ['lib'], dependencies: { a: '1' } },
    'packages/lib/lib/index.js': '',
    'packages/lib/source.ts': '',
    'packages/other/package.json': {},
    ...installed('node_modules/a'),
    ...installed('node_modules/dev'),
    'node_modules/@acme/lib': '->../../packages/lib',
    'node_modules/@acme/other': '->../../packages/other',
  });
  const tree = await read('apps/web');
  assert.equal([tree.root, tree.project, tree.warnings], [folder, 'apps/web', []]);
  assert.equal(tree.links, [{ path: 'node_modules/@acme/lib', target: '../../packages/lib' }]);
  assert.equal(tree.packages, ['node_modules/a']);
  assert.equal(
    tree.files.map((file) => file.path),
    [
      'apps/web/app.js',
      'apps/web/package.json',
      'node_modules/a/index.js',
      'node_modules/a/package.json',
      'packages/lib/lib/index.js',
      'packages/lib/package.json',
    ],
  );
  const asked = await paths('apps/web', { include: ['app.js'] });
  assert.equal(
    asked,
    tree.files.map((file) => file.path),
  );
  assert.equal((await read('packages/other')).root, path.join(folder, 'packages/other'));
  await lay({ 'apps/web/package.json': { name: 'web', dependencies: { a: '1' } } });
  await rm(path.join(folder, 'node_modules/a'), { recursive: true });
  await lay({ ...installed('elsewhere/a'), 'node_modules/a': '->../elsewhere/a' });
  await refused(
    'apps/web',
    /^node_modules is not what package-lock.json says\nnode_modules\/a is a link to elsewhere\/a\n/,
  );
});

modules('the root of a workspace leaves it to a member what it brings', async () => {
  await lay({
    'package.json': { workspaces: { packages: ['packages/*'] }, dependencies: { lib: '*' } },
    'packages/lib/package.json': { name: 'lib', files: ['dist'], main: 'dist' },
    'packages/lib/dist/index.js': '',
    'packages/lib/source.ts': '',
    'node_modules/lib': '->../packages/lib',
  });
  assert.equal(await paths(), ['package.json', 'packages/lib/dist/index.js', 'packages/lib/package.json']);
});

modules('what is linked from outside is refused by name', async () => {
  await lay({
    'web/package.json': { name: 'web', dependencies: { lib: '*' } },
    'lib/package.json': { name: 'lib' },
    'web/node_modules/lib': '->../../lib',
  });
  await refused('web', `lib, which web needs, is linked to ${folder}/lib, outside ${folder}/web`);
});

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
    // What npm left here before pnpm came.
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

modules('pnpm: the store, the links into it, and those beside it for what packages use unsaid', async () => {
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

modules('pnpm: its lock file has to say what is installed, as far as it concerns the package', async () => {
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

modules('npm: every version has to be that of the lock file', async () => {
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
  // What is optional may be missing.
  lock.packages['node_modules/a/node_modules/b'].optional = true;
  await lay({ 'package-lock.json': lock });
  await read();
  delete lock.packages['node_modules/c'];
  // It counts before package-lock.json.
  await lay({ 'npm-shrinkwrap.json': lock });
  await refused('', 'not what npm-shrinkwrap.json says', 'node_modules/c is not in the lock file');
});

modules('where nothing can be compared, a warning says so', async () => {
  await lay({ 'package.json': {} });
  assert.match((await read()).warnings.join(), /^there is no lock file/);
  await lay({ 'yarn.lock': '' });
  assert.equal((await read()).warnings, ['yarn.lock was not compared with what is installed']);
});

const OWN: Layout = {
  'package.json': { name: 'web', main: './dist/server', bin: { web: 'bin/web.js' } },
  'package-lock.json': { lockfileVersion: 3, packages: {} },
  'dist/server.js': '',
  'dist/deep/part.js': '',
  'dist/web.deb': '',
  'dist/.hidden/x': '',
  'dist/test/t.js': '',
  'bin/web.js': '',
  'public/[id].html': '',
  'public/[lang]/index.html': '',
  'app.log': '',
  'tsconfig.tsbuildinfo': '',
  '.env': '',
  'test/a.js': '',
  'coverage/index.html': '',
  'node_modules/dev/package.json': '{}',
  'tools/node_modules/dev/package.json': '{}',
  'tools/tool.js': '',
};

modules('without being asked: everything but what is for building, testing and hiding', async () => {
  await lay(OWN);
  assert.equal(await paths(), [
    'bin/web.js',
    'dist/deep/part.js',
    'dist/server.js',
    'dist/test/t.js',
    'package.json',
    'public/[id].html',
    'public/[lang]/index.html',
    'tools/tool.js',
  ]);
});

modules('"files" of package.json, as npm understands it', async () => {
  const filesOf = async (...files: string[]): Promise<string[]> => {
    await lay({ 'package.json': { main: './dist/server', bin: { web: 'bin/web.js' }, files } });
    return paths();
  };
  await lay({ ...OWN, 'README.md': '' });
  await lay({ 'package.json': { main: './public', files: [] }, 'public/index.js': '' });
  assert.equal(await paths(), ['package.json', 'public/index.js']);
  const always = ['bin/web.js', 'dist/server.js', 'package.json'];
  assert.equal(await filesOf('not/there', 'not/there/*', '../*', 'node_modules'), always);
  const all = ['bin/web.js', 'dist/deep/part.js', 'dist/server.js', 'dist/test/t.js', 'package.json'];
  for (const way of ['dist', './dist/', '/dist', 'dist/*', 'dist/**']) assert.equal(await filesOf(way), all, way);
  assert.equal(
    await filesOf('dist', '!dist/test'),
    all.filter((file) => file !== 'dist/test/t.js'),
  );
  assert.equal(await filesOf('*/*/*.js', '!dist/deep', '!public'), [...always, 'dist/test/t.js'].sort());
  assert.equal(
    await filesOf('dist', '!part.js'),
    all.filter((file) => file !== 'dist/deep/part.js'),
  );
  assert.equal(await filesOf('test', 'public/[id].html'), [...always, 'public/[id].html', 'test/a.js']);
});

modules('what is asked for: globs, and names with a dot if they are spelled out', async () => {
  await lay(OWN);
  const asked = (...include: string[]): Promise<string[]> => paths('', { include });
  assert.equal(await asked('dist'), ['dist/deep/part.js', 'dist/server.js', 'dist/test/t.js', 'package.json']);
  assert.equal(await asked('**/*.js', '!dist'), ['bin/web.js', 'package.json', 'test/a.js', 'tools/tool.js']);
  assert.equal(await asked('.env', 'app.log', 'dist/.hidden'), ['.env', 'app.log', 'dist/.hidden/x', 'package.json']);
  await lay({ 'public/l/index.html': '' });
  assert.equal(await asked('public/[lang]', '*/server.js'), [
    'dist/server.js',
    'package.json',
    'public/[lang]/index.html',
  ]);
  assert.equal(await asked('tools/node_modules', 'package-lock.json'), [
    'package-lock.json',
    'package.json',
    'tools/node_modules/dev/package.json',
  ]);
  const wrong = async (pattern: string, expected: string): Promise<void> => {
    const { message, notes } = (await asked('dist', pattern).catch((error) => error)) as BuildError;
    assert.match([message, ...notes].join('\n'), expected);
  };
  await wrong('biuld/**', `"biuld/**" matches no file in ${folder}`);
  await wrong('biuld/deep/*.js', 'matches no file');
  await lay({ current: '->dist' });
  for (const pattern of ['current/*.js', 'current/server.js'])
    await wrong(pattern, 'current leads through a symbolic link');
  await wrong('*.tsbuildinfo', '"*.tsbuildinfo" matches no file');
  await wrong('node_modules/dev', 'dependencies are found by themselves');
  for (const pattern of ['../*', '/etc/passwd', 'dist/../../x']) await wrong(pattern, 'leads out of');
});

modules('symbolic links in a package: kept if they lead to something that is in it, too', async () => {
  await lay({
    'package.json': { dependencies: { a: '1' } },
    'site/page.html': '',
    'site/again.html': '->page.html',
    current: '->site',
    'site/round': '->..',
    ...installed('node_modules/a'),
    'node_modules/a/lib.so': '->lib.so.1',
    'node_modules/a/lib.so.1': '->lib.so.1.2',
    'node_modules/a/lib.so.1.2': '',
    'node_modules/a/prebuilds/win32-x64/a.node': '',
    'node_modules/a/windows.node': '->prebuilds/win32-x64/a.node',
  });
  assert.equal((await read()).links, [
    { path: 'current', target: 'site' },
    { path: 'node_modules/a/lib.so', target: 'lib.so.1.2' },
    { path: 'node_modules/a/lib.so.1', target: 'lib.so.1.2' },
    { path: 'site/again.html', target: 'page.html' },
    { path: 'site/round', target: '..' },
  ]);
});

modules('symbolic links that would lead nowhere are refused', async () => {
  await lay({ 'web/package.json': {}, 'web/.env': '', 'web/site/a': '', 'secret/key': '' });
  const wrong: Record<string, string> = {
    'gone.html': 'which does not exist',
    '../../secret/key': `outside ${folder}/web`,
    '../../secret': `outside ${folder}/web`,
    [`${folder}/web/site/a`]: 'an absolute path',
    '../.env': 'which is not part of the package',
    link: 'which leads back to itself',
  };
  for (const [target, why] of Object.entries(wrong)) {
    await lay({ 'web/site/link': `->${target}` });
    await refused('web', `site/link is a symbolic link to ${target}, ${why}`);
    await rm(path.join(folder, 'web/site/link'));
  }
});

modules('what no package can carry is refused', async () => {
  await lay({ 'package.json': { dependencies: { a: '1' } }, ...installed('node_modules/a') });
  for (const place of ['', 'node_modules/a/']) {
    const pipe = path.join(folder, place, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await refused('', `${pipe} is neither a file nor a folder nor a symbolic link`);
    await rm(pipe);
    for (const name of [Buffer.from('two\nlines'), Buffer.from([0x66, 0xfc, 0x72])]) {
      const file = Buffer.concat([Buffer.from(path.join(folder, place, '/')), name]);
      await writeFile(file, '');
      await refused('', 'holds a file named', 'rename or remove it');
      await rm(file);
    }
  }
});

/** Packages by number, each needing some others, laid out flat or nested; 0 is the project. */
const graphs = fc.integer({ min: 2, max: 9 }).chain((count) =>
  fc.record({
    needs: fc.array(fc.uniqueArray(fc.integer({ min: 1, max: count - 1 }), { maxLength: 4 }), {
      minLength: count,
      maxLength: count,
    }),
    dev: fc.uniqueArray(fc.integer({ min: 1, max: count - 1 })),
    optional: fc.uniqueArray(fc.integer({ min: 0, max: count - 1 })),
    layout: fc.constantFrom('npm', 'pnpm'),
  }),
);

modules('whatever needs whatever: all that production reaches is in, nothing else', async () => {
  const property = fc.asyncProperty(graphs, async ({ needs, dev, optional, layout }) => {
    const base = await mkdtemp(path.join(folder, 'graph-'));
    const place = (index: number): string =>
      layout === 'npm' ? `node_modules/p${index}` : `node_modules/.pnpm/p${index}@1.0.0/node_modules/p${index}`;
    for (const [index, list] of needs.entries()) {
      const wanted = Object.fromEntries(list.map((other) => [`p${other}`, '1']));
      const json = { [optional.includes(index) ? 'optionalDependencies' : 'dependencies']: wanted };
      const devDependencies = Object.fromEntries(dev.map((other) => [`p${other}`, '1']));
      await lay(index === 0 ? { 'package.json': { ...json, devDependencies } } : installed(place(index), json), base);
      if (layout === 'npm') continue;
      const modulesOf = index === 0 ? 'node_modules' : path.dirname(place(index));
      for (const other of new Set(index === 0 ? [...list, ...dev] : list)) {
        if (other === index) continue;
        await lay({ [`${modulesOf}/p${other}`]: `->${path.relative(modulesOf, place(other))}` }, base);
      }
    }
    const reached = new Set([0]);
    for (const index of reached) for (const other of needs[index] ?? []) reached.add(other);
    const { packages, files } = await readTree(base, { architecture: 'amd64', inputs: new InputLog('') });
    const expected = [...reached].filter((index) => index !== 0).map(place);
    assert.equal(packages, expected.sort());
    const folders = new Set(files.map((file) => path.dirname(file.path)));
    assert.equal([...folders].sort(), ['.', ...expected].sort());
  });
  await fc.assert(property, { numRuns: 60 });
});

modules('the same tree in the same order, whoever reads it', async () => {
  await lay({ 'package.json': {}, B: '', a: '', ä: '', Z1: '', z0: '', 'a-b/c': '' });
  const found = await paths();
  assert.equal(found, ['B', 'Z1', 'a', 'a-b/c', 'package.json', 'z0', 'ä']);
});

modules.run();
