// Clients of every kind, good and bad: node clients.cjs PORT SECONDS CONNECTIONS. Prints what they saw, as JSON. On a busy
// machine they take longer, until there were enough of the bad ones, and once nearly all good ones at the same time.
const http = require('node:http');
const net = require('node:net');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

const [port, seconds, connections] = process.argv.slice(2).map(Number);
const until = Date.now() + 1000 * seconds;
const seen = { kept: 0, most: 0, answered: 0, failed: 0, bad: 0 };
const ENOUGH = 200;
const NEARLY_ALL = 0.95 * connections;
const running = () => Date.now() < until || seen.bad < ENOUGH || seen.most < NEARLY_ALL;
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Node closes a connection that has been idle for five seconds: on a busy machine, one that could not ask in time. */
async function keep(at) {
  await pause(at % 2000);
  while (running()) await keepOnce(`127.0.0.${1 + (at % 8)}`);
}

/** A connection that stays open, and asks for something now and then. Ends with it. */
async function keepOnce(address) {
  const socket = net.connect(port, address);
  let isOpen = true;
  socket.on('error', () => (seen.failed += 1));
  socket.on('data', () => (seen.answered += 1));
  socket.on('connect', () => {
    seen.kept += 1;
    seen.most = Math.max(seen.most, seen.kept);
    socket.on('close', () => (seen.kept -= running() ? 1 : 0));
  });
  socket.on('close', () => (isOpen = false));
  while (isOpen && running()) {
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await pause(Math.min(3000, Math.max(100, until - Date.now())));
  }
}

const BAD = [
  'GET / HTTP/9.9\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  `GET / HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
  `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`,
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  '\0'.repeat(1000),
];

/** What is no HTTP, or far too much of it, again and again. */
async function offend() {
  for (let at = 0; running(); at += 1) {
    await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.9', () => socket.write(BAD[at % BAD.length], 'latin1'));
      socket.setTimeout(500, () => socket.destroy());
      socket.on('data', () => {}).on('error', () => {});
      socket.on('close', resolve);
    });
    seen.bad += 1;
  }
}

/** A request that never ends: a byte in a second. */
async function dawdle() {
  while (running()) {
    const socket = net.connect(port, '127.0.0.10', () => socket.write('GET / HTTP/1.1\r\nX: '));
    let open = true;
    socket.on('data', () => {}).on('error', () => {});
    socket.on('close', () => (open = false));
    while (open && running()) {
      await pause(1000);
      socket.write('x');
    }
  }
}

/** Asks how the service is, as somebody who watches it. In a thread of its own: the others' work is no wait for it. */
async function watch() {
  const health = { health: 0, slowest: 0 };
  let isOver = false;
  parentPort.on('message', () => (isOver = true));
  while (!isOver) {
    const began = Date.now();
    await new Promise((resolve) => {
      const request = http.get({ host: '127.0.0.1', port, path: '/health', agent: false }, (response) => {
        if (response.statusCode === 200) health.health += 1;
        response.resume().on('close', resolve);
      });
      request.on('error', resolve);
    });
    health.slowest = Math.max(health.slowest, Date.now() - began);
    await pause(200);
  }
  parentPort.postMessage(health);
  parentPort.unref();
}

async function flood() {
  const watcher = new Worker(__filename, { argv: process.argv.slice(2) });
  const watched = new Promise((resolve) => watcher.on('message', resolve));
  await Promise.all([
    ...Array.from({ length: connections }, (_, at) => keep(at)),
    ...Array.from({ length: 20 }, offend),
    ...Array.from({ length: 200 }, dawdle),
  ]);
  watcher.postMessage('over');
  console.log(JSON.stringify({ ...seen, ...(await watched) }));
  process.exit();
}

if (isMainThread) flood();
else watch();
