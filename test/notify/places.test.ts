/**
 * Servers that listen before they can work, servers that the agent does not see, and messages that name the ports.
 */
import { writeFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HEALTHY, OK, PORT, SCRATCH, TELL_PORT } from './apps.ts';
import { endAll, Service } from './systemd.ts';

const places = suite('notify agent: places');
places.after.each(endAll);

const LISTENING = { NOTIFY_READY: 'listening' };
/** Long enough for a busy machine to begin its work. */
const SHORT = { NOTIFY_START_TIMEOUT: '5' };

async function stopped(service: Service): Promise<void> {
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0', service.stderr);
}

/** Waits until a start has told this reason. */
async function tells(reason: RegExp, app: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const service = new Service({ app, env });
  await service.message(new RegExp(`^STATUS=starting: ${reason.source}$`));
  service.kill();
  await service.ended;
}

/** The reason at the end of a start. */
async function reason(app: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const service = new Service({ app, env: { ...SHORT, ...env } });
  assert.is(await service.ended, 'exit 1', service.stderr);
  return service.stderr;
}

/** A server whose page \`/\` answers 503 until SIGUSR2. */
const BOOTING = (create: string): string =>
  `let booted = false; process.on('SIGUSR2', () => { booted = true; });
   ${create}((_, response) => { response.writeHead(booted ? 200 : 503).end(); }).listen(0, '127.0.0.1')`;

places('listening: a server that answers 503 is not ready, and stays alive later', async () => {
  for (const create of ["require('node:http').createServer", "require('node:http2').createServer"]) {
    const service = new Service({ app: BOOTING(create), env: { ...LISTENING, WATCHDOG_USEC: '400000' } });
    await service.message(/^STATUS=starting: \/ answered 503, it is still starting \(/);
    assert.not(service.messages.some((message) => /READY=1/.test(message)));
    service.signal('SIGUSR2');
    await service.message(/READY=1/);
    await stopped(service);
  }
});

places('listening: a start that never ends says so', async () => {
  assert.match(
    await reason(BOOTING("require('node:http').createServer"), LISTENING),
    /^not ready after 5 s: \/ answered 503/,
  );
});

places('listening: a 503 after READY is for the health page to judge', async () => {
  const app = `let healthy = true; process.on('SIGUSR2', () => { healthy = false; });
    require('node:http').createServer((_, response) => response.writeHead(healthy ? 200 : 503).end()).listen(0)`;
  const service = new Service({ app, env: { ...LISTENING, WATCHDOG_USEC: '300000' } });
  await service.message(/READY=1/);
  service.signal('SIGUSR2');
  const count = (): number => service.messages.filter((message) => /WATCHDOG=1/.test(message)).length;
  const before = count();
  await service.until('further signs of life', () => count() > before + 3);
  await stopped(service);
});

places('listening: every other answer, and none, is an open port', async () => {
  for (const server of [
    "require('node:http').createServer((_, response) => response.writeHead(500).end())",
    "require('node:http').createServer((_, response) => response.writeHead(302, { location: '/login' }).end())",
    "require('node:http').createServer((request) => request.socket.destroy())",
    "require('node:http').createServer(() => {})",
    "require('node:http').createServer()",
    "require('node:net').createServer((socket) => socket.end('220 mail\\r\\n'))",
  ]) {
    const service = new Service({ app: `${server}.listen(0, '127.0.0.1')`, env: LISTENING });
    await service.message(/READY=1/);
    await stopped(service);
  }
});

places('a missing page names its port and the others', async () => {
  const http = "require('node:http').createServer";
  const missing = (port: number): string => `${http}((_, response) => response.writeHead(404).end()).listen(${port})`;
  const [alone, first, second, third] = [PORT, PORT + 1, PORT + 2, PORT + 3];
  const [ill, well, open, absent] = [PORT + 4, PORT + 5, PORT + 6, PORT + 7];
  const others = [second, third].map((port) => `${http}(${OK}).listen(${port})`).join(';');
  const unhealthy = `${http}((_, response) => response.writeHead(503).end()).listen(${ill})`;
  const page = 'the right page in "health", of deb\\.service';
  const asks = [
    [missing(alone), `/health answered 404 on :${alone}: name ${page}`],
    [
      `${missing(first)}; ${others}`,
      `/health answered 404 on :${first}; the app also listens on :${second} and :${third}: name its port in "port", or ${page}`,
    ],
    [
      `${unhealthy}; ${http}(${OK}).listen(${well})`,
      `/health answered 503 on :${ill}; the app also listens on :${well}`,
    ],
  ].map(([app = '', told = '']) => tells(new RegExp(told), app));
  const elsewhere = new RegExp(`nothing listens on :${absent} yet; the app listens on :${open}`);
  await Promise.all([...asks, tells(elsewhere, `${http}(${OK}).listen(${open})`, { NOTIFY_PORT: String(absent) })]);
});

/** A server in another process or thread. */
const SERVER = `require('node:http').createServer(${OK}).listen(0)`;

places('a server in a child process or in a thread is explained', async () => {
  // The server ends with the app, which is killed: its standard input ends then.
  const server = `${SERVER}; process.stdin.resume().once('end', () => process.exit())`;
  const child = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(server)}])`;
  const thread = `new (require('node:worker_threads').Worker)(${JSON.stringify(SERVER)}, { eval: true })`;
  const ended = `new (require('node:worker_threads').Worker)('0', { eval: true }); setInterval(() => {}, 1000)`;
  const unseen = 'and the agent does not see a server in a';
  await Promise.all([
    tells(new RegExp(`nothing listens yet in this process, ${unseen} child process: .* "ready": "app"`), child),
    tells(new RegExp(`nothing listens yet in the main thread, ${unseen} worker thread: .* "ready": "app"`), thread),
    // A busy machine needs a while to end the thread.
    reason(ended).then((told) => assert.is(told, 'not ready after 5 s: nothing listens yet\n')),
  ]);
});

/** A worker that does not share its port with the other one. */
const LISTEN_ALONE = `.listen({ port: ${PORT} + require('node:cluster').worker.id, exclusive: true })`;

/** A cluster of two workers with this code. */
async function cluster(worker: string, policy = '', more = ''): Promise<string> {
  const exec = `${SCRATCH}/places-worker.cjs`;
  await writeFile(exec, worker);
  return `const cluster = require('node:cluster'); ${policy}
    cluster.setupPrimary({ exec: '${exec}', execArgv: process.execArgv.slice(0, 2) }); ${more}
    cluster.fork(); cluster.fork();`;
}

places('a cluster whose primary does not listen is ready when a worker answers', async () => {
  const http = "require('node:http').createServer";
  const none = 'cluster.schedulingPolicy = cluster.SCHED_NONE;';
  const own = `${http}(${OK})${LISTEN_ALONE}`;
  const socket = `${http}(${OK}).listen('${SCRATCH}/' + require('node:cluster').worker.id + '.sock')`;
  for (const [worker, policy, more, shown] of [
    [`${http}(${OK}).listen(${PORT})`, none, '', `:${PORT}`],
    [`${http}(${OK}).listen(${PORT}, '127.0.0.1')`, none, 'cluster.settings.execArgv = [];', `:${PORT}`],
    [own, '', '', `:${PORT + 1}|:${PORT + 2}`],
    [socket, none, '', `${SCRATCH}/[12].sock`],
  ] as [string, string, string, string][]) {
    const app = await cluster(worker, policy, more);
    for (const env of [{}, LISTENING]) {
      const service = new Service({ app, env: { WATCHDOG_USEC: '800000', ...env } });
      assert.match(await service.message(/READY=1/), new RegExp(`STATUS=demo ready on (${shown})$`));
      await service.message(/WATCHDOG=1/);
      await stopped(service);
    }
  }
});

places('the app of a cluster hears nothing of the agent, and the status of the workers counts', async () => {
  const worker = `require('node:http').createServer((_, response) => response.writeHead(503).end())${LISTEN_ALONE}`;
  const hear = "cluster.on('message', (_, message) => console.log('heard', message));";
  const service = new Service({ app: await cluster(worker, '', hear) });
  await service.message(/^STATUS=starting: \/health answered 503/);
  await stopped(service);
  assert.not.match(service.stdout, /heard/);
});

places('a cluster whose workers have all ended listens no more', async () => {
  const worker = `require('node:http').createServer(${OK})${LISTEN_ALONE}.on('listening', () => console.log('listens'));
    process.on('message', () => process.exit());`;
  const end = "process.on('SIGUSR2', () => { for (const id in cluster.workers) cluster.workers[id].send('end'); });";
  const app = `${await cluster(worker)} ${end} setInterval(() => {}, 1000);`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '1000000' } });
  await service.message(/READY=1/);
  await service.until('both workers listen', () => service.stdout.split('listens').length === 3);
  service.signal('SIGUSR2');
  await service.message(/^STATUS=unhealthy: nothing listens any more\nWATCHDOG=trigger$/);
});

places('an app that is healthy at once is as quiet as before', async () => {
  const service = new Service({ app: `${HEALTHY.replace(/$/, `.on('listening', ${TELL_PORT})`)}` });
  await service.message(/READY=1/);
  await stopped(service);
  assert.is(service.stderr, '');
});

places.run();
