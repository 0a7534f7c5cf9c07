/**
 * Socket activation (systemd.socket(5)): systemd opens the ports, and the app listens on them without a change. The
 * kernel queues the connections that come while the service is down, and the next instance of the service answers them.
 */
import type net from 'node:net';
import type { ActivatedDescriptors } from '../base/environment.ts';
import { ActivatedPort, type ListenOptions, type SocketPlaces } from './activated-port.ts';

/**
 * The ports that systemd holds for this process.
 *
 * - listen: lets a server of the app listen on the descriptors of systemd. False, without any effect, if the arguments ask
 *   for a place without a descriptor.
 * - portOf: the port on which a server listens. unused: the ports on which the app does not listen.
 * - release: clients come to this process from now on, if it was held.
 * - stop: from now on the end of a server closes its port, because connections in the queue are for the next instance.
 * - close: closes all ports at once, under any server.
 */
export class SocketActivation {
  readonly #ports: readonly ActivatedPort[];

  constructor(descriptors: ActivatedDescriptors, places: SocketPlaces) {
    this.#ports = [...descriptors].map(([port, numbers]) => new ActivatedPort(port, numbers, places));
  }

  listen(server: net.Server, args: unknown[]): boolean {
    const options = listenOptions(args);
    const activated = this.#ports.find(({ port, server }) => port === options?.port && server === undefined);
    if (!activated || !options) return false;
    activated.listen(server, options, args.at(-1));
    return true;
  }

  portOf(server: net.Server): ActivatedPort | undefined {
    return this.#ports.find((activated) => activated.server === server);
  }

  release(): void {
    for (const activated of this.#ports) activated.release();
  }

  unused(): number[] {
    return this.#ports.filter(({ server }) => server === undefined).map(({ port }) => port);
  }

  stop(): void {
    for (const activated of this.#ports) activated.stop();
  }

  close(): void {
    for (const activated of this.#ports) activated.close();
  }
}

/** The arguments of listen(), read as Node reads them. Undefined if they ask for a descriptor, a handle or a path. */
function listenOptions([first, second]: unknown[]): (ListenOptions & { port: number }) | undefined {
  const isOptions = typeof first === 'object' && first !== null;
  const options: ListenOptions = isOptions ? first : { port: first, host: second };
  if ((options.fd ?? options.handle ?? options._handle) !== undefined) return undefined;
  const { port } = options;
  const isNumber = typeof port === 'number' || (typeof port === 'string' && /^\d+$/.test(port));
  return isNumber ? { ...options, port: Number(port) } : undefined;
}
