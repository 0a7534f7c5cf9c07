/**
 * One question to the service itself, which tells whether it is healthy.
 */

import { monotonicMs } from '../base/clock.ts';
import { pause } from '../base/timers.ts';
import type { Listener } from '../servers/servers.ts';
import { connectOnly, ProbeTimeout, ways } from './ask.ts';
import { failure, judge, late, NO_SERVER, type Outcome, type ProbeResult } from './outcome.ts';

/** The share of the time after which a question that waits in the queue of the port gets a second one past the queue. */
const PATIENCE_SHARE = 0.5;

/** The second question gets so much time after a block that used up all time. */
const LEAST_MS = 50;

/**
 * Requests `path` at the server's own address, and waits at most `timeoutMs`. Without a path, or from a server of plain
 * TCP, an accepted connection is enough. Never throws, and never resolves a name.
 *
 * A server that is full closes the agent's connection, or never accepts it. Under a flood the question waits behind all
 * clients. The server gets a second question then, past its limits and its queue (second-look.ts).
 */
export async function probe(listener: Listener, path: string | undefined, timeoutMs: number): Promise<ProbeResult> {
  const deadline = monotonicMs() + timeoutMs;
  const overNetwork = askTargets(listener, path, timeoutMs);
  if (path === undefined || listener.protocol === 'tcp') return result(await overNetwork);
  const early = await Promise.race([overNetwork, pause(timeoutMs * PATIENCE_SHARE)]);
  if (early && (early.isFinal || early.reason === NO_SERVER)) return result(early);
  const { lookAgain } = await import('./second-look.ts');
  const within = lookAgain(listener, path, Math.max(LEAST_MS, deadline - monotonicMs()));
  const answer = await firstFinal([overNetwork, within]);
  return result(answer ?? (await within) ?? (await overNetwork));
}

function result({ healthy, alive, reason }: Outcome): ProbeResult {
  return { healthy, alive, reason };
}

/** The first final outcome. Undefined if none is final. */
function firstFinal(outcomes: Promise<Outcome | undefined>[]): Promise<Outcome | undefined> {
  const finals = outcomes.map(async (outcome) => ((await outcome)?.isFinal ? outcome : Promise.reject()));
  return Promise.any(finals).catch(() => undefined);
}

/** Asks at the addresses of a server in order, until one has an answer. */
async function askTargets(listener: Listener, path: string | undefined, timeoutMs: number): Promise<Outcome> {
  const ask = path === undefined ? connectOnly : ways[listener.protocol];
  const place = path ?? 'the port';
  let outcome = failure(NO_SERVER);
  for (const target of listener.targets) {
    try {
      return judge(await ask({ target, path: path ?? '', timeoutMs }), place);
    } catch (error) {
      const reason = await reasonOf(error, place, timeoutMs);
      if (reason === NO_SERVER) continue;
      // The port is open: its queue is full, or the agent has no descriptor or no port for a connection of its own.
      outcome = { ...failure(reason), alive: ask === connectOnly };
      // The address is absent (IPv6 is switched off), or no port is free for the agent.
      if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') return outcome;
    }
  }
  return outcome;
}

async function reasonOf(error: unknown, place: string, timeoutMs: number): Promise<string> {
  if (error instanceof ProbeTimeout) return late(place, timeoutMs);
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return NO_SERVER;
  const { foreign } = await import('../messages/foreign-text.ts');
  return `${place} could not be asked: ${foreign(message)}`;
}
