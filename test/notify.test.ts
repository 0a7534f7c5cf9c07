/**
 * The agent, as it is shipped, in front of small apps: what it tells systemd, byte by byte.
 */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../builder/shell.ts';
import { notify as api } from '../payload/notify/api.ts';
import { takeEnvironment } from '../payload/notify/environment.ts';
import { assignments } from '../payload/notify/message.ts';
import { AGENT, Service, type Way } from './notify/systemd.ts';

const HEALTHY = `require('node:http').createServer((_, response) => response.end('OK')).listen(0, '127.0.0.1')`;

const SCRATCH = mkdtempSync(path.join(tmpdir(), 'notifydemo-notify-'));

/** Two ports that no other process of these tests takes. */
const PORT = 20_000 + 2 * (process.pid % 20_000);

const notify = suite('notify agent');
notify.before(async () => {
  assert.is((await run('npm', ['run', '--silent', 'prepack'])).exitCode, 0);
});
notify.after(() => rmSync(SCRATCH, { recursive: true, force: true }));

for (const way of ['descriptor', 'socket'] as Way[]) {
  // systemd 254 lets a service with the descriptor keep its children from speaking.
  const first = way === 'descriptor' ? 'NOTIFYACCESS=main\n' : '';

  notify(`${way}: READY when healthy, WATCHDOG while healthy, STOPPING on SIGTERM, in this order`, async () => {
    const service = new Service({ way, app: HEALTHY, env: { WATCHDOG_USEC: '400000' } });
    await service.message(/WATCHDOG=1/);
    service.signal('SIGTERM');
    assert.is(await service.ended, 'exit 0', service.stderr);
    assert.match(service.messages[0] ?? '', new RegExp(`^${first}READY=1\nSTATUS=demo ready on :\\d+$`));
    assert.ok(service.messages.slice(1, -1).every((message) => message === 'WATCHDOG=1'));
    assert.is(service.messages.at(-1), 'STOPPING=1\nSTATUS=stopping');
  });

  notify(`${way}: an app that is never healthy ends with the reason`, async () => {
    const app = `require('node:http').createServer((_, response) => response.writeHead(503).end()).listen(0, '127.0.0.1')`;
    const service = new Service({ way, app, env: { NOTIFY_START_LIMIT: '1' } });
    assert.is(await service.ended, 'exit 1');
    assert.equal(service.messages, [
      `${first}STATUS=starting: /health answered 503`,
      'STATUS=not ready after 1 s: /health answered 503',
    ]);
    assert.is(service.stderr, 'not ready after 1 s: /health answered 503\n');
  });
}

notify('an app that never listens ends with the reason', async () => {
  const service = new Service({ app: 'setInterval(() => {}, 1000)', env: { NOTIFY_START_LIMIT: '0.3' } });
  assert.is(await service.ended, 'exit 1');
  assert.is(service.stderr, 'not ready after 0.3 s: nothing listens yet\n');
});

notify('health that comes late: READY comes right after it', async () => {
  const app = `
    let healthy = 0;
    setTimeout(() => { healthy = Date.now(); process.stdout.write('healthy\\n'); }, 700);
    require('node:http').createServer((_, response) => response.writeHead(healthy ? 200 : 500).end()).listen(0, '127.0.0.1');`;
  const service = new Service({ app });
  await service.message(/^STATUS=starting: \/health answered 500$|^NOTIFYACCESS=main\nSTATUS=starting/);
  await service.message(/READY=1/);
  assert.is(service.stdout, 'healthy\n');
  service.signal('SIGTERM');
  await service.ended;
});

notify('confirmed illness: the reason, then WATCHDOG=trigger; a moment of it: nothing', async () => {
  const app = `
    let failures = 0;
    require('node:http').createServer((request, response) => {
      if (request.url !== '/health') failures = Number(request.url.slice(1));
      response.writeHead(failures > 0 ? 500 : 200).end();
      failures -= 1;
    }).listen(0, '127.0.0.1', function () { process.stdout.write(this.address().port + '\\n'); });`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '400000' } });
  await service.message(/READY=1/);
  const ask = (failures: number) => fetch(`http://127.0.0.1:${service.stdout.trim()}/${failures}`);
  await ask(2);
  await pause(1000);
  assert.not(service.messages.some((message) => message.includes('trigger')));
  await ask(1000);
  assert.is(await service.message(/trigger/), 'STATUS=unhealthy: /health answered 500\nWATCHDOG=trigger');
  const count = service.messages.length;
  await pause(500);
  assert.is(service.messages.length, count);
  service.signal('SIGKILL');
  assert.is(await service.ended, 'signal 9');
});

notify('a blocked event loop gives no sign of life', async () => {
  const app = `${HEALTHY}; setTimeout(() => { const end = Date.now() + 1000; while (Date.now() < end); }, 500);`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '200000' } });
  await service.message(/WATCHDOG=1/);
  await pause(600);
  const before = service.messages.length;
  await pause(500);
  assert.is(service.messages.length, before);
  service.signal('SIGKILL');
  await service.ended;
});

notify("an app's own SIGTERM handler decides", async () => {
  const app = `const server = ${HEALTHY}; process.on('SIGTERM', () => { server.close(); process.exitCode = 3; });`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 3');
  assert.is(service.messages.at(-1), 'STOPPING=1\nSTATUS=stopping');
});

notify('without a handler of its own, the app answers what is in flight', async () => {
  const app = `require('node:http').createServer((request, response) => {
      setTimeout(() => response.end('late'), request.url === '/slow' ? 600 : 0);
    }).listen(0, '127.0.0.1', function () { process.stdout.write(this.address().port + '\\n'); });`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  const slow = fetch(`http://127.0.0.1:${service.stdout.trim()}/slow`);
  await pause(200);
  service.signal('SIGTERM');
  const response = await slow;
  assert.is(await response.text(), 'late');
  assert.is(response.headers.get('connection'), 'close');
  assert.is(await service.ended, 'exit 0');
});

notify('SIGTERM while starting ends it', async () => {
  const service = new Service({ app: 'setInterval(() => {}, 1000)' });
  await service.message(/STATUS=starting/);
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
});

notify('a Unix socket is a server like any other', async () => {
  const app = `require('node:http').createServer((_, response) => response.end()).listen('${SCRATCH}/socket')`;
  const service = new Service({ app });
  assert.match(await service.message(/READY=1/), /STATUS=demo ready on \/tmp\/notifydemo-notify-\w+\/socket$/);
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
});

notify('an app that closes the descriptor, or opens a file in its place, is not written to', async () => {
  const file = `${SCRATCH}/opened`;
  const app = `const fs = require('node:fs'); fs.closeSync(3); fs.openSync('${file}', 'w'); ${HEALTHY}`;
  const service = new Service({ app });
  assert.match(await service.message(/READY=1/), /^READY=1\n/);
  service.signal('SIGTERM');
  await service.ended;
  assert.is((await run('cat', [file])).stdout, '');
});

notify('children inherit neither the socket nor the agent settings', async () => {
  const app = `const { stdout } = require('node:child_process').spawnSync('env', { encoding: 'utf8' }); process.stdout.write(stdout); ${HEALTHY}`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '5000000', NOTIFY_HEALTH: '/health' } });
  await service.message(/READY=1/);
  assert.not.match(service.stdout, /^(NOTIFY_|LISTEN_|WATCHDOG_)/m);
  service.signal('SIGTERM');
  await service.ended;
});

notify('without systemd it does nothing at all', async () => {
  const app = `process.stdout.write([process.listenerCount('SIGTERM'), require('node:net').Server.prototype.listen.name, process.env.NOTIFY_NAME].join());`;
  const env = { PATH: process.env.PATH, NOTIFY_NAME: 'kept' };
  const { exitCode, stdout, stderr } = await run('node', ['--require', `./${AGENT}`, '-e', app], { env });
  assert.is(exitCode, 0);
  assert.is(stdout, '0,,kept');
  assert.is(stderr, '');
});

notify('a value cannot begin an assignment of its own', () => {
  assert.equal(assignments({ STATUS: 'ready\nMAINPID=1\r\0', READY: 1 }), ['STATUS=ready MAINPID=1 ', 'READY=1']);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const [line] = assignments({ STATUS: value });
      assert.is(line?.includes('\n'), false);
    }),
  );
});

const OK = '(_, response) => response.end("OK")';
const TELL_PORT = `function () { process.stdout.write(this.address().port + '\\n'); }`;

const servers: Record<string, { app: string; env?: NodeJS.ProcessEnv }> = {
  https: { app: `require('node:https').createServer(TLS, ${OK}).listen(0)` },
  'HTTP/2 in the clear': { app: `require('node:http2').createServer(${OK}).listen(0)` },
  'HTTP/2': { app: `require('node:http2').createSecureServer(TLS, ${OK}).listen(0)` },
  'plain TCP': { app: `require('node:net').createServer().listen(0, '127.0.0.1')` },
  'an open port, whatever its page says': {
    app: `require('node:http').createServer((_, response) => response.writeHead(500).end()).listen(0)`,
    env: { NOTIFY_READY: 'listening' },
  },
  'an ES module': {
    app: `import('data:text/javascript,' + encodeURIComponent("import { createServer } from 'node:http'; createServer(${OK.replaceAll('"', "'")}).listen(0)"))`,
  },
  'a cluster': {
    app: `const cluster = require('node:cluster');
      cluster.setupPrimary({ exec: '${SCRATCH}/worker.cjs', execArgv: process.execArgv.slice(0, 2) }); cluster.fork(); cluster.fork();`,
  },
  'a port that was only tried, then the real one': {
    app: `const net = require('node:net'); const trial = net.createServer();
      trial.listen(0, () => trial.close(() => require('node:http').createServer(${OK}).listen(0)));`,
  },
  'the server on the configured port, by the name of its variable': {
    app: `const http = require('node:http'); http.createServer((_, response) => response.writeHead(404).end()).listen(0);
      http.createServer(${OK}).listen(process.env.PORT)`,
    env: { NOTIFY_PORT: 'PORT', PORT: String(PORT) },
  },
  'an app that put its own agent in place of the global one': {
    app: `const http = require('node:http'); class Proxy extends http.Agent { constructor(url) { super(); url.href; } }
      http.globalAgent = new Proxy(new URL('http://x')); http.createServer(${OK}).listen(0)`,
  },
};

for (const [what, { app, env = {} }] of Object.entries(servers)) {
  notify(`READY, watched and stopped: ${what}`, async () => {
    const [key, cert] = await certificate();
    await writeFile(`${SCRATCH}/worker.cjs`, `require('node:http').createServer(${OK}).listen(${PORT + 1})`);
    const TLS = `const TLS = ${JSON.stringify({ key, cert })};`;
    const service = new Service({ app: TLS + app, env: { ...env, WATCHDOG_USEC: '1000000' } });
    await service.message(/READY=1/);
    await service.message(/^WATCHDOG=1/);
    await pause(1200);
    assert.not(
      service.messages.some((message) => message.includes('trigger')),
      service.messages.join('\n'),
    );
    service.signal('SIGTERM');
    assert.is(await service.ended, 'exit 0', service.stderr);
  });
}

notify("the app says itself when it is ready, in PM2's way", async () => {
  const app = `${HEALTHY}; setTimeout(() => process.send('ready', () => process.stdout.write('sent\\n')), 700)`;
  const service = new Service({ app, env: { NOTIFY_READY: 'app' } });
  const starting = 'STATUS=starting: the app has not said yet that it is ready';
  await service.message(/READY=1/);
  assert.equal(service.messages, [`NOTIFYACCESS=main\n${starting}`, 'READY=1\nSTATUS=demo ready']);
  assert.is(await service.said(), 'sent');
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
});

const reraising: Record<string, string> = {
  'that signals itself again': `process.on('SIGTERM', function stop() {
    process.removeListener('SIGTERM', stop); process.kill(process.pid, 'SIGTERM'); })`,
  'with a library that counts listeners, as signal-exit does': `process.on('SIGTERM', () => {
    if (process.listeners('SIGTERM').length === 1) { process.removeAllListeners('SIGTERM'); process.kill(process.pid, 'SIGTERM'); } })`,
};
for (const [what, handler] of Object.entries(reraising)) {
  notify(`an app ${what} dies of SIGTERM as it would without us`, async () => {
    const service = new Service({ app: `${handler}; ${HEALTHY}` });
    await service.message(/READY=1/);
    service.signal('SIGTERM');
    assert.is(await service.ended, 'signal 15');
  });
}

notify('SIGTERM twice: what is in flight is answered all the same', async () => {
  const app = `require('node:http').createServer((request, response) => setTimeout(() => response.end('late'),
    request.url === '/slow' ? 800 : 0)).listen(0, '127.0.0.1', ${TELL_PORT})`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  const slow = fetch(`http://127.0.0.1:${await service.said()}/slow`);
  await pause(200);
  service.signal('SIGTERM');
  await pause(200);
  service.signal('SIGTERM');
  assert.is(await (await slow).text(), 'late');
  assert.is(await service.ended, 'exit 0');
});

notify('connections that ask for nothing do not hold up a stop', async () => {
  const service = new Service({ app: `require('node:http').createServer(${OK}).listen(0, '127.0.0.1', ${TELL_PORT})` });
  await service.message(/READY=1/);
  const socket = net.connect(Number(await service.said()), '127.0.0.1');
  socket.on('error', () => {});
  await pause(100);
  const began = Date.now();
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
  assert.ok(Date.now() - began < 5000);
});

notify('keep-alive clients lose no request to a stop', async () => {
  const service = new Service({ app: `require('node:http').createServer(${OK}).listen(0, '127.0.0.1', ${TELL_PORT})` });
  await service.message(/READY=1/);
  const port = Number(await service.said());
  let stopped = false;
  // A connection that was told to close is done; only a cut in the middle of a request is a loss.
  const client = async (): Promise<string> => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (;;) {
      const outcome = await new Promise<string>((resolve) => {
        const request = http.get({ agent, host: '127.0.0.1', port });
        request.on('response', (response) => {
          response.resume().on('end', () => resolve(response.headers.connection === 'close' ? 'told' : 'go on'));
        });
        request.on('error', (error) => resolve(`${request.reusedSocket ? 'lost' : 'refused'}: ${error.message}`));
      });
      if (outcome !== 'go on') return outcome;
      await pause(Math.random() * 5);
      if (stopped && outcome !== 'go on') return outcome;
    }
  };
  const clients = Array.from({ length: 32 }, client);
  await pause(500);
  service.signal('SIGTERM');
  stopped = true;
  const outcomes = await Promise.all(clients);
  assert.equal(
    outcomes.filter((outcome) => outcome !== 'told'),
    [],
  );
  assert.is(await service.ended, 'exit 0');
});

notify('a reload: RELOADING with its time, the handler, health again, READY', async () => {
  const app = `let healthy = true;
    process.on('SIGHUP', () => { healthy = false; process.stdout.write('reloading\\n'); setTimeout(() => { healthy = true; }, 300); });
    require('node:http').createServer((_, response) => response.writeHead(healthy ? 200 : 503).end()).listen(0, '127.0.0.1')`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  const before = process.hrtime.bigint() / 1000n;
  service.signal('SIGHUP');
  const reloading = await service.message(/^RELOADING=1/);
  const time = BigInt(/^RELOADING=1\nMONOTONIC_USEC=(\d+)\nSTATUS=reloading$/.exec(reloading)?.[1] ?? 0);
  assert.ok(time > before && time < process.hrtime.bigint() / 1000n);
  await pause(200);
  assert.is(service.messages.length, 2);
  await pause(400);
  assert.match(service.messages[2] ?? '', /^READY=1\nSTATUS=demo ready on :\d+$/);
  assert.is(service.stdout, 'reloading\n');
  service.signal('SIGTERM');
  await service.ended;
});

notify('an app that does not listen for SIGHUP dies of it, as ever', async () => {
  const service = new Service({
    app: `const f = () => {}; process.on('SIGHUP', f); process.removeListener('SIGHUP', f); ${HEALTHY}`,
  });
  await service.message(/READY=1/);
  service.signal('SIGHUP');
  assert.is(await service.ended, 'signal 1');
});

notify('an uncaught error: its reason and number, and what Node does of itself', async () => {
  const app = `${HEALTHY}; setTimeout(() => require('node:fs').readFileSync('/not/there\\nMAINPID=1'), 400)`;
  const service = new Service({ app });
  assert.is(await service.ended, 'exit 1');
  assert.is(service.messages.at(-1), `STATUS=failed: ENOENT: no such file or directory, open '/not/there\nERRNO=2`);
  assert.match(service.stderr, 'Error: ENOENT');
});

notify('a rejection that nobody handles is such an error; one that the app handles is not', async () => {
  const service = new Service({ app: `${HEALTHY}; setTimeout(() => Promise.reject(new Error('no database')), 400)` });
  assert.is(await service.ended, 'exit 1');
  assert.is(service.messages.at(-1), 'STATUS=failed: no database');
  const calm = new Service({
    app: `process.on('uncaughtException', () => {}); ${HEALTHY}; setTimeout(() => { throw 1 }, 300)`,
  });
  await calm.message(/READY=1/);
  await pause(500);
  assert.is(calm.messages.length, 1);
  calm.signal('SIGTERM');
  await calm.ended;
});

notify('a long start asks for more time, never beyond its limit', async () => {
  const service = new Service({ app: 'setInterval(() => {}, 1000)', env: { NOTIFY_START_LIMIT: '12' } });
  const asked = Number((await service.message(/EXTEND/, 15)).split('=')[1]);
  assert.ok(asked > 6_000_000 && asked <= 7_050_000, String(asked));
  assert.is(await service.ended, 'exit 1');
});

notify('by hand: status, reloading, extending and an opinion of its own', async () => {
  const api = `const { notify } = require('${process.cwd()}/dist/notify/api.cjs');`;
  const app = `${api} ${HEALTHY}; notify.status('warm\\ning'); notify.extendTimeout(1500);
    setTimeout(() => { notify.reloading(); notify.ready(); notify.stopping(); notify.watchdog(() => false); }, 500)`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '800000' } });
  await service.message(/trigger/);
  const said = service.messages.map((message) => message.replace(/\d{6,}/, 'TIME').replace(/:\d+$/, ':PORT'));
  assert.equal(
    said.filter((message) => message !== 'WATCHDOG=1'),
    [
      'NOTIFYACCESS=main\nSTATUS=warm ing',
      'EXTEND_TIMEOUT_USEC=TIME',
      'READY=1\nSTATUS=demo ready on :PORT',
      'RELOADING=1\nMONOTONIC_USEC=TIME',
      'READY=1',
      'STOPPING=1',
      'STATUS=unhealthy: the app says that it is not healthy\nWATCHDOG=trigger',
    ],
  );
  service.signal('SIGKILL');
  await service.ended;
});

notify('the API is packed with its types, and does nothing without systemd', async () => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  for (const file of ['dist/notify/api.cjs', 'dist/notify/api.d.cts']) assert.match(stdout, file);
  assert.match(await readFile('dist/notify/api.d.cts', 'utf8'), 'extendTimeout(milliseconds: number): void;');
  api.ready();
  api.status('x');
  api.watchdog(() => false);
});

notify('watchdog.explain names the function and line that blocks', async () => {
  const file = `${SCRATCH}/spin.cjs`;
  await writeFile(file, `${HEALTHY};\nfunction spin() {\n  for (;;);\n}\nsetTimeout(spin, 800);\n`);
  const service = new Service({ app: `require('${file}')`, env: { WATCHDOG_USEC: '1000000', NOTIFY_EXPLAIN: '1' } });
  await service.message(/READY=1/);
  const reason = `the event loop is blocked: spin at ${file}:3`;
  assert.match(await service.message(/blocked/), `STATUS=${reason}`);
  service.signal('SIGKILL');
  await service.ended;
  assert.is(service.stderr, `${reason}\n`);
});

notify('10 kB of UTF-8 are cut between two characters', () => {
  const [line] = assignments({ STATUS: '€'.repeat(3500) });
  assert.ok(Buffer.byteLength(line ?? '') <= 1007 && line?.endsWith('€'));
});

/** A certificate of our own, made once. */
async function certificate(): Promise<string[]> {
  const [key, cert] = [`${SCRATCH}/key.pem`, `${SCRATCH}/cert.pem`];
  if (!existsSync(cert)) {
    const subject = [
      '-subj',
      '/CN=localhost',
      '-days',
      '30',
      '-nodes',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
    ];
    const made = await run('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', cert]);
    assert.is(made.exitCode, 0, made.stderr);
  }
  return Promise.all([readFile(key, 'utf8'), readFile(cert, 'utf8')]);
}

notify('what is meant for another process is left alone', () => {
  const env = {
    NOTIFY_SOCKET: '/s',
    LISTEN_PID: '2',
    LISTEN_FDS: '1',
    LISTEN_FDNAMES: 'notify',
    WATCHDOG_USEC: '10',
    WATCHDOG_PID: '2',
  };
  const taken = takeEnvironment({ ...env }, 1);
  assert.is(taken?.descriptor, undefined);
  assert.is(taken?.watchdog, undefined);
  assert.is(takeEnvironment({ ...env }, 2)?.descriptor, 3);
  assert.is(takeEnvironment({ ...env, LISTEN_FDS: '2', LISTEN_FDNAMES: 'http:notify' }, 2)?.descriptor, 4);
  assert.is(takeEnvironment({}, 1), undefined);
});

notify.run();
