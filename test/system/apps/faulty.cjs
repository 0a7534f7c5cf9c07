// An app that falls ill in every way, when it is asked to: /WAY/HOW-MUCH.
const { fork, spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');

let sickUntil = 0;
let hanging = false;
let inFlight = 0;
/** Requests that are answered when /srv/go exists. */
const held = [];

const ways = {
  sick: (seconds) => {
    sickUntil = Date.now() + 1000 * seconds;
  },
  hang: () => {
    hanging = true;
  },
  block: (seconds) => setTimeout(() => block(1000 * seconds), 50),
  close: () => {
    server.close();
    setInterval(() => {}, 1000);
  },
  eat: () => setInterval(() => eaten.push(new Array(1e6).fill({})), 1),
  fork: () => [spawn('sleep', ['600']), fork('-e', ['setInterval(() => {}, 1000)'])],
  // The notification socket is the only one above the standard streams that is no server's.
  close_sockets: closeSockets,
  status: (bytes) =>
    globalThis[Symbol.for('build-deb.notify')].status(`first line\nMAINPID=1\n${'€'.repeat(bytes / 3)}`),
};
const eaten = [];

function block(milliseconds) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end);
}

function closeSockets() {
  for (const descriptor of fs.readdirSync('/proc/self/fd').map(Number)) {
    try {
      const isNotify = fs.readlinkSync(`/proc/self/fd/${descriptor}`).startsWith('socket:');
      if (descriptor === 3 && isNotify) fs.closeSync(descriptor);
    } catch {}
  }
}

const server = http.createServer((request, response) => {
  const [, way, amount] = request.url.split('/');
  if (way === 'health') {
    if (!hanging) response.writeHead(Date.now() < sickUntil ? 500 : 200).end();
  } else if (way === 'held') {
    inFlight += 1;
    held.push(response);
  } else if (way === 'count') {
    response.end(String(inFlight));
  } else {
    ways[way]?.(Number(amount));
    response.end('OK\n');
  }
});
if (process.env.CLOSE_AT_ONCE) closeSockets();
server.listen(5001);

setInterval(() => {
  if (held.length > 0 && fs.existsSync('/srv/go')) for (const response of held.splice(0)) response.end('late\n');
}, 20).unref();

if (process.env.RELOADS) {
  process.on('SIGHUP', () => {
    console.log('reloaded');
    sickUntil = Date.now() + 500;
  });
}
