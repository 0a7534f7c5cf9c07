/**
 * The connections of the app's servers. ends.ts has the ways to end those that hold up a stop.
 */
import type { ServerHttp2Session } from 'node:http2';
import { monotonicMs } from '../base/clock.ts';
import type { Connection } from '../base/node-handles.ts';
import type { Listener, Protocol } from '../servers/servers.ts';
import type { Selection } from './ends.ts';
import type { Stalls } from './stalls.ts';
import { noteWebSockets } from './web-sockets.ts';

export class Connections {
  /** With the protocol that they speak: a server of HTTP/2 may speak HTTP/1.1, too. */
  readonly open = new Map<Connection, { listener: Listener; protocol: Protocol; sinceMs: number }>();
  readonly sessions = new Map<ServerHttp2Session, Listener>();
  readonly #handshakes = new Map<Connection, Listener>();

  /** Whether there is a connection of any kind now. */
  hasAny(): boolean {
    return this.open.size + this.sessions.size + this.#handshakes.size > 0;
  }

  follow(listener: Listener): void {
    const { server, protocol } = listener;
    const track = (socket: Connection, spoken: Protocol): void => {
      // The drain does not wait for the agent's own connection.
      if (socket._handle?.isProbe || socket._handle?._parent?.isProbe) return;
      this.open.set(socket, { listener, protocol: spoken, sinceMs: monotonicMs() });
      socket.once('close', () => this.open.delete(socket));
    };
    if (protocol === 'http' || protocol === 'https') noteWebSockets(server);
    if (protocol === 'http2' || protocol === 'https2') {
      server.on('session', (session: ServerHttp2Session) => {
        this.sessions.set(session, listener);
        session.once('close', () => this.sessions.delete(session));
      });
    }
    if (protocol !== 'https' && protocol !== 'https2') {
      if (protocol !== 'http2') server.on('connection', (socket: Connection) => track(socket, protocol));
      return;
    }
    server.on('connection', (socket: Connection) => {
      this.#handshakes.set(socket, listener);
      socket.once('close', () => this.#handshakes.delete(socket));
    });
    server.on('secureConnection', (socket: Connection & { _parent?: Connection; alpnProtocol?: unknown }) => {
      if (socket._parent) this.#handshakes.delete(socket._parent);
      if (protocol === 'https' || socket.alpnProtocol !== 'h2') track(socket, 'https');
    });
  }

  /** Ends event streams and upgraded connections. */
  endStreams(selected: Selection): void {
    ends().endStreams(this, selected);
  }

  /** Cuts connections whose client has taken no part for the limit of `stalls`. */
  endStalled(stalls: Stalls, selected: Selection): void {
    ends().endStalled(this, stalls, selected);
  }

  /** Cuts the connections that have not come to an end of their TLS handshake. */
  endHandshakes(selected: Selection): void {
    for (const [socket, listener] of this.#handshakes) if (selected(listener)) socket.destroy();
  }
}

/** Loaded at the first stop. */
function ends(): typeof import('./ends.ts') {
  return require('./ends.ts');
}
