/**
 * A stop ends soon, whatever the clients do: those that do not read, send half a request, or stay for ever.
 */
import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ASKED, startBeside } from './activated.ts';
import { certificate, PORT, TELL_PORT } from './apps.ts';
import { endAll, Service } from './systemd.ts';

const notify = suite('notify agent: clients that last');
notify.after.each(endAll);

/** TimeoutStopSec=, after which the agent closes everything, and systemd kills the process. */
const STOP_MS = 30_000;

/** Pages for every kind of client. */
const ANSWER = `(request, answer) => {
  const { url } = request;
  if (url !== '/health') process.stdout.write('asks ' + url + '\\n');
  if (url === '/big') answer.end(Buffer.alloc(50e6));
  else if (url === '/half') answer.write('half');
  else if (url === '/slow') process.once('SIGUSR2', () => answer.end('late'));
  else if (url === '/upload') request.resume().on('end', () => answer.end('thanks'));
  else if (url === '/events') {
    answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
    setInterval(() => answer.write('data: more\\n\\n'), 100);
  } else answer.end('ok');
}`;
const UPGRADE = `.on('upgrade', (_, socket) => {
  process.stdout.write('asks for an upgrade\\n');
  socket.on('error', () => {}).write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\n\\r\\n');
  setInterval(() => socket.write(Buffer.from([0x81, 1, 0x61])), 100);
})`;
const IN_ORDER = `process.on('SIGTERM', () => server.close(() => process.exit(0)));`;

interface Client {
  heard: string;
  closed: Promise<unknown>;
  socket: net.Socket;
}

/** A client that writes `text`, and reads if it should. */
function client(port: number, isTls: boolean, text: string, reads = true): Client {
  const options = { port, host: '127.0.0.1', rejectUnauthorized: false };
  const socket = isTls ? tls.connect(options) : net.connect(options);
  const one: Client = { socket, heard: '', closed: new Promise((resolve) => socket.once('close', resolve)) };
  socket.on('error', () => {}).once(isTls ? 'secureConnect' : 'connect', () => socket.write(text));
  if (reads) socket.on('data', (data) => (one.heard += data.toString('latin1')));
  return one;
}

const ask = (path: string, ...headers: string[]): string =>
  [`GET ${path} HTTP/1.1`, 'Host: a', ...headers, '', ''].join('\r\n');

const CLIENTS: Record<string, [text: string, reads: boolean]> = {
  'reads nothing': [ask('/big'), false],
  'gets half an answer': [ask('/half'), true],
  'sends half a body': ['POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf', true],
  'sends half a head': ['GET / HTTP/1.1\r\nHost:', true],
  'reads events': [ask('/events'), true],
  'has a WebSocket': [ask('/', 'Connection: upgrade', 'Upgrade: websocket'), true],
};

async function create(protocol: 'http' | 'https', handler: string, port: number | string): Promise<string> {
  const [key, cert] = await certificate();
  const options = protocol === 'https' ? `${JSON.stringify({ key, cert })}, ` : '';
  return `const server = require('node:${protocol}').createServer(${options}${ANSWER})${UPGRADE}
    .listen(${port}, '127.0.0.1', ${TELL_PORT}); ${handler}`;
}

/** @param held a port of systemd's */
async function stopsSoon(protocol: 'http' | 'https', handler: string, held = 0): Promise<void> {
  const isHeld = held > 0;
  const app = await create(protocol, handler, isHeld ? ASKED : 0);
  const service = isHeld ? startBeside(app, held) : new Service({ app });
  await service.message(/READY=1/);
  const port = isHeld ? held : Number(await service.said());
  const isTls = protocol === 'https';
  const clients = Object.values(CLIENTS).map(([text, reads]) => client(port, isTls, text, reads));
  if (isTls) clients.push(client(port, false, '\x16\x03'));
  // A slow client that takes part is served to the end, and so is a request that the app works on.
  const slow = client(port, isTls, ask('/slow'));
  const download = client(port, isTls, ask('/big', 'Connection: close'), false);
  const half = clients[1] as Client;
  const events = clients[4] as Client;
  const web = clients[5] as Client;
  let taken = 0;
  const reader = setInterval(
    () => (taken += download.socket.read(1_000_000)?.length ?? download.socket.read()?.length ?? 0),
    50,
  );
  // All but the client that sends half a head.
  await service.prints(/(asks.*){7}/s);
  await service.until('an event for each', () => events.heard.includes('data') && web.heard.includes('\x81'));
  const began = Date.now();
  service.signal('SIGTERM');
  // They end before slow answers, and the agent gives up a client that takes no part after some seconds.
  await Promise.all([events.closed, web.closed, half.closed]);
  service.signal('SIGUSR2');
  assert.match(events.heard, /\r\n0\r\n\r\n$/);
  assert.ok(web.heard.endsWith('\x88\x02\x03\xe9'), JSON.stringify(web.heard.slice(-10)));
  assert.is(await service.ended, 'exit 0', service.stderr);
  const whole = Date.now() - began;
  // The rest is in the client's own buffers.
  if (isHeld || !handler) await download.closed;
  clearInterval(reader);
  assert.match(slow.heard, /late/);
  // Without socket activation, close() of Node 19 and later cuts an answer that the app has written to its end.
  if (isHeld || !handler) assert.ok(taken > 49e6, `${taken} bytes`);
  assert.ok(whole < STOP_MS, `${whole} ms`);
  for (const { socket } of [...clients, slow, download]) socket.destroy();
}

// Each stop waits for clients, so they stop at the same time.
notify('its own port: an app without a handler, and one that closes its server', async () => {
  await certificate();
  const stops = [false, true].flatMap((closes) =>
    (['http', 'https'] as const).map((protocol) => stopsSoon(protocol, closes ? IN_ORDER : '')),
  );
  await Promise.all(stops);
});

notify('socket activation: an app without a handler, and one that closes its server', async () => {
  await certificate();
  await Promise.all(['', IN_ORDER].map((handler, at) => stopsSoon('http', handler, PORT + at)));
});

async function stopsHttp2(isTls: boolean): Promise<void> {
  const [key, cert] = await certificate();
  const app = `require('node:http2').${isTls ? `createSecureServer(${JSON.stringify({ key, cert, allowHTTP1: true })}, ` : 'createServer('}
    ${ANSWER}).listen(0, '127.0.0.1', ${TELL_PORT})`;
  const service = new Service({ app });
  await service.message(/READY=1/);
  const port = Number(await service.said());
  const sessions: http2.ClientHttp2Session[] = [];
  const open = (): http2.ClientHttp2Session => {
    const url = `http${isTls ? 's' : ''}://127.0.0.1:${port}`;
    const session = http2.connect(url, { rejectUnauthorized: false }).on('error', () => {});
    sessions.push(session);
    return session;
  };
  const stream = (path: string, method = 'GET'): http2.ClientHttp2Stream =>
    open()
      .request({ ':path': path, ':method': method }, { endStream: method === 'GET' })
      .on('error', () => {});
  stream('/big').pause();
  stream('/upload', 'POST').resume();
  const half = stream('/half').resume();
  const events = stream('/events').resume();
  const closed = [events, half].map((one) => new Promise((resolve) => one.once('close', resolve)));
  let late = '';
  stream('/slow').on('data', (data) => (late += data));
  const others = [client(port, false, '\x16\x03')];
  if (isTls) others.push(client(port, true, ask('/big'), false), client(port, true, ask('/events')));
  await service.prints(isTls ? /(asks.*){7}/s : /(asks.*){5}/s);
  const began = Date.now();
  service.signal('SIGTERM');
  // As above.
  await Promise.all(closed);
  service.signal('SIGUSR2');
  assert.is(await service.ended, 'exit 0', service.stderr);
  assert.is(late, 'late');
  assert.ok(Date.now() - began < STOP_MS, `${Date.now() - began} ms`);
  // A client with unread data would keep the process of this test alive.
  for (const { socket } of others) socket.destroy();
  for (const session of sessions) session.destroy();
}

notify('HTTP/2, with TLS and without', async () => {
  await certificate();
  await Promise.all([stopsHttp2(false), stopsHttp2(true)]);
});

notify('a health page that hangs, and a client of plain TCP that never closes, do not hold up a stop', async () => {
  const app = `let hangs = false; process.on('SIGUSR2', () => (hangs = true));
    require('node:net').createServer((socket) => socket.on('error', () => {})).listen(${PORT + 1}, '127.0.0.1');
    require('node:http').createServer((_, answer) => hangs ? console.log('asked') : answer.end()).listen(${PORT}, '127.0.0.1')`;
  const service = new Service({ app, env: { WATCHDOG_USEC: '4000000', NOTIFY_PORT: String(PORT) } });
  await service.message(/READY=1/);
  const tcp = net.connect({ port: PORT + 1, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
  service.signal('SIGUSR2');
  await service.prints(/asked/);
  const began = Date.now();
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0');
  assert.ok(Date.now() - began < STOP_MS, `${Date.now() - began} ms`);
  tcp.destroy();
});

notify.run();
