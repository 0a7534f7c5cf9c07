/**
 * SIGTERM: systemd is told first; then the app's own handler decides, or, if it has none, the requests
 * in flight are answered before the process ends.
 */
import http from 'node:http';
import type net from 'node:net';
import type { Transport } from './transport.ts';

/** How often connections that have become idle are looked for while draining, in milliseconds. */
const IDLE_CHECK = 50;

/**
 * Listens for SIGTERM. `servers` lists those open at that time; `limit` is how many milliseconds they
 * have to end.
 */
export function onStop(transport: Transport, limit: number, servers: () => net.Server[], began: () => void): void {
  let stopping = false;
  process.on('SIGTERM', () => {
    if (stopping) return;
    stopping = true;
    began();
    transport.send({ STOPPING: 1, STATUS: 'stopping' });
    // Our own listener has taken Node's default away, which would have ended the process.
    if (process.listenerCount('SIGTERM') > 1) return;
    void Promise.all([drain(servers(), limit), transport.settled()]).then(() => process.exit(0));
  });
}

async function drain(servers: net.Server[], limit: number): Promise<void> {
  endConnectionsWithTheirAnswer();
  const idle = setInterval(() => servers.forEach(closeIdleConnections), IDLE_CHECK);
  const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  servers.forEach(closeIdleConnections);
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, limit))]);
  clearInterval(idle);
}

/** server.close() does this itself from Node 19 on, once, and only for http servers. */
function closeIdleConnections(server: net.Server): void {
  if (server instanceof http.Server) server.closeIdleConnections();
}

/** From here on every answer says `Connection: close`, also to requests that came before SIGTERM. */
function endConnectionsWithTheirAnswer(): void {
  const { writeHead } = http.ServerResponse.prototype;
  http.ServerResponse.prototype.writeHead = function (this: http.ServerResponse, ...args: unknown[]) {
    this.shouldKeepAlive = false;
    return Reflect.apply(writeHead, this, args);
  };
}
