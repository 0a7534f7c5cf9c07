/**
 * A connection to a server of this very process, without a descriptor. It takes no place of server.maxConnections and no
 * place in the kernel's queue, so the agent can ask a server that is full. Node documents the way: the event 'connection'
 * of a server takes any Duplex stream.
 */
import type { ServerHttp2Session } from 'node:http2';
import { type Server, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { type Connection, type ConnectionHandle, showAddress } from '../base/node-handles.ts';
import { setImmediate } from '../base/timers.ts';

/** The client's end of a new connection to `server`. */
export function connectWithin(server: Server): Duplex {
  const isTls = 'setSecureContext' in server;
  // Apps call methods of a socket. An app of TLS sees the socket above this one, and TLSSocket waits for a socket that
  // has no descriptor.
  const served = isTls ? plainStream() : new Socket({ allowHalfOpen: true });
  const client = new Duplex({ allowHalfOpen: false });
  showAddresses(server, served);
  join(client, served);
  // A client that has gone takes the connection with it, as a reset does: a server that goes on writing must notice.
  client.once('close', () => setImmediate(() => served.destroy()));
  server.emit('connection', served);
  return client;
}

/** A stream with the methods of a socket that apps call for each new connection. They have no effect. */
function plainStream(): Duplex {
  const stream = new Duplex({ allowHalfOpen: true });
  for (const method of ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref']) {
    Object.assign(stream, { [method]: () => stream });
  }
  return stream;
}

/** The client is this machine, in every place where an app finds the addresses of a socket. */
function showAddresses(server: Server, served: Duplex): void {
  const listening = server.address();
  const port = typeof listening === 'object' ? (listening?.port ?? 0) : 0;
  const address = { address: '127.0.0.1', family: 'IPv4', port };
  const own: Record<string, unknown> = { address: () => address };
  for (const side of ['remote', 'local']) {
    Object.assign(own, {
      [`${side}Address`]: address.address,
      [`${side}Family`]: address.family,
      [`${side}Port`]: port,
    });
  }
  // Of a socket, these are getters. An app that knows the address from elsewhere may define them again.
  for (const [name, value] of Object.entries(own)) Object.defineProperty(served, name, { value, configurable: true });
  // TLS and HTTP/2 put a socket of their own above it, which asks the object below.
  const onTls = ({ _handle: handle }: Connection): void => {
    if (handle?._parent && handle._parentWrap?.stream === served) showAddress(handle._parent, port);
  };
  const onSession = ({ socket }: ServerHttp2Session): void => {
    const { stream, _handle: handle } = socket as unknown as { stream?: Duplex; _handle?: ConnectionHandle };
    if (handle && stream === served) showAddress(handle, port);
  };
  const events: [string, (made: never) => void][] = [
    ['secureConnection', onTls],
    ['session', onSession],
  ];
  for (const [event, listener] of events) {
    // Before the listeners of Node and of the app.
    server.prependListener(event as 'connection', listener as () => void);
    served.once('close', () => server.removeListener(event as 'connection', listener as () => void));
  }
}

/** Each end reads the data that the other end writes. */
function join(first: Duplex, second: Duplex): void {
  const continuations = new Map<Duplex, () => void>();
  const goOn = (end: Duplex): void => {
    const done = continuations.get(end);
    continuations.delete(end);
    done?.();
  };
  for (const [end, other] of [
    [first, second],
    [second, first],
  ] as const) {
    const destroy = end._destroy;
    Object.assign(end, {
      // Socket's own one would write to a descriptor.
      _writev: null,
      _read: () => goOn(end),
      _write(chunk: Buffer, _encoding: string, done: () => void) {
        // An end that was closed takes no data, like a socket after its shutdown.
        if (other.destroyed) return done();
        continuations.set(other, done);
        other.push(chunk);
      },
      _final(done: () => void) {
        other.push(null);
        done();
      },
      _destroy(error: Error | null, done: () => void) {
        goOn(end);
        // After this turn: the other end still reads the data that came before.
        if (!other.destroyed) setImmediate(() => other.readableEnded || other.push(null));
        Reflect.apply(destroy, end, [error, done]);
      },
    });
  }
}
