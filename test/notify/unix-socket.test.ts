/**
 * A Unix socket of systemd's in the place of a port.
 */
import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ASKED, get, SERVER, start, stop } from './activated.ts';
import { PORT, SCRATCH } from './apps.ts';
import { endAll } from './systemd.ts';

const notify = suite('notify agent: Unix socket');
notify.after.each(endAll);

/** An answer at a Unix socket. */
function getAt(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get({ socketPath, path: '/', agent: false }, (response) => {
        response.setEncoding('utf8').on('data', resolve);
      })
      .on('error', reject);
  });
}

notify('a Unix socket stands for the port: alone, and beside it', async () => {
  const path = `${SCRATCH}/unix.sock`;
  // A program that asks for its port must not fail for want of an address.
  const app = `${SERVER}.listen(${ASKED}, function () { console.log(String(this.address().port)); })`;
  const env = { NOTIFY_UNIX_SOCKET: path, WATCHDOG_USEC: '1000000' };
  for (const port of ['', ` port-${ASKED}=127.0.0.1:${PORT}`]) {
    rmSync(path, { force: true });
    const service = start(app, [], { env: { ...env, SOCKETS: `unix-${ASKED}=${path}${port}` } });
    const shown = port === '' ? path : `:${PORT}`;
    assert.match(await service.message(/READY=1/), `STATUS=demo ready on ${shown}`);
    assert.is(await service.said(), port === '' ? 'undefined' : String(PORT));
    assert.is(await getAt(path), 'OK');
    if (port !== '') assert.is(await get(), 'OK');
    await service.message(/^WATCHDOG=1/);
    assert.is(service.stderr, '');
    await stop(service);
  }
});

notify('a server that closes and listens again, as apps do that try their port first', async () => {
  const path = `${SCRATCH}/unix-again.sock`;
  const again = (then: string): string => `server.listen(${ASKED}, () => ${then})`;
  const app = `const server = ${SERVER}; ${again(`server.close(() => ${again(`server.close(() => ${again('0')})`)})`)}`;
  const service = start(app, [], { env: { NOTIFY_UNIX_SOCKET: path, SOCKETS: `unix-${ASKED}=${path}` } });
  assert.match(await service.message(/READY=1/), `STATUS=demo ready on ${path}`);
  assert.is(await getAt(path), 'OK');
  await stop(service);
});

notify('a worker of a cluster that listens during the stop, after the others, is no error of the primary', async () => {
  const path = `${SCRATCH}/unix-late.sock`;
  const file = `${SCRATCH}/unix-late.cjs`;
  const app = `const cluster = require('node:cluster');
    if (cluster.isPrimary) {
      cluster.once('exit', () => cluster.workers[2].send('listen'));
      cluster.fork();
      cluster.fork();
    } else if (cluster.worker.id === 1) {
      process.on('SIGTERM', () => process.exit());
      ${SERVER}.listen(${ASKED});
    } else {
      process.on('SIGTERM', () => {});
      process.on('message', () => ${SERVER}.on('error', () => process.exit()).listen(${ASKED}));
      console.log('waits');
    }`;
  await writeFile(file, app);
  const env = { NOTIFY_UNIX_SOCKET: path, SOCKETS: `unix-${ASKED}=${path}` };
  const service = start('', [], { file, env });
  await service.message(/READY=1/);
  await service.prints(/waits/);
  await stop(service);
  assert.is(service.stderr, '');
});

notify('a cluster at a Unix socket', async () => {
  const path = `${SCRATCH}/unix-cluster.sock`;
  const file = `${SCRATCH}/unix-cluster.cjs`;
  const app = `const cluster = require('node:cluster');
    if (cluster.isPrimary) { cluster.fork(); cluster.fork(); } else ${SERVER}.listen(${ASKED});`;
  await writeFile(file, app);
  const env = { NOTIFY_UNIX_SOCKET: path, SOCKETS: `unix-${ASKED}=${path}`, NOTIFY_READY: 'listening' };
  const service = start('', [], { file, env });
  await service.message(/READY=1/);
  for (let count = 0; count < 4; count += 1) assert.is(await getAt(path), 'OK');
  await stop(service);
});

notify.run();
