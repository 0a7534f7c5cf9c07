/**
 * Connections within the process, to servers of every protocol.
 */
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ways } from '../../../payload/notify/health/ask.ts';
import { connectWithin } from '../../../payload/notify/health/inner-connection.ts';
import { certificate } from '../apps.ts';

const inner = suite('notify agent: inner connection');

// The connections and the agent's timers do not keep a process alive.
const alive = setInterval(() => {}, 1000);
inner.after(() => clearInterval(alive));

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

const PAGES: readonly [string, Answer, string | number][] = [
  ['an answer', (_, response) => response.writeHead(202).end('ok'), 202],
  ['a long answer', (_, response) => response.writeHead(203).end(Buffer.alloc(5_000_000)), 203],
  ['no answer', () => {}, 'Error'],
  ['a closed connection', (_, response) => response.socket?.destroy(), 'Error'],
];

const SERVERS: [keyof typeof ways, (answer: Answer) => Promise<Server>][] = [
  ['http', async (answer) => http.createServer(answer)],
  ['https', async (answer) => https.createServer(await keys(), answer)],
  ['http2', async (answer) => http2.createServer(answer as never)],
  ['https2', async (answer) => http2.createSecureServer(await keys(), answer as never)],
];

async function keys(): Promise<{ key: string; cert: string }> {
  const [key = '', cert = ''] = await certificate();
  return { key, cert };
}

inner('every protocol gets its answer, or none in time', async () => {
  for (const [protocol, make] of SERVERS) {
    for (const [name, answer, expected] of PAGES) {
      const server = (await make(answer)).on('error', () => {});
      const question = { target: connectWithin(server), path: '/', timeoutMs: expected === 'Error' ? 200 : 20_000 };
      const status = await ways[protocol](question).catch(() => 'Error');
      assert.is(status, expected, `${protocol}: ${name}`);
    }
  }
});

inner('every protocol asks for the page, under the name of the agent', async () => {
  for (const [protocol, make] of SERVERS) {
    const seen: unknown[] = [];
    const server = await make(({ method, url, headers }, response) => {
      seen.push([method, url, headers['user-agent']]);
      response.end();
    });
    await ways[protocol]({ target: connectWithin(server), path: '/up?x', timeoutMs: 20_000 });
    assert.equal(seen, [['GET', '/up?x', 'notify-agent']], protocol);
  }
});

inner('a server that writes for ever, or that only waits, loses the connection with its client', async () => {
  const silent = (): void => {};
  const endless = (socket: net.Socket): void => {
    const timer = setInterval(() => socket.write('more'), 1);
    socket.once('close', () => clearInterval(timer));
  };
  for (const serve of [silent, endless]) {
    const closed = new Promise<void>((resolve) => {
      const server = net.createServer((socket) => {
        socket.once('close', () => resolve());
        serve(socket);
      });
      const client = connectWithin(server);
      setTimeout(() => client.destroy(), 20);
    });
    assert.is(await Promise.race([closed.then(() => 'closed'), pause(20_000)]), 'closed');
  }
});

const ADDRESSES = ['remoteAddress', 'remoteFamily', 'remotePort', 'localAddress', 'localFamily', 'localPort'];

inner('apps of every protocol find a socket with its methods and its addresses', async () => {
  const seen: string[] = [];
  const look = ({ socket }: http.IncomingMessage, response: http.ServerResponse): void => {
    const { address, port } = socket.address() as net.AddressInfo;
    const found = socket as unknown as Record<string, unknown>;
    seen.push([...ADDRESSES.map((name) => found[name]), address, port].join());
    response.end();
  };
  for (const [protocol, make] of SERVERS) {
    const server = (await make(look)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const closed: Promise<unknown>[] = [];
    // Each of these methods gives the socket, so that apps chain them.
    server.on('connection', (socket: net.Socket) => {
      closed.push(once(socket, 'close'));
      socket.setKeepAlive(true).setNoDelay(true).setTimeout(1000).ref().unref();
      Object.defineProperty(socket, 'remoteAddress', { value: '127.0.0.1' });
    });
    const status = await ways[protocol]({ target: connectWithin(server), path: '/', timeoutMs: 20_000 });
    assert.is(status, 200, protocol);
    const { port } = server.address() as net.AddressInfo;
    const expected = `127.0.0.1,IPv4,${port},127.0.0.1,IPv4,${port},127.0.0.1,${port}`;
    assert.is(seen.pop(), expected, protocol);
    await Promise.all(closed);
    for (const event of ['secureConnection', 'session'])
      assert.ok(server.listenerCount(event) <= 1, `${protocol}: ${event}`);
    server.close();
  }
});

inner('sockets without a handle, and those of other clients, stay as they are', async () => {
  const server = http2.createSecureServer(await keys());
  const client = connectWithin(server);
  for (const socket of [{}, { _handle: null }, { _handle: {} }, { _handle: { _parent: {}, _parentWrap: null } }]) {
    const before = JSON.stringify(socket);
    const listeners = server.listeners('secureConnection');
    Reflect.apply(listeners[0] as () => void, server, [socket]);
    Reflect.apply(server.listeners('session')[0] as () => void, server, [{ socket }]);
    assert.is(JSON.stringify(socket), before);
  }
  client.destroy();
});

inner.run();
