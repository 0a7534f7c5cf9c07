/**
 * The ways to end connections that hold up a stop.
 */
import type http from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import { type Connection, streamsOf } from '../base/node-handles.ts';
import type { Listener, Protocol } from '../servers/servers.ts';
import { isEventStream, isUpgraded, sayGoodbye } from './goodbye.ts';
import type { ClientPart, Stalls } from './stalls.ts';

/** Selects listeners: all, or those that the app has closed. */
export type Selection = (listener: Listener) => boolean;

export const ALL: Selection = () => true;

/** The connections of a Connections object. */
interface Open {
  open: ReadonlyMap<Connection, { listener: Listener; protocol: Protocol }>;
  sessions: ReadonlyMap<ServerHttp2Session, Listener>;
}

/** The client has sent its whole request (node:http2, stream.state). */
const HALF_CLOSED_REMOTE = 6;

/** Ends event streams and upgraded connections. */
export function endStreams({ open, sessions }: Open, selected: Selection): void {
  for (const [socket, { listener, protocol }] of open) {
    if (protocol === 'tcp' || !selected(listener)) continue;
    if (isUpgraded(socket) || isEventStream(socket._httpMessage)) sayGoodbye(socket);
  }
  for (const [session, listener] of sessions) {
    if (!selected(listener)) continue;
    const events = streamsOf(session).filter(({ sentHeaders: headers }) =>
      String(headers?.['content-type']).startsWith('text/event-stream'),
    );
    for (const stream of events) stream.close();
  }
}

/** Cuts connections whose client has taken no part for the limit of `stalls`. */
export function endStalled({ open, sessions }: Open, stalls: Stalls, selected: Selection): void {
  for (const [socket, { listener, protocol }] of open) {
    if (selected(listener) && stalls.has(socket, socket._handle, clientPart(socket, protocol))) socket.destroy();
  }
  for (const [session, listener] of sessions) {
    if (!selected(listener) || session.destroyed) continue;
    const { _handle: handle } = (session.socket ?? {}) as Connection;
    if (stalls.has(session, handle, sessionPart(session))) session.destroy();
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
