/**
 * The demonstration: a plain HTTP service. It does not know systemd. The agent in notify/, which Node loads before it,
 * tells systemd of it.
 */
import http from 'node:http';

/** sysexits.h: the configuration is unusable, and another start would not help. */
const EX_CONFIG = 78;

const pages: Record<string, string> = {
  '/': 'Hello from Type=notify demo!\n',
  '/health': 'OK\n',
};

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  console.error(`PORT must be a whole number from 1 to 65535, not ${JSON.stringify(text)}`);
  process.exit(EX_CONFIG);
}

function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  // During a stop each answer ends its connection, so that the client does not use it again.
  if (!server.listening) response.setHeader('Connection', 'close');
  const page = pages[request.url?.split('?', 1)[0] ?? ''];
  if (page === undefined) {
    response.writeHead(404).end('Not found\n');
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end('Method not allowed\n');
  } else {
    response.setHeader('Content-Length', Buffer.byteLength(page));
    response.end(page);
  }
}

/** Answers the requests in flight. Idle connections and endless requests do not delay the end. */
function stop(): void {
  server.close();
  setTimeout(() => server.closeIdleConnections(), 500).unref();
  setTimeout(() => server.closeAllConnections(), 5000).unref();
}

const port = parsePort(process.env.PORT || '5001');
const server = http.createServer(answer);
server.on('error', (error: NodeJS.ErrnoException) => {
  const reason = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
  console.error(`cannot listen on port ${port}: ${reason}`);
  process.exit(1);
});
server.listen(port, '0.0.0.0');
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
