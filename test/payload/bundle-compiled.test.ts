/**
 * TypeScript with `import`, which the project compiles to CommonJS, in a bundle.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Body, COMPILED, type Row } from '../../payload/bundle/rows.ts';
import { open } from '../../payload/bundle/runtime.ts';
import { commonJs, type Names } from '../support/bundle-rows.ts';

const compiled = suite('compiled TypeScript in a bundle');
let folder = '';
compiled.before.each(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bundle-compiled-'));
});
compiled.after.each(() => rmSync(folder, { recursive: true }));

/** The names that the function around a module gets. */
type Given = [
  ...[exports: object, require: NodeJS.Require, module: NodeJS.Module, file: string, directory: string],
  ...[load: unknown, meta: ImportMeta, addExports: (target: object, getters: object) => void, reexport: unknown],
  ...[toNamespace: (value: unknown) => Names, exported: (exports: object) => unknown],
];

compiled('its names are exports of CommonJS, live and marked, and its place is that of its source', () => {
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
  const filename = path.join(folder, 'bundle.cjs');
  const begin = open({ require: createRequire(filename), module: new Module(filename), filename, hasMap: false }, rows);
  const names = begin('main.js') as Names;
  count = 2;
  // Babel and TypeScript look for this mark, and a loop over the names does not find it.
  assert.equal([names.count, names.__esModule, Object.keys(names)], [2, true, ['count']]);
});

compiled.run();
