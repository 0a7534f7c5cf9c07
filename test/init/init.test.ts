/**
 * build-deb init in common projects: the section that it writes, its guesses and its questions.
 */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError } from '../../builder/errors.ts';
import { initialize } from '../../builder/init/init.ts';
import type { Proposal } from '../../builder/init/proposal.ts';
import { proposeDeb } from '../../builder/init/propose.ts';
import { describeProposal } from '../../builder/init/report.ts';
import { surveyProject } from '../../builder/init/survey.ts';
import { applyProposal } from '../../builder/init/write.ts';
import { run } from '../../builder/shell.ts';

type Json = Record<string, unknown>;

const MIT = 'MIT License\n\nCopyright (c) 2026 Ada\n\nPermission is hereby granted, free of charge, to any person\n';
/** npm's own fields in a well-kept project. */
const KEPT = {
  name: 'shop',
  version: '1.2.3',
  description: 'Sells things',
  author: 'Ada Lovelace <ada@example.org>',
  license: 'MIT',
  engines: { node: '>=18' },
};

const init = suite('build-deb init');
// Your own name in git must not become the maintainer.
Object.assign(process.env, { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' });
let folder = '';
let project = '';

init.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'init-'));
  project = path.join(folder, 'shop');
  await mkdir(project);
});
init.after.each(() => rm(folder, { recursive: true, force: true }));

async function put(files: Record<string, string | Json>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(project, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
}

async function proposed(files: Record<string, string | Json>): Promise<Proposal> {
  await put(files);
  return proposeDeb(await surveyProject(project));
}

/** Asserts that the tool accepts a proposal without questions. */
async function accepted(proposal: Proposal): Promise<void> {
  assert.equal(proposal.questions, []);
  parseConfig(applyProposal(await readFile(path.join(project, 'package.json'), 'utf8'), proposal));
}

async function failure(work: Promise<unknown>): Promise<BuildError> {
  const error = await work.then(
    () => assert.unreachable(),
    (reason: unknown) => reason,
  );
  assert.instance(error, BuildError);
  return error as BuildError;
}

function says(lines: string[], ...expected: string[]): void {
  for (const part of expected) {
    assert.ok(
      lines.some((line) => line.includes(part)),
      `${part}\nis not in\n${lines.join('\n')}`,
    );
  }
}

init('a plain express app', async () => {
  const proposal = await proposed({
    'package.json': { ...KEPT, scripts: { start: 'node ./bin/www' }, dependencies: { express: '^5' } },
    'bin/www': "const app = require('../app');\nconst port = normalizePort(process.env.PORT || '8081');\n",
    'app.js': "const app = express();\napp.use(require('./routes/status'));\n",
    'routes/status.js': "router.get('/healthz', (request, response) => response.send('OK'));\n",
    'test/app.test.js': "get('/health')",
    LICENSE: MIT,
  });
  assert.equal(proposal.deb, {
    entry: 'bin/www',
    section: 'web',
    settings: { PORT: { value: '8081', description: 'The port to listen on.' } },
    service: { health: '/healthz' },
  });
  assert.equal(proposal.fields, {});
  says(
    proposal.guesses,
    'entry: bin/www, from scripts.start',
    'PORT is 8081, from bin/www',
    '/healthz, from routes/status.js',
  );
  await accepted(proposal);
});

init('views and files beside the sources make it modules', async () => {
  const proposal = await proposed({
    'package.json': { ...KEPT, main: 'server.js', dependencies: { express: '^5' } },
    'server.js': "app.use(express.static(path.join(__dirname, 'public')));\napp.listen(process.env.PORT);\n",
    LICENSE: MIT,
  });
  assert.is(proposal.deb.payload, 'modules');
  assert.equal(proposal.deb.service, { ready: 'listening' });
  assert.equal(proposal.deb.settings, { PORT: { value: '3000', description: 'The port to listen on.' } });
  says(
    proposal.guesses,
    'payload: "modules", because server.js finds files by its own folder',
    'PORT is 3000, because server.js reads it and names no default',
    'service.ready: "listening", because no page such as /health',
  );
  await accepted(proposal);
  const harmless =
    "// path.join(__dirname, 'views')\nconfig({ path: join(__dirname, '../.env') });\nlisten(process.env.PORT ?? 80);\n";
  const other = await proposed({ 'server.js': harmless });
  assert.is(other.deb.payload, undefined);
  assert.equal(other.deb.settings, { PORT: { value: '8080', description: 'The port to listen on.' } });
  says(other.guesses, 'because 80 in server.js is not open to a service');
});

init('TypeScript that is started from dist', async () => {
  const files = {
    'package.json': {
      ...KEPT,
      scripts: { build: 'tsc', start: 'npm run build && node --env-file=.env dist/server.js --quiet' },
    },
    'src/server.ts': "import { app } from './app.js';\ncreateServer(app).listen(Number(process.env.PORT) || 5000);\n",
    'src/app.ts': "if (url === '/health') end();\n",
    LICENSE: MIT,
  };
  const fresh = await proposed(files);
  assert.is(fresh.deb.entry, 'src/server.ts');
  assert.equal(fresh.deb.service, { arguments: ['--quiet'] });
  says(
    fresh.guesses,
    'entry: src/server.ts, the source of dist/server.js, which scripts.start runs and is not there yet',
    'options of scripts.start that a unit does not pass on: --env-file=.env',
    'PORT is 5000, from src/server.ts',
    'service.health: /health, from src/app.ts',
  );
  await accepted(fresh);
  const compiled = await proposed({ 'dist/server.js': "require('./app');" });
  assert.is(compiled.deb.entry, 'dist/server.js');
});

init('a Nest starter', async () => {
  const files = {
    'package.json': {
      ...{ name: 'shop', version: '0.0.1', description: '', author: '', private: true, license: 'UNLICENSED' },
      scripts: { start: 'nest start', 'start:prod': 'node dist/main' },
      dependencies: { '@nestjs/core': '^11', '@nestjs/platform-express': '^11' },
    },
    'src/main.ts':
      "import { AppModule } from './app.module';\napp.setGlobalPrefix('api');\nawait app.listen(process.env.PORT ?? 3000);\n",
    'src/app.module.ts': "import { HealthController } from './health.controller';\n",
    'src/health.controller.ts': "@Controller('health')\nexport class HealthController {}\n",
    'README.md':
      '<p align="center">\n  <a href="x"><img src="y"/></a>\n</p>\n\n[![npm](a)](b)\n\n## Description\n\n[Nest](https://nestjs.com) starter *repository*. It\nhas more.\n',
  };
  const proposal = await proposed(files);
  assert.is(proposal.deb.entry, 'dist/main.js');
  assert.is(proposal.deb.payload, 'modules');
  assert.is(proposal.deb.node, '>=18');
  assert.is(proposal.deb.summary, 'Nest starter repository');
  assert.equal(proposal.deb.extendedDescription, ['It has more.']);
  assert.equal(proposal.deb.settings, { PORT: { value: '3000', description: 'The port to listen on.' } });
  assert.equal(proposal.deb.service, { health: '/api/health' });
  says(
    proposal.guesses,
    'from scripts.start:prod; it is not there yet: compile it before build-deb',
    '@nestjs/core requires optional packages by name',
    'node: ">=18", because engines.node is missing',
  );
  says(proposal.questions, 'LICENSE: Debian requires the text');
});
init('an app that fastify-cli starts', async () => {
  const proposal = await proposed({
    'package.json': {
      ...KEPT,
      scripts: { start: 'npm run build:ts && fastify start -w -l info dist/app.js', 'build:ts': 'tsc' },
      dependencies: { fastify: '^5', 'fastify-cli': '^7', '@fastify/autoload': '^6' },
    },
    'src/app.ts': "import AutoLoad from '@fastify/autoload';\n",
    'src/routes/root.ts': "fastify.get('/ping', async () => 'pong');\n",
    LICENSE: MIT,
  });
  assert.equal(proposal.deb, {
    entry: 'node_modules/fastify-cli/cli.js',
    payload: 'modules',
    section: 'web',
    settings: { PORT: { value: '3000', description: 'The port to listen on.' } },
    service: { arguments: ['start', '-l', 'info', '/usr/lib/shop/app/dist/app.js'], health: '/ping' },
  });
  says(proposal.guesses, 'entry: node_modules/fastify-cli/cli.js, the program of fastify-cli that scripts.start runs');
  await accepted(proposal);
});

init('an app of Next', async () => {
  const start = 'next start -p 4000';
  const proposal = await proposed({
    'package.json': { ...KEPT, scripts: { start }, dependencies: { next: '^16' } },
    'public/logo.svg': '',
    'next.config.mjs': '',
    LICENSE: MIT,
  });
  assert.is(proposal.deb.entry, 'node_modules/next/dist/bin/next');
  assert.equal(proposal.deb.include, ['.next/*', '.next/server/**', '.next/static/**', 'public/**', 'next.config.mjs']);
  assert.equal(proposal.deb.service, { arguments: ['start', '-p', '4000', '/usr/lib/shop/app'], ready: 'listening' });
  assert.is(proposal.deb.settings, undefined);
  await accepted(proposal);
});

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

init('a member of a pnpm workspace', async () => {
  project = path.join(folder, 'packages/web');
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
  const service = { arguments: ['/usr/lib/shop/app/packages/web/conf.json'], ready: 'listening' };
  assert.equal(moved.deb, { entry: 'index.js', payload: 'modules', service });
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

init('nothing but package.json', async () => {
  const { deb, fields, guesses, questions } = await proposed({ 'package.json': '{}\n' });
  assert.equal(deb, { node: '>=18', name: 'shop', service: { ready: 'listening' } });
  assert.equal(fields, {});
  says(guesses, 'name: "shop", from the name of the folder');
  const asked = ['deb.entry', 'deb.summary', 'deb.maintainer', 'version', 'license', 'LICENSE'];
  assert.equal(
    questions.map((question) => question.split(':')[0]),
    asked,
  );
  for (const question of questions) assert.match(question, /such as/);
});

const COMMANDS: readonly [string, string | undefined, string[]?][] = [
  ['node src/server', 'src/server.js'],
  ['node .', 'lib/main.js'],
  ['node build', 'build/index.js'],
  ['NODE_ENV=production node -r dotenv/config src/server.js a "b c"', 'src/server.js', ['a', 'b c']],
  ['cross-env A=1 nodemon --watch src --exec "ts-node -P tsconfig.x.json src/a.ts"', 'src/a.ts'],
  ['nodemon -x node src/server.js', 'src/server.js'],
  ['dotenv -e .env -- pm2-runtime start src/server.js', 'src/server.js'],
  ['tsc; node src/server.js --level info >> log.txt 2>&1', 'src/server.js', ['--level', 'info']],
  ['node src/server.js | pino-pretty', 'src/server.js'],
  ['yarn serve', 'src/a.ts'],
  ['node migrate.js && node src/server.js', 'src/server.js'],
  ['npm run start', undefined],
  ['pm2 start ecosystem.config.js', undefined],
  ['react-scripts start', undefined],
  ['node ../elsewhere.js', undefined],
  ['node /opt/x.js', undefined],
  ['npm run constructor', undefined],
];

init('start commands as people write them', async () => {
  await put({ 'src/server.js': '', 'src/a.ts': '', 'lib/main.js': '', 'tsconfig.json': {} });
  for (const [start, entry, given = []] of COMMANDS) {
    const scripts = { start, serve: 'tsx src/a.ts' };
    await put({ 'package.json': { ...KEPT, main: 'lib/main.js', scripts } });
    const { start: found } = await surveyProject(project);
    const understood = found?.from === 'scripts.start' ? found : undefined;
    assert.is(understood?.source ?? understood?.entry, entry, start);
    assert.equal(understood?.arguments ?? [], given, start);
  }
  says((await proposed({})).guesses, 'entry: scripts.start does not say which file it runs: "npm run constructor"');
});

init('arguments that need a shell, and files that would be missing, become questions', async () => {
  const ask = async (start: string): Promise<string[]> => {
    const files = { 'package.json': { ...KEPT, scripts: { start } }, 'a.js': '', 'b.json': '', LICENSE: MIT };
    const { deb, questions } = await proposed(files);
    assert.is((deb.service as Json).arguments, undefined);
    return questions;
  };
  says(await ask('node a.js --port $PORT'), 'deb.service.arguments: only a shell understands "--port $PORT"');
  says(await ask('node a.js ./b.json'), 'the service does not run in the project, where "./b.json" is');
});

init('variables of the start command become settings', async () => {
  const start = 'PORT=9000 LEVEL=info NODE_ENV=production lower=1 COST=5% node a.js';
  const proposal = await proposed({
    'package.json': { ...KEPT, scripts: { start } },
    'a.js': 'listen(process.env.PORT || 3000)',
    LICENSE: MIT,
  });
  assert.equal(proposal.deb.settings, {
    PORT: { value: '9000', description: 'The port to listen on.' },
    LEVEL: { value: 'info', description: 'As scripts.start sets it.' },
  });
  await accepted(proposal);
});

const PORTS: readonly [string, string | undefined][] = [
  ['listen(process.env.PORT ?? 3001)', '3001'],
  ["listen(process.env['PORT'] || '3002')", '3002'],
  ['listen(Number(process.env.PORT) || 3003)', '3003'],
  ["parseInt(process.env.PORT || '3004', 10)", '3004'],
  ['parseInt(process.env.PORT, 10) || 3005', '3005'],
  ['process.env.PORT ? Number(process.env.PORT) : 3006', '3006'],
  ['const { HOST, PORT = 3007 } = process.env;', '3007'],
  ['const { PORT } = process.env;', '3000'],
  ['process.env.PORT || DEFAULT', '3000'],
  ['process.env.PORT || 70000', '8080'],
  ['process.env.PORTS || 3008', undefined],
  ['listen(3009)', undefined],
];

init('ports as people write them', async () => {
  await put({ 'package.json': { ...KEPT, main: 'a.js' }, LICENSE: MIT });
  for (const [source, port] of PORTS) {
    const { deb } = await proposed({ 'a.js': source });
    assert.is((deb.settings as { PORT: { value: string } } | undefined)?.PORT.value, port, source);
  }
});

init("what npm's fields lack comes from elsewhere, and is told", async () => {
  await run('git', ['init', '-q', project]);
  await run('git', ['config', 'user.name', 'Bob B'], { cwd: project });
  await run('git', ['config', 'user.email', 'bob@example.org'], { cwd: project });
  const { license, description, ...rest } = KEPT;
  const given = { ...rest, main: 'a.js', author: 'Bob' };
  const readme = '# Shop\n\n[![ci](a)](b)\n\n```\ncode\n```\n\n* a list\n\nSells **things** to [people](x). Fast.\n';
  const proposal = await proposed({ 'package.json': given, 'a.js': '', LICENSE: MIT, 'README.md': readme });
  assert.is(proposal.deb.maintainer, 'Bob B <bob@example.org>');
  assert.equal(proposal.fields, { license });
  assert.is(proposal.deb.summary, 'Sells things to people');
  assert.equal(proposal.deb.extendedDescription, ['Fast.']);
  says(proposal.guesses, 'from git, because author names no address', 'license: "MIT", from how LICENSE begins');
  await accepted(proposal);
  const author = 'Ada <ada@example.org> (https://example.org)';
  const page = await proposed({ 'package.json': { ...given, author, description } });
  assert.is(page.deb.maintainer, 'Ada <ada@example.org>');
  assert.is(page.deb.summary, undefined);
});

init('names, descriptions, versions and ranges that do not fit are made to, or asked about', async () => {
  const description = `Sells ${'very '.repeat(20)}many things`;
  const name = '@Acme/Web_Shop-of-the-example-company';
  const files = { 'package.json': { ...KEPT, name, description, main: 'a.js' }, 'a.js': '', LICENSE: MIT };
  const first = await proposed(files);
  assert.is(first.deb.name, 'acme-web-shop-of-the-example-company');
  assert.is(first.deb.summary, `Sells ${'very '.repeat(15)}`.trim());
  assert.equal(first.deb.extendedDescription, [description]);
  assert.equal(first.deb.service, { user: 'acme-web-shop-of-the-example-co', ready: 'loaded' });
  await accepted(first);
  const odd = { ...KEPT, name: 'ssl', version: '1.0.0-beta-1', engines: { node: '^16' }, license: 'SEE <x>' };
  const { questions } = await proposed({ 'package.json': odd });
  says(questions, 'deb.name: "ssl" cannot name', 'version: Debian cannot order "1.0.0-beta-1"');
  says(questions, 'no Debian has a Node in "^16"', 'license: name your licence as npm does, such as "MIT"');
  const newer = await proposed({ 'package.json': { ...KEPT, engines: { node: '>=22' } } });
  says(newer.guesses, 'runtime: only Debian testing has a Node in ">=22"');
  const wild = await proposed({ 'package.json': { ...KEPT, engines: { node: 'lts/*' } } });
  assert.is(wild.deb.node, '>=18');
});

const PROPOSAL: Proposal = {
  deb: { entry: 'a.js', settings: { PORT: { value: '1', description: 'x' } }, service: { arguments: ['a', 'b'] } },
  fields: { license: 'MIT' },
  guesses: ['entry: a.js, from main', 'section: "web"'],
  questions: ['version: say which'],
};

init('the file keeps its indentation, its line ends and its end', () => {
  const section = (indent: string): string[] => [
    `${indent}"license": "MIT",`,
    `${indent}"deb": {`,
    `${indent}${indent}"entry": "a.js",`,
    `${indent}${indent}"settings": { "PORT": { "value": "1", "description": "x" } },`,
    `${indent}${indent}"service": { "arguments": ["a", "b"] }`,
    `${indent}}`,
    '}',
  ];
  for (const indent of ['  ', '    ', '\t']) {
    for (const newline of ['\n', '\r\n']) {
      for (const end of ['', newline]) {
        const before = ['{', `${indent}"name":   "x",`, `${indent}"files": ["a",   "b"]`];
        const text = [...before, '}'].join(newline) + end;
        const expected = [...before.slice(0, 2), `${before[2]},`, ...section(indent)].join(newline) + end;
        assert.is(applyProposal(text, PROPOSAL), expected);
      }
    }
  }
  assert.is(applyProposal('{}\n', PROPOSAL), `${['{', ...section('  ')].join('\n')}\n`);
  assert.is(applyProposal('{"a":1}', { ...PROPOSAL, fields: {}, deb: { entry: 'b' } }), '{"a":1,"deb":{"entry":"b"}}');
});

init('a deb section that is there stays as it is', async () => {
  const text = '{ "name": "x", "deb": {} }';
  await put({ 'package.json': text });
  const error = await failure(initialize(project));
  assert.is(error.message, 'package.json has a deb section already');
  assert.is(error.notes.length, 1);
  assert.throws(() => applyProposal(text, PROPOSAL), /has a deb section already/);
  assert.is(await readFile(path.join(project, 'package.json'), 'utf8'), text);
});

init('it writes package.json, and reports the keys in columns', async () => {
  await put({ 'package.json': { ...KEPT, main: 'a.js' }, 'a.js': '', LICENSE: MIT });
  const said = (await initialize(project)).split('\n');
  assert.is(said[0], 'wrote     package.json: deb.entry, deb.service');
  assert.is(said[1], 'guessed   entry: a.js, from main');
  assert.match(said[2] ?? '', /^ {10}service\.ready: "loaded"/);
  assert.is(said[3], 'next      npx build-deb --plan');
  const { deb } = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
  assert.equal(deb, { entry: 'a.js', service: { ready: 'loaded' } });
  assert.is(
    describeProposal(PROPOSAL),
    [
      'wrote     package.json: license, deb.entry, deb.settings, deb.service',
      'guessed   entry: a.js, from main',
      '          section: "web"',
      'missing   version: say which',
      'next      fill in what is missing, then npx build-deb --plan\n',
    ].join('\n'),
  );
});

init('a broken or missing package.json is your mistake', async () => {
  await put({ 'package.json': '{' });
  assert.match((await failure(surveyProject(project))).message, /package\.json is not valid JSON/);
  await put({ 'package.json': '[]' });
  assert.match((await failure(surveyProject(project))).message, /package\.json does not hold an object/);
  await rm(path.join(project, 'package.json'));
  assert.match((await failure(surveyProject(project))).message, /cannot read .*package\.json: it does not exist/);
});

const PACKAGES = ['express', 'knex', '../..', '.', ''];
const WORDS = [
  ...['node', 'a.js', './src/', 'dist/b.js', '-r', '&&', '|', '"', "'", '$X', 'npm', 'run', 'start', 'A=1', 'next'],
  ...['fastify', '>', '\u0000', 'x'.repeat(300)],
];
const command = fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((words) => words.join(' '));
const someText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.constantFrom('a.js', 'shop', '1.0.0', 'A <a@b.c>', '>=20', 'toString'),
);
const anything = fc.oneof(fc.jsonValue(), someText);
const mostly = (sound: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 7, arbitrary: sound }, { weight: 1, arbitrary: anything });
// These values have no useful text: code that puts them into a sentence shows it.
const noText = fc.constantFrom<unknown>(7, true, {}, [{}], { toString: 1 });
const packageJson = fc.record(
  {
    name: fc.oneof(someText, noText, fc.constant('@acme/shop')),
    version: mostly(fc.constantFrom('1.0.0', '2.0.0-rc.1')),
    description: mostly(someText),
    author: mostly(
      fc.oneof(
        fc.constant('Ada <a@b.c> (x)'),
        fc.record({ name: fc.oneof(someText, noText), email: fc.oneof(fc.constant('a@b.c'), noText) }),
      ),
    ),
    license: mostly(fc.constant('MIT')),
    engines: mostly(fc.record({ node: mostly(fc.constant('>=18')) })),
    main: mostly(fc.constant('a.js')),
    bin: mostly(fc.dictionary(someText, anything, { maxKeys: 2 })),
    scripts: mostly(fc.record({ start: mostly(command), 'start:prod': mostly(command) }, { requiredKeys: [] })),
    dependencies: mostly(fc.dictionary(fc.oneof(someText, fc.constantFrom(...PACKAGES)), anything)),
    other: anything,
  },
  { requiredKeys: ['version', 'author', 'main'] },
);

init(
  'whatever package.json holds, it is kept, and the tool takes what is proposed, or says what is asked about',
  async () => {
    await put({ 'a.js': 'listen(process.env.PORT)', LICENSE: MIT, 'README.md': 'It sells things.' });
    let taken = 0;
    const property = fc.asyncProperty(packageJson, fc.constantFrom(0, 2, '\t'), async (json, indent) => {
      const before = JSON.stringify(json, null, indent);
      await put({ 'package.json': before });
      const proposal = proposeDeb(await surveyProject(project));
      const after = applyProposal(before, proposal);
      const { deb, ...rest } = JSON.parse(after);
      assert.equal(deb, JSON.parse(JSON.stringify(proposal.deb)));
      assert.equal(rest, { ...JSON.parse(before), ...proposal.fields });
      assert.ok(describeProposal(proposal).endsWith('\n'));
      try {
        parseConfig(after);
        if (proposal.questions.length === 0) taken += 1;
      } catch (error) {
        if (!(error instanceof BuildError) || proposal.questions.length === 0) throw error;
      }
    });
    await fc.assert(property, { numRuns: 100 });
    // Otherwise no proposal reached the tool.
    assert.ok(taken > 0);
  },
);

init.run();
