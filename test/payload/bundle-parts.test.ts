/**
 * Parts of the runtime of a bundle: namespaces, packages outside, the order of modules that await, stacks.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EsModules } from '../../payload/bundle/es-modules.ts';
import { Modules } from '../../payload/bundle/modules.ts';
import { addExports, newNamespace, reexport, toCommonJs, toNamespace } from '../../payload/bundle/namespaces.ts';
import { importOutside } from '../../payload/bundle/outside.ts';
import { showSources } from '../../payload/bundle/stacks.ts';
import { esModule, type Names } from '../support/bundle-rows.ts';

const bundle = suite('parts of the runtime of a bundle');
let folder = '';
bundle.before.each(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'bundle-parts-')));
});
bundle.after.each(() => rmSync(folder, { recursive: true, force: true }));

bundle('the namespace of a CommonJS module is one, with the names of functions left out', () => {
  const own = Object.assign(() => {}, { extra: 1 });
  const names = toNamespace(own, true) as Names;
  assert.is(toNamespace(own, true), names);
  assert.equal(Object.keys(names), ['default', 'extra']);
  assert.not('length' in names);
  Object.assign(own, { later: 2 });
  assert.is((toNamespace(own, true) as Names).later, 2);
  for (const plain of ['text', 7, null, undefined])
    assert.equal(Object.keys(toNamespace(plain, true) as Names), ['default']);
  for (const plain of [{ a: 1 }, 'text']) assert.is((toNamespace(plain, false) as Names).default, plain);
  const compiled = { __esModule: true, default: 3 };
  assert.is(toNamespace(compiled, false), compiled);
  assert.is((toNamespace(compiled, true) as Names).default, compiled);
});

bundle('a namespace stays itself, and is printed as Node prints one', async () => {
  const own = newNamespace() as Names;
  const early = (): never => {
    throw new ReferenceError('before its declaration');
  };
  addExports(own, { a: () => 1, b: early });
  addExports(own, { a: () => 2 });
  const real = await import('node:path');
  for (const names of [own, real]) for (const isNode of [true, false]) assert.is(toNamespace(names, isNode), names);
  assert.is(inspect(own), '[Module: null prototype] { a: 1, b: <uninitialized> }');
  assert.match(inspect(real, { depth: 0 }), /^\[Module: null prototype\] \{/);
});

bundle('require() of an ES module gives its names, marked if it has a default, or what it says', () => {
  const namespace = (own: object): Names => {
    const names = newNamespace() as Names;
    addExports(names, Object.fromEntries(Object.entries(own).map(([name, value]) => [name, () => value])));
    return names;
  };
  // As Node has it (nodejs.org/api/modules.html, "Loading ECMAScript modules using require()").
  for (const own of [{}, { a: 1 }, { default: 1, __esModule: false }]) {
    const names = namespace(own);
    assert.is(toCommonJs(names), names);
  }
  assert.is(toCommonJs(namespace({ a: 1, default: 2, 'module.exports': 'own' })), 'own');
  const marked = toCommonJs(namespace({ a: 1, default: 2 })) as Names;
  assert.equal({ ...marked }, { a: 1, default: 2, __esModule: true });
});

bundle('export * takes all names but the default, and none that the module has itself', () => {
  const [names, exports] = [newNamespace() as Names, { b: 0 }];
  addExports(names, { b: () => 1 });
  reexport(names, { a: 2, b: 3, default: 4 }, exports);
  assert.equal(
    [{ ...names }, { ...exports }],
    [
      { b: 1, a: 2 },
      { b: 0, a: 2 },
    ],
  );
  for (const source of ['text', { c: 5 }]) reexport(names, source);
  assert.equal(Object.keys(names), ['b', 'a', 'c']);
});

bundle('a package outside: the first condition of import that leads to a file', async () => {
  const place = path.join(folder, 'node_modules/@acme/pack');
  mkdirSync(place, { recursive: true });
  for (const name of ['import', 'require', 'sub'])
    writeFileSync(path.join(place, `${name}.mjs`), `export default '${name}'`);
  const from = path.join(folder, 'a.js');
  const found = async (exports: unknown, specifier = '@acme/pack'): Promise<unknown> => {
    writeFileSync(path.join(place, 'package.json'), JSON.stringify({ name: '@acme/pack', exports }));
    return ((await importOutside(specifier, from)) as Names).default;
  };
  const nested = { node: { require: './require.mjs' }, default: './import.mjs' };
  assert.is(await found(nested), 'import');
  assert.is(
    await found({ '.': nested, './sub': [{ browser: './no.mjs' }, { import: './sub.mjs' }] }, '@acme/pack/sub'),
    'sub',
  );
  assert.is(await found({ require: './require.mjs', import: './import.mjs' }), 'import');
  assert.is(await found([{ browser: './no.mjs' }, { import: './import.mjs' }]), 'import');
});

bundle('of ES modules that await, one that waits for its importer alone starts at once', async () => {
  const begun: string[] = [];
  const row = (place: string, imported: Record<string, number>) =>
    esModule(
      place,
      imported,
      async ({ needed }) => {
        const waiting = needed();
        if (waiting) await waiting;
        begun.push(place);
      },
      1,
    );
  const rows = [row('a.mjs', { b: 1, c: 2 }), row('b.mjs', { a: 0 }), row('c.mjs', {})];
  await new EsModules(new Modules(folder, rows)).evaluateLater(0);
  assert.equal(begun, ['b.mjs', 'c.mjs', 'a.mjs']);
});

bundle('stacks show the sources, from the first line of each module on', () => {
  const file = path.join(folder, 'bundle.cjs');
  const section = (line: number, name: string) => ({
    offset: { line, column: 0 },
    map: { sources: [`app/${name}`], mappings: '', x_unchanged: true },
  });
  // Its third line and fifth column come from the second line and the first column, the eighth from the fourth (ECMA-426, "mappings").
  const compiled = { offset: { line: 8, column: 0 }, map: { sources: ['app/c.ts'], mappings: ';;IACA,GAAG' } };
  writeFileSync(`${file}.map`, JSON.stringify({ sections: [section(2, 'a.js'), section(5, 'b.js'), compiled] }));
  const { prepareStackTrace } = Error;
  try {
    showSources(file);
    const frame = (name: string, line: number) => ({
      getFileName: () => name,
      getLineNumber: () => line,
      getColumnNumber: () => 7,
      toString: () => `f (${name}:${line}:7)`,
    });
    const frames = [
      frame(file, 1),
      frame(file, 3),
      frame(file, 5),
      frame(file, 6),
      frame(file, 11),
      frame('other.js', 1),
    ];
    const stack = Error.prepareStackTrace?.(new TypeError('x'), frames as unknown as NodeJS.CallSite[]);
    const [a, b, c] = ['a.js', 'b.js', 'c.ts'].map((name) => path.join(folder, 'app', name));
    const lines = ['TypeError: x', `f (${a}:1:7)`, `f (${a}:3:7)`, `f (${b}:1:7)`, `f (${c}:2:1)`, 'f (other.js:1:7)'];
    assert.is(stack, lines.join('\n    at '));
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
});

bundle.run();
