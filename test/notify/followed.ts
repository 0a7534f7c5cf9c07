/**
 * The servers of this process, as the agent follows them, and a cluster around it.
 */
import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import * as assert from 'uvu/assert';
import type { AgentEnvironment } from '../../payload/notify/base/environment.ts';
import type { Listener, Protocol } from '../../payload/notify/servers/servers.ts';
import { World } from './world.ts';

type Modules = typeof import('../../payload/notify/servers/servers.ts') &
  typeof import('../../payload/notify/servers/cluster-ports.ts') &
  typeof import('../../payload/notify/servers/worker-places.ts');

const { listen } = net.Server.prototype;
const { writeHead } = http.ServerResponse.prototype;
let opened: net.Server[] = [];

/** Closes the servers, and gives Node its own methods back. */
export function forgetServers(): void {
  net.Server.prototype.listen = listen;
  http.ServerResponse.prototype.writeHead = writeHead;
  for (const server of opened) server.close();
  opened = [];
}

/** A server that closes with the test. */
export function closedLater<T extends net.Server>(server: T): T {
  opened.push(server);
  return server;
}

/** A worker of a cluster, as the primary sees it. */
export class Worker extends EventEmitter {
  readonly process = new EventEmitter();
  tell(message: unknown): void {
    this.process.emit('internalMessage', message);
  }
}

/** Node's module of clusters, in a primary. */
class Cluster extends EventEmitter {
  workers: Record<string, Worker | undefined> | undefined = {};
}

export async function followed(environment: Partial<AgentEnvironment> = {}) {
  const cluster = new Cluster();
  const world = new World({ 'node:cluster': cluster });
  const modules = world.load<Modules>('servers/servers.ts', 'servers/cluster-ports.ts', 'servers/worker-places.ts');
  const heard: Listener[] = [];
  const servers = modules.followServers(environment, (listener) => void heard.push(listener));
  return { ...modules, servers, heard, world, cluster };
}

export async function listening<T extends net.Server>(server: T, ...args: unknown[]): Promise<T> {
  closedLater(server);
  assert.is(Reflect.apply(server.listen, server, args), server);
  await once(server, 'listening');
  return server;
}

export const portOf = (server: net.Server): number => (server.address() as net.AddressInfo).port;

/** Answers, and the paths that were asked. */
export const asked: string[] = [];
export const answering = (status: () => number): http.Server =>
  http.createServer(({ url }, response) => {
    asked.push(String(url));
    response.writeHead(status()).end();
  });

export async function listener(server: net.Server, protocol: Protocol = 'http'): Promise<Listener> {
  await listening(server, 0, '127.0.0.1');
  const port = portOf(server);
  return { server, protocol, targets: [{ host: '127.0.0.1', port }], port, shown: `:${port}` };
}
