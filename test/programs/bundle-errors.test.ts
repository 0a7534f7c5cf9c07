/**
 * Programs that cannot be bundled: the reasons, and the advice for each.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundle } from '../../builder/programs/bundle.ts';
import { bundleError } from '../../builder/programs/bundle-errors.ts';
import { nearbyFile, programIn } from '../../builder/programs/similar-files.ts';
import { folder, inFolders, installed, lay } from '../support/projects.ts';
import { refusal as refusalOf } from '../support/repositories.ts';

const errors = suite('bundles that fail');
inFolders(errors);

const refusal = (entry = 'app.js'): Promise<string> => refusalOf(bundle(folder, entry));
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
  execFileSync('mkfifo', [path.join(folder, 'pipe.js')]);
  assert.match(await refusal('pipe.js'), 'pipe.js: it is a named pipe');
  await mkdir(path.join(folder, 'src/tsconfig.json'));
  await bundle(folder, 'src/main.ts').catch(() => {});
  for (const file of ['tsconfig.json', 'src/package.json']) {
    execFileSync('mkfifo', [path.join(folder, file)]);
    assert.match(await refusal('src/main.ts'), `${file}: it is a named pipe`);
    await rm(path.join(folder, file));
  }
});

errors('a source or a package that is a pipe is no file', async () => {
  await lay({ 'package.json': {}, 'app.js': "require('./pipe.js');" });
  execFileSync('mkfifo', [path.join(folder, 'pipe.js')]);
  assert.match(await refusal(), `${folder}/pipe.js is a named pipe, not a file`);
  await lay({ ...installed('node_modules/a'), 'app.js': "require('a');" });
  await rm(path.join(folder, 'node_modules/a/package.json'));
  execFileSync('mkfifo', [path.join(folder, 'node_modules/a/package.json')]);
  assert.match(await refusal(), `${folder}/node_modules/a/package.json is a named pipe, not a file`);
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

errors('native addons, by a package and by a file', async () => {
  await lay({
    ...installed('node_modules/a', { gypfile: true }),
    ...installed('node_modules/@s/b', { name: 7, gypfile: true }),
  });
  const advice = 'package it with its modules instead: "payload": "modules" in the deb section of package.json';
  const native = 'app.js cannot be bundled: it uses native addons';
  assert.is(
    await refused("require('a'); require('@s/b');"),
    `${native}\na is a native addon\n7 is a native addon\n${advice}`,
  );
  await lay({ 'x.node': '' });
  assert.match(
    await refused("require('./x.node');"),
    new RegExp(`^${native}\\napp\\.js:1:9: .*\\n${advice.replaceAll('.', '\\.')}$`),
  );
});

errors('properties of import.meta that a bundle lacks, each with its advice', async () => {
  await lay({ 'package.json': { type: 'module' } });
  const meta = async (expression: string): Promise<string> => {
    await lay({ 'app.js': `const ä = 'ü', x = ${expression};\nconsole.log(x);` });
    return refusal();
  };
  const other =
    'of import.meta a bundle has url, filename and dirname; with "payload": "modules" it is what Node makes it';
  for (const [expression, name, advice] of [
    ['import.meta.env.X', 'import.meta.env', "it is Vite's: in Node it is process.env, as in process.env.PORT"],
    ['import.meta.hot', 'import.meta.hot', "it is Vite's: take it out of what runs on the target"],
    ['import.meta?.glob', 'import.meta.glob', "it is Vite's: in Node it is readdir() of node:fs/promises and import()"],
    ['import.meta.main', 'import.meta.main', 'a bundle always is the main module: take it out'],
    ['import.meta.resolve', 'import.meta.resolve', other],
    ['import.meta', 'import.meta', other],
  ] as const) {
    const [first, second, ...rest] = (await meta(expression)).split('\n');
    assert.is(first, 'app.js would not run as it is bundled');
    assert.match(second ?? '', new RegExp(`^app\\.js:1:\\d+: a bundle has no ${name}$`));
    assert.equal(rest, [advice]);
  }
  const two = await meta('import.meta.env.A + import.meta.env.B');
  assert.is(two.split('\n').length, 4);
});

errors('what works in neither format is told with its place, and what works in one is made', async () => {
  assert.match(await refused('let a = ;'), 'app.js:1:9: Unexpected ";"');
  assert.match(await refused("import * as a from './b.js'; a();").catch(() => ''), /^$|Could not resolve/);
  await lay({ 'b.js': 'export const b = 1;' });
  assert.match(await refused("import * as a from './b.js'; a();"), 'would not run as it is bundled');
  assert.match(await refused("import { c } from './b.js'; console.log(c);"), 'No matching export');
  assert.match(
    await refused("import * as b from './b.js'; console.log(b.c);"),
    /would not run as it is bundled\napp\.js:1:\d+: Import "c" will always be undefined/,
  );
  await lay({ 'package.json': {}, 'app.js': '#!/usr/bin/env node\n"use strict";\nmodule.exports = 1;' });
  const plain = await bundle(folder, 'app.js');
  assert.is(plain.extension, 'cjs');
  assert.not.match(plain.code.toString(), '__bundleUrl');
  await lay({ 'app.js': "console.log(import.meta.url, await import('./b.js'));" });
  const awaiting = await bundle(folder, 'app.js');
  assert.is(awaiting.extension, 'mjs');
  await lay({ 'app.mjs': '#!/usr/bin/env node\nexport default import.meta.url;' });
  assert.match(
    (await bundle(folder, 'app.mjs')).code.toString(),
    /^#!\/usr\/bin\/env node\n(?:"use strict";\n)?const __bundleUrl = require\('node:url'\)/,
  );
  assert.equal((await bundle(folder, 'app.mjs')).inputs, ['app.mjs']);
  await lay({ program: "console.log('no extension');" });
  assert.is((await bundle(folder, 'program')).extension, 'cjs');
  await lay({ 'app.js': 'await 1;\nlet a = ;' });
  assert.match(await refusal(), 'app.js:2:9');
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
