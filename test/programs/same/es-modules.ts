/**
 * Small programs of ES modules, which print the same from their sources and from their packages.
 */
import type { Program } from './programs.ts';

const TYPE = { 'package.json': { type: 'module' } };

/** A program whose entry is app.js. */
const es = (files: Program['files']): Program['files'] => ({ ...TYPE, ...files });

export const ES_MODULES: Record<string, Program['files']> = {
  'an imported module that could be a program itself': es({
    'app.js': "import './tool.js'; console.log('app', import.meta.url === new URL(`file://${process.argv[1]}`).href);",
    'tool.js':
      "import { pathToFileURL } from 'node:url'; if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log('RUNS');",
  }),
  'es-main by the name of the file': es({
    'app.js': "import './tool.js'; import path from 'node:path'; console.log(path.basename(process.argv[1]));",
    'tool.js':
      "import { fileURLToPath } from 'node:url'; if (fileURLToPath(import.meta.url) === process.argv[1]) console.log('RUNS');",
  }),
  'the place of each module': es({
    'app.js':
      "import './lib/deep/a.js'; console.log(import.meta.url, import.meta.filename, import.meta.dirname, process.cwd());",
    'lib/deep/a.js': 'console.log(import.meta.url, import.meta.filename, import.meta.dirname);',
  }),
  'classes with equal names, and a class that mentions itself': es({
    'app.js':
      "import { Order as A } from './a.js'; import { Order as B } from './b.js'; console.log(A.name, B.name, new A().constructor.name, B.make().constructor.name);",
    'a.js': 'export class Order { static known = Order; }',
    'b.js': 'export class Order { static make() { return new Order(); } }',
  }),
  'functions with equal names and their text': es({
    'app.js':
      "import { run as a } from './a.js'; import { run as b } from './b.js'; console.log(a.name, b.name, (() => {}).name, String(a).includes('run'));",
    'a.js': 'export function run() { return 1; }',
    'b.js': 'export const run = () => 2;',
  }),
  'strict mode, and sloppy CommonJS beside it': es({
    'app.js': `import sloppy from './sloppy.cjs';
      const fixed = Object.freeze({ max: 10 });
      try { fixed.max = 11; console.log('changed'); } catch (error) { console.log(error.name); }
      console.log((function () { return this === undefined; })(), sloppy.plain(), sloppy.leak(), typeof this);`,
    'sloppy.cjs':
      'exports.plain = function () { return (function () { return this === globalThis; })(); }; exports.leak = () => { leaked = 3; return leaked; };',
  }),
  'names that ES modules lack': es({
    'app.js': 'console.log(typeof require, typeof module, typeof exports, typeof __filename, typeof __dirname);',
  }),
  'live bindings': es({
    'app.js':
      "import { count, next, obj as o } from './counter.js'; import * as all from './counter.js'; next(); next(); console.log(count, all.count, o.count());",
    'counter.js':
      'export let count = 0; export function next() { count += 1; } export const obj = { count: () => count };',
  }),
  'a namespace that is printed': es({
    'app.js':
      "import * as all from './a.js'; console.log(all, Object.keys(all), all[Symbol.toStringTag], String(Object.getPrototypeOf(all)));",
    'a.js': 'export const b = 1; export const a = { deep: [1] }; export default class Foo {}',
  }),
  'a cycle with functions that are called before their module has run': es({
    'app.js': "import { a } from './a.js'; console.log(a());",
    'a.js': "import { b } from './b.js'; export function a() { return `a${value}${b()}`; } export const value = 1;",
    'b.js': "import { a, value } from './a.js'; console.log(typeof a); export function b() { return `b${value}`; }",
  }),
  'a cycle that reads too early': es({
    'app.js': "import './a.js';",
    'a.js': "import './b.js'; export const a = 1;",
    'b.js': "import { a } from './a.js'; try { console.log(a); } catch (error) { console.log(error.name); }",
  }),
  'imports run first, in their order': es({
    'app.js': "console.log('app'); import './one.js'; console.log('then'); import './two.js';",
    'one.js': "import './three.js'; console.log('one');",
    'two.js': "console.log('two');",
    'three.js': "console.log('three');",
  }),
  'promises come before ticks at the top level': es({
    'app.js':
      "process.nextTick(() => console.log('tick')); Promise.resolve().then(() => console.log('promise')); setImmediate(() => console.log('immediate')); console.log('first');",
  }),
  'CommonJS that is imported: default and names': es({
    'app.js':
      "import all, { one } from './c.cjs'; import * as ns from './c.cjs'; import marked from './m.cjs'; console.log(all, one, ns.default === all, marked);",
    'c.cjs': 'exports.one = 1; exports.two = 2;',
    'm.cjs': "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 5;",
  }),
  'a function as module.exports': es({
    'app.js': "import make from './c.cjs'; console.log(make(2), make.name, make.extra);",
    'c.cjs': 'module.exports = function double(x) { return 2 * x; }; module.exports.extra = 1;',
  }),
  'JSON with import attributes, and by createRequire()': es({
    'app.js':
      "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); console.log(require('./data.json').a, require('./lib/c.cjs'), require('node:path') === (await import('node:path')).default);",
    'data.json': { a: [1, { __proto__: null }] },
    'lib/c.cjs': "module.exports = { file: require('path').basename(__filename) };",
  }),
  'createRequire() under other names': es({
    'app.js':
      "import Module from 'module'; const load = Module.createRequire(import.meta.url); console.log(load('./a.cjs'), load.resolve('./a.cjs').endsWith('a.cjs'));",
    'a.cjs': "module.exports = 'a';",
  }),
  'import() of a computed name': es({
    'app.js':
      "for (const name of ['one', 'two']) { const found = await import(`./plugins/${name}.js`); console.log(found.default); } const file = './plugins/' + 'one.js'; console.log((await import(file)).default, await import('./gone.js').catch((error) => error.code));",
    'plugins/one.js': 'export default 1;',
    'plugins/two.js': 'export default 2;',
  }),
  'import() of every file in a folder': es({
    'app.js': `import { readdir } from 'node:fs/promises'; import path from 'node:path';
      const folder = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), 'routes');
      for (const file of (await readdir(folder)).sort()) console.log(file, (await import(path.join(folder, file))).route);`,
    'routes/a.js': "import { base } from '../base.js'; export const route = `${base}/a`;",
    'routes/b.js': "export const route = '/b';",
    'base.js': "export const base = '/base';",
  }),
  'files beside a module, and in the working directory': es({
    'app.js': `import { readFileSync } from 'node:fs'; import path from 'node:path'; import { fileURLToPath } from 'node:url';
      const here = path.dirname(fileURLToPath(import.meta.url));
      console.log(readFileSync(path.join(here, 'texts', 'a.txt'), 'utf8'), readFileSync(new URL('./b.txt', import.meta.url), 'utf8'));
      console.log(readFileSync('public/index.html', 'utf8'), readFileSync(path.resolve('data/c.json'), 'utf8'), readFileSync(\`\${here}/d.sql\`, 'utf8'));
      console.log(JSON.parse(readFileSync(path.join(process.cwd(), 'package.json'), 'utf8')).type);`,
    'texts/a.txt': 'a',
    'b.txt': 'b',
    'public/index.html': '<p>',
    'data/c.json': '[1]',
    'd.sql': 'select',
  }),
  'import.meta.resolve() of a file': es({
    'app.js':
      "import { readFileSync } from 'node:fs'; console.log(readFileSync(new URL(import.meta.resolve('./a.txt')), 'utf8'));",
    'a.txt': 'text',
  }),
  'a worker by its address, which imports and answers': es({
    'app.js': `import { Worker } from 'node:worker_threads';
      const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: 4 });
      worker.on('message', (message) => console.log(message));`,
    'worker.js':
      "import { parentPort, workerData } from 'node:worker_threads'; import { double } from './double.js'; parentPort.postMessage([double(workerData), import.meta.url.endsWith('/worker.js')]);",
    'double.js': 'export const double = (x) => 2 * x;',
  }),
  'a worker that is the program itself': es({
    'app.js': `import { isMainThread, parentPort, Worker } from 'node:worker_threads'; import { fileURLToPath } from 'node:url';
      if (isMainThread) new Worker(fileURLToPath(import.meta.url)).on('message', console.log);
      else parentPort.postMessage('inside');`,
  }),
  'a child by its file': es({
    'app.js':
      "import { fork } from 'node:child_process'; fork('./lib/child.js', ['x']).on('message', (message) => console.log(message));",
    'lib/child.js':
      "import { name } from './name.js'; process.send([name, process.argv.length, import.meta.url === new URL(`file://${process.argv[1]}`).href]);",
    'lib/name.js': "export const name = 'child';",
  }),
  'packages by import and by require have their conditions': es({
    'app.js':
      "import a from 'dual'; import { createRequire } from 'node:module'; console.log(a, createRequire(import.meta.url)('dual'), (await import('same/part')).default, (await import('#lib')).default);",
    'package.json': {
      type: 'module',
      name: 'same',
      exports: { './part': './part.js' },
      imports: { '#lib': './lib.js' },
    },
    'part.js': "export default 'part';",
    'lib.js': "export default 'lib';",
    'node_modules/dual/package.json': {
      name: 'dual',
      exports: { module: './module.js', import: './import.mjs', require: './require.cjs' },
    },
    'node_modules/dual/import.mjs': "export default 'import';",
    'node_modules/dual/require.cjs': "module.exports = 'require';",
    'node_modules/dual/module.js': "module.exports = 'module';",
  }),
  'export from, and names in conflict': es({
    'app.js': "import * as all from './all.js'; console.log(Object.keys(all).sort(), all.a, all.default);",
    'all.js':
      "export * from './a.js'; export { default, b as c } from './b.js'; export * as ns from './b.js'; export const a = 'own';",
    'a.js': "export const a = 'a'; export const z = 'z'; export default 1;",
    'b.js': "export const b = 'b'; export default 2;",
  }),
  'a module with side effects that its package denies': es({
    'app.js': "import 'quiet'; console.log(globalThis.loud);",
    'node_modules/quiet/package.json': { name: 'quiet', type: 'module', sideEffects: false, main: 'index.js' },
    'node_modules/quiet/index.js': 'globalThis.loud = 1;',
  }),
  'private fields, decorator-like calls and getters': es({
    'app.js':
      'class Shop { #stock = 3; static #made = 0; static { Shop.#made += 1; } get stock() { return this.#stock; } static made() { return Shop.#made; } has(x) { return #stock in x; } } const shop = new Shop(); console.log(shop.stock, Shop.made(), shop.has(shop), Shop.name, shop);',
  }),
  'an entry with .mjs in a package of CommonJS': {
    'package.json': { main: 'app.mjs' },
    'app.mjs': "import c from './c.js'; console.log(c, typeof require);",
    'c.js': 'module.exports = typeof require;',
  },
};
