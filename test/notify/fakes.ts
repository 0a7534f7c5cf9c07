/**
 * Connections and servers as the drain sees them, with every part of their state under control of the test.
 */
import { EventEmitter } from 'node:events';
import type { Connection } from '../../payload/notify/base/node-handles.ts';
import type { Listener, Protocol } from '../../payload/notify/servers/servers.ts';

/** A connection, idle and open. `past` lists its last words, and how it ended. */
export class FakeConnection extends EventEmitter {
  readonly past: string[] = [];
  parser: unknown = {};
  destroyed = false;
  writableEnded = false;
  writableLength = 0;
  isRead = true;
  _httpMessage: object | null = null;
  _handle: object | null = { bytesRead: 0, bytesWritten: 0, writeQueueSize: 0, reading: true };

  constructor(own: Partial<FakeConnection> = {}) {
    super();
    Object.assign(this, own);
  }

  isPaused(): boolean {
    return !this.isRead;
  }

  end(data: string | Buffer = ''): this {
    this.writableEnded = true;
    this.past.push(`end ${data.toString('latin1')}`.trim());
    return this;
  }

  destroy(): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.past.push('cut');
    this.emit('close');
    return this;
  }

  get real(): Connection {
    return this as unknown as Connection;
  }
}

/** An answer, of which the app has sent nothing yet. */
export function answer(own: object = {}): EventEmitter & { shouldKeepAlive: boolean } {
  const state = {
    shouldKeepAlive: true,
    headersSent: false,
    writableEnded: false,
    req: { complete: true },
    _header: null,
  };
  return Object.assign(new EventEmitter(), state, own);
}

/** An event stream that has begun. */
export const events = (own: object = {}): EventEmitter =>
  answer({ headersSent: true, _header: 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n', ...own });

/** A session of HTTP/2. Node keeps its streams below a symbol. */
export class FakeSession extends EventEmitter {
  readonly past: string[] = [];
  destroyed = false;
  socket: object | undefined = { _handle: { bytesRead: 0, bytesWritten: 0, writeQueueSize: 0 } };
  constructor(streams: object[] = []) {
    super();
    Object.assign(this, { [Symbol('state')]: { streams: new Map(streams.entries()) } });
  }

  close(): void {
    this.past.push('close');
  }

  destroy(): void {
    this.destroyed = true;
    this.past.push('cut');
    this.emit('close');
  }
}

/** A server of plain TCP that listens. Its close() is done when the test calls closed(). */
export class FakeTcpServer extends EventEmitter {
  listening = true;
  /** How often Node's closeIdleConnections() was called. */
  idleCloses = 0;
  #done: (() => void) | undefined;

  close(done?: () => void): this {
    this.listening = false;
    this.#done = done;
    return this;
  }

  closed(): void {
    this.#done?.();
  }

  connects<T extends FakeConnection | FakeSession>(connection: T, event = 'connection'): T {
    this.emit(event, connection);
    return connection;
  }

  as(protocol: Protocol): Listener {
    return { server: this, protocol, targets: [], port: 80, shown: ':80' } as unknown as Listener;
  }
}

/** A server of HTTP. */
export class FakeServer extends FakeTcpServer {
  closeIdleConnections(): void {
    this.idleCloses += 1;
  }
}
