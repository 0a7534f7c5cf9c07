/**
 * Socket activation: an unchanged app calls listen(), and gets a descriptor from systemd.
 */
import { readdirSync } from 'node:fs';
import net from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { needing } from '../support/tools.ts';
import { ASKED, get, patient, RUNTIME_DIRECTORY, SERVER, SLOW, sendDuring, start, stop } from './activated.ts';
import { certificate, OK, PORT } from './apps.ts';
import { staysAlive } from './signs.ts';
import { endAll } from './systemd.ts';

const notify = suite('notify agent: socket activation');
notify.after.each(endAll);

const calls: Record<string, string> = {
  'a number': `${SERVER}.listen(${ASKED})`,
  'text, a host and a callback': `${SERVER}.listen('${ASKED}', '0.0.0.0', () => console.log('called back'))`,
  options: `${SERVER}.listen({ port: ${ASKED}, host: '::', exclusive: true, backlog: 5 })`,
  'an ES module': `import('data:text/javascript,' + encodeURIComponent("import { createServer } from 'node:http'; createServer(${OK.replaceAll('"', "'")}).listen(${ASKED})"))`,
  'a server that was only tried first': `const trial = ${SERVER};
    trial.listen(${ASKED}, () => trial.close(() => setTimeout(() => ${SERVER}.listen(${ASKED}), 300)))`,
  'a server that closes and listens again': `const server = ${SERVER};
    server.listen(${ASKED}, () => server.close(() => server.listen(${ASKED})))`,
};
for (const [what, app] of Object.entries(calls)) {
  notify(`listen with ${what}: READY, answers, and is watched`, async () => {
    const service = start(app, undefined, { env: { WATCHDOG_USEC: '1000000' } });
    // As soon as the port is open: a client that comes before the app waits.
    const answer = patient(() => get());
    assert.match(await service.message(/READY=1/), `STATUS=demo ready on :${PORT}`);
    assert.is(await answer, 'OK');
    await service.message(/^WATCHDOG=1/);
    await staysAlive(service);
    if (what.includes('callback')) assert.is(await service.said(), 'called back');
    await stop(service);
    assert.equal(readdirSync(RUNTIME_DIRECTORY), []);
  });
}

const others: Record<string, string> = {
  https: `require('node:https').createServer(TLS, ${OK})`,
  'HTTP/2 in the clear': `require('node:http2').createServer(${OK})`,
  'HTTP/2': `require('node:http2').createSecureServer(TLS, ${OK})`,
  'plain TCP': `require('node:net').createServer((socket) => socket.end('OK'))`,
};
for (const [what, server] of Object.entries(others)) {
  needing('openssl', notify)(`${what}: on each address, and watched`, async () => {
    const [key, cert] = await certificate();
    const app = `const TLS = ${JSON.stringify({ key, cert })}; ${server}.listen(${ASKED})`;
    const service = start(app, [`127.0.0.1:${PORT}`, `[::1]:${PORT}`], { env: { WATCHDOG_USEC: '1000000' } });
    await service.message(/READY=1/);
    await service.message(/^WATCHDOG=1/);
    for (const host of ['127.0.0.1', '::1']) {
      const socket = net.connect(PORT, host).resume();
      socket.once('connect', () => socket.end());
      await new Promise((resolve, reject) => socket.once('close', resolve).once('error', reject));
    }
    await stop(service);
  });
}

notify('several addresses, several ports, and one without socket activation', async () => {
  const answering = (port: number): string =>
    `require('node:http').createServer((_, response) => response.end('${port}')).listen(${port}, '127.0.0.1');`;
  const SOCKETS = `port-${ASKED}=127.0.0.1:${PORT} port-9=[::1]:${PORT + 1} port-${ASKED}=[::1]:${PORT}`;
  const app = answering(ASKED) + answering(9) + answering(PORT + 2);
  const service = start(app, [], { env: { SOCKETS, NOTIFY_SOCKETS: `${ASKED} 9`, NOTIFY_PORT: '9' } });
  assert.match(await service.message(/READY=1/), `demo ready on :${PORT + 1}`);
  assert.is(await get(PORT), `${ASKED}`);
  assert.is(await get(PORT, { host: '::1' }), `${ASKED}`);
  assert.is(await get(PORT + 1, { host: '::1' }), '9');
  assert.is(await get(PORT + 2), `${PORT + 2}`);
  await stop(service);
});

notify('the question about health comes by a health socket, from an address like any other', async () => {
  const app = `require('node:http').createServer(({ url, socket }, response) => {
    if (url === '/health') process.stdout.write([socket.remoteAddress, socket.remoteFamily, socket.localAddress].join() + '\\n');
    response.end();
  }).listen(${ASKED})`;
  const service = start(app);
  await service.message(/READY=1/);
  assert.is(await service.said(), '127.0.0.1,IPv4,127.0.0.1');
  await stop(service);
});

notify('without a folder of its own the port itself is asked', async () => {
  const service = start(`${SERVER}.listen(${ASKED})`, undefined, { env: { RUNTIME_DIRECTORY: undefined } });
  await service.message(/READY=1/);
  await stop(service);
});

/** The next instance answers the clients that connect during a restart. */
for (const signal of ['SIGTERM', 'SIGKILL']) {
  notify(`${signal}, and the next instance answers who waits`, async () => {
    const app = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      require('node:http').createServer((_, response) => response.end(String(process.pid))).listen(${ASKED})`;
    const service = start(app);
    await service.message(/READY=1/);
    const first = await get();
    service.restart(signal);
    await service.restarted();
    const answers = await Promise.all(Array.from({ length: 100 }, () => get()));
    assert.not(answers.includes(first));
    assert.is(new Set(answers).size, 1);
    await stop(service);
  });
}

notify('keep-alive clients lose no request to a restart, also of an app that stops by itself', async () => {
  const own = `process.on('SIGTERM', () => server.close(() => process.exit(0)));`;
  for (const handler of ['', own]) {
    const service = start(`const server = ${SERVER}.listen(${ASKED}); ${handler}`);
    await service.message(/READY=1/);
    const restart = async (): Promise<void> => {
      service.restart('SIGTERM');
      await service.readyAgain();
    };
    await sendDuring(restart, 16, 300);
    await stop(service);
  }
});

notify('the unit says which port it is, whatever else the settings say; children hear of none of it', async () => {
  const app = `const { spawnSync } = require('node:child_process');
    const look = 'env; echo sockets: $(find /proc/self/fd -lname "socket:*" | wc -l)';
    const { stdout } = spawnSync('sh', ['-c', look], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    process.stdout.write(stdout);
    ${SERVER}.listen(process.env.PORT)`;
  const service = start(app, undefined, { env: { NOTIFY_SOCKETS: `PORT=${ASKED}`, PORT: '8080' } });
  await service.message(/READY=1/);
  await stop(service);
  assert.match(service.stderr, 'PORT=8080 is ignored: systemd holds the port');
  assert.match(service.stdout, /^PORT=5001$/m);
  assert.not.match(service.stdout, /^(NOTIFY_|LISTEN_)/m);
  // A child with a socket would keep the port open after the end of the service.
  assert.match(service.stdout, 'sockets: 0\n');
});

notify('what the app does not listen on, or only on one address, is told', async () => {
  const service = start(`${SERVER}.listen(${ASKED}, 'localhost')`, [`0.0.0.0:${PORT}`], {
    env: { SOCKETS: `port-${ASKED}=0.0.0.0:${PORT} port-9=127.0.0.1:${PORT + 1}`, NOTIFY_SOCKETS: `${ASKED} 9` },
  });
  await service.message(/READY=1/);
  await stop(service);
  assert.match(service.stderr, `the app asks for localhost alone, but systemd holds port ${PORT} on every address`);
  assert.match(service.stderr, 'systemd holds port 9, but the app does not listen on it');
});

notify('beside the running version, no client comes to an app before it is READY', async () => {
  const places = [`127.0.0.1:${PORT}`, `[::1]:${PORT}`];
  const service = start(SLOW, places, { env: { NOTIFY_HELD: '1' } });
  const answers = Promise.all(['127.0.0.1', '::1'].map((host) => patient(() => get(PORT, { host }))));
  await service.message(/READY=1/);
  assert.equal(await answers, ['well', 'well']);
  await stop(service);
  assert.match(service.stdout, `address: ${ASKED}`);
  assert.equal(readdirSync(RUNTIME_DIRECTORY), []);
});

notify('beside the running version, an app may try its port first', async () => {
  const app = `const server = ${SERVER}; server.listen(${ASKED}, () => server.close(() => server.listen(${ASKED})));`;
  const service = start(app, undefined, { env: { NOTIFY_HELD: '1' } });
  await service.message(/READY=1/);
  assert.is(await get(), 'OK');
  await stop(service);
});

notify('a new version that falls silent beside the running one is not READY by the answers of that one', async () => {
  const app = `setInterval(() => {}, 1000); const server = ${SERVER}.listen(${ASKED}, () => server.close());`;
  const service = start(app, undefined, { env: { NOTIFY_HELD: '1', NOTIFY_START_TIMEOUT: '1' } });
  assert.match(await service.message(/not ready after/), 'nothing listens');
});

notify('a port that systemd does not hold, though it should, is told; the app opens it itself', async () => {
  const service = start(`${SERVER}.listen(${PORT})`, [], { env: { SOCKETS: '', NOTIFY_SOCKETS: String(PORT) } });
  await service.message(/READY=1/);
  await stop(service);
  assert.match(service.stderr, `systemd does not hold port ${PORT}: restart its socket unit`);
});

notify.run();
