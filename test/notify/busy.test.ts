/**
 * A service that serves is alive: under a flood, at its limits, and with a hanging health page.
 */
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ASKED, start } from './activated.ts';
import { certificate, PORT, SCRATCH, TELL_PORT } from './apps.ts';
import { kill, staysAlive } from './signs.ts';
import { endAll, Service } from './systemd.ts';

const notify = suite('notify agent: busy services');
notify.after.each(endAll);

/** Asks for a page, and does not care for the answer. */
const askers: Record<string, (port: number) => void> = {
  http: (port) => http.get({ port, path: '/', agent: false }, (answer) => answer.resume()).on('error', () => {}),
  https: (port) =>
    https
      .get({ port, path: '/', agent: false, rejectUnauthorized: false }, (answer) => answer.resume())
      .on('error', () => {}),
  http2: (port) => askHttp2(`http://127.0.0.1:${port}`),
  https2: (port) => askHttp2(`https://127.0.0.1:${port}`),
};

function askHttp2(url: string): void {
  const session = http2.connect(url, { rejectUnauthorized: false }).on('error', () => {});
  session
    .request({ ':path': '/' })
    .on('error', () => {})
    .on('close', () => session.close())
    .resume();
}

/** An app whose health page hangs from SIGUSR2 on. Its other pages go on, and /bad is a server error. */
async function hanging(protocol: string): Promise<string> {
  const [key, cert] = await certificate();
  const create: Record<string, string> = {
    http: `require('node:http').createServer(`,
    https: `require('node:https').createServer(${JSON.stringify({ key, cert })}, `,
    http2: `require('node:http2').createServer(`,
    https2: `require('node:http2').createSecureServer(${JSON.stringify({ key, cert })}, `,
  };
  return `let hangs = false; process.on('SIGUSR2', () => { hangs = true; process.stdout.write('hangs\\n'); });
    ${create[protocol]} ({ url }, answer) => {
      if (url === '/health' && hangs) return;
      answer.statusCode = url === '/bad' ? 500 : 200;
      answer.end('ok');
    }).listen(0, '127.0.0.1', ${TELL_PORT})`;
}

async function livesWhileItServes(protocol: string, ask: (port: number) => void): Promise<void> {
  // Long enough for a busy machine to answer some clients meanwhile.
  const service = new Service({ app: await hanging(protocol), env: { WATCHDOG_USEC: '4000000' } });
  await service.message(/READY=1/);
  const port = Number(await service.said());
  service.signal('SIGUSR2');
  await service.prints(/hangs/);
  // Several answers for each question of the agent. A connection of TLS costs much.
  const clients = setInterval(() => ask(port), 200);
  try {
    await staysAlive(service);
  } finally {
    clearInterval(clients);
  }
  assert.match(await service.message(/trigger/), /^STATUS=unhealthy: \/health did not answer within \d+ ms\n/);
  await kill(service);
}

notify('a health page that hangs does not end a service that serves others, in every protocol', async () => {
  await certificate();
  await Promise.all(Object.entries(askers).map(([protocol, ask]) => livesWhileItServes(protocol, ask)));
});

notify('server errors of other pages prove no life', async () => {
  const service = new Service({ app: await hanging('http'), env: { WATCHDOG_USEC: '1000000' } });
  await service.message(/READY=1/);
  const port = Number(await service.said());
  const clients = setInterval(
    () => http.get({ port, path: '/bad' }, (answer) => answer.resume()).on('error', () => {}),
    20,
  );
  service.signal('SIGUSR2');
  await service.message(/trigger/).finally(() => clearInterval(clients));
  await kill(service);
});

notify('connections that wait for ever in front of a server do not keep the agent from asking it', async () => {
  const app = `const server = require('node:http').createServer((_, answer) => answer.end()).listen(0, '127.0.0.1', ${TELL_PORT});
    process.on('SIGUSR2', () => { server._handle.onconnection = () => {}; process.stdout.write('waits\\n'); });`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '2000000' } });
  await service.message(/READY=1/);
  service.signal('SIGUSR2');
  await service.prints(/waits/);
  await staysAlive(service);
  await kill(service);
});

const WORKER = `const server = require('node:http').createServer((_, answer) => answer.end()).listen(PORT);
  server.maxConnections = 2; let taken = 0; server.on('connection', () => ++taken === 2 && console.log('full: ' + process.pid)); process.on('message', () => process.exit(9));`;
const FORK = `const cluster = require('node:cluster');
  cluster.setupPrimary({ exec: '${SCRATCH}/full-worker.cjs', execArgv: process.execArgv.slice(0, 2) }); cluster.fork(); cluster.fork();`;

for (const [name, begin, port] of [
  ['that opens its port', (env: NodeJS.ProcessEnv) => new Service({ app: FORK, env }), PORT + 2],
  ['with socket activation', (env: NodeJS.ProcessEnv) => start(FORK, undefined, { env }), ASKED],
] as const) {
  notify(
    `a cluster ${name} is alive when all its workers are full, and the app sees no message of the agent`,
    async () => {
      await writeFile(`${SCRATCH}/full-worker.cjs`, WORKER.replace('PORT', String(port)));
      const service = begin({ WATCHDOG_USEC: '2000000' });
      await service.message(/READY=1/);
      const target = port === ASKED ? PORT : port;
      const clients = Array.from({ length: 10 }, () => net.connect(target, '127.0.0.1').on('error', () => {}));
      await service.prints(/full: (\d+)\n.*full: (?!\1)/s);
      await staysAlive(service);
      for (const client of clients) client.destroy();
      await kill(service);
    },
  );
}

for (const full of ['server.maxConnections = 3', 'server.close = server.close']) {
  notify(`an open port is enough where the mode says so: ${full}`, async () => {
    const app = `const server = require('node:net').createServer().listen(0, '127.0.0.1', ${TELL_PORT}); ${full};`;
    const service = new Service({ app, env: { NOTIFY_READY: 'listening', WATCHDOG_USEC: '1000000' } });
    await service.message(/READY=1/);
    const port = Number(await service.said());
    const clients = Array.from({ length: 20 }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
    await staysAlive(service);
    for (const client of clients) client.destroy();
    await kill(service);
  });
}

notify.run();
