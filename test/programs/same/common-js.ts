/**
 * Small programs of CommonJS, which print the same from their sources and from their packages.
 */
import type { Program } from './programs.ts';

export const COMMON_JS: Record<string, Program['files']> = {
  'an imported module that could be a program itself': {
    'app.js': "require('./tool'); console.log('app', require.main === module, module.parent, module.id);",
    'tool.js':
      "if (!module.parent) console.log('RUNS'); if (require.main === module) console.log('RUNS'); console.log(require.main.filename === process.argv[1], module.parent.id);",
  },
  'the place of each module': {
    'app.js': "require('./lib/a'); console.log(__filename, __dirname, process.argv[1], process.mainModule === module);",
    'lib/a.js': 'console.log(__filename, __dirname, module.filename, module.loaded, module.path);',
  },
  'this, exports and sloppy mode': {
    'app.js':
      'console.log(this === exports, this === module.exports, typeof arguments, arguments.length >= 5); undeclared = 1; console.log(undeclared, (function () { return this === globalThis; })()); var public = 010; console.log(public);',
  },
  'strict mode where it is asked for': {
    'app.js': "'use strict';\ntry { undeclared = 1; } catch (error) { console.log(error.name); } require('./sloppy');",
    'sloppy.js': 'leaked = 2; console.log(leaked);',
  },
  'return at the top level, and a line for the shell': {
    'app.js': "#!/usr/bin/env node\nconsole.log(require('./early')); if (true) return; console.log('never');",
    'early.js': 'module.exports = 1;\nif (module.exports) return;\nmodule.exports = 2;',
  },
  'cycles see what is exported so far': {
    'app.js': "const a = require('./a'); console.log(a.early, a.late, a.b.seen);",
    'a.js': "exports.early = 1; exports.b = require('./b'); exports.late = 2;",
    'b.js': "const a = require('./a'); exports.seen = [a.early, a.late];",
  },
  'require.cache: a module that is loaded again': {
    'app.js':
      "require('./count'); delete require.cache[require.resolve('./count')]; require('./count'); console.log(Object.keys(require.cache).map((file) => require('path').basename(file)).sort());",
    'count.js': 'global.count = (global.count || 0) + 1; console.log(global.count);',
  },
  'a module that throws is loaded again': {
    'app.js':
      "for (const turn of [1, 2]) try { require('./broken'); } catch (error) { console.log(turn, error.message); }",
    'broken.js': "console.log('loads'); throw new Error('broken');",
  },
  'optional packages in try, and in a function': {
    'app.js':
      "let fast; try { fast = require('fast-one'); } catch (error) { console.log(error.code); } console.log(require('lazy').tries());",
    'node_modules/lazy/package.json': { name: 'lazy' },
    'node_modules/lazy/index.js':
      "const load = (name, loader) => { try { return loader(); } catch (error) { return error.code; } }; exports.tries = () => load('@x/micro', () => require('@x/micro/part'));",
  },
  'every file of a folder, as models and routes do': {
    'src/app.js': "console.log(require('./models')); require('./routes');",
    'src/models/index.js':
      "const fs = require('fs'); const path = require('path'); for (const file of fs.readdirSync(__dirname).sort()) if (file !== 'index.js') exports[file] = require(path.join(__dirname, file));",
    'src/models/user.js': "module.exports = { table: require('../names').users };",
    'src/models/order.js': "module.exports = { table: 'orders' };",
    'src/names.js': "exports.users = 'users';",
    'src/routes.js':
      "const dir = __dirname + '/handlers/'; require('fs').readdirSync(dir).sort().forEach((name) => console.log(name, require(dir + name)()));",
    'src/handlers/a.js': "module.exports = () => require('../names').users;",
  },
  'a computed name in a folder': {
    'app.js':
      "for (const name of ['de', 'en']) console.log(require(`./lang/${name}`).hello, require('./lang/' + name + '.js').hello);",
    'lang/de.js': "exports.hello = 'Hallo';",
    'lang/en.js': "exports.hello = 'Hello';",
  },
  'a package of a computed name': {
    'package.json': { dependencies: { driver: '1', pool: '1' } },
    'app.js': "const client = 'driver'; console.log(require(client).name, require('pool').open('driver'));",
    'node_modules/driver/package.json': { name: 'driver', version: '1.0.0' },
    'node_modules/driver/index.js': "exports.name = require('./lib').name;",
    'node_modules/driver/lib.js': "exports.name = 'driver';",
    'node_modules/pool/package.json': { name: 'pool', version: '1.0.0' },
    'node_modules/pool/index.js': 'exports.open = (name) => require(name).name;',
  },
  'a package that reads a file beside itself': {
    'package.json': { dependencies: { pages: '1' } },
    'app.js': "console.log(require('pages').page('a'));",
    'node_modules/pages/package.json': { name: 'pages', version: '1.0.0', dependencies: { helper: '1' } },
    'node_modules/pages/index.js':
      "const fs = require('fs'); exports.page = (name) => require('helper')(fs.readFileSync(`${__dirname}/html/${name}.html`, 'utf8'));",
    'node_modules/pages/html/a.html': '<a>',
    'node_modules/helper/package.json': { name: 'helper', version: '1.0.0' },
    'node_modules/helper/index.js': 'module.exports = (text) => text.toUpperCase();',
  },
  'a package of ES modules, by import()': {
    'app.js':
      "import('es').then((es) => console.log(es.default, es.named, typeof es)).then(() => import('./own.mjs')).then(({ a }) => console.log(a));",
    'own.mjs': 'export const a = import.meta.url.slice(-7);',
    'node_modules/es/package.json': { name: 'es', type: 'module', exports: './index.js' },
    'node_modules/es/index.js': "export default 'default'; export const named = 'named';",
  },
  'import() comes after the rest of its module': {
    'app.js':
      "import('./c.js').then(() => console.log('done')); console.log('first'); Promise.resolve().then(() => console.log('second'));",
    'c.js': "console.log('imported');",
  },
  'import() of CommonJS': {
    'app.js':
      "import('./c.js').then((c) => console.log(c.default, c.one)).then(() => import('node:path')).then((p) => console.log(typeof p.join, typeof p.default.join));",
    'c.js': 'exports.one = 1;',
  },
  'the word import( in texts, comments and templates': {
    'app.js':
      "console.log(\"import('x')\", `import(${1})`, /import\\(/.source); // import('y')\nconst o = { import: (x) => x }; console.log(o.import('z'));",
  },
  'functions keep their texts': {
    'app.js': "function  odd( a,b ) { /* why */ return a+b }\nconsole.log(String(odd), require('./a').toString());",
    'a.js': 'module.exports = async   x => x // end',
  },
  'JSON: order, big numbers and __proto__': {
    'app.js':
      "console.log(JSON.stringify(require('./a')), require('./a.json').__proto__ === Object.prototype, require('./a') === require('./a.json'));",
    'a.json': '{"b": 1, "a": 12345678901234567890, "__proto__": {"x": 1}}',
  },
  'views, templates and assets, by each way to name them': {
    'src/app.js': `const fs = require('fs'); const path = require('path'); const { join } = path;
      const views = path.join(__dirname, '../views'); const root = path.resolve(__dirname, '..');
      console.log(fs.readFileSync(path.join(views, 'index.ejs'), 'utf8'), fs.readdirSync(join(root, 'public')).sort(), fs.readdirSync('./locales').sort());
      console.log(fs.readFileSync(__dirname + '/query.sql', 'utf8'), fs.readFileSync(require.resolve('./a.proto'), 'utf8'), fs.readFileSync(join(process.cwd(), 'templates', 'mail.hbs'), 'utf8'));
      console.log(fs.existsSync(path.join(views, '..', 'package.json')), fs.readFileSync(path.join(__dirname, 'wasm', process.env.NONE || 'b.wasm'), 'utf8'));`,
    'src/query.sql': 'select',
    'src/a.proto': 'syntax',
    'src/wasm/b.wasm': 'asm',
    'views/index.ejs': '<%= x %>',
    'public/app.js': 'browser',
    'public/css/a.css': 'a {}',
    'locales/de/translation.json': '{}',
    'templates/mail.hbs': 'mail',
  },
  'children and workers from the working directory': {
    'src/app.js': `const { fork } = require('child_process'); const { Worker } = require('worker_threads'); const path = require('path');
      fork(path.join(__dirname, 'child')).on('message', (message) => { console.log(message); new Worker('./src/worker.js').on('message', console.log); });`,
    'src/child.js': "process.send([require.main === module, require('./name'), __filename === process.argv[1]]);",
    'src/worker.js': "require('worker_threads').parentPort.postMessage(require('./name'));",
    'src/name.js': "module.exports = 'name';",
  },
  'a cluster': {
    'app.js': `const cluster = require('cluster');
      if (cluster.isPrimary) cluster.fork().on('message', (message) => { console.log(message); cluster.disconnect(); });
      else { process.send(require('./part') + (require.main === module)); }`,
    'part.js': "module.exports = 'part';",
  },
  'errors of missing modules': {
    'app.js':
      "for (const name of ['./gone', 'gone-package', './a/b']) { const load = require; try { load(name); } catch (error) { console.log(error.code, error.message.split('\\n')[0]); } }",
  },
  'module.require, module.children and module.paths': {
    'app.js':
      "console.log(module.require('./a'), module.children.length, module.paths[0] === require('path').join(__dirname, 'node_modules'), require.resolve.paths('x')[0] === module.paths[0], typeof require.extensions['.js']);",
    'a.js': 'module.exports = module.constructor.name;',
  },
  'only the field main counts': {
    'app.js': "console.log(require('both'));",
    'node_modules/both/package.json': { name: 'both', main: './main.js', module: './module.js' },
    'node_modules/both/main.js': "module.exports = 'main';",
    'node_modules/both/module.js': "export default 'module';",
  },
};
