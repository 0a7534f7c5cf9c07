/**
 * The last answer on a connection has the header "Connection: close" (RFC 9112, 9.6). A client that reads it sends no
 * further request on this connection.
 */
import { ServerResponse } from 'node:http';

let areLast = false;

/** From now on each answer is the last one on its connection, even if the app sets another header. */
export function makeAnswersLast(): void {
  if (areLast) return;
  areLast = true;
  const { writeHead } = ServerResponse.prototype;
  ServerResponse.prototype.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    this.shouldKeepAlive = false;
    const header = this.getHeader('connection');
    if (isKeepAlive('connection', header) && !this.headersSent) this.setHeader('Connection', 'close');
    return Reflect.apply(writeHead, this, args.map(withClose));
  };
}

/** writeHead() takes headers as an object, as pairs, or as names and values in turn. */
function withClose(headers: unknown): unknown {
  if (Array.isArray(headers)) {
    return headers.map((item, at) => {
      if (Array.isArray(item)) return isKeepAlive(item[0], item[1]) ? [item[0], 'close'] : item;
      return at % 2 === 1 && isKeepAlive(headers[at - 1], item) ? 'close' : item;
    });
  }
  if (typeof headers !== 'object' || headers === null) return headers;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isKeepAlive(name, value) ? 'close' : value]),
  );
}

/** Node follows the app's header, so such a connection would never end. */
function isKeepAlive(name: unknown, value: unknown): boolean {
  return String(name).toLowerCase() === 'connection' && /keep-alive/i.test(String(value));
}
