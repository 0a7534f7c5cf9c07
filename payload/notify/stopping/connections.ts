/**
 * The connections of the app's servers, and the ways to end those that hold up a stop.
 */
import type http from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import { type Connection, streamsOf } from '../base/node-handles.ts';
import type { Listener, Protocol } from '../servers/servers.ts';
import { isEventStream, isUpgraded, noteWebSockets, sayGoodbye } from './goodbye.ts';
import type { ClientPart, Stalls } from './stalls.ts';

/** Selects listeners: all, or those that the app has closed. */
export type Selection = (listener: Listener) => boolean;

/** The client has sent its whole request (node:http2, stream.state). */
const HALF_CLOSED_REMOTE = 6;

export class Connections {
  /** With the protocol that they speak: a server of HTTP/2 may speak HTTP/1.1, too. */
  readonly open = new Map<Connection, { listener: Listener; protocol: Protocol }>();
  readonly sessions = new Map<ServerHttp2Session, Listener>();
  readonly #handshakes = new Map<Connection, Listener>();

  follow(listener: Listener): void {
    const { server, protocol } = listener;
    const track = (socket: Connection, spoken: Protocol): void => {
      // The drain does not wait for the agent's own connection.
      if (socket._handle?.isProbe || socket._handle?._parent?.isProbe) return;
      this.open.set(socket, { listener, protocol: spoken });
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
    for (const [socket, { listener, protocol }] of this.open) {
      if (protocol === 'tcp' || !selected(listener)) continue;
      if (isUpgraded(socket) || isEventStream(socket._httpMessage)) sayGoodbye(socket);
    }
    for (const [session, listener] of this.sessions) {
      if (!selected(listener)) continue;
      const events = streamsOf(session).filter(({ sentHeaders: headers }) =>
        String(headers?.['content-type']).startsWith('text/event-stream'),
      );
      for (const stream of events) stream.close();
    }
  }

  /** Cuts connections whose client has taken no part for the limit of `stalls`. */
  endStalled(stalls: Stalls, selected: Selection): void {
    for (const [socket, { listener, protocol }] of this.open) {
      if (selected(listener) && stalls.has(socket, socket._handle, clientPart(socket, protocol))) socket.destroy();
    }
    for (const [session, listener] of this.sessions) {
      if (!selected(listener) || session.destroyed) continue;
      const { _handle: handle } = (session.socket ?? {}) as Connection;
      if (stalls.has(session, handle, sessionPart(session))) session.destroy();
    }
  }

  /** Cuts the connections that have not come to an end of their TLS handshake. */
  endHandshakes(selected: Selection): void {
    for (const [socket, listener] of this.#handshakes) if (selected(listener)) socket.destroy();
  }
}

/** The part of the client while the agent waits for an answer on this connection. */
function clientPart(socket: Connection, protocol: Protocol): ClientPart {
  const answer = socket._httpMessage;
  if (protocol === 'tcp') return socket.writableEnded ? 'open' : 'none';
  const waitsToWrite =
    socket.writableLength > 0 || ((socket._handle?._parent ?? socket._handle)?.writeQueueSize ?? 0) > 0;
  if (!answer) return waitsToWrite ? 'transfer' : 'none';
  if (waitsToWrite || isUpload(socket, answer)) return 'transfer';
  // An app that has not begun its answer is at work.
  return answer.headersSent ? 'open' : 'none';
}

/** Whether the app waits for the rest of a request. An app may also pause the client while it is at work. */
function isUpload(socket: Connection, { req }: http.ServerResponse): boolean {
  return !req.complete && socket._handle?.reading !== false && !socket.isPaused();
}

function sessionPart(session: ServerHttp2Session): ClientPart {
  const isAtWork = streamsOf(session).some(
    ({ headersSent, state }) => !headersSent && state.state === HALF_CLOSED_REMOTE,
  );
  return isAtWork ? 'none' : 'transfer';
}
