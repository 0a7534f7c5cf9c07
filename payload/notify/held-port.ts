/**
 * One port of the app's, and the descriptors that systemd has opened for it.
 */
import net from 'node:net';
import { type Door, openDoor } from './door.ts';
import { type Client, type Handle, handleOf, type Listen } from './handle.ts';

/**
 * Connections that may wait; the kernel takes net.core.somaxconn if that is less. Node sets the queue anew, and as an
 * option of listen() beside `fd` it would not hear of it.
 */
const BACKLOG = 4096;

/** What listen() may be asked for. */
export interface Asked {
  port?: unknown;
  host?: unknown;
  fd?: unknown;
  handle?: unknown;
  _handle?: unknown;
  signal?: AbortSignal;
}

/** One port of the app's, and all that systemd listens on for it: it may be several addresses, or another port. */
export class HeldPort {
  readonly port: number;
  /** Who listens. */
  server: net.Server | undefined;
  /** Where the agent can reach the server whatever network it has; no queue is before it. */
  door: Door | undefined;
  readonly #descriptors: readonly number[];
  readonly #folder: string | undefined;
  #first: Handle | undefined;
  readonly #further: Handle[] = [];
  #closeFirst: (done?: () => void) => void = () => {};
  #waiting: (Client | undefined)[] = [];
  #stopping = false;

  constructor(port: number, descriptors: readonly number[], folder: string | undefined) {
    this.port = port;
    this.#descriptors = descriptors;
    this.#folder = folder;
  }

  listen(server: net.Server, { host, signal }: Asked, callback: unknown, listen: Listen): void {
    const source = this.#first ?? { fd: this.#descriptors[0], ...(signal && { signal }) };
    const rest = typeof callback === 'function' ? [callback] : [];
    Reflect.apply(listen, server, [source, BACKLOG, ...rest]);
    const handle = handleOf(server);
    // Node tells the server itself.
    if (!handle) return;
    if (this.#first === undefined) {
      this.#keep(handle);
      for (const descriptor of this.#descriptors.slice(1)) this.#open(descriptor, listen);
      warnOfWiderAddress(server, host);
    }
    handle.ref();
    this.server = server;
    this.#openDoor(listen);
    const waiting = this.#waiting.splice(0);
    // A cluster takes the connections over when it hears of 'listening'.
    setImmediate(() => {
      for (const client of waiting) handle.onconnection(0, client);
    });
  }

  /** A cluster's workers are told the port, and take any other than the one they have asked for for an error. */
  giveToCluster(): void {
    const { getsockname } = this.#first ?? {};
    if (!this.#first || !getsockname) return;
    this.#first.getsockname = (into) => {
      const result = Reflect.apply(getsockname, this.#first, [into]);
      Object.assign(into, { port: this.port });
      return result;
    };
  }

  stop(): void {
    this.#stopping = true;
    if (this.server === undefined) this.close();
  }

  close(): void {
    this.#stopping = true;
    this.#closeDoor();
    this.#closeFirst();
    for (const handle of this.#further.splice(0)) handle.close();
  }

  /**
   * Closing closes the descriptor, and there is no second one: many an app tries a port before it listens, and a
   * cluster closes with its last worker. So it stays open, and who connects waits for the next listen().
   */
  #keep(handle: Handle): void {
    this.#first = handle;
    const { close } = handle;
    this.#closeFirst = (done) => Reflect.apply(close, handle, [done]);
    handle.close = (done) => {
      this.server = undefined;
      if (this.#stopping) {
        this.close();
      } else {
        this.#closeDoor();
        handle.onconnection = (_, client) => void this.#waiting.push(client);
        handle.unref();
      }
      if (done) setImmediate(done);
    };
  }

  /** A further descriptor of the port: what it accepts goes where the first one's connections go. */
  #open(descriptor: number, listen: Listen): void {
    const server = net.createServer().on('error', (error) => console.error(`port ${this.port}: ${error.message}`));
    Reflect.apply(listen, server, [{ fd: descriptor }, BACKLOG]);
    const handle = handleOf(server);
    if (!handle) return;
    handle.onconnection = (status, client) => this.#first?.onconnection(status, client);
    handle.unref();
    this.#further.push(handle);
  }

  #openDoor(listen: Listen): void {
    if (this.#folder === undefined) return;
    this.door = openDoor(this.#folder, this.port, listen, (status, client) => {
      this.#first?.onconnection(status, client);
    });
  }

  #closeDoor(): void {
    this.door?.close();
    this.door = undefined;
  }
}

/** What the project keeps to the machine itself must not be opened to the world in silence. */
function warnOfWiderAddress(server: net.Server, host: unknown): void {
  const address = server.address();
  if (typeof address !== 'object' || !address || !/^(localhost|127\..*|::1)$/.test(String(host))) return;
  if (address.address !== '::' && address.address !== '0.0.0.0') return;
  console.error(`the app asks for ${host} alone, but systemd holds port ${address.port} on every address`);
}
