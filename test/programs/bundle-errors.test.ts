/**
 * Programs that cannot be bundled: the reasons, and the advice for each.
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleError } from '../../builder/programs/bundle-errors.ts';
import { nearbyFile, programIn } from '../../builder/programs/similar-files.ts';
import { link } from '../support/linked.ts';
import { unread } from '../support/pipes.ts';
import { folder, inFolders, installed, lay } from '../support/projects.ts';
import { refusal as refusalOf } from '../support/repositories.ts';

const errors = suite('bundles that fail');
inFolders(errors);

const refusal = (entry = 'app.js'): Promise<string> => refusalOf(link(folder, entry));
const refused = async (source: string): Promise<string> => {
  await lay({ 'package.json': {}, 'app.js': source });
  return refusal();
};

errors('an error that is none of the bundler stays as it is', () => {
  const cause = new TypeError('a defect');
  assert.is(bundleError(folder, 'app.js', cause), cause);
});

errors('an entry that is no file: a folder, nothing, or a pipe', async () => {
  await lay({ 'package.json': {}, 'src/main.ts': '', 'src/other.ts': '', 'empty/readme': '', 'server.js': '' });
  const isFolder =
    'is a folder, not the file that starts a service\ndeb.entry in package.json must name the file, as in';
  assert.is(await refusal('src'), `src ${isFolder} "entry": "src/main.ts"`);
  assert.is(await refusal('empty'), `empty ${isFolder} "entry": "empty/index.js"`);
  const names = 'deb.entry in package.json names it as the file that starts a service';
  assert.is(
    await refusal('sever.js'),
    `there is no file sever.js in ${folder}\n${names}\ndid you mean "entry": "server.js"?`,
  );
  assert.is(
    await refusal('dist/x.js'),
    `there is no file dist/x.js in ${folder}\n${names}\nis it what a build makes? Then build first: npm run build`,
  );
  const pipe = path.join(folder, 'pipe.js');
  assert.match(await unread(pipe, () => refusal('pipe.js')), 'pipe.js: it is a named pipe');
  await mkdir(path.join(folder, 'src/tsconfig.json'));
  await link(folder, 'src/main.ts').catch(() => {});
  for (const file of ['tsconfig.json', 'src/package.json']) {
    const place = path.join(folder, file);
    assert.match(await unread(place, () => refusal('src/main.ts')), `${file}: it is a named pipe`);
    await rm(place);
  }
});

errors('a package without the file that its build writes', async () => {
  const exports = { '.': { types: './src/index.ts', import: './out/index.mjs', default: './index.js' }, './*': './*' };
  await lay(installed('node_modules/main', { main: './dist/index.js' }));
  await lay(installed('node_modules/whole', { exports }));
  await lay(installed('node_modules/complete', { exports: './index.js' }));
  for (const name of ['main', 'whole']) await rm(path.join(folder, `node_modules/${name}/index.js`));
  const message = await refused("import 'main'; import 'whole'; import 'complete/inside';");
  assert.match(message, 'Could not resolve "main"');
  assert.match(message, '\nmain is installed without its dist/index.js: build this package first');
  assert.match(message, '\nwhole is installed without its out/index.mjs: build this package first');
  assert.not.match(message, 'complete is installed without');
});

errors('a source or a package that is a pipe is no file', async () => {
  await lay({ 'package.json': {}, 'app.js': "require('./pipe.js');" });
  const source = path.join(folder, 'pipe.js');
  assert.match(await unread(source, () => refusal()), `${source} is a named pipe, not a file`);
  await lay({ ...installed('node_modules/a'), 'app.js': "require('a');" });
  await rm(path.join(folder, 'node_modules/a/package.json'));
  const json = path.join(folder, 'node_modules/a/package.json');
  assert.match(await unread(json, () => refusal()), `${json} is a named pipe, not a file`);
});

errors('packages that are missing: listed ones are installed, others are added', async () => {
  const source =
    "require('a'); require('@s/b/c.js'); require('d'); require('peer'); require('opt'); require('./local'); require('#x');";
  await lay({
    'package.json': {
      dependencies: { a: '1' },
      devDependencies: { d: '1' },
      peerDependencies: { peer: '1' },
      optionalDependencies: { opt: '1' },
    },
    'app.js': source,
    'yarn.lock': '',
  });
  const text = await refusal();
  assert.match(text, /^app\.js cannot be bundled\n/);
  assert.match(text, 'app.js:1:9: Could not resolve "a"\n');
  assert.match(text, '\na, d, peer, opt: in package.json, but not installed: run yarn install\n');
  assert.match(text, /\n@s\/b: neither installed nor in package\.json: run yarn add @s\/b$/);
  // An alias may mean a folder of the project, and an installed package may lack the file.
  await lay({ 'src/x.js': '', ...installed('node_modules/there') });
  assert.not.match(await refused("require('src/gone'); require('there/gone.js');"), /not installed|neither/);
});

errors('a package that loads drivers by name: they are no advice, and modules are', async () => {
  const knex = "module.exports = () => [require('mysql'), require('tedious/lib')];";
  await lay({ 'package.json': { dependencies: { knex: '1' } }, 'app.js': "require('knex')(); require('own');" });
  await lay({ 'node_modules/knex/package.json': { name: 'knex' }, 'node_modules/knex/index.js': knex });
  const text = await refusal();
  assert.match(
    text,
    '\nknex loads packages that may be missing: "payload": "modules" leaves that to the running program\n',
  );
  assert.match(text, /\nown: neither installed nor in package\.json: run npm install own$/);
  assert.not.match(text, /npm install.*mysql/);
});

errors('a native addon that is a file of the project', async () => {
  const advice = 'package it with its modules instead: "payload": "modules" in the deb section of package.json';
  const native = 'app.js cannot be bundled: it uses native addons';
  await lay({ 'x.node': '' });
  assert.match(
    await refused("require('./x.node');"),
    new RegExp(`^${native}\\napp\\.js:1:9: .*\\n${advice.replaceAll('.', '\\.')}$`),
  );
});

errors('properties of import.meta that Vite replaces, each with its advice', async () => {
  await lay({ 'package.json': { type: 'module' } });
  const meta = async (expression: string): Promise<string> => {
    await lay({ 'app.js': `const ä = 'ü', x = ${expression};\nconsole.log(x);` });
    return refusal();
  };
  for (const [expression, name, advice] of [
    ['import.meta.env.X', 'import.meta.env', "it is Vite's: in Node it is process.env, as in process.env.PORT"],
    ['import.meta.hot', 'import.meta.hot', "it is Vite's: take it out of what runs on the target"],
    ['import.meta?.glob', 'import.meta.glob', "it is Vite's: in Node it is readdir() of node:fs/promises and import()"],
  ] as const) {
    const [first, second, ...rest] = (await meta(expression)).split('\n');
    assert.is(first, 'app.js would not run as it is bundled');
    assert.match(second ?? '', new RegExp(`^app\\.js:1:\\d+: Node has no ${name}$`));
    assert.equal(rest, [advice]);
  }
  const two = await meta('import.meta.env.A + import.meta.env.B');
  assert.is(two.split('\n').length, 4);
});

errors('a mistake is told with its place', async () => {
  assert.match(await refused('let a = ;'), 'app.js:1:9: Unexpected ";"');
  await lay({ 'b.js': 'export const b = 1;' });
  assert.match(await refused("import * as a from './b.js'; a();"), 'would not run as it is bundled');
  assert.match(await refused("import { c } from './b.js'; console.log(c);"), 'No matching export');
  await lay({ 'app.js': 'await 1;\nlet a = ;' });
  assert.match(await refusal(), 'app.js:2:9');
});

errors('the program awaits, has no extension, or has a line for the shell', async () => {
  await lay({ 'package.json': {}, 'b.js': '', 'app.js': "console.log(import.meta.url, await import('./b.js'));" });
  assert.ok((await link(folder, 'app.js')).isAsync);
  await lay({
    program: "console.log('no extension');",
    'app.mjs': '#!/usr/bin/env node\nexport default import.meta.url;',
  });
  const { isAsync, inputs } = await link(folder, 'program');
  assert.equal([isAsync, inputs], [false, ['program']]);
  assert.equal((await link(folder, 'app.mjs')).inputs, ['app.mjs']);
});

errors('the file that a name may mean', async () => {
  await lay({
    'src/server.ts': '',
    'src/serve.d.ts': '',
    'src/worker.js': '',
    'one/only.mjs': '',
    'one/x.d.ts': '',
    'one/y.css': '',
  });
  await lay({
    'many/a.js': '',
    'many/b.js': '',
    'usual/main.js': '',
    'usual/index.cjs': '',
    'usual/app.js': '',
    'usual/a.js': '',
  });
  await mkdir(path.join(folder, 'one/index.js'));
  const near = (file: string): string | undefined => nearbyFile(folder, file);
  assert.is(near('src/server.js'), 'src/server.ts');
  assert.is(near('src/srver.js'), 'src/server.ts');
  assert.is(near('src/wrkr.js'), undefined);
  assert.is(near('src/workr.js'), 'src/worker.js');
  assert.is(near('src/database.js'), undefined);
  assert.is(near('gone/a.js'), undefined);
  assert.is(near('serve.ts'), undefined);
  assert.equal(
    ['one', 'many', 'usual', 'gone', 'src'].map((place) => programIn(folder, place)),
    ['one/only.mjs', undefined, 'usual/index.cjs', undefined, 'src/server.ts'],
  );
});

errors.run();
