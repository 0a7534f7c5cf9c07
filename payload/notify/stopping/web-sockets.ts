/**
 * Connections that have become WebSockets.
 */
import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'node:net';

const webSockets = new WeakSet<Socket>();

export function isWebSocket(socket: Socket): boolean {
  return webSockets.has(socket);
}

/** Learns which connections of a server become WebSockets. */
export function noteWebSockets(server: Server): void {
  const note = ({ headers }: IncomingMessage, socket: Socket): void => {
    if (headers.upgrade?.toLowerCase() === 'websocket') webSockets.add(socket);
  };
  const listeners = (): unknown[] => server.listeners('upgrade');
  // With a listener of the agent alone, Node would leave the upgrade to it.
  const follow = (event: string | symbol, listener?: unknown): void => {
    if (event === 'upgrade' && listener !== note && !listeners().includes(note))
      server.prependListener('upgrade', note);
  };
  server.on('newListener', follow);
  server.on('removeListener', (event) => {
    if (event === 'upgrade' && listeners().length === 1) server.removeListener('upgrade', note);
  });
  if (listeners().length > 0) follow('upgrade');
}
