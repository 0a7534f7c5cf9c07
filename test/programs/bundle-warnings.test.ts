/**
 * Warnings about bundles: files and modules that the program may miss on the target.
 */
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundle } from '../../builder/programs/bundle.ts';
import { relativeWarnings } from '../../builder/programs/relative-files.ts';
import { checkTypes } from '../../builder/programs/types.ts';
import { folder, inFolders, lay } from '../support/projects.ts';

const warnings = suite('warnings about bundles');
inFolders(warnings);

async function warned(text: string): Promise<string[]> {
  await lay({ 'app.js': text });
  return (await bundle(folder, 'app.js')).warnings;
}

warnings('express brings its warning about views only to a program with views', async () => {
  await lay({
    'package.json': {},
    'node_modules/express/package.json': { name: 'express', main: 'lib/view.js' },
    'node_modules/express/lib/view.js': 'module.exports = (name) => require(name);',
  });
  assert.equal(await warned("require('express')().listen(1);"), []);
  assert.equal(await warned("const app = require('express')();\napp.set('view engine', 'pug');"), [
    'a bundle lacks modules whose names only the running program knows: use "payload": "modules" (node_modules/express/lib/view.js:1)',
  ]);
  assert.match((await warned('require(process.argv[2]);'))[0] ?? '', '(app.js:1)');
});

warnings('a path from the working directory is named if the project has a file there', async () => {
  await lay({ 'public/a.css': '', 'data/a.json': '', 'views/a.html': '' });
  const text = `app.use(express.static('public')); readFile(path.join(process.cwd(), "./views/a.html"));
    readFile('data/a.json'); readFile('none.txt'); static(path.join(__dirname, 'public')); // static('views')`;
  await lay({ 'app.js': text, 'node_modules/a/index.js': "static('public')" });
  assert.equal(relativeWarnings(folder, folder, ['app.js', 'node_modules/a/index.js']), [
    'on the target relative paths lead to the state of the service, not to the files of the project: use "payload": "modules", and begin them with __dirname or path.dirname(fileURLToPath(import.meta.url)) ("public" in app.js, "./views/a.html" in app.js)',
  ]);
});

warnings('sources that look for files beside themselves, and modules of computed names, five of each', async () => {
  await lay({ 'package.json': { type: 'module' } });
  const beside =
    'a bundle lacks the files that sources look for beside themselves: if the service needs them, put them into "files", or use "payload": "modules" (';
  for (const place of ['import.meta.dirname', 'import.meta.filename', 'import.meta.url'])
    assert.equal(await warned(`console.log(${place})`), [`${beside}app.js)`], place);
  await lay({ 'package.json': {} });
  assert.equal(await warned('console.log(__dirname)'), [`${beside}app.js)`]);
  for (const source of ['// __dirname', 'console.log(my__dirname, __dirnames)', 'console.log("x")'])
    assert.equal(await warned(`${source}\nvar my__dirname, __dirnames;`), [], source);
  for (const count of [5, 6, 8]) {
    const names = Array.from({ length: count }, (_, at) => `f${at}.js`);
    await lay(Object.fromEntries(names.map((name) => [name, 'console.log(__dirname)'])));
    const more = count > 5 ? ` and ${count - 5} more` : '';
    const text = names.map((name) => `require('./${name}');`).join('\n');
    assert.equal(await warned(text), [`${beside}f0.js, f1.js, f2.js, f3.js, f4.js${more})`]);
  }
  const lines = Array.from({ length: 7 }, () => 'require(process.argv[2]);').join('\n');
  const computed = 'a bundle lacks modules whose names only the running program knows: use "payload": "modules" (';
  assert.equal(await warned(lines), [`${computed}app.js:1, app.js:2, app.js:3, app.js:4, app.js:5 and 2 more)`]);
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
