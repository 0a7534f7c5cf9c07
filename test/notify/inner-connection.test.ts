/**
 * Connections within the process, to servers of every protocol.
 */
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ways } from '../../payload/notify/health/ask.ts';
import { connectWithin } from '../../payload/notify/health/inner-connection.ts';
import { certificate } from './apps.ts';

const inner = suite('notify agent: inner connection');

// The connections and the agent's timers do not keep a process alive.
const alive = setInterval(() => {}, 1000);
inner.after(() => clearInterval(alive));

type Answer = (request: unknown, response: http.ServerResponse) => void;

const PAGES: readonly [string, Answer, string | number][] = [
  ['an answer', (_, response) => response.writeHead(202).end('ok'), 202],
  ['a long answer', (_, response) => response.writeHead(203).end(Buffer.alloc(5_000_000)), 203],
  ['no answer', () => {}, 'Error'],
  ['a closed connection', (_, response) => response.socket?.destroy(), 'Error'],
];

inner('every protocol gets its answer, or none in time', async () => {
  const [key = '', cert = ''] = await certificate();
  const servers: [keyof typeof ways, (answer: Answer) => Server][] = [
    ['http', (answer) => http.createServer(answer)],
    ['https', (answer) => https.createServer({ key, cert }, answer)],
    ['http2', (answer) => http2.createServer(answer as never)],
    ['https2', (answer) => http2.createSecureServer({ key, cert }, answer as never)],
  ];
  for (const [protocol, make] of servers) {
    for (const [name, answer, expected] of PAGES) {
      const server = make(answer).on('error', () => {});
      const question = { target: connectWithin(server), path: '/', timeoutMs: expected === 'Error' ? 200 : 5000 };
      const status = await ways[protocol](question).catch(() => 'Error');
      assert.is(status, expected, `${protocol}: ${name}`);
    }
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
    assert.is(await Promise.race([closed.then(() => 'closed'), pause(3000)]), 'closed');
  }
});

inner('apps find a socket with its methods and the address of this machine', async () => {
  const server = http.createServer(({ socket }, response) => {
    socket.setKeepAlive(true).setNoDelay(true).setTimeout(1000).ref().unref();
    response.end(String(socket.remoteAddress === '127.0.0.1' && socket.address() !== undefined));
  });
  let heard = '';
  const client = connectWithin(server).setEncoding('utf8');
  client.on('data', (chunk) => (heard += chunk));
  client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await new Promise((resolve) => client.once('close', resolve));
  assert.match(heard, /\r\n\r\ntrue$/);
});

inner.run();
