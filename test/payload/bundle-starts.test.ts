/**
 * How the program of a bundle starts: by itself, or by a small file that has the name of a source.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { open } from '../../payload/bundle/runtime.ts';
import { commonJs } from '../support/bundle-rows.ts';

const starts = suite('starts of a bundle');
const { argv, mainModule } = process;
let folder = '';
starts.before.each(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'bundle-starts-')));
  process.argv = [...argv];
});
starts.after.each(() => {
  Object.assign(process, { argv, mainModule });
  rmSync(folder, { recursive: true });
});

starts('Node starts the bundle: its first module runs, and the program does not see the bundle itself', () => {
  const filename = path.join(folder, 'bundle.cjs');
  for (const isStarted of [true, false]) {
    const module = new Module(filename);
    const require = Object.assign(createRequire(filename), { main: isStarted ? module : new Module('other') });
    require.cache[filename] = module;
    const seen: boolean[] = [];
    const row = commonJs(`${isStarted}.js`, {}, (own, given) =>
      seen.push(given.main === own, filename in given.cache, Object.keys(given.cache).includes(filename)),
    );
    open({ require, module, filename, hasMap: false }, [row]);
    assert.equal(seen, isStarted ? [true, true, false] : []);
    delete require.cache[filename];
  }
});

starts('a file with the name of a source starts its module, and is the main one if Node was asked to run it', () => {
  mkdirSync(path.join(folder, 'app'));
  for (const [at, [word, isMain]] of (
    [
      ['app/start0', true],
      ['app/start1.js', true],
      ['app/other', false],
    ] as const
  ).entries()) {
    writeFileSync(path.join(folder, `app/start${at}.js`), '');
    process.argv[1] = path.join(folder, word);
    const filename = path.join(folder, 'bundle.cjs');
    const own = { require: createRequire(filename), module: new Module(filename), filename, hasMap: false };
    const row = commonJs(`start${at}.js`, {}, (module, require) => (module.exports = require.main === module));
    assert.is(open(own, [row])(`start${at}.js`), isMain, word);
  }
});

starts.run();
