/**
 * Warnings about bundles: files and modules that the program may miss on the target.
 */
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkTypes } from '../../builder/programs/types.ts';
import { link } from '../support/linked.ts';
import { folder, inFolders, lay } from '../support/projects.ts';

const warnings = suite('warnings about bundles');
inFolders(warnings);

async function warned(text: string): Promise<string[]> {
  await lay({ 'app.js': text });
  return (await link(folder, 'app.js')).warnings;
}

warnings('modules of computed names, five of them, unless the source names their folder', async () => {
  await lay({ 'package.json': {} });
  const computed = 'a bundle lacks modules whose names only the running program knows: use "payload": "modules" (';
  assert.equal(await warned('require(process.argv[2]);'), [`${computed}app.js:1)`]);
  const lines = Array.from({ length: 7 }, () => 'require(process.argv[2]);').join('\n');
  assert.equal(await warned(lines), [`${computed}app.js:1, app.js:2, app.js:3, app.js:4, app.js:5 and 2 more)`]);
  await lay({ 'routes/a.js': '' });
  assert.equal(await warned("require(require('path').join(__dirname, 'routes', process.argv[2]));"), []);
  assert.equal(await warned('import(`unknown/${process.argv[2]}`);'), [`${computed}app.js:1)`]);
  await lay({
    'package.json': { dependencies: { words: '1.0.0' } },
    'node_modules/words/package.json': { name: 'words' },
  });
  assert.equal(await warned('import(`words/${process.argv[2]}`);'), []);
  await lay({ 'node_modules/express/package.json': { name: 'express', main: 'lib/view.js' } });
  await lay({ 'node_modules/express/lib/view.js': 'module.exports = (name) => require(name);' });
  assert.equal(await warned("require('express')().listen(1);"), []);
});

const check = (entry: string) =>
  checkTypes({ project: folder, entries: [entry], inputs: [entry], signal: new AbortController().signal });

warnings('the compiled program of a TypeScript project is no error of types', async () => {
  await lay({ 'package.json': {}, 'tsconfig.json': { include: ['src'] }, 'dist/server.js': 'let a = 1; a();' });
  await lay({ 'node_modules/.cache/build-deb/x': '' });
  await symlink(path.resolve('node_modules/typescript'), path.join(folder, 'node_modules/typescript'));
  await check('dist/server.js');
  await lay({
    'dist/server.js': 'let a = 2; a();',
    'tsconfig.json': { compilerOptions: { allowJs: true, checkJs: true } },
  });
  const outcome = await check('dist/server.js').catch(({ message }: Error) => message);
  assert.is(outcome, 'TypeScript finds errors in the service');
});

warnings.run();
