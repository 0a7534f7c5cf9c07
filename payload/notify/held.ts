/**
 * Ports that systemd holds (systemd.socket(5)): the app listens as ever, and gets the descriptor that systemd has
 * opened. What connects while no instance of the service runs waits in the kernel's queue for the next one.
 */
import { rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { HeldDescriptors } from './environment.ts';

/**
 * Connections that may wait; the kernel takes net.core.somaxconn if that is less. Node sets the queue anew, and as an
 * option of listen() beside `fd` it would not hear of it.
 */
const BACKLOG = 4096;

/** What is under a connection in Node: of TCP, or of a Unix socket. */
interface Client {
  getpeername?: (into: object) => number;
  getsockname?: (into: object) => number;
}

/** What is under a server in Node. */
interface Handle extends Client {
  /** Node's own; looked up at each connection. */
  onconnection: (status: number, client: Client | undefined) => void;
  close(done?: () => void): void;
  ref(): void;
  unref(): void;
}

type Listen = typeof net.Server.prototype.listen;
type Asked = {
  port?: unknown;
  host?: unknown;
  fd?: unknown;
  handle?: unknown;
  _handle?: unknown;
  signal?: AbortSignal;
};

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

/** One port of the app's, and all that systemd listens on for it: it may be several addresses, or another port. */
export class HeldPort {
  readonly port: number;
  /** Who listens. */
  server: net.Server | undefined;
  /** Where the agent can reach the server whatever network it has; no queue is before it. */
  door: string | undefined;
  readonly #descriptors: readonly number[];
  readonly #folder: string | undefined;
  #first: Handle | undefined;
  readonly #further: Handle[] = [];
  #closeFirst: (done?: () => void) => void = () => {};
  #closeDoor: () => void = () => {};
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

  /**
   * The service may have a network of its own (PrivateNetwork=), in which its port does not exist, or none at all
   * (IPAddressDeny=); and in the queue of the port a question about health would wait behind everybody else's.
   */
  #openDoor(listen: Listen): void {
    if (this.#folder === undefined) return;
    const door = path.join(this.#folder, `port-${this.port}`);
    rmSync(door, { force: true });
    // Without it the public port is asked.
    const server = net.createServer().on('error', () => {});
    Reflect.apply(listen, server, [door]);
    const handle = handleOf(server);
    if (!handle) return;
    handle.onconnection = (status, client) => {
      if (client) disguise(client, this.port);
      this.#first?.onconnection(status, client);
    };
    handle.unref();
    this.door = door;
    this.#closeDoor = () => {
      this.door = undefined;
      server.close();
    };
  }
}

/** For apps that look at who asks, and do not expect somebody without an address. */
function disguise(client: Client, port: number): void {
  client.getpeername = client.getsockname = (into) => {
    Object.assign(into, { address: '127.0.0.1', family: 'IPv4', port });
    return 0;
  };
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

/** There is no other way to it. */
function handleOf(server: net.Server): Handle | undefined {
  return (server as net.Server & { _handle?: Handle | null })._handle ?? undefined;
}

/** What the project keeps to the machine itself must not be opened to the world in silence. */
function warnOfWiderAddress(server: net.Server, host: unknown): void {
  const address = server.address();
  if (typeof address !== 'object' || !address || !/^(localhost|127\..*|::1)$/.test(String(host))) return;
  if (address.address !== '::' && address.address !== '0.0.0.0') return;
  console.error(`the app asks for ${host} alone, but systemd holds port ${address.port} on every address`);
}
