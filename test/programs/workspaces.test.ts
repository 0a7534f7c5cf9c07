/**
 * Addons for other systems, and members of workspaces.
 */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Tree } from '../../builder/programs/modules/tree.ts';
import { folder, inFolders, installed, lay, paths, read, refused } from '../support/projects.ts';

const workspaces = suite('addons and workspaces');
inFolders(workspaces);

function nativeOf({ files }: Tree): string[] {
  return files.map((file) => file.path).filter((file) => /\.(node|so(\.\d+)*)$/.test(file));
}

workspaces(
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

workspaces('addons for Windows and macOS are left out beside the one for Linux', async () => {
  await lay({ 'package.json': { dependencies: { a: '1' } }, 'package-lock.json': {}, ...installed('node_modules/a') });
  const programs = { win32: '4d5a9000', 'darwin-x64': 'cffaedfe', darwin: 'cafebabe', linux: '7f454c46' };
  for (const [name, magic] of Object.entries(programs)) {
    await writeFile(path.join(folder, `node_modules/a/${name}.node`), Buffer.from(magic, 'hex'));
  }
  const tree = await read();
  assert.equal(nativeOf(tree), ['node_modules/a/linux.node']);
  assert.equal(tree.warnings, ['package-lock.json was not compared with what is installed']);
});

workspaces('a package keeps all that is its own: dot files, node_modules further down, what it bundles', async () => {
  await lay({
    'package.json': { dependencies: { '@prisma/client': '1' } },
    ...installed('node_modules/@prisma/client', { bundleDependencies: ['b'] }),
    ...installed('node_modules/@prisma/client/node_modules/b'),
    ...installed('node_modules/@prisma/client/node_modules/stray'),
    'node_modules/@prisma/client/deep/node_modules/x.js': '',
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
      '@/deep/node_modules/x.js',
      '@/index.js',
      '@/node_modules/b/index.js',
      '@/node_modules/b/package.json',
      '@/package.json',
      'package.json',
    ],
  );
});

workspaces('a member of an npm workspace brings the members that it needs', async () => {
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

workspaces('the root of a workspace leaves the choice of files to a member', async () => {
  await lay({
    'package.json': { workspaces: { packages: ['packages/*'] }, dependencies: { lib: '*' } },
    'packages/lib/package.json': { name: 'lib', files: ['dist'], main: 'dist' },
    'packages/lib/dist/index.js': '',
    'packages/lib/source.ts': '',
    'node_modules/lib': '->../packages/lib',
  });
  assert.equal(await paths(), ['package.json', 'packages/lib/dist/index.js', 'packages/lib/package.json']);
});

workspaces('links to the outside are refused by name', async () => {
  await lay({
    'web/package.json': { name: 'web', dependencies: { lib: '*' } },
    'lib/package.json': { name: 'lib' },
    'web/node_modules/lib': '->../../lib',
  });
  await refused('web', `lib, which web needs, is linked to ${folder}/lib, outside ${folder}/web`);
});

workspaces.run();
