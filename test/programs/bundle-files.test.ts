/**
 * Files beside a bundle: those that the sources name, those of `include`, packages, and the source map.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { namedFiles } from '../../builder/programs/bundle/named-files.ts';
import { collect, landed, refusal } from '../support/collected.ts';
import { folder, inFolders, installed, lay } from '../support/projects.ts';
import { unpack } from './same/programs.ts';

const files = suite('files beside a bundle');
inFolders(files);

/** The files of a package in the folder of the project. */
async function beside(deb: object = {}, fields: object = {}): Promise<string[]> {
  const home = '644 /usr/lib/shop/app/';
  return landed(await collect({ sourceMap: false, ...deb }, fields)).flatMap((line) =>
    line.startsWith(home) ? [line.slice(home.length)] : [],
  );
}

files('paths in each form, and none that the sources do not name', async () => {
  await lay({
    'public/x': '',
    'views/x': '',
    'a.txt': '',
    'lib/a.txt': '',
    'test/x': '',
    'data/x': '',
    'child.js': '',
    'views/deep/a.ejs': '',
    'other/b.pug': '',
    'scripts/a.sh': '. scripts/lib.sh',
    'c.pug': '',
  });
  for (const [source, expected] of [
    ["express.static('public')", 'public'],
    ["app.set('views', './views')", 'views'],
    ["readFile('a.txt')", 'a.txt'],
    ["readFile(path.join(__dirname, 'lib', 'a.txt'))", 'lib/a.txt'],
    ["readFile(__dirname + '/lib/a.txt')", 'lib/a.txt'],
    ["(0, fs_1.readFile)((0, node_path_1.join)(__dirname, 'lib', 'a.txt'))", 'lib/a.txt'],
    ['readFile(`${__dirname}/lib/${name}.txt`)', 'lib'],
    ["new URL('./lib/a.txt', import.meta.url)", 'lib/a.txt'],
    ["path.join(process.cwd(), 'public')", 'public'],
    ["const root = path.resolve(__dirname, '.'); join(root, 'views')", 'views'],
    ["const { PUBLIC } = process.env; static(PUBLIC ?? 'public')", 'public'],
    ["loadPath: './lib/{{lng}}.txt'", 'lib'],
    ["res.sendFile('a.txt', { root: __dirname })", 'a.txt'],
    ["app.use('/public/*', serveStatic({ root: './' }))", 'public'],
    ["app.use('/public/*', proxy())", undefined],
    ["// readFile('a.txt')", undefined],
    ["readFile('../a.txt')", undefined],
    ["log('test')", undefined],
    ["template('/lib/a.txt')", 'lib/a.txt'],
    ['reply.view(page)', 'views'],
    ["fetch('/lib')", undefined],
    ["fetch('/etc/a.txt')", undefined],
    ["renderFile('views/deep/a.ejs')", 'views'],
    ["renderFile('other/b.pug')", 'other'],
    ["execFile('./scripts/a.sh', ['x'])", 'scripts'],
    ["renderFile(path.join(__dirname, 'c.pug'))", 'c.pug'],
    ["mkdir('data')", undefined],
    ['/"a.txt"/.test(x)', undefined],
  ] as const) {
    await lay({ 'app.js': source });
    assert.equal(namedFiles(folder, ['app.js'], []).data, expected === undefined ? [] : [expected], source);
  }
  for (const source of [
    "execFileSync(process.execPath, ['child.js'])",
    "spawnSync('node', ['child'])",
    "execSync('node --title=x child.js --own')",
    "fork('./child.js')",
    "new Worker('child.js')",
    "fork(path.join(__dirname, 'child'))",
  ]) {
    await lay({ 'app.js': source });
    assert.equal(namedFiles(folder, ['app.js'], []).code, ['child.js'], source);
  }
  await lay({ 'jobs/mail.js': '' });
  for (const [source, expected] of [
    ["import { execa } from 'execa';\nawait execa('node', ['jobs/mail.js', 'x']);", ['jobs/mail.js']],
    ["const { spawn } = require('node:child_process'); const JOB = 'jobs/mail.js'; run(JOB, 'child.js');", undefined],
    ["const JOB = 'jobs/mail.js'; log(JOB);", []],
    ["import { Worker } from 'worker_threads';\nstart('jobs/none.js', 'jobs/mail');", []],
  ] as const) {
    await lay({ 'app.js': source });
    assert.equal(namedFiles(folder, ['app.js'], []).code, expected ?? ['child.js', 'jobs/mail.js'], source);
  }
  await lay({ 'app.js': '', 'config/default.json': '{}' });
  assert.equal(namedFiles(folder, ['app.js'], ['config']).data, ['config']);
});

files('what include names, and what the sources name, at the places of the project', async () => {
  await lay({ 'app.js': "require('fs').readFileSync('public/a.css')", 'public/a.css': '', 'public/b.css': '' });
  await lay({ 'extra/deep/c.txt': '', 'other.txt': '' });
  assert.equal(await beside(), ['package.json', 'public/a.css']);
  assert.equal(await beside({ include: ['extra', 'public/*.css'] }), [
    ...['extra/deep/c.txt', 'package.json', 'public/a.css', 'public/b.css'],
  ]);
  assert.match(await refusal({ include: ['gone'] }), '"gone" matches no file');
});

files('a folder that the program lists keeps the modules that the bundle holds', async () => {
  const source = "require('fs').readdirSync(__dirname + '/routes').forEach((name) => require('./routes/' + name));";
  await lay({ 'app.js': source, 'routes/a.js': "console.log('a');" });
  assert.equal(await beside(), ['package.json', 'routes/a.js']);
});

files('sources that a glob names are read, as by swagger-jsdoc, and lie beside the bundle', async () => {
  const source = "require('./routes/a.js'); read({ apis: ['./routes/*.js'], more: './docs/**/*.{js,ts}' });";
  await lay({ 'app.js': `const read = () => {}; ${source}`, 'routes/a.js': '', 'docs/deep/b.ts': 'export {};' });
  assert.equal(await beside(), ['docs/deep/b.ts', 'package.json', 'routes/a.js']);
  await lay({ 'src/main.js': "read({ apis: ['./src/**/*.js'] });", 'src/routes/c.js': '', 'test/d.js': '' });
  assert.equal(await beside({ entry: 'src/main.js' }), ['package.json', 'src/main.js', 'src/routes/c.js']);
});

files('a dependency that another one loads by its name lies beside the bundle', async () => {
  await lay({
    'app.js': "require('settings');",
    ...installed('node_modules/settings'),
    ...installed('node_modules/yaml'),
  });
  await lay({
    'node_modules/settings/index.js': "const PARSER = 'yaml'; exports.read = () => require(PARSER);",
    'node_modules/yaml/index.js': '',
    ...installed('node_modules/unused'),
  });
  const found = await beside({}, { dependencies: { settings: '1', yaml: '1', unused: '1' } });
  assert.ok(found.includes('node_modules/yaml/index.js'), found.join());
  assert.not.ok(found.some((file) => file.includes('unused')));
});

files('tracing that patches packages needs modules', async () => {
  await lay({ 'app.js': "require('tracing');", ...installed('node_modules/tracing') });
  await lay({ 'node_modules/tracing/index.js': "require('require-in-the-middle');" });
  await lay(installed('node_modules/require-in-the-middle'));
  const text = await refusal({});
  assert.match(text, 'app.js cannot be bundled: require-in-the-middle patches packages as Node loads them');
  assert.match(text, '"payload": "modules" in the deb section of package.json');
});

files('a package beside the bundle comes with its dependencies, and must be one of the project', async () => {
  await lay({ 'app.js': "require('pages');", ...installed('node_modules/pages', { dependencies: { helper: '1' } }) });
  await lay({ 'node_modules/pages/index.js': "require('helper')(__dirname);", ...installed('node_modules/helper') });
  assert.equal(await beside({}, { dependencies: { pages: '1' } }), [
    ...['node_modules/helper/index.js', 'node_modules/helper/package.json'],
    ...['node_modules/pages/index.js', 'node_modules/pages/package.json', 'package.json'],
  ]);
  const message = await refusal({});
  assert.match(message, 'the program needs pages at run time, which package.json does not list');
  assert.match(message, 'or, if the program runs without, package it with its modules: "payload": "modules"');
});

files('an optional peer of a package beside the bundle comes along if another package brings it', async () => {
  const peerDependenciesMeta = { helper: { optional: true }, other: { optional: true } };
  const optional = { peerDependencies: { helper: '1', other: '1' }, peerDependenciesMeta };
  await lay({ 'app.js': "require('pages'); require('main');", ...installed('node_modules/pages', optional) });
  await lay({ 'node_modules/pages/index.js': "require('helper')(__dirname);" });
  await lay(installed('node_modules/main', { dependencies: { helper: '1' } }));
  await lay({ ...installed('node_modules/helper'), ...installed('node_modules/other') });
  const found = await beside({}, { dependencies: { pages: '1', main: '1' }, devDependencies: { other: '1' } });
  assert.ok(found.includes('node_modules/helper/index.js'), String(found));
  assert.not.match(String(found), /other/);
});

files('the folder of the package config comes along, also for a package that uses it', async () => {
  await lay({ 'app.js': "require('settings');", 'config/default.json': '{}', ...installed('node_modules/config') });
  await lay(installed('node_modules/settings', { dependencies: { config: '1' } }));
  await lay({ 'node_modules/settings/index.js': "require('config');" });
  assert.ok((await beside({}, { dependencies: { settings: '1' } })).includes('config/default.json'));
});

files('an error shows the place in the source, unless the map is left out', async () => {
  await lay({
    'app.ts': "import { fail } from './src/time.ts';\n\nfail('Berlin' as string);\n",
    'src/time.ts': `${'// a line\n'.repeat(8)}export function fail(place: string): never {\n  throw new TypeError(\`no time in \${place}\`);\n}\n`,
    'plain.js': "\n\n  throw new Error('plain');\n",
  });
  const stack = async (deb: object): Promise<string> => {
    await unpack(await collect(deb), path.join(folder, 'target'));
    const start = path.join(folder, 'target/usr/lib/shop/app.cjs');
    return spawnSync(process.execPath, [start], { encoding: 'utf8' }).stderr;
  };
  const app = path.join(folder, 'target/usr/lib/shop/app');
  const shown = await stack({ entry: 'app.ts' });
  assert.match(shown, `TypeError: no time in Berlin\n    at fail (${app}/src/time.ts:10:9)\n`);
  assert.match(shown, `${app}/app.ts:3:1`);
  assert.match(await stack({ entry: 'plain.js' }), `(${app}/plain.js:3:9)`);
  const start = path.join(folder, 'target/usr/lib/shop/app.cjs');
  await stack({ entry: 'app.ts' });
  const node = spawnSync(process.execPath, ['--enable-source-maps', start], { encoding: 'utf8' }).stderr;
  assert.match(node, `at fail (${app}/src/time.ts:10:9)`);
  execFileSync('rm', ['-r', path.join(folder, 'target')]);
  assert.match(await stack({ entry: 'app.ts', sourceMap: false }), /app\.cjs:\d+:\d+\)/);
});

files.run();
