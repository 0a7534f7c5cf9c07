/**
 * A second look at a server that did not answer over the network in time. The question goes past the server's limits and
 * past the queue of its port. Meanwhile each answer to another client counts: a service that serves is alive, even if its
 * health page waits behind a flood.
 */

import type { Listener } from '../servers/servers.ts';
import { countAnswers } from './answers.ts';
import { ways } from './ask.ts';
import { askWorkers } from './cluster-health.ts';
import { connectWithin } from './inner-connection.ts';
import { judge, late, type Outcome } from './outcome.ts';

/** Undefined if the server did not answer anybody within `timeoutMs`. Never throws. */
export async function lookAgain(listener: Listener, path: string, timeoutMs: number): Promise<Outcome | undefined> {
  if (listener.protocol === 'cluster') return askWorkers({ path, timeoutMs, port: listener.port });
  const answers = countAnswers(listener);
  try {
    return judge(await ways[listener.protocol]({ target: connectWithin(listener.server), path, timeoutMs }), path);
  } catch {
    if (answers.count() === 0) return undefined;
    const reason = `${late(path, timeoutMs)}, while other clients got answers`;
    return { healthy: false, alive: true, reason, isFinal: false };
  } finally {
    answers.end();
  }
}
