/**
 * Health pages, as build-deb init finds them: in the project's sources, in the settings of libraries, and in the
 * dependency that is the program.
 */
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { accepted, inFolders, type Json, KEPT, MIT, project, proposed, put, says } from '../support/proposals.ts';

const init = suite('init, health pages');
inFolders(init);

/** The page that is found in a source, or the mode of READY without one. */
async function pageIn(source: string): Promise<string> {
  const { deb } = await proposed({
    'package.json': { ...KEPT, main: 'server.js' },
    'server.js': `${source}\napp.listen(3000);\n`,
    LICENSE: MIT,
  });
  const { health = '/health', ready } = (deb.service ?? {}) as Json;
  return String(ready ?? health);
}

init('customary pages, the surest first', async () => {
  for (const page of [
    ...['/healthz/readiness', '/-/ping', '/-/health', '/server/ping', '/readyz', '/livez', '/api/health', '/health'],
    ...['/healthz', '/health/ready', '/ping', '/api/ping', '/healthcheck', '/api/health-check', '/_health', '/status'],
  ])
    assert.is(await pageIn(`app.get('${page}', ok);`), page);
  assert.is(await pageIn("app.get('/livez', ok); app.get('/readyz', ok);"), '/readyz');
  assert.is(await pageIn("app.get('/healthz', ok); app.get('/healthz/readiness', ok);"), '/healthz/readiness');
  for (const page of ['/shipping', '/users/status', '/healthy', '/wealth', '/already'])
    assert.is(await pageIn(`app.get('${page}', ok);`), 'listening', page);
});

init('pages that libraries serve', async () => {
  const nest = (decorators: string, controller = "'status'"): string =>
    `@Controller(${controller})\nexport class A {\n  @Get('version')\n  version() {}\n\n  ${decorators}\n  check() {}\n}`;
  const compiled = (decorators: string): string =>
    `__decorate([\n  ${decorators},\n  __metadata("design:type", Function)\n], A.prototype, "check", null);\n` +
    `A = __decorate([\n  (0, common_1.Controller)(${decorators.includes('Health') ? "'probe'" : ''})\n], A);`;
  for (const [source, page] of [
    ['app.register(underPressure, { maxEventLoopDelay: 1000, exposeStatusRoute: true });', '/status'],
    ["app.register(underPressure, { exposeStatusRoute: '/alive' });", '/alive'],
    [
      "app.register(underPressure, { exposeStatusRoute: { routeOpts: { logLevel: 'x' }, url: '/alive/now' } });",
      '/alive/now',
    ],
    ["app.register(underPressure, { exposeStatusRoute: { url: '/alive/now' } });", '/alive/now'],
    ["createTerminus(server, { healthChecks: { '/probe': check, verbatim: true } });", '/probe'],
    [nest('@Get()\n  @HealthCheck()'), '/status'],
    [nest("@HealthCheck()\n  @Get('ready')"), '/status/ready'],
    [nest("@Get('ready')\n  @Public()\n  @HealthCheck()"), '/status/ready'],
    [nest('@Get()\n  @HealthCheck()', "{ path: 'probe', version: '1' }"), '/probe'],
    [`app.setGlobalPrefix('api');\n${nest('@Get()\n  @HealthCheck()')}`, '/api/status'],
    // Decorators as TypeScript compiles them.
    [compiled("(0, common_1.Get)('health')"), '/health'],
    [compiled("(0, common_1.Get)('ready'),\n  (0, auth_1.Public)(),\n  (0, terminus_1.HealthCheck)()"), '/probe/ready'],
    [compiled('(0, terminus_1.HealthCheck)(),\n  (0, common_1.Get)()'), '/probe'],
    ...["'status'", "'/status'", '"/status"', "'other', '/status'"].map((list) => [
      `app.setGlobalPrefix('/api', { exclude: [${list}] });\n${nest('@Get()\n  @HealthCheck()')}`,
      '/status',
    ]),
    [`app.setGlobalPrefix('/api', { exclude: ['other'] });\n${nest('@Get()\n  @HealthCheck()')}`, '/api/status'],
  ] as [string, string][])
    assert.is(await pageIn(source), page, source);
});

/** A project that only starts a program of a dependency. */
function starter(
  name: string,
  start: string,
  files: Record<string, string | Json>,
): Promise<Awaited<ReturnType<typeof proposed>>> {
  const base = folderOf(name);
  return proposed({
    'package.json': { ...KEPT, scripts: { start }, dependencies: { [name]: '1.0.0' } },
    [`${base}/package.json`]: { name, version: '1.0.0', bin: { [command(name)]: 'bin/run' } },
    [`${base}/bin/run`]: "#!/usr/bin/env node\nrequire('../dist/index.js');\n",
    LICENSE: MIT,
    ...files,
  });
}

const folderOf = (name: string): string => `node_modules/${name}`;
const command = (name: string): string => name.split('/').at(-1) ?? '';

init('the dependency that is the program shows its page', async () => {
  for (const [source, page] of [
    ['t.get("/healthz/readiness",(e,s)=>s.send()),t.get("/healthz",h)', '/healthz/readiness'],
    ["router.get('/health', a); app.get('/server/ping', ping);", '/server/ping'],
    // The first of both may be an app that is mounted below a path.
    ["app.get('/health', a); api.get('/healthz', b);", '/healthz'],
    ["const PING = { ping: '/-/ping' };", '/-/ping'],
    ["app.get('/health', (_, response) => response.send('OK'));", '/health'],
    ["router.get('/health', a); app.listen(1);", 'listening'],
    ["// '/healthz'\napp.listen(1);", 'listening'],
  ] as [string, string][]) {
    for (const start of ['automat start --port 4000', 'node node_modules/automat/bin/run start']) {
      const proposal = await starter('automat', start, { 'node_modules/automat/dist/deep/server.js': source });
      const { health = '/health', ready } = (proposal.deb.service ?? {}) as Json;
      assert.is(String(ready ?? health), page, source);
      assert.is(proposal.deb.entry, 'node_modules/automat/bin/run');
      assert.is(proposal.deb.payload, 'modules');
      if (page !== 'listening') says(proposal.guesses, `${page}, from node_modules/automat/dist/deep/server.js`);
      says(proposal.guesses, 'entry: node_modules/automat/bin/run, the program of automat that scripts.start runs');
      await accepted(proposal);
    }
  }
});

init('parts of the program count, and tests, pages for browsers and other packages do not', async () => {
  await put({ 'node_modules/directory/a.js/b.txt': '' });
  await symlink('gone.js', path.join(project, 'node_modules/directory/link.js'));
  const shell = await starter('directory', 'directory start', {
    'node_modules/directory/package.json': {
      ...{ name: 'directory', version: '1.0.0', bin: { directory: 'bin/run' } },
      dependencies: { '@directory/api': '1', other: '1' },
    },
    'node_modules/directory/public/app.js': "fetch('/api/health')",
    'node_modules/directory/test/app.js': "get('/readyz')",
    'node_modules/@directory/api/package.json': {
      name: '@directory/api',
      version: '1.0.0',
      dependencies: { directory: '1' },
    },
    'node_modules/@directory/api/app.mjs': "app.get('/server/ping', ping);",
    'node_modules/other/package.json': { name: 'other', version: '1.0.0' },
    'node_modules/other/index.js': "app.get('/healthz', h);",
  });
  assert.is((shell.deb.service as Json).health, '/server/ping');
});

init('a tool of developers, and a command that no dependency has, is no program', async () => {
  const vite = await starter('vite', 'vite', {});
  assert.is(vite.deb.entry, undefined);
  says(vite.guesses, 'entry: scripts.start does not say which file it runs: "vite"');
  const unknown = await starter('automat', 'robot start', {});
  assert.is(unknown.deb.entry, undefined);
});

init.run();
