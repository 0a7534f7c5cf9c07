/**
 * Learns of every server that the app opens, in any framework: servers of HTTP, HTTPS, HTTP/2 and plain TCP all listen
 * through net.Server.
 */
import type { Worker } from 'node:cluster';
import { errorMonitor } from 'node:events';
import { Server as HttpServer } from 'node:http';
import { type NetConnectOpts, Server } from 'node:net';
import type { ActivatedDescriptors, AgentEnvironment } from '../base/environment.ts';
import { nodeListen } from '../base/node-handles.ts';
import { foreign } from '../messages/foreign.ts';
import type { ActivatedPort, SocketPlaces } from './activated-port.ts';
import { followWorkers } from './cluster-ports.ts';
import type { SocketActivation } from './socket-activation.ts';
import type { WorkerPlace } from './worker-places.ts';

/** The protocol of a server, for a probe. `cluster`: the servers of the port are in other processes. */
export type Protocol = 'http' | 'https' | 'http2' | 'https2' | 'tcp' | 'cluster';

/** A server that listens. Its address is read once, because a cluster gives the handle away. */
export interface Listener {
  server: Server;
  protocol: Protocol;
  /** Places to try, in order: addresses, or the path of a Unix socket. */
  targets: NetConnectOpts[];
  port: number | undefined;
  /** The place in STATUS: `:5001`, or the path. */
  shown: string;
}

type Activation = Pick<SocketActivation, 'listen' | 'portOf' | 'release' | 'unused' | 'stop' | 'close'>;

/** Of a service for which systemd holds no socket. */
const NO_ACTIVATION: Activation = {
  listen: () => false,
  portOf: () => undefined,
  release() {},
  unused: () => [],
  stop() {},
  close() {},
};

export interface Servers {
  /** The servers that listen now, in the order in which they began, and those that still answer after their close(). */
  listening(): Listener[];
  /** Those that take connections, and those that the workers of a cluster opened by themselves. */
  known(): Listener[];
  /** The server whose health counts: on the configured port, or else the first. */
  chosen(): Listener | undefined;
  activation: Activation;
}

/** Follows the servers from now on. Calls `onListen` when a server begins to listen. */
export function followServers(
  { mode, port, activated, unixSocket, runtimeDirectory: directory, isHeld = false }: Partial<AgentEnvironment>,
  onListen: (listener: Listener) => void,
): Servers {
  const listeners = new Map<Server, Listener>();
  const activation = activate(activated, { directory, unixSocket, isHeld });
  const opened = (server: Server): void => {
    const activatedPort = activation.portOf(server);
    const listener = describeListener(server, activatedPort);
    if (!listener) return;
    // At the port, the other process would answer.
    if (isHeld && activatedPort?.healthSocket) listener.targets.length = 1;
    if (listener.protocol === 'cluster') {
      activatedPort?.giveToCluster();
      handover().followHandover(server);
    }
    listeners.set(server, listener);
    server.once('close', () => listeners.delete(server));
    onListen(listener);
  };
  // A wrapper, and not the diagnostics channel of the same event: Node 18 has no such channel.
  Server.prototype.listen = function (this: Server, ...args: unknown[]) {
    const whenListening = (): void => opened(this);
    this.once('listening', whenListening);
    // A listener for 'error' itself would make Node believe that the app handles the error.
    this.once(errorMonitor as unknown as 'error', () => this.removeListener('listening', whenListening));
    return activation.listen(this, args) ? this : nodeListen(this, ...args);
  };
  const listening = (): Listener[] => [...listeners.values()];
  const ofWorkers = new Map<WorkerPlace, Listener>();
  // A cluster takes the handle of its server away, which then counts as closed.
  const open = (): Listener[] =>
    listening().filter(({ server, protocol }) => server.listening || protocol === 'cluster');
  const known = (): Listener[] => [...open(), ...ofWorkers.values()];
  const chosen = (): Listener | undefined => known().find((listener) => port === undefined || listener.port === port);
  if (mode === 'http' || mode === 'listening') {
    followWorkers({
      opened(place) {
        // The primary listens for its workers itself, except in two cases.
        if (listening().some((listener) => listener.port === place.port)) return;
        ofWorkers.set(place, describeWorkers(place));
        onListen(ofWorkers.get(place) as Listener);
      },
      closed: (place) => ofWorkers.delete(place),
      isFound: () => chosen() !== undefined,
    });
  }
  return { activation, listening, known, chosen };
}

/** Most services do without the module. */
function activate(activated: ActivatedDescriptors | undefined, places: SocketPlaces): Activation {
  if (!activated?.size) return NO_ACTIVATION;
  const { SocketActivation } = require('./socket-activation.ts') as typeof import('./socket-activation.ts');
  return new SocketActivation(activated, places);
}

/** Only clusters need the module. */
export function handover(): typeof import('./handover.ts') {
  return require('./handover.ts');
}

/** A server that is in other processes. */
function describeWorkers({ address, port }: WorkerPlace): Listener {
  const base = { server: new Server(), protocol: 'cluster' as const };
  if (port < 0) return { ...base, targets: [{ path: address ?? '' }], port: undefined, shown: foreign(address ?? '') };
  const targets = hostsOf(address ?? '::').map((host) => ({ host, port }));
  return { ...base, targets, port, shown: `:${port}` };
}

function describeListener(server: Server, activated: ActivatedPort | undefined): Listener | undefined {
  const address = server.address();
  if (address === null) return undefined;
  const protocol = protocolOf(server);
  const { healthSocket } = activated ?? {};
  const targets: NetConnectOpts[] = healthSocket ? [{ path: healthSocket.path }] : [];
  if (typeof address === 'string') {
    targets.push({ path: address });
    return { server, protocol, targets, port: activated?.port, shown: foreign(address) };
  }
  const { port } = address;
  for (const host of hostsOf(address.address)) targets.push({ host, port });
  // The settings name the port that the app asks for. systemd may listen on another.
  return { server, protocol, targets, port: activated?.port ?? port, shown: `:${port}` };
}

/** Numbers instead of names: a small system has no /etc/hosts. Node binds `::` even where IPv6 is switched off. */
function hostsOf(address: string): string[] {
  if (address === '0.0.0.0') return ['127.0.0.1'];
  return address === '::' ? ['127.0.0.1', '::1'] : [address];
}

/** Looks at the methods of a server: for its class, the agent would load modules that the app may not need. */
function protocolOf(server: Server): Protocol {
  if (server instanceof HttpServer) return 'http';
  const isTls = 'setSecureContext' in server;
  if ('updateSettings' in server) return isTls ? 'https2' : 'http2';
  if ('closeIdleConnections' in server) return 'https';
  return clusterWorkers().length > 0 ? 'cluster' : 'tcp';
}

/** The workers of a cluster's primary. Loads the module of clusters where there may be one. */
export function clusterWorkers(): Worker[] {
  const { workers } = require('node:cluster') as typeof import('node:cluster').default;
  return Object.values(workers ?? {}).filter((worker) => worker !== undefined);
}
