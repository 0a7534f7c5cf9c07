/**
 * The runtime of a bundle, with rows by hand. test/programs/same-output.slow.test.ts compares whole programs with Node.
 */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { JSON_FILE, type Row } from '../../payload/bundle/rows.ts';
import { open } from '../../payload/bundle/runtime.ts';
import { commonJs, esModule, type Names } from '../support/bundle-rows.ts';

const bundle = suite('runtime of a bundle');
let folder = '';
bundle.before.each(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'bundle-runtime-')));
});
bundle.after.each(() => rmSync(folder, { recursive: true, force: true }));

/** The start of a program with these modules. The first is the main one. */
function programOf(rows: readonly Row[]): (place?: string) => unknown {
  const filename = path.join(folder, `bundle-${Math.random()}.cjs`);
  return open({ require: createRequire(filename), module: new Module(filename), filename, hasMap: false }, rows);
}

bundle('a CommonJS module that fails runs again, and has left the cache', () => {
  let runs = 0;
  const fails = commonJs('b.js', {}, () => {
    runs += 1;
    throw new Error(`run ${runs}`);
  });
  const main = commonJs('a.js', { './b': 1 }, (module, require) => {
    for (const run of [1, 2]) assert.throws(() => require('./b'), new RegExp(`run ${run}`));
    assert.not(path.join(folder, 'app/b.js') in require.cache);
    module.exports = 'done';
  });
  assert.is(programOf([main, fails])('a.js'), 'done');
  assert.is(runs, 2);
});

bundle('a module that several others require runs once, and is a child of each, once', () => {
  const shared = commonJs('c.js', {}, (module) => (module.exports = {}));
  const both = ['a.js', 'b.js'].map((place) =>
    commonJs(place, { './c': 2, './b': 1 }, (module, require) => {
      const found = [require('./c'), require('./c')];
      assert.is(found[0], found[1]);
      assert.equal(
        module.children.map(({ filename }) => path.basename(filename)),
        ['c.js'],
      );
      module.exports = place === 'a.js' ? [found[0], require('./b')] : found[0];
    }),
  );
  const [own, others] = programOf([...both, shared])('a.js') as [object, object];
  assert.is(own, others);
});

bundle('JSON, a file outside, and a name that no row has', () => {
  writeFileSync(path.join(folder, 'outside.js'), 'module.exports = "outside"');
  const json: Row = ['data.json', JSON_FILE, {}, {}, [], 0, () => ({ a: 1 })];
  const main = commonJs('a.js', { './data': 1, out: '../outside.js' }, (module, require) => {
    assert.is(require.resolve('./data'), path.join(folder, 'app/data.json'));
    assert.is(require.resolve('out'), path.join(folder, 'outside.js'));
    assert.throws(() => require('./gone'), /Cannot find module '\.\/gone'/);
    module.exports = [require('./data'), require('out'), require('node:path') === path];
  });
  const { prepareStackTrace } = Error;
  assert.equal(programOf([main, json])('a.js'), [{ a: 1 }, 'outside', true]);
  assert.is(Error.prepareStackTrace, prepareStackTrace, 'without a source map');
});

bundle('createRequire() of the program finds the modules of the bundle', () => {
  const other = commonJs('lib/b.js', { './c': 2 }, () => {});
  const third = commonJs('lib/c.js', {}, (module) => (module.exports = 'third'));
  const main = commonJs('a.js', {}, (module, require) => {
    const file = path.join(folder, 'app/lib/b.js');
    module.exports = ['module', 'node:module'].flatMap((name) => {
      const { createRequire: create } = require(name) as typeof Module;
      return [file, pathToFileURL(file).href, pathToFileURL(file)].map((from) => create(from)('./c'));
    });
  });
  assert.equal(programOf([main, other, third])('a.js'), Array(6).fill('third'));
});

bundle('an ES module that awaits is done when its start is; one that fails rejects each import', async () => {
  const done: string[] = [];
  const late = esModule(
    'b.mjs',
    {},
    async ({ names }) => {
      await pause(1);
      names.value = 'late';
      done.push('b');
    },
    1,
  );
  const main = esModule(
    'a.mjs',
    { './b.mjs': 1 },
    async ({ needed, take }) => {
      await needed();
      done.push(`a after ${(take('./b.mjs') as Names).value}`);
    },
    1,
  );
  await programOf([main, late])('a.mjs');
  assert.equal(done, ['b', 'a after late']);
  const failed = new Error('no database');
  const fails = esModule('b.mjs', {}, () => Promise.reject(failed), 1);
  const asks = esModule(
    'a.mjs',
    { './b.mjs': 1 },
    async ({ names, load }) => {
      const tries = [1, 2].map(() => load('./b.mjs').catch((error: unknown) => error));
      names.found = await Promise.all(tries);
      done.push(String((names.found as unknown[]).every((error) => error === failed)));
    },
    1,
  );
  await programOf([asks, fails])('a.mjs');
  assert.is(done.at(-1), 'true');
});

bundle('an ES module that fails fails each importer with the same error, and runs once', () => {
  let runs = 0;
  const fails = esModule('b.mjs', {}, () => {
    runs += 1;
    throw new Error('no');
  });
  const start = programOf([fails]);
  for (let count = 0; count < 2; count += 1) assert.throws(() => start('b.mjs'), /^no$/);
  assert.is(runs, 1);
});

bundle('import() comes after the promises and ticks of the module that asks', async () => {
  const order: string[] = [];
  const asked = esModule('b.mjs', {}, () => order.push('imported'));
  const asks = esModule(
    'a.mjs',
    { './b.mjs': 1 },
    async ({ load }) => {
      const loading = load('./b.mjs');
      process.nextTick(() => order.push('tick'));
      void Promise.resolve().then(() => order.push('promise'));
      await loading;
    },
    1,
  );
  await programOf([asks, asked])('a.mjs');
  assert.is(order.length, 3);
  assert.is(order.at(-1), 'imported');
});

bundle('import() finds a module by its specifier, by its path and by its address', async () => {
  const other = esModule('lib/b c.mjs', {}, ({ names }) => Object.assign(names, { own: 'other' }));
  const place = path.join(folder, 'app/lib/b c.mjs');
  const { href } = pathToFileURL(place);
  const words = ['#b', './b c.mjs', '../lib/b c.mjs', place, href, new URL(href) as unknown as string];
  const load = async (given: { load: (specifier: string) => Promise<Names> }): Promise<void> => {
    for (const word of words) assert.is((await given.load(word)).own, 'other', String(word));
  };
  await programOf([esModule('lib/a.mjs', { '#b': 1 }, load, 1), other])('lib/a.mjs');
});

bundle('import.meta: places of modules that are imported, that are required, and that are neither', () => {
  const found: string[] = [];
  const required = commonJs('c.cjs', {}, () => {});
  const [place, kind, , imported, , , body] = esModule('a.mjs', { './b.mjs': 1 }, ({ meta }) => {
    for (const name of ['./b.mjs', 'pack', './d.mjs', 'path']) found.push(meta.resolve(name));
    found.push(meta.url);
  });
  // A package may have another file for require().
  const main: Row = [place, kind, { pack: 2, './b.mjs': 2 }, imported, [], 0, body];
  programOf([main, esModule('b.mjs', {}, () => {}), required])('a.mjs');
  const at = (file: string): string => pathToFileURL(path.join(folder, 'app', file)).href;
  assert.equal(found, [at('b.mjs'), at('c.cjs'), at('d.mjs'), 'node:path', at('a.mjs')]);
});

bundle('the main module: process.argv, require.main, and no second one', () => {
  const [argument = '', { mainModule }] = [process.argv[1], process];
  try {
    const main = commonJs('a.js', {}, (module, require) => (module.exports = [require.main === module, module.id]));
    const start = programOf([main, commonJs('b.js', {}, (module) => (module.exports = module.id))]);
    assert.equal(start(), [true, '.']);
    assert.is(process.argv[1], path.join(folder, 'app/a.js'));
    assert.is(start('b.js'), path.join(folder, 'app/b.js'));
    assert.throws(() => start('gone.js'), /app\/gone\.js is not in the bundle/);
  } finally {
    Object.assign(process, { mainModule });
    process.argv[1] = argument;
  }
});

bundle.run();
