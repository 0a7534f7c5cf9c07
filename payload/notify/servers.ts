/**
 * Learns of every server that the app opens, whatever framework opened it: http, https, HTTP/2 and plain
 * TCP servers all listen through net.Server.
 */
import type { Worker } from 'node:cluster';
import { errorMonitor } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { HeldDescriptors } from './environment.ts';
import { HeldPorts } from './held.ts';
import type { HeldPort } from './held-port.ts';

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
  /** The ports that systemd holds. */
  held: HeldPorts;
}

/** What is known of the servers before there are any. */
export interface Expected {
  /** The port of the one that counts. */
  port?: number | undefined;
  held?: HeldDescriptors;
  folder?: string | undefined;
}

/** Follows the servers from now on; `changed` is called when one begins to listen. */
export function followServers(
  { port, held: descriptors = new Map(), folder }: Expected,
  changed: (listener: Listener) => void,
): Servers {
  const listeners = new Map<net.Server, Listener>();
  const { listen } = net.Server.prototype;
  const held = new HeldPorts(descriptors, folder, listen);
  const opened = (server: net.Server): void => {
    const listener = describeListener(server, held.of(server));
    if (!listener) return;
    if (listener.kind === 'cluster') held.of(server)?.giveToCluster();
    listeners.set(server, listener);
    server.once('close', () => listeners.delete(server));
    changed(listener);
  };
  // Wrapped rather than followed through the diagnostics channel of the same event: Node 18 has none.
  net.Server.prototype.listen = function (this: net.Server, ...args: unknown[]) {
    const whenListening = (): void => opened(this);
    this.once('listening', whenListening);
    // Not 'error' itself: with a listener of ours Node would take for handled what the app does not handle.
    this.once(errorMonitor as unknown as 'error', () => this.removeListener('listening', whenListening));
    return held.listen(this, args) ? this : Reflect.apply(listen, this, args);
  };
  const listening = (): Listener[] => [...listeners.values()];
  return {
    held,
    listening,
    chosen: () => listening().find((listener) => port === undefined || listener.port === port),
  };
}

function describeListener(server: net.Server, held: HeldPort | undefined): Listener | undefined {
  const address = server.address();
  const kind = kindOf(server);
  if (address === null) return undefined;
  const door = held?.door === undefined ? [] : [{ path: held.door.path }];
  if (typeof address === 'string') {
    return { server, kind, targets: [...door, { path: address }], port: held?.port, shown: address };
  }
  const { port } = address;
  const targets = [...door, ...hostsOf(address.address).map((host) => ({ host, port }))];
  // The port that counts is the one that the app has asked for, wherever systemd listens for it.
  return { server, kind, targets, port: held?.port ?? port, shown: `:${port}` };
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
