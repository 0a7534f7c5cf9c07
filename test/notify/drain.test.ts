/**
 * The drain after SIGTERM with socket activation: each client may ask once more, new clients are served meanwhile, and
 * the app hears of SIGTERM afterwards.
 */
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ASKED, get, SERVER, start } from './activated.ts';
import { PORT } from './apps.ts';
import { endAll, type Service } from './systemd.ts';

const notify = suite('notify agent: drain');
notify.after.each(endAll);

const IN_ORDER = `process.on('SIGTERM', () => server.close(() => process.exit(0)));`;

/** Apps that leave a stop to the agent, that end in order, and that end at once. */
const HANDLERS = ['', IN_ORDER, `process.on('SIGTERM', () => process.exit(0));`];

/** One connection, with each byte under control of the test. */
class Connection {
  heard = '';
  readonly closed: Promise<string>;
  readonly #socket: net.Socket;

  constructor() {
    this.#socket = net.connect(PORT, '127.0.0.1').on('data', (chunk) => (this.heard += chunk));
    this.closed = new Promise((resolve, reject) => {
      this.#socket.once('close', () => resolve(this.heard)).once('error', reject);
    });
  }

  ask(path = '/', ...headers: string[]): void {
    this.heard = '';
    this.#socket.write([`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n'));
  }

  async hears(pattern: RegExp): Promise<void> {
    for (const deadline = Date.now() + 5000; !pattern.test(this.heard); await pause(10)) {
      if (Date.now() > deadline) throw new Error(`not ${pattern}, but ${this.heard}`);
    }
  }
}

/** A connection after its first answer, kept alive. */
async function idleConnection(): Promise<Connection> {
  const connection = new Connection();
  connection.ask();
  await connection.hears(/keep-alive.*\r\n\r\n./is);
  return connection;
}

const LAST = /^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n/is;

/** Sends SIGTERM. The app may not have heard of it yet. */
async function beginStop(service: Service): Promise<void> {
  service.signal('SIGTERM');
  await service.message(/STOPPING=1/);
}

/** Waits for the end of the service. */
async function end(service: Service): Promise<[string, 'soon' | 'late']> {
  const began = Date.now();
  return [await service.ended, Date.now() - began < 2000 ? 'soon' : 'late'];
}

for (const handler of HANDLERS) {
  notify(
    `who asks seconds after SIGTERM on an idle connection is answered, and told to close it: ${handler}`,
    async () => {
      const service = start(`const server = require('node:http').createServer((_, response) => {
      response.end(String(process.pid)); }).listen(${ASKED}); ${handler}`);
      await service.message(/READY=1/);
      const pid = await get();
      const slow = await idleConnection();
      await beginStop(service);
      await pause(700);
      // The service still accepts new clients.
      assert.is(await get(), pid);
      await pause(800);
      slow.ask();
      assert.match(await slow.closed, LAST);
      assert.equal(await end(service), ['exit 0', 'soon']);
    },
  );
}

notify('a second SIGTERM is for those who will not wait', async () => {
  for (const handler of HANDLERS) {
    const service = start(`const server = ${SERVER}.listen(${ASKED}); ${handler}`);
    await service.message(/READY=1/);
    const idle = await idleConnection();
    await beginStop(service);
    service.signal('SIGTERM');
    assert.equal(await end(service), ['exit 0', 'soon'], handler);
    await idle.closed;
  }
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
  await service.prints(/asked/);
  await beginStop(service);
  await pause(1200);
  assert.is(await get(), pid);
  service.signal('SIGUSR2');
  assert.is(await slow, pid);
  // A WebSocket gets two seconds more.
  assert.is(await service.ended, 'exit 0');
});

const keepAlive: Record<string, string> = {
  'set before': `response.setHeader('Connection', 'keep-alive'); response.end('OK')`,
  'said with the status': `response.writeHead(200, { connection: 'Keep-Alive', 'X-Mine': 'yes' }).end('OK')`,
  'said in turn': `response.writeHead(200, 'OK', ['X-Mine', 'yes', 'Connection', 'keep-alive']).end('OK')`,
};
for (const [way, answer] of Object.entries(keepAlive)) {
  notify(`an app that says itself that connections are kept does not keep them then: ${way}`, async () => {
    const service = start(`require('node:http').createServer((_, response) => { ${answer}; }).listen(${ASKED})`);
    await service.message(/READY=1/);
    const idle = await idleConnection();
    await beginStop(service);
    idle.ask();
    assert.match(await idle.closed, LAST);
    if (way !== 'set before') assert.match(idle.heard, 'X-Mine: yes');
    assert.equal(await end(service), ['exit 0', 'soon']);
  });
}

notify('an answer that had begun before SIGTERM could not say so: there is a moment for one more', async () => {
  for (const handler of ['', IN_ORDER]) {
    const service = start(`const server = require('node:http').createServer(({ url }, response) => {
      if (url !== '/slow') return response.end('OK');
      response.write('begun');
      process.once('SIGUSR2', () => response.end('ended'));
    }).listen(${ASKED}); ${handler}`);
    await service.message(/READY=1/);
    const connection = new Connection();
    connection.ask('/slow');
    await connection.hears(/begun/);
    await beginStop(service);
    await pause(200);
    service.signal('SIGUSR2');
    await connection.hears(/ended/);
    await pause(100);
    connection.ask();
    assert.match(await connection.closed, LAST, handler);
    assert.equal(await end(service), ['exit 0', 'soon'], handler);
  }
});

notify('an answer that had not begun says so, also where somebody wraps it, as middleware does', async () => {
  const service = start(`require('node:http').createServer(({ url }, response) => {
    const { writeHead } = response;
    response.writeHead = (...args) => Reflect.apply(writeHead, response, args);
    if (url !== '/slow') return response.end('OK');
    process.once('SIGUSR2', () => response.end('OK'));
    console.log('asked');
  }).listen(${ASKED})`);
  await service.message(/READY=1/);
  const connection = new Connection();
  connection.ask('/slow');
  await service.prints(/asked/);
  await beginStop(service);
  service.signal('SIGUSR2');
  assert.match(await connection.closed, LAST);
  assert.equal(await end(service), ['exit 0', 'soon']);
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
