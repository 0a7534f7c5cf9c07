/**
 * The packages of a project that go into a Debian package: little projects, laid out as npm does, and random graphs.
 */
import { chmod, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readTree, type Tree } from '../../builder/programs/modules/tree.ts';
import { InputLog } from '../../builder/project/inputs.ts';
import { folder, inFolders, installed, lay, npmLock, paths, read, refused } from '../support/projects.ts';

const modules = suite('modules');
inFolders(modules);

function nativeOf({ files }: Tree): string[] {
  return files.map((file) => file.path).filter((file) => /\.(node|so(\.\d+)*)$/.test(file));
}

modules('npm hoists packages, and nests a second version where another package needs it', async () => {
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
  assert.equal(first, { path: 'node_modules/c/index.js', source, size: 34, executable: true, isPrivate: false });
  assert.is(tree.files.filter(({ executable }) => executable).length, 1);
});

modules('missing packages: an error, a warning, or neither', async () => {
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

modules('packages in a folder above the project do not count', async () => {
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
  // A required package stays, for any system.
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

/** Packages by number, each needing some others, laid out flat or nested. The project is 0. */
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

modules('in random graphs, exactly the production dependencies are in', async () => {
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

modules('the same tree in the same order each time', async () => {
  await lay({ 'package.json': {}, B: '', a: '', ä: '', Z1: '', z0: '', 'a-b/c': '' });
  const found = await paths();
  assert.equal(found, ['B', 'Z1', 'a', 'a-b/c', 'package.json', 'z0', 'ä']);
});

modules.run();
