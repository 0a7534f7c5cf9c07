/**
 * The end of connections that last: event streams and WebSockets. Their clients connect again, to the next instance.
 */
import type http from 'node:http';
import type { Socket } from 'node:net';
import type { Connection } from '../base/node-handles.ts';
import { setTimeout } from '../base/timers.ts';
import { isWebSocket } from './web-sockets.ts';

/** Time for a client to close its side. */
const CLOSE_MS = 500;

/** A last chunk of no data (RFC 9112, 7.1). */
const LAST_CHUNK = '0\r\n\r\n';

/** A Close frame with code 1001, "going away, such as a server going down" (RFC 6455, 5.5.1 and 7.4.1). */
const CLOSE_FRAME = Buffer.from([0x88, 0x02, 0x03, 0xe9]);

const ended = new WeakSet<Socket>();

/** Whether the answer is a stream of events (HTML Standard, 9.2). */
export function isEventStream(answer: http.ServerResponse | null | undefined): boolean {
  // getHeader() does not know the headers of writeHead().
  const { _header: head } = (answer ?? {}) as { _header?: string | null };
  return /^content-type: *text\/event-stream/im.test(head ?? '');
}

/** Whether the connection has left HTTP: Node has no parser for it any more. */
export function isUpgraded({ parser, destroyed }: Connection): boolean {
  return !parser && !destroyed;
}

/** Ends a connection with the last word of its protocol. */
export function sayGoodbye(socket: Connection): void {
  if (ended.has(socket)) return;
  ended.add(socket);
  const isChunked = Boolean((socket._httpMessage as { chunkedEncoding?: boolean } | null | undefined)?.chunkedEncoding);
  socket.end(isWebSocket(socket) ? CLOSE_FRAME : isChunked ? LAST_CHUNK : '');
  setTimeout(() => socket.destroy(), CLOSE_MS).unref();
}
