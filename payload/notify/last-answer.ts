/**
 * The last answer on a connection says that the connection ends with it (RFC 9112, 9.6): whoever has heard that asks
 * nothing more there.
 */
import http from 'node:http';

let areLast = false;

/** From here on every answer is the last one on its connection, whatever the app says of that. */
export function makeAnswersLast(): void {
  if (areLast) return;
  areLast = true;
  const { writeHead } = http.ServerResponse.prototype;
  http.ServerResponse.prototype.writeHead = function (this: http.ServerResponse, ...args: unknown[]) {
    this.shouldKeepAlive = false;
    const said = this.getHeader('connection');
    if (isKeepAlive('connection', said) && !this.headersSent) this.setHeader('Connection', 'close');
    return Reflect.apply(writeHead, this, args.map(sayingClose));
  };
}

/** Headers in any of the ways that writeHead() takes them: an object, pairs, or names and values in turn. */
function sayingClose(headers: unknown): unknown {
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

/** Node takes the app's word for it: such a connection would never end. */
function isKeepAlive(name: unknown, value: unknown): boolean {
  return String(name).toLowerCase() === 'connection' && /keep-alive/i.test(String(value));
}
