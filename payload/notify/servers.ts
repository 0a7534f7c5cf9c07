/**
 * Learns of every server that the app opens, whatever framework opened it: http, https, HTTP/2 and plain
 * TCP servers all listen through net.Server.
 */
import type { Worker } from 'node:cluster';
import http from 'node:http';
import net from 'node:net';

/** What a server speaks, as far as a probe must know; `cluster` is a port whose servers are in other processes. */
export type Kind = 'http' | 'https' | 'http2' | 'https2' | 'tcp' | 'cluster';

/** A server that listens, and where: asked once, for a cluster gives its handle away. */
export interface Listener {
  server: net.Server;
  kind: Kind;
  /** Addresses to try, in order; or the path of a Unix socket. */
  targets: net.NetConnectOpts[];
  port: number | undefined;
  /** As STATUS shows it: `:5001`, or the path. */
  shown: string;
}

export interface Servers {
  /** Those that listen now, in the order they began to. */
  listening(): Listener[];
  /** The one that counts: on the configured port, else the first. */
  chosen(): Listener | undefined;
}

/** Follows the servers from now on; `changed` is called when one begins to listen. */
export function followServers(port: number | undefined, changed: (listener: Listener) => void): Servers {
  const listeners = new Map<net.Server, Listener>();
  const { listen } = net.Server.prototype;
  const opened = (server: net.Server): void => {
    const listener = describeListener(server);
    if (!listener) return;
    listeners.set(server, listener);
    server.once('close', () => listeners.delete(server));
    changed(listener);
  };
  // Wrapped rather than followed through the diagnostics channel of the same event: Node 18 has none.
  net.Server.prototype.listen = function (this: net.Server, ...args: unknown[]) {
    const whenListening = (): void => opened(this);
    this.once('listening', whenListening);
    this.once('error', () => this.removeListener('listening', whenListening));
    return Reflect.apply(listen, this, args);
  };
  const listening = (): Listener[] => [...listeners.values()];
  return {
    listening,
    chosen: () => listening().find((listener) => port === undefined || listener.port === port),
  };
}

function describeListener(server: net.Server): Listener | undefined {
  const address = server.address();
  const kind = kindOf(server);
  if (address === null) return undefined;
  if (typeof address === 'string') {
    return { server, kind, targets: [{ path: address }], port: undefined, shown: address };
  }
  const { port } = address;
  const targets = hostsOf(address.address).map((host) => ({ host, port }));
  return { server, kind, targets, port, shown: `:${port}` };
}

/** Numbers, never names: a small system has no /etc/hosts. `::` is also bound where IPv6 is switched off. */
function hostsOf(address: string): string[] {
  if (address === '0.0.0.0') return ['127.0.0.1'];
  return address === '::' ? ['127.0.0.1', '::1'] : [address];
}

/** By what a server can do, not by its class: asking for classes would load modules that the app does without. */
function kindOf(server: net.Server): Kind {
  if (server instanceof http.Server) return 'http';
  const isTls = 'setSecureContext' in server;
  if ('updateSettings' in server) return isTls ? 'https2' : 'http2';
  if ('closeIdleConnections' in server) return 'https';
  return clusterWorkers().length > 0 ? 'cluster' : 'tcp';
}

/** The workers of a cluster's primary. Its module is loaded only where it may be in use. */
export function clusterWorkers(): Worker[] {
  const { workers } = require('node:cluster') as typeof import('node:cluster').default;
  return Object.values(workers ?? {}).filter((worker) => worker !== undefined);
}
