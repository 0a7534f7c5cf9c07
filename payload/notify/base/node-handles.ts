/**
 * The objects below a server and its connections in Node. They are not public. A server that listens on a descriptor of
 * systemd's accepts connections through them alone.
 */
import type http from 'node:http';
import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { Server, type Socket } from 'node:net';

/** The object below a connection, over TCP or a Unix socket. */
export interface ConnectionHandle {
  getpeername?: (into: object) => number;
  getsockname?: (into: object) => number;
  close?(done?: () => void): void;
  /** The next one in a list of Node's. */
  _idleNext?: object | null;
  /** The agent opened this connection, to ask for the health of the service. */
  isProbe?: boolean;
  /** All bytes so far. bytesWritten includes the bytes that wait, and writeQueueSize is their number. */
  bytesRead?: number;
  bytesWritten?: number;
  writeQueueSize?: number;
  /** Whether Node takes data from the kernel now. */
  reading?: boolean;
  /** The connection below TLS. */
  _parent?: ConnectionHandle;
  /** The socket below TLS, and the stream below that, if the connection has no descriptor. */
  _parentWrap?: { stream?: unknown };
}

/** A connection to a server of HTTP. */
export interface Connection extends Socket {
  _handle?: ConnectionHandle | null;
  /** The answer that Node writes on this connection. Absent on an idle connection. */
  _httpMessage?: http.ServerResponse | null;
  /** Node's parser of requests. Absent after an upgrade, as to a WebSocket. */
  parser?: unknown;
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

/** A server, and the part of Node's listen() that follows when the place is open. */
type ServerOnHandle = Server & {
  _handle: ServerHandle | null;
  _listen2(address: null, port: -1, addressType: -1, backlog: number): void;
};

/** Captured before the agent wraps it, and before the app can. */
const { listen } = Server.prototype;

/** Calls Node's own listen(). */
export function nodeListen(server: Server, ...args: unknown[]): Server {
  return Reflect.apply(listen, server, args);
}

/** Lets a server listen on a handle that is open. Node's own listen() takes none of a Unix socket (lib/net.js). */
export function listenOnHandle(server: Server, handle: ServerHandle, backlog: number): void {
  const own = server as ServerOnHandle;
  own._handle = handle;
  own._listen2(null, -1, -1, backlog);
}

/** The handle of a server. Undefined if the server does not listen, or shares the handle of a cluster's primary. */
export function handleOf(server: Server): ServerHandle | undefined {
  return (server as Server & { _handle?: ServerHandle | null })._handle ?? undefined;
}

/** The bytes that have passed a connection, in both directions. */
export function bytesMoved(handle: ConnectionHandle | null | undefined): number {
  const { bytesRead = 0, bytesWritten = 0, writeQueueSize = 0 } = handle?._parent ?? handle ?? {};
  return bytesRead + bytesWritten - writeQueueSize;
}

/** The streams of an HTTP/2 session. Node keeps them, so the agent need not follow each stream. */
export function streamsOf(session: ServerHttp2Session): ServerHttp2Stream[] {
  const key = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'state');
  const state = key && (session as unknown as Record<symbol, { streams?: Map<number, ServerHttp2Stream> }>)[key];
  return [...(state?.streams?.values() ?? [])];
}

/** Some apps look at the client's address, and fail for a client that has none. */
export function showAddress(connection: ConnectionHandle, port: number): void {
  connection.getpeername = connection.getsockname = (into) => {
    Object.assign(into, { address: '127.0.0.1', family: 'IPv4', port });
    return 0;
  };
}
