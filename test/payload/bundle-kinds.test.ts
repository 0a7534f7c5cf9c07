/**
 * Modules of several kinds in a bundle: ES modules that import others, and TypeScript that is compiled to CommonJS.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Body, COMPILED, type Row } from '../../payload/bundle/rows.ts';
import { open } from '../../payload/bundle/runtime.ts';
import { commonJs, esModule, type Names } from '../support/bundle-rows.ts';

const kinds = suite('kinds of modules in a bundle');
let folder = '';
kinds.before.each(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bundle-compiled-'));
});
kinds.after.each(() => rmSync(folder, { recursive: true }));

function programOf(rows: readonly Row[]): (place: string) => unknown {
  const filename = path.join(folder, 'bundle.cjs');
  return open({ require: createRequire(filename), module: new Module(filename), filename, hasMap: false }, rows);
}

kinds('each module runs once, in the order of the imports, before the one that imports it', async () => {
  for (const isAsync of [0, 1] as const) {
    const ran: string[] = [];
    const note = (name: string) => (): void => void ran.push(name);
    const imported = { './b': 1, './c': 2, './d': 3 };
    const main = esModule(
      'a.mjs',
      imported,
      ({ take, needed }) => {
        const run = (): void => {
          for (const name of Object.keys(imported)) take(name);
          ran.push('a');
        };
        const waiting = needed();
        return waiting instanceof Promise ? waiting.then(run) : run();
      },
      isAsync,
    );
    const rows = [
      main,
      commonJs(`b${isAsync}.js`, {}, note('b')),
      esModule('c.mjs', {}, note('c')),
      commonJs(`d${isAsync}.js`, {}, note('d')),
    ];
    await programOf(rows)('a.mjs');
    assert.equal(ran, ['b', 'c', 'd', 'a']);
  }
});

kinds('a module that awaits imports a file outside, and a module of Node', async () => {
  writeFileSync(path.join(folder, 'out.mjs'), "await null;\nexport default 'out';\n");
  const found: unknown[] = [];
  const body: Parameters<typeof esModule>[2] = async ({ take, needed }) => {
    await needed();
    found.push((take('out') as Names).default, take('node:path') === path);
  };
  const [place, kind, , imported, , , whole] = esModule('a.mjs', { out: 'import:../out.mjs' }, body, 1);
  await programOf([[place, kind, {}, imported, ['node:path', 'out'], 1, whole]])('a.mjs');
  assert.equal(found, ['out', true]);
});

kinds('import() finds a module of the bundle, one outside, one of Node, and a package beside the program', async () => {
  mkdirSync(path.join(folder, 'app/node_modules/pack'), { recursive: true });
  for (const [file, text] of Object.entries({
    'out.mjs': "export default 'out';",
    'out.cjs': "module.exports = 'old';",
    'app/node_modules/pack/index.mjs': "export default 'pack';",
    'app/node_modules/pack/package.json': '{ "exports": { "import": "./index.mjs" } }',
  }))
    writeFileSync(path.join(folder, file), text);
  const imported = { './b': 1, './c': 2, './e': 4, out: 'import:../out.mjs', old: '../out.cjs' };
  let found: Promise<unknown[]> | undefined;
  const main = esModule('a.mjs', imported, ({ load, take }) => {
    assert.is(take('old'), 'old');
    const names = [
      './e',
      './b',
      './c',
      'out',
      'node:path',
      'pack',
      './d.mjs',
      pathToFileURL(path.join(folder, 'app/d.mjs')).href,
    ];
    found = Promise.all(names.map(async (name) => (await load(name)).default));
  });
  // Node gives an ES module what CommonJS exports as its default, also with the mark.
  const marked = { __esModule: true, default: 7 };
  const compiledElsewhere = commonJs('e.js', {}, (module) => (module.exports = marked));
  const other = (place: string): Row => esModule(place, {}, ({ names }) => Object.assign(names, { default: place }));
  await programOf([
    main,
    commonJs('b2.js', {}, (module) => (module.exports = 'b')),
    other('c.mjs'),
    other('d.mjs'),
    compiledElsewhere,
  ])('a.mjs');
  assert.equal(await found, [marked, 'b', 'c.mjs', 'out', path, 'pack', 'd.mjs', 'd.mjs']);
});

kinds('a module that fails while it awaits fails those that import it', async () => {
  const fails = esModule('b.mjs', {}, async () => Promise.reject(new Error('no')), 1);
  const main = esModule('a.mjs', { './b': 1 }, async ({ needed }) => needed(), 1);
  for (const rows of [[fails], [main, fails]]) {
    const ended = Promise.resolve(programOf(rows)(rows[0]?.[0] ?? ''));
    assert.is(
      await ended.then(
        () => 'done',
        (error: Error) => error.message,
      ),
      'no',
    );
  }
});

/** The names that the function around a module gets. */
type Given = [
  ...[exports: object, require: NodeJS.Require, module: NodeJS.Module, file: string, directory: string],
  ...[load: unknown, meta: ImportMeta, addExports: (target: object, getters: object) => void, reexport: unknown],
  ...[toNamespace: (value: unknown) => Names, exported: (exports: object) => unknown],
];

kinds('compiled TypeScript has live exports of CommonJS with a mark, and the place of its source', () => {
  let count = 1;
  const body: Body = (...given) => {
    const [, require, module, file, directory, , meta, addExports, , toNamespace, exported] = given as unknown as Given;
    const own = {};
    addExports(own, { count: () => count });
    module.exports = exported(own);
    const other = toNamespace(require('./b'));
    assert.equal([other.default, file, directory], ['b', path.join(folder, 'app/a.ts'), path.join(folder, 'app')]);
    assert.is(meta.url, pathToFileURL(path.join(folder, 'app/a.ts')).href);
  };
  const rows: Row[] = [
    commonJs('main.js', { './a': 1 }, (module, require) => (module.exports = require('./a'))),
    ['a.ts', COMPILED, { './b': 2 }, {}, [], 0, body],
    commonJs('b.js', {}, (module) => (module.exports = 'b')),
  ];
  const names = programOf(rows)('main.js') as Names;
  count = 2;
  // Babel and TypeScript look for this mark, and a loop over the names does not find it.
  assert.equal([names.count, names.__esModule, Object.keys(names)], [2, true, ['count']]);
});

kinds.run();
