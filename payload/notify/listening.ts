/**
 * Learns of every server that the app opens, whatever framework opened it: http, https, HTTP/2 and plain
 * TCP servers all listen through net.Server.
 */
import net from 'node:net';

/** Calls back once for each server, when it listens. */
export function onListening(callback: (server: net.Server) => void): void {
  const known = new WeakSet<net.Server>();
  const { listen } = net.Server.prototype;
  // Wrapped rather than followed through the diagnostics channel of the same event: Node 18 has none.
  net.Server.prototype.listen = function (this: net.Server, ...args: unknown[]) {
    if (!known.has(this)) {
      known.add(this);
      this.once('listening', () => callback(this));
    }
    return Reflect.apply(listen, this, args);
  };
}

/** Where a server listens, as STATUS shows it: `:5001`, or the path of a Unix socket. */
export function listeningOn(server: net.Server): string {
  const address = server.address();
  if (address === null) return '(closed)';
  return typeof address === 'string' ? address : `:${address.port}`;
}
