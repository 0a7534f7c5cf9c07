/**
 * Programs that listen first and boot afterwards answer 503 meanwhile (n8n, Ghost). An open port proves no readiness then.
 */

import type { Listener } from '../servers/servers.ts';
import { probe } from './probe.ts';

/** A page may take longer, or for ever: such an answer is no 503. */
const PATIENCE_MS = 1500;

/** RFC 9110, 15.6.4: the server is currently unable to handle the request. */
const UNAVAILABLE = '/ answered 503';

const REMEDY = 'if it answers so when it is ready, too, use "ready": "app", or a page in "health", of deb.service';

/** The reason if a server answers 503 on `/`. Any other answer, and none, is of no interest: the port is open. */
export async function reasonToWait(listener: Listener, timeoutMs: number): Promise<string | undefined> {
  if (!hasPages(listener)) return undefined;
  const { reason } = await probe(listener, '/', Math.min(timeoutMs, PATIENCE_MS));
  return reason === UNAVAILABLE ? `${UNAVAILABLE}, it is still starting (${REMEDY})` : undefined;
}

/** A server of WebSockets alone answers no request. */
function hasPages({ server, protocol }: Listener): boolean {
  if (protocol === 'tcp') return false;
  return protocol === 'cluster' || server.listenerCount('request') + server.listenerCount('stream') > 0;
}
