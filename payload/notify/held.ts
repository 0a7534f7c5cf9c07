/**
 * Ports that systemd holds (systemd.socket(5)): the app listens as ever, and gets the descriptor that systemd has
 * opened. What connects while no instance of the service runs waits in the kernel's queue for the next one.
 */
import type net from 'node:net';
import type { HeldDescriptors } from './environment.ts';
import type { Listen } from './handle.ts';
import { type Asked, HeldPort } from './held-port.ts';

/** The ports that are held for this process. */
export class HeldPorts {
  readonly #ports: readonly HeldPort[];
  readonly #listen: Listen;

  /** `listen` is Node's own. `folder` is the service's in /run, if it has one. */
  constructor(descriptors: HeldDescriptors, folder: string | undefined, listen: Listen) {
    this.#ports = [...descriptors].map(([port, numbers]) => new HeldPort(port, numbers, folder));
    this.#listen = listen;
  }

  /** Listens with what systemd has opened; false if the call is for something else, and nothing was done. */
  listen(server: net.Server, args: unknown[]): boolean {
    const asked = askedFor(args);
    const held = this.#ports.find(({ port, server }) => port === asked?.port && server === undefined);
    if (!held || !asked) return false;
    held.listen(server, asked, args.at(-1), this.#listen);
    return true;
  }

  /** The port that a server has been given. */
  of(server: net.Server): HeldPort | undefined {
    return this.#ports.find((held) => held.server === server);
  }

  /** Those on which the app does not listen. */
  unused(): number[] {
    return this.#ports.filter(({ server }) => server === undefined).map(({ port }) => port);
  }

  /** From now on to stop listening means just that: what waits in the queue is the next instance's. */
  stop(): void {
    for (const held of this.#ports) held.stop();
  }

  /** Nothing more is accepted, whoever listens. */
  close(): void {
    for (const held of this.#ports) held.close();
  }
}

/** What listen() was asked for, as Node itself reads its arguments. */
function askedFor([first, second]: unknown[]): (Asked & { port: number }) | undefined {
  const isOptions = typeof first === 'object' && first !== null;
  const asked: Asked = isOptions ? first : { port: first, host: second };
  if (asked.fd !== undefined || asked.handle !== undefined || asked._handle !== undefined) return undefined;
  const { port } = asked;
  const isNumber = typeof port === 'number' || (typeof port === 'string' && /^\d+$/.test(port));
  return isNumber ? { ...asked, port: Number(port) } : undefined;
}
