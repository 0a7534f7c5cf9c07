/**
 * Files of packages that no program needs, and files that you exclude.
 */
import { rm } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { folder, inFolders, installed, type Layout, lay, paths, read } from '../support/projects.ts';

const unneeded = suite('unneeded and excluded files');
inFolders(unneeded);

const HOME = 'node_modules/x/';

/** The files of the package x that stay, besides package.json and index.js. */
async function kept(files: Layout, json: object = {}, more: Layout = {}): Promise<string[]> {
  await rm(`${folder}/node_modules`, { recursive: true, force: true });
  await lay({ 'package.json': { dependencies: { x: '1', y: '1' } }, ...installed('node_modules/x', json), ...more });
  if (!(`node_modules/y/package.json` in more)) await lay(installed('node_modules/y'));
  await lay(Object.fromEntries(Object.entries(files).map(([file, content]) => [`${HOME}${file}`, content])));
  const found = (await paths()).filter((file) => file.startsWith(HOME)).map((file) => file.slice(HOME.length));
  return found.filter((file) => !['package.json', 'index.js'].includes(file) || file in files);
}

const UNNEEDED = {
  'index.d.ts': '',
  'lib/a.d.mts': '',
  'lib/a.d.cts': '',
  'lib/a.js.map': '{}',
  'test/a.js': '',
  'tests/deep/b.js': '',
  '__tests__/c.js': '',
  'lib/__tests__/d.js': '',
  'lib/a.test.js': '',
  'lib/a.spec.mjs': '',
};

unneeded('types, source maps and tests of packages stay out, and all else stays', async () => {
  const others = {
    'lib/a.js': '',
    'lib/test/e.js': '',
    'lib/test.js': '',
    'docs/a.md': '',
    'lib/a.ts': '',
    map: '',
    'contest/a.js': '',
  };
  assert.equal(await kept({ ...UNNEEDED, ...others }), Object.keys(others).sort());
  await lay({ 'own.d.ts': '', 'own.js.map': '', 'lib/own.test.js': '' });
  const own = (await paths()).filter((file) => !file.includes('node_modules'));
  assert.equal(own, ['lib/own.test.js', 'own.d.ts', 'own.js.map', 'package.json']);
});

unneeded('a file that a require or package.json reaches stays', async () => {
  const helper = { 'test/helper.js': "require('./deep/more');", 'test/deep/more.js': '', 'index.d.ts': '' };
  const all = ['test/deep/more.js', 'test/helper.js'];
  const sources: [string, object?][] = [
    ["require('./test/helper')"],
    ['require(`./test/${name}`)'],
    ["import './test/helper.js';"],
    ["const file = path.join(__dirname, 'test', name);"],
    ["fs.readdirSync(__dirname + '/test/deep')"],
    ['', { main: 'test/helper.js' }],
    ['', { bin: { x: './test/helper.js' } }],
    ['', { exports: { '.': './index.js', './testing': { types: './index.d.ts', default: './test/helper.js' } } }],
    ['', { exports: { './test/*': './test/*.js' } }],
    ['', { imports: { '#t': './test/helper.js' } }],
  ];
  for (const [text, json] of sources)
    assert.equal(
      await kept({ ...helper, 'lib.js': '', 'index.js': text }, json),
      ['index.js', 'lib.js', ...all],
      `${text} ${JSON.stringify(json)}`,
    );
  for (const text of ["if (env === 'test') run();", "it('a test of it')", '// see test/helper'])
    assert.equal(await kept({ ...helper, 'index.js': text }), ['index.js'], text);
  const other = { ...installed('node_modules/y'), 'node_modules/y/index.js': "require('x/test/helper')" };
  assert.equal(await kept(helper, {}, other), all);
  assert.equal(await kept(helper, {}, { 'app.mjs': "import 'x/test/helper.js';" }), all);
});

unneeded('single files stay by their names: types of a checker, maps as data, tests that others load', async () => {
  assert.equal(await kept({ 'lib/lib.es5.d.ts': '', 'lib/other.d.ts': '', 'lib/x.js': "const a = 'lib.es5.d.ts';" }), [
    'lib/lib.es5.d.ts',
    'lib/x.js',
  ]);
  assert.equal(await kept({ 'data/world.map': '', 'index.js': "read(__dirname + '/data/world.map')" }), [
    'data/world.map',
    'index.js',
  ]);
  assert.equal(await kept({ 'a.js.map': '', 'index.js': 'x;\n//# sourceMappingURL=a.js.map' }), ['index.js']);
  assert.equal(await kept({ 'lib/a.test.js': '', 'lib/a.js': "require('./a.test')" }), ['lib/a.js', 'lib/a.test.js']);
  const checker = installed('node_modules/y', { name: 'ts-node' });
  assert.equal(await kept({ 'index.d.ts': '', 'a.js.map': '' }, {}, checker), ['index.d.ts']);
});

unneeded('of a compilation, its results stay', async () => {
  const steps = {
    'build/Release/obj.target/x.node': '',
    'build/Release/obj.target/x/a.o': '',
    'build/Release/.deps/Release/x.node.d': '',
    'build/Debug/obj/x.lib': '',
  };
  const results = { 'build/Release/x.node': '', 'build/config.gypi': '', 'src/build/Release/obj.target/y': '' };
  assert.equal(await kept({ ...steps, ...results }), Object.keys(results).sort());
});

unneeded('exclude reaches into packages, wherever they are installed', async () => {
  await lay({
    'package.json': { dependencies: { x: '1' } },
    'dist/a.js': '',
    'dist/a.js.map': '',
    ...installed('node_modules/x', { dependencies: { z: '1' } }),
    'node_modules/x/assets/big.bin': '',
    'node_modules/x/assets/small.txt': '',
    ...installed('node_modules/x/node_modules/z', { dependencies: { gone: '1' } }),
  });
  const left = async (...exclude: string[]): Promise<string[]> => paths('', { exclude });
  const all = ['dist/a.js', 'dist/a.js.map', 'node_modules/x/assets/big.bin', 'node_modules/x/assets/small.txt'];
  const x = ['node_modules/x/index.js', 'node_modules/x/package.json'];
  assert.equal(await left('node_modules/z', 'dist/*.map'), [all[0], ...all.slice(2), ...x, 'package.json']);
  assert.equal(await left('node_modules/z/**', './node_modules/x/**/*.{bin,none}'), [
    ...all.slice(0, 2),
    all[3],
    ...x,
    'package.json',
  ]);
  assert.equal(await left('node_modules/z', 'assets', '*.txt'), [...all, ...x, 'package.json']);
  assert.not.ok(
    (await left('node_modules/gone', 'node_modules/z/index.js')).some((file) => file.endsWith('z/index.js')),
  );
  assert.equal(await left('node_modules/x'), [...all.slice(0, 2), 'package.json']);
  const { warnings } = await read('', { exclude: ['node_modules/z', 'nowhere/**'] });
  assert.ok(warnings.includes('"exclude": "nowhere/**" matches no file that would be in the package'));
  assert.not.ok(warnings.some((warning) => warning.includes('node_modules/z')));
  assert.equal(await paths('', { include: ['.', '!node_modules/z', '!node_modules/x/assets/**'] }), [
    ...all.slice(0, 2),
    ...x,
    'package.json',
  ]);
});

unneeded.run();
