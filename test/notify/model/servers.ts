/**
 * Servers of HTTP and connections to them in memory, with the behaviour of Node's that the agent relies on.
 */
import { EventEmitter } from 'node:events';
import { Duplex } from 'node:stream';

/** One end of a connection. */
class End extends Duplex {
  connecting = false;
  #other: End | undefined;
  #isOver = false;

  static pair(): [End, End] {
    const [client, served] = [new End({ allowHalfOpen: false }), new End()];
    [client.#other, served.#other] = [served, client];
    return [client, served];
  }

  hear(chunk: Buffer | null): void {
    if (this.#isOver || this.destroyed) return;
    this.#isOver = chunk === null;
    this.push(chunk);
  }

  override _read(): void {}

  override _write(chunk: Buffer, _: unknown, done: () => void): void {
    this.#other?.hear(chunk);
    done();
  }

  override _final(done: () => void): void {
    this.#other?.hear(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#other?.hear(null);
    done(error);
  }
}

/** The part of http.ServerResponse that the agent looks at. */
export class Answer extends EventEmitter {
  statusCode = 200;
  headersSent = false;
  shouldKeepAlive = true;
  readonly req = { complete: true };
  readonly #socket: Served;

  constructor(socket: Served) {
    super();
    this.#socket = socket;
  }

  getHeader(): undefined {
    return undefined;
  }

  writeHead(status: number): this {
    this.statusCode = status;
    this.headersSent = true;
    return this;
  }

  end(status: number): void {
    this.writeHead(status);
    this.#socket.end(`HTTP/1.1 ${status} Status\r\nConnection: close\r\n\r\n`);
    this.#socket._httpMessage = undefined;
    this.emit('finish');
    this.emit('close');
  }
}

type Served = Duplex & { _httpMessage?: Answer | undefined; parser?: unknown };

/** A request as the app sees it. */
export interface Request {
  url: string;
  rawHeaders: string[];
}

/** The servers that listen, by their ports. */
export type Ports = Map<number, AnyServer>;

/** A server of HTTP. It ends each connection after an answer. */
export class AnyServer extends EventEmitter {
  listening = false;
  _handle: object | undefined;
  readonly connections = new Set<Served>();
  readonly #accepted = new Set<Served>();
  readonly #ports: Ports;
  readonly #answer: typeof Answer;
  /** The port of the last listen(). */
  port = 0;

  constructor(ports: Ports, answer = Answer) {
    super();
    this.#ports = ports;
    this.#answer = answer;
    this.on('connection', (socket: Served) => this.#serve(socket));
  }

  listen(port: number): this {
    if (this.#ports.has(port)) {
      process.nextTick(() => this.emit('error', Object.assign(new Error('in use'), { code: 'EADDRINUSE' })));
      return this;
    }
    this.port = port;
    this.listening = true;
    this._handle = {};
    this.#ports.set(port, this);
    process.nextTick(() => this.emit('listening'));
    return this;
  }

  address(): object | null {
    return this.listening ? { address: '::', family: 'IPv6', port: this.port } : null;
  }

  close(done?: () => void): this {
    if (done) this.once('close', done);
    this.listening = false;
    this._handle = undefined;
    if (this.#ports.get(this.port) === this) this.#ports.delete(this.port);
    this.#endIfDrained();
    return this;
  }

  /** A connection over the network, for which close() waits. The agent opens others within the process. */
  accept(socket: Served): void {
    this.#accepted.add(socket);
    socket.once('close', () => {
      this.#accepted.delete(socket);
      if (!this.listening) this.#endIfDrained();
    });
    this.emit('connection', socket);
  }

  #endIfDrained(): void {
    if (this.#accepted.size === 0) process.nextTick(() => this.listening || this.emit('close'));
  }

  #serve(socket: Served): void {
    this.connections.add(socket);
    socket.once('close', () => {
      this.connections.delete(socket);
      socket._httpMessage?.emit('close');
    });
    socket.parser = {};
    let head = '';
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      head += chunk;
      if (!head.endsWith('\r\n\r\n')) return;
      const [line = '', ...headers] = head.trimEnd().split('\r\n');
      head = '';
      socket._httpMessage = new this.#answer(socket);
      const request: Request = {
        url: line.split(' ')[1] ?? '',
        rawHeaders: headers.flatMap((header) => header.split(': ')),
      };
      this.emit('request', request, socket._httpMessage);
    });
    // Without httpAllowHalfOpen, a client that has ended its side gets no answer.
    socket.on('end', () => socket.end());
  }
}

/** The classes of one process, which the agent changes. */
export function serverClasses(ports: Ports) {
  const ServerResponse = class extends Answer {};
  const Server = class extends AnyServer {
    constructor() {
      super(ports, ServerResponse);
    }
  };
  const HttpServer = class extends Server {
    closeIdleConnections(): void {
      for (const socket of this.connections) if (!socket._httpMessage) socket.destroy();
    }
  };
  return { Server, HttpServer, ServerResponse };
}

/** As of node:net. 127.0.0.1 alone has servers. */
export function connectTo(ports: Ports, { host, port }: { host?: string; port?: number }): Duplex {
  const [client, served] = End.pair();
  client.connecting = true;
  process.nextTick(() => {
    client.connecting = false;
    const server = host === '127.0.0.1' ? ports.get(port ?? 0) : undefined;
    if (client.destroyed) return;
    if (!server) return void client.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    client.emit('connect');
    server.accept(served);
  });
  return client;
}
