/**
 * One port of the app for which systemd holds sockets (systemd.socket(5)).
 */
import { createServer, type Server } from 'node:net';
import { type HealthSocket, openHealthSocket } from './health-socket.ts';
import { type ConnectionHandle, handleOf, nodeListen, type ServerHandle } from './node-handles.ts';

/**
 * Connections that may wait, as Backlog= in the socket unit. The kernel takes net.core.somaxconn if that is less. Node
 * sets the queue anew when it listens on a descriptor. It ignores the option `backlog` of listen() beside `fd`.
 */
export const BACKLOG = 4096;

/** The options of listen() that matter here. */
export interface ListenOptions {
  port?: unknown;
  host?: unknown;
  fd?: unknown;
  handle?: unknown;
  _handle?: unknown;
  signal?: AbortSignal;
}

/**
 * A port of the app, and all sockets that systemd holds for it: several addresses, or another port. `server` is the app's
 * server while it listens there. `directory` is the service's own in /run, if it has one.
 */
export class ActivatedPort {
  readonly port: number;
  server: Server | undefined;
  healthSocket: HealthSocket | undefined;
  readonly #descriptors: readonly number[];
  readonly #directory: string | undefined;
  #first: ServerHandle | undefined;
  readonly #further: ServerHandle[] = [];
  #closeFirst: (done?: () => void) => void = () => {};
  readonly #waiting: (ConnectionHandle | undefined)[] = [];
  #stopping = false;

  constructor(port: number, descriptors: readonly number[], directory: string | undefined) {
    this.port = port;
    this.#descriptors = descriptors;
    this.#directory = directory;
  }

  listen(server: Server, { host, signal }: ListenOptions, callback: unknown): void {
    const source = this.#first ?? { fd: this.#descriptors[0], ...(signal && { signal }) };
    nodeListen(server, source, BACKLOG, ...(typeof callback === 'function' ? [callback] : []));
    const handle = handleOf(server);
    // Node reports the error to the server.
    if (!handle) return;
    if (this.#first === undefined) {
      this.#keepOpen(handle);
      for (const descriptor of this.#descriptors.slice(1)) this.#openFurther(descriptor);
      warnIfWider(server, host);
    }
    handle.ref();
    this.server = server;
    this.#openHealthSocket();
    const waiting = this.#waiting.splice(0);
    // A cluster takes the connections over when it hears of 'listening'.
    setImmediate(() => {
      for (const connection of waiting) handle.onconnection(0, connection);
    });
  }

  giveToCluster(): void {
    // A cluster tells its workers the port. For a worker, any port but the one that it asked for is an error.
    const { getsockname } = this.#first ?? {};
    if (!this.#first || !getsockname) return;
    this.#first.getsockname = (into) => {
      const result = Reflect.apply(getsockname, this.#first, [into]);
      Object.assign(into, { port: this.port });
      return result;
    };
  }

  stop(): void {
    // From now on the end of the server closes the port.
    this.#stopping = true;
    if (this.server === undefined) this.close();
  }

  close(): void {
    this.#stopping = true;
    this.#closeHealthSocket();
    this.#closeFirst();
    for (const handle of this.#further.splice(0)) handle.close();
  }

  #keepOpen(handle: ServerHandle): void {
    // systemd passes each descriptor once, and closing the handle closes the descriptor. Many apps try a port before they
    // listen, and a cluster closes the port with its last worker. The handle therefore stays open, and new connections
    // wait for the next listen().
    this.#first = handle;
    const { close } = handle;
    this.#closeFirst = (done) => Reflect.apply(close, handle, [done]);
    handle.close = (done) => {
      this.server = undefined;
      if (this.#stopping) {
        this.close();
      } else {
        this.#closeHealthSocket();
        handle.onconnection = (_, connection) => void this.#waiting.push(connection);
        handle.unref();
      }
      if (done) setImmediate(done);
    };
  }

  #openFurther(descriptor: number): void {
    // The server of the first descriptor gets the connections of all.
    const server = createServer().on('error', (error) => console.error(`port ${this.port}: ${error.message}`));
    nodeListen(server, { fd: descriptor }, BACKLOG);
    const handle = handleOf(server);
    if (!handle) return;
    handle.onconnection = this.#accept;
    handle.unref();
    this.#further.push(handle);
  }

  readonly #accept: ServerHandle['onconnection'] = (status, connection) => {
    this.#first?.onconnection(status, connection);
  };

  #openHealthSocket(): void {
    if (this.#directory === undefined) return;
    this.healthSocket = openHealthSocket(this.#directory, this.port, this.#accept);
  }

  #closeHealthSocket(): void {
    this.healthSocket?.close();
    this.healthSocket = undefined;
  }
}

/** A project that listens on this machine alone must not be open to the world without a warning. */
function warnIfWider(server: Server, host: unknown): void {
  const address = server.address();
  if (typeof address !== 'object' || !address || !/^(localhost|127\..*|::1)$/.test(String(host))) return;
  if (address.address !== '::' && address.address !== '0.0.0.0') return;
  console.error(`the app asks for ${host} alone, but systemd holds port ${address.port} on every address`);
}
