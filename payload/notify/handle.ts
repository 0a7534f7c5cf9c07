/**
 * What is under a server and its connections in Node. Not public; but with a descriptor of systemd's in hand, there is no
 * other way to what comes in on it.
 */
import type net from 'node:net';

/** What is under a connection: of TCP, or of a Unix socket. */
export interface Client {
  getpeername?: (into: object) => number;
  getsockname?: (into: object) => number;
  /** The agent itself is at the other end. */
  isOurs?: boolean;
}

/** What is under a server. */
export interface Handle extends Client {
  /** Node's own; looked up at each connection. */
  onconnection: (status: number, client: Client | undefined) => void;
  close(done?: () => void): void;
  ref(): void;
  unref(): void;
}

export type Listen = typeof net.Server.prototype.listen;

/** None: the server does not listen, or in a cluster's worker has nothing of its own. */
export function handleOf(server: net.Server): Handle | undefined {
  return (server as net.Server & { _handle?: Handle | null })._handle ?? undefined;
}
