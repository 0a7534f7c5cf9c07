/**
 * build-deb init in projects with addons, workspaces, commands, or without anything.
 */
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { surveyProject } from '../../builder/init/survey.ts';
import { accepted, inFolders, KEPT, MIT, moveProject, project, proposed, says } from '../support/proposals.ts';

const init = suite('init, payloads');
inFolders(init);

init('native addons among direct and indirect dependencies, but not among build tools', async () => {
  const proposal = await proposed({
    'package.json': {
      ...KEPT,
      main: 'index.js',
      dependencies: { plain: '1', sharp: '1', deep: '1', gone: '1' },
      devDependencies: { watcher: '1' },
    },
    'index.js': 'http.createServer(answer).listen(1);',
    'node_modules/plain/package.json': { dependencies: { deep: '1' } },
    'node_modules/watcher/package.json': {},
    'node_modules/watcher/binding.gyp': '',
    'node_modules/sharp/package.json': { optionalDependencies: { '@img/sharp-linux-x64': '1' } },
    'node_modules/@img/sharp-linux-x64/package.json': { exports: { './sharp.node': './lib/sharp.node' } },
    'node_modules/deep/package.json': { dependencies: { bcrypt: '1', sqlite: '1', plain: '1' } },
    'node_modules/deep/node_modules/bcrypt/package.json': { dependencies: { 'node-gyp-build': '4' } },
    'node_modules/sqlite/package.json': 'not JSON',
    'node_modules/sqlite/prebuilds/linux-x64/sqlite.node': '',
    LICENSE: MIT,
  });
  assert.is(proposal.deb.payload, 'modules');
  says(
    proposal.guesses,
    'because @img/sharp-linux-x64 is a native addon, bcrypt is a native addon, sqlite is a native addon',
  );
  assert.not.match(proposal.guesses.join(), 'watcher');
  await accepted(proposal);
});

init('TypeScript that must not be bundled has to be compiled', async () => {
  const proposal = await proposed({
    'package.json': {
      ...KEPT,
      scripts: { start: 'tsx watch src/server.ts' },
      dependencies: { knex: '3', express: '5' },
    },
    'src/server.ts': '',
    LICENSE: MIT,
  });
  assert.is(proposal.deb.entry, undefined);
  says(proposal.questions, 'deb.entry: with "payload": "modules" it must be JavaScript: compile src/server.ts');
});

init('TypeScript that no build compiles becomes a bundle, which brings its files and its addons', async () => {
  const { deb, questions } = await proposed({
    'package.json': { ...KEPT, scripts: { start: 'tsx src/server.ts' }, dependencies: { bcrypt: '6' } },
    'src/server.ts':
      "import 'bcrypt';\napp.set('view engine', 'ejs');\napp.set('views', path.join(__dirname, 'views'));\n",
    'node_modules/bcrypt/package.json': {},
    'node_modules/bcrypt/binding.gyp': '',
    LICENSE: MIT,
  });
  assert.equal([deb.payload, deb.entry, questions], [undefined, 'src/server.ts', []]);
  const writing = "import notes from './notes.json';\nwriteFileSync('src/notes.json', '');\n";
  const written = await proposed({ 'src/server.ts': writing, 'src/notes.json': '[]' });
  says(written.questions, 'deb.entry: with "payload": "modules" it must be JavaScript: compile src/server.ts');
  const compiled = await proposed({
    'dist/server.js': '',
    'package.json': { ...KEPT, main: 'dist/server.js', dependencies: { bcrypt: '6' } },
  });
  assert.is(compiled.deb.payload, 'modules');
});

init('a member of a pnpm workspace', async () => {
  moveProject('packages/web');
  const store = 'node_modules/.pnpm/driver@6/node_modules';
  const proposal = await proposed({
    'package.json': { ...KEPT, name: '@acme/web', main: 'index.js', dependencies: { db: 'workspace:*', driver: '6' } },
    'index.js': "require('@acme/db');\nrequire('../outside');\nlisten();\n",
    '../outside.js': "'/health'",
    '../../pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    '../../LICENSE': MIT,
    [`../../${store}/driver/package.json`]: { dependencies: { bcrypt: '6' } },
    [`../../${store}/bcrypt/package.json`]: {},
    [`../../${store}/bcrypt/binding.gyp`]: '',
    'node_modules/.modules.yaml': '',
  });
  assert.is(proposal.deb.payload, undefined);
  assert.equal(proposal.deb.service, { ready: 'listening' });
  const advice = 'LICENSE: the text is read from that file; copy it, as in "cp ../../LICENSE LICENSE"';
  assert.equal(proposal.questions, [advice]);
  await symlink(`../../../${store}/driver`, path.join(project, 'node_modules/driver'));
  const survey = await surveyProject(project);
  assert.equal(survey.addons, ['bcrypt']);
  const scripts = { start: 'node index.js ./conf.json' };
  const moved = await proposed({
    'package.json': { ...KEPT, scripts, dependencies: { driver: '6' } },
    'conf.json': {},
  });
  const service = { arguments: ['./conf.json'], ready: 'listening' };
  assert.equal(moved.deb, { entry: 'index.js', payload: 'modules', service });
});

init('the packages of a workspace may lie at its top', async () => {
  moveProject('apps/web');
  const files = {
    'package.json': { ...KEPT, main: 'index.js', dependencies: { bcrypt: '6' } },
    'index.js': 'listen();\n',
    '../../package.json': '{"workspaces": ["apps/*"]}',
    LICENSE: MIT,
  };
  const unknown = 'payload: nothing is installed, so native addons were not looked for';
  says((await proposed(files)).guesses, unknown);
  const { guesses } = await proposed({ ...files, '../../node_modules/bcrypt/package.json': {} });
  assert.not.ok(guesses.includes(unknown));
});

init('an ES module that finds its own folder', async () => {
  const main = "const root = path.dirname(fileURLToPath(import.meta.url));\nread(path.join(root, 'migrations'));\n";
  const proposal = await proposed({ 'package.json': { ...KEPT, main: 'index.js' }, 'index.js': main, LICENSE: MIT });
  says(proposal.guesses, 'payload: "modules", because index.js finds files by its own folder');
  const other = 'if (process.argv[1] === fileURLToPath(import.meta.url)) start();\n';
  const second = await proposed({ 'package.json': { ...KEPT, main: 'index.js' }, 'index.js': other, LICENSE: MIT });
  assert.is(second.deb.payload, undefined);
});

init('a package with a command, and a worker that listens nowhere', async () => {
  const package_ = { ...KEPT, bin: { shop: './cli.mjs' } };
  const bin = await proposed({ 'package.json': package_, 'cli.mjs': 'work();', LICENSE: MIT });
  assert.equal(bin.deb, { entry: 'cli.mjs', service: { ready: 'loaded' } });
  says(bin.guesses, 'entry: cli.mjs, from bin', 'service.ready: "loaded", because nothing in the sources listens');
  await accepted(bin);
  const two = await proposed({ 'package.json': { ...KEPT, bin: { a: 'cli.mjs', b: 'cli.mjs' } }, 'app.js': '' });
  says(two.guesses, 'entry: app.js, from its name');
});

init('a package that opens the server for a file of yours', async () => {
  const flags = { name: 'flags', dependencies: { express: '5' } };
  const project = {
    'package.json': { ...KEPT, main: 'index.js', dependencies: { flags: '1' } },
    'node_modules/flags/package.json': flags,
    'node_modules/flags/index.js': '',
  };
  const started = await proposed({ ...project, 'index.js': "require('flags').start({ port: 4242 });" });
  assert.equal(started.deb.service, { ready: 'listening' });
  const used = await proposed({ ...project, 'index.js': "setInterval(require('flags').check, 1000);" });
  assert.equal(used.deb.service, { ready: 'loaded' });
  const other = { 'node_modules/flags/package.json': { name: 'flags' } };
  const job = await proposed({ ...project, ...other, 'index.js': "require('flags').start();" });
  assert.equal(job.deb.service, { ready: 'loaded' });
});

init('nothing but package.json', async () => {
  const { deb, fields, guesses, questions } = await proposed({ 'package.json': '{}\n' });
  assert.equal(deb, { node: '>=18', name: 'shop', service: { ready: 'listening' } });
  assert.equal(fields, { version: '1.0.0' });
  says(guesses, 'name: "shop", from the name of the folder');
  const asked = ['deb.entry', 'deb.summary', 'deb.maintainer', 'license', 'LICENSE'];
  assert.equal(
    questions.map((question) => question.split(':')[0]),
    asked,
  );
  for (const question of questions) assert.match(question, /such as/);
});

init('a framework that only builds counts, unless a tool compiles the source of the server as well', async () => {
  const payloadOf = async (start: string) =>
    (
      await proposed({
        'package.json': { ...KEPT, scripts: { start }, devDependencies: { nuxt: '4' } },
        ...{ 'server.ts': 'listen(3000);', 'server.js': 'listen(3000);', LICENSE: MIT },
      })
    ).deb.payload;
  assert.is(await payloadOf('tsx server.ts'), undefined);
  assert.is(await payloadOf('node server.js'), 'modules');
});

init.run();
