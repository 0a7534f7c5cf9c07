/**
 * The objects below a server and its connections in Node. They are not public. A server that listens on a descriptor of
 * systemd's accepts connections through them alone.
 */
import { Server } from 'node:net';

/** The object below a connection, over TCP or a Unix socket. */
export interface ConnectionHandle {
  getpeername?: (into: object) => number;
  getsockname?: (into: object) => number;
  /** The agent opened this connection, to ask for the health of the service. */
  isProbe?: boolean;
}

/** The object below a server. */
export interface ServerHandle {
  getsockname?: (into: object) => number;
  /** Node's own function. libuv's binding looks it up at each connection. */
  onconnection: (status: number, connection: ConnectionHandle | undefined) => void;
  close(done?: () => void): void;
  ref(): void;
  unref(): void;
}

/** Captured before the agent wraps it, and before the app can. */
const { listen } = Server.prototype;

/** Calls Node's own listen(). */
export function nodeListen(server: Server, ...args: unknown[]): Server {
  return Reflect.apply(listen, server, args);
}

/** The handle of a server. Undefined if the server does not listen, or shares the handle of a cluster's primary. */
export function handleOf(server: Server): ServerHandle | undefined {
  return (server as Server & { _handle?: ServerHandle | null })._handle ?? undefined;
}
