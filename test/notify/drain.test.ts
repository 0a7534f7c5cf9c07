/**
 * The drain after SIGTERM with socket activation: each client may ask once more, new clients are served meanwhile, and
 * the app hears of SIGTERM afterwards.
 */
import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ASKED, get, SERVER, start, startBeside } from './activated.ts';
import { OK, PATIENT, PORT, SCRATCH } from './apps.ts';
import { beginStop, Connection, drainBegun, end, idleConnection, LAST } from './connection.ts';
import { endAll, Service } from './systemd.ts';

const notify = suite('notify agent: drain');
notify.after.each(endAll);

const IN_ORDER = `process.on('SIGTERM', () => server.close(() => process.exit(0)));`;

/** Longer than a request of an idle connection may be on its way (payload/notify/stopping/drain.ts). */
const TRANSIT_MS = 600;

/** Apps that leave a stop to the agent, that end in order, and that end at once. */
const HANDLERS = ['', IN_ORDER, `process.on('SIGTERM', () => process.exit(0));`];

notify('who asks a while after SIGTERM on an idle connection is answered, and told to close it', async () => {
  const stops = HANDLERS.map(async (handler, at) => {
    const port = PORT + at;
    const app = `const server = require('node:http').createServer((_, response) => {
      response.end(String(process.pid)); }).listen(${ASKED}); ${handler}`;
    const service = startBeside(app, port);
    await service.message(/READY=1/);
    const pid = await get(port);
    const slow = await idleConnection(port);
    await beginStop(service);
    await drainBegun(port);
    await pause(TRANSIT_MS);
    // The service still accepts new clients.
    assert.is(await get(port), pid, handler);
    slow.ask();
    assert.match(await slow.closed, LAST, handler);
    assert.equal(await end(service), ['exit 0', 'soon'], handler);
  });
  await Promise.all(stops);
});

notify('who has connected and not asked yet when the drain ends is answered', async () => {
  const service = start(`${SERVER}.listen(${ASKED})`, undefined, { before: PATIENT });
  await service.message(/READY=1/);
  const idle = await idleConnection();
  await beginStop(service);
  await drainBegun();
  const late = new Connection();
  // The service takes its clients in turn.
  assert.is(await get(), 'OK');
  idle.ask();
  assert.match(await idle.closed, LAST);
  // Longer than the agent's pauses between two looks at idle connections.
  await pause(300);
  late.ask();
  assert.match(await late.closed, LAST);
  assert.equal(await end(service), ['exit 0', 'soon']);
});

/**
 * An app of which a busy machine keeps the processor for `ms`, and until its test has sent a request. BUSY is a statement
 * of the app in which that happens.
 */
function busyMachine(ms: number) {
  const sent = `${SCRATCH}/sent`;
  const BUSY = `const end = Date.now() + ${ms}; require('node:fs').writeSync(1, 'busy\\n');
    while (Date.now() < end || !require('node:fs').existsSync('${sent}'));`;
  const ask = async (service: Service, connection: Connection): Promise<void> => {
    await service.prints(/busy/);
    connection.ask();
    // The request has left this process before the other one goes on.
    await pause(10);
    await writeFile(sent, '');
    assert.match(await connection.closed, LAST);
    assert.is(await service.ended, 'exit 0');
    await rm(sent);
  };
  return { BUSY, ask };
}

notify('a request that came in time is answered, even if a busy machine lets Node read it late', async () => {
  const { BUSY, ask } = busyMachine(TRANSIT_MS);
  const app = `const server = ${SERVER}.listen(${ASKED}); ${IN_ORDER} process.on('SIGTERM', () => setImmediate(() => { ${BUSY} }));`;
  // The idle connection holds up the app's own handler for half of the time.
  const service = start(app, undefined, { env: { NOTIFY_STOP_TIMEOUT: '1' } });
  await service.message(/READY=1/);
  const idle = await idleConnection();
  service.signal('SIGTERM');
  await ask(service, idle);
});

notify('so is one that Node reads when the agent cuts connections that send nothing', async () => {
  const { BUSY, ask } = busyMachine(1100);
  const atStop = `const fs = require('node:fs'); const { writeSync } = fs;
    fs.writeSync = (...args) => {
      writeSync(...args);
      if (/STOPPING/.test(args[1])) setImmediate(() => { ${BUSY} });
    };`;
  const app = `require('node:http').createServer(${OK}).listen(${PORT}, '127.0.0.1'); ${atStop}`;
  // The agent cuts them after half of the time.
  const service = new Service({ app, env: { NOTIFY_STOP_TIMEOUT: '2' } });
  await service.message(/READY=1/);
  const idle = await idleConnection();
  service.signal('SIGTERM');
  await ask(service, idle);
});

notify('a second SIGTERM is for those who will not wait', async () => {
  const stops = HANDLERS.map(async (handler, at) => {
    const service = startBeside(`const server = ${SERVER}.listen(${ASKED}); ${handler}`, PORT + at);
    await service.message(/READY=1/);
    const idle = await idleConnection(PORT + at);
    await beginStop(service);
    service.signal('SIGTERM');
    assert.equal(await end(service), ['exit 0', 'soon'], handler);
    await idle.closed;
  });
  await Promise.all(stops);
});

notify('a handler hears the name and the number; what it throws is an uncaught error, as ever', async () => {
  for (const [handler, expected] of [
    ['(name, number) => process.exit(name === "SIGTERM" ? number : 1)', 'exit 15'],
    ['() => { throw new Error() }', 'exit 7'],
  ]) {
    const service = start(`process.on('uncaughtException', () => process.exit(7));
      process.on('SIGTERM', ${handler}); ${SERVER}.listen(${ASKED})`);
    await service.message(/READY=1/);
    await beginStop(service);
    assert.is(await service.ended, expected);
  }
});

notify('what takes long is answered, what became a WebSocket is not waited for, and nobody else waits', async () => {
  const service = start(`require('node:http').createServer(({ url }, response) => {
      const answer = () => response.end(String(process.pid));
      if (url === '/slow') process.once('SIGUSR2', answer) && console.log('asked');
      else answer();
    }).on('upgrade', (_, socket) => {
      socket.on('error', () => {}).write('HTTP/1.1 101 Switching Protocols\\r\\n\\r\\n');
    }).listen(${ASKED})`);
  await service.message(/READY=1/);
  const pid = await get();
  const web = new Connection();
  web.closed.catch(() => {});
  web.ask('/', 'Connection: upgrade', 'Upgrade: websocket');
  await web.hears(/101/);
  const slow = get(PORT, { path: '/slow' });
  // A rejection counts where the test awaits the answer.
  slow.catch(() => {});
  await service.prints(/asked/);
  await beginStop(service);
  await drainBegun();
  await pause(TRANSIT_MS);
  assert.is(await get(), pid);
  service.signal('SIGUSR2');
  assert.is(await slow, pid);
  // A WebSocket gets two seconds more.
  assert.is(await service.ended, 'exit 0');
});

/** Apps that do not wait for idle connections. */
const AT_ONCE: Record<string, [app: string, end: string]> = {
  'an app whose children systemd stops at the same time': [
    `require('node:child_process').spawn('sleep', ['100']).on('exit', () => process.exit(9));
     process.on('SIGTERM', () => process.exit(5));`,
    'exit 5',
  ],
  'an app that ends itself after an uncaught error': [
    `process.on('uncaughtException', () => process.kill(process.pid, 'SIGTERM'));
     process.on('SIGHUP', () => setImmediate(() => { throw new Error(); }));
     process.on('SIGTERM', () => process.exit(5));`,
    'exit 5',
  ],
  'an app that tells itself': [
    `process.on('SIGHUP', () => { process.emit('SIGTERM'); process.exit(6); });
     process.on('SIGTERM', () => process.exit(5));`,
    'exit 5',
  ],
};
for (const [what, [app, expected]] of Object.entries(AT_ONCE)) {
  notify(`${what} does not drain`, async () => {
    const service = start(`${SERVER}.listen(${ASKED}); ${app}`);
    await service.message(/READY=1/);
    const idle = await idleConnection();
    idle.closed.catch(() => {});
    service.signal(app.includes('SIGHUP') ? 'SIGHUP' : 'SIGTERM');
    assert.equal(await end(service), [expected, 'soon']);
    assert.is(service.messages.at(-1), 'STOPPING=1\nSTATUS=stopping');
  });
}

notify.run();
