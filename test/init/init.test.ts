/**
 * build-deb init in common projects: the section that it writes, its guesses and its questions.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { accepted, inFolders, KEPT, MIT, proposed, says } from '../support/proposals.ts';

const init = suite('build-deb init');
inFolders(init);

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
    'entry: tsc in scripts.start is left out: it builds; run it before build-deb',
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
    service: { arguments: ['start', '-l', 'info', 'dist/app.js'], health: '/ping' },
  });
  says(proposal.guesses, 'entry: node_modules/fastify-cli/cli.js, the program of fastify-cli that scripts.start runs');
  await accepted(proposal);
});

init('an app of Next', async () => {
  const start = 'next start -p 4000';
  const proposal = await proposed({
    'package.json': { ...KEPT, scripts: { start }, dependencies: { next: '^16' } },
    'public/logo.svg': '',
    'next.config.mjs': 'const port = process.env.PORT ?? 3001;',
    LICENSE: MIT,
  });
  assert.is(proposal.deb.entry, 'node_modules/next/dist/bin/next');
  assert.equal(proposal.deb.include, [
    '.next',
    '!.next/cache/**',
    '!.next/dev/**',
    '!.next/standalone/**',
    '!.next/trace*',
    '!.next/types/**',
    'public',
    'next.config.mjs',
  ]);
  const caches = ['.next/cache', '.next/server/app', '.next/server/pages'];
  assert.equal(
    proposal.deb.writable,
    caches.map((place) => ({ path: place, cache: true })),
  );
  assert.equal(proposal.deb.service, { arguments: ['start', '-p', '4000'], ready: 'listening' });
  says(proposal.guesses, '.next/BUILD_ID of next is not there yet: run "npx next build" before build-deb');
  // The port of the command line outranks the variable.
  assert.is(proposal.deb.settings, undefined);
  await accepted(proposal);
});

init.run();
