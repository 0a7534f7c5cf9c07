/**
 * A program within the runtime of a bundle: its modules, its packages and its main module.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Row } from '../../payload/bundle/rows.ts';
import { open } from '../../payload/bundle/runtime.ts';
import { commonJs } from '../support/bundle-rows.ts';

const bundle = suite('a program in a bundle');
let folder = '';
bundle.before.each(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'bundle-parts-')));
});
bundle.after.each(() => rmSync(folder, { recursive: true, force: true }));

/** The start of a program with these modules. */
function programOf(rows: readonly Row[]): (place?: string) => unknown {
  const filename = path.join(folder, 'bundle.cjs');
  return open({ require: createRequire(filename), module: new Module(filename), filename, hasMap: false }, rows);
}

bundle('a program that another one has loaded is the same, and a file of its name beside the bundle is another', () => {
  let runs = 0;
  const other = commonJs('b.js', {}, (module) => (module.exports = { run: ++runs }));
  const main = commonJs('a.js', { './b': 1 }, (module, require) => (module.exports = require('./b')));
  const begin = programOf([main, other]);
  const first = begin('a.js');
  assert.is(begin('b.js'), first);
  assert.is(runs, 1);
  const place = path.join(folder, 'app/c.js');
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, 'module.exports = "the file that has started it"');
  createRequire(place)(place);
  const third = commonJs('c.js', {}, (module) => (module.exports = 'the module'));
  assert.is(programOf([third])('c.js'), 'the module');
});

bundle('a package that any module names is found under a name that is computed', async () => {
  const pack = commonJs('node_modules/pack/index.js', {}, (module) => (module.exports = 'pack'));
  const other = commonJs('b.js', { pack: 1, './pack': 1, '#pack': 1, out: '../out.js' }, () => {});
  const main = commonJs('a.js', {}, (module, require) => {
    module.exports = require(['pa', 'ck'].join(''));
    for (const name of ['#pack', 'out']) assert.throws(() => require(name), /Cannot find|not defined/, name);
  });
  writeFileSync(path.join(folder, 'out.js'), '');
  assert.is(programOf([main, pack, other])('a.js'), 'pack');
});

bundle('a module is loaded after its last statement', () => {
  let during: boolean | undefined;
  const other = commonJs('b.js', {}, (module) => (during = module.loaded));
  const main = commonJs('a.js', { './b': 1 }, (module, require) => {
    require('./b');
    module.exports = [during, module.children[0]?.loaded];
  });
  assert.equal(programOf([main, other])('a.js'), [false, true]);
});

bundle('the main module stays the first one, also if it removes itself from the cache and runs again', () => {
  const { argv, mainModule } = process;
  let runs = 0;
  const main = commonJs('a.js', { './a': 0 }, (module, require) => {
    runs += 1;
    delete require.cache[module.filename];
    module.exports = runs > 1 ? module.id : [module.id, require('./a'), require.main === module];
  });
  process.argv = [...argv];
  try {
    assert.equal(programOf([main])(), ['.', path.join(folder, 'app/a.js'), true]);
  } finally {
    Object.assign(process, { argv, mainModule });
  }
});

bundle.run();
