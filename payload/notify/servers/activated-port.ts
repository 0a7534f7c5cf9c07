/**
 * One port of the app for which systemd holds sockets (systemd.socket(5)).
 */
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import {
  type ConnectionHandle,
  handleOf,
  listenOnHandle,
  nodeListen,
  type ServerHandle,
} from '../base/node-handles.ts';
import { setImmediate } from '../base/timers.ts';
import { type HealthSocket, openHealthSocket } from './health-socket.ts';

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

/** Places outside of the app: the service's own directory in /run, and the path of the Unix socket of systemd's. */
export interface SocketPlaces {
  directory: string | undefined;
  unixSocket: string | undefined;
  /** Whether clients stay with another process until this one is ready: a new version beside the running one. */
  isHeld: boolean;
}

/**
 * A port of the app, and all sockets that systemd holds for it: several addresses, or another port. `server` is the app's
 * server while it listens there.
 */
export class ActivatedPort {
  readonly port: number;
  server: Server | undefined;
  healthSocket: HealthSocket | undefined;
  readonly #descriptors: readonly number[];
  readonly #places: SocketPlaces;
  #isHeld: boolean;
  #first: ServerHandle | undefined;
  readonly #further: ServerHandle[] = [];
  #closeFirst: (done?: () => void) => void = () => {};
  readonly #waiting: (ConnectionHandle | undefined)[] = [];
  #stopping = false;

  constructor(port: number, descriptors: readonly number[], places: SocketPlaces) {
    this.port = port;
    this.#descriptors = descriptors;
    this.#places = places;
    // Without a health socket the agent could not ask a server that accepts no clients.
    this.#isHeld = places.isHeld && places.directory !== undefined;
  }

  listen(server: Server, { host, signal }: ListenOptions, callback: unknown): void {
    if (this.#first === undefined) {
      // Node takes the last argument for a callback if it is a function.
      nodeListen(server, { ...this.#firstPlace(), signal }, BACKLOG, callback);
    } else {
      if (typeof callback === 'function') server.once('listening', callback as () => void);
      listenOnHandle(server, this.#first, BACKLOG);
    }
    const handle = handleOf(server);
    // Node reports the error to the server.
    if (!handle) return;
    if (this.#first === undefined) {
      this.#keepOpen(handle);
      if (this.#isHeld) givePort(handle, this.port);
      else {
        for (const descriptor of this.#descriptors.slice(1)) this.#openFurther(descriptor);
        warnIfWider(server, host);
      }
    }
    handle.ref();
    if (server.address() === null) giveAddress(server, this.#places.unixSocket);
    this.server = server;
    this.#openHealthSocket();
    const waiting = this.#waiting.splice(0);
    // A cluster takes the connections over when it hears of 'listening'.
    setImmediate(() => {
      for (const connection of waiting) handle.onconnection(0, connection);
    });
  }

  /** From now on clients come to this process, too. */
  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    if (this.#first) for (const descriptor of this.#descriptors) this.#openFurther(descriptor);
  }

  giveToCluster(): void {
    // A cluster tells its workers the port. For a worker, any port but the one that it asked for is an error.
    const first = this.#first;
    if (!first?.getsockname) return;
    const { getsockname } = first;
    first.getsockname = (into) => {
      const result = Reflect.apply(getsockname, first, [into]);
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
    this.#closeHealthSocket();
    this.#closeFirst();
    for (const handle of this.#further.splice(0)) handle.close();
  }

  /** A held server listens on a Unix socket of its own, and never accepts a client that a bad version would lose. */
  #firstPlace(): ListenOptions & { path?: string } {
    if (!this.#isHeld) return { fd: this.#descriptors[0] };
    const path = join(String(this.#places.directory), `held-${this.port}`);
    rmSync(path, { force: true });
    return { path };
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
    const { directory } = this.#places;
    if (directory !== undefined) this.healthSocket = openHealthSocket(directory, this.port, this.#accept);
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

/** An app that asks for the address of a held server learns the port that it asked for. */
function givePort(handle: ServerHandle, port: number): void {
  handle.getsockname = (into) => {
    Object.assign(into, { address: '::', family: 'IPv6', port });
    return 0;
  };
}

/** The address of a server on a path is the path. Node knows none for a descriptor of a Unix socket. */
function giveAddress(server: Server, path = 'a Unix socket'): void {
  Object.assign(server, { _pipeName: path });
}
