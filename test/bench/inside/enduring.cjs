/**
 * A service with the difficulties of real ones: a rate limit for each client as express-rate-limit has it by default, a
 * limit of connections, slow pages, and event streams. /health is slow while the file /run/bench-hour/slow exists.
 * The pages tell the wall clock of the service.
 */
const { existsSync } = require('node:fs');
const { createServer } = require('node:http');
const { setTimeout: pause } = require('node:timers/promises');

const LIMIT = 100;
const WINDOW_MS = 15 * 60_000;
const SLOW_MS = 3000;

const clients = new Map();

/** Whether a client has had its requests of this window. */
function isOver(address) {
  const now = performance.now();
  const seen = clients.get(address);
  const client = seen && now - seen.began < WINDOW_MS ? seen : { began: now, count: 0 };
  clients.set(address, client);
  client.count += 1;
  return client.count > LIMIT;
}

function stream(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const timer = setInterval(() => response.write(`data: ${process.uptime()}\n\n`), 1000);
  response.on('close', () => clearInterval(timer));
}

const server = createServer(async (request, response) => {
  if (isOver(request.socket.remoteAddress)) return response.writeHead(429).end('too many requests\n');
  if (request.url === '/events') return stream(response);
  if (request.url === '/slow' || (request.url === '/health' && existsSync('/run/bench-hour/slow')))
    await pause(SLOW_MS);
  return response.end(`${Date.now()}\n`);
});
server.maxConnections = 100;
server.listen(process.env.PORT);
