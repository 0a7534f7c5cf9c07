/**
 * Parts of the runtime of a bundle: namespaces, packages outside, the order of modules that await, stacks.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EsModules } from '../../payload/bundle/es-modules.ts';
import { Modules } from '../../payload/bundle/modules.ts';
import { toNamespace } from '../../payload/bundle/namespaces.ts';
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
  const compiled = { __esModule: true, default: 3 };
  assert.is(toNamespace(compiled, false), compiled);
  assert.is((toNamespace(compiled, true) as Names).default, compiled);
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
  assert.is(await found({ '.': nested, './sub': [{ browser: './no.mjs' }, './sub.mjs'] }, '@acme/pack/sub'), 'sub');
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
  writeFileSync(`${file}.map`, JSON.stringify({ sections: [section(2, 'a.js'), section(5, 'b.js')] }));
  const { prepareStackTrace } = Error;
  try {
    showSources(file);
    const frame = (name: string, line: number) => ({
      getFileName: () => name,
      getLineNumber: () => line,
      getColumnNumber: () => 7,
      toString: () => `f (${name}:${line}:7)`,
    });
    const frames = [frame(file, 1), frame(file, 3), frame(file, 5), frame(file, 6), frame('other.js', 1)];
    const stack = Error.prepareStackTrace?.(new TypeError('x'), frames as unknown as NodeJS.CallSite[]);
    const [a, b] = ['a.js', 'b.js'].map((name) => path.join(folder, 'app', name));
    const lines = ['TypeError: x', `f (${a}:1:7)`, `f (${a}:3:7)`, `f (${b}:1:7)`, 'f (other.js:1:7)'];
    assert.is(stack, lines.join('\n    at '));
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
});

bundle.run();
