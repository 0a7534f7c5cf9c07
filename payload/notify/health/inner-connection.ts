/**
 * A connection to a server of this very process, without a descriptor. It takes no place of server.maxConnections and no
 * place in the kernel's queue, so the agent can ask a server that is full. Node documents the way: the event 'connection'
 * of a server takes any Duplex stream.
 */
import { type Server, Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** The client's end of a new connection to `server`. */
export function connectWithin(server: Server): Duplex {
  const isTls = 'setSecureContext' in server;
  // Apps call methods of a socket. An app of TLS sees the socket above this one, and TLSSocket waits for a socket that
  // has no descriptor.
  const served = isTls ? new Duplex({ allowHalfOpen: true }) : new Socket({ allowHalfOpen: true });
  const client = new Duplex({ allowHalfOpen: false });
  Object.defineProperty(served, 'remoteAddress', { value: '127.0.0.1' });
  join(client, served);
  // A client that has gone takes the connection with it, as a reset does: a server that goes on writing must notice.
  client.once('close', () => setImmediate(() => served.destroy()));
  server.emit('connection', served);
  return client;
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
