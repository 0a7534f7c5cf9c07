/**
 * From the first listening server to the moment it is healthy, or to the end of the patience.
 */
import type net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from './environment.ts';
import { type Finding, probe } from './probe.ts';
import type { Transport } from './transport.ts';

/** First and longest pause between two probes, in milliseconds: READY follows health closely. */
const PAUSE_FIRST = 5;
const PAUSE_LONGEST = 20;

/** Longest a probe may take while starting, in milliseconds. */
const PROBE_TIMEOUT = 2000;

/** A start that takes longer than this says what it waits for, in milliseconds. */
const SILENT_START = 500;

const NOTHING_LISTENS = 'nothing listens yet';

export interface Readiness {
  /** Probes the server until it is healthy; resolves then. */
  reached(server: net.Server): Promise<void>;
  /** The process is stopping: its start needs no verdict any more. */
  abandon(): void;
}

/**
 * Watches a start. If it is not over within the limit, the process ends with one line on stderr and in
 * STATUS that says what was found last.
 */
export function awaitReadiness(environment: Environment, transport: Transport): Readiness {
  const { health, startLimit } = environment;
  const began = Date.now();
  let last: Finding = { healthy: false, found: NOTHING_LISTENS };
  let said = '';

  const sayWhatIsMissing = (): void => {
    if (Date.now() - began < SILENT_START || said === last.found) return;
    said = last.found;
    transport.send({ STATUS: `starting: ${last.found}` });
  };
  const progress = setInterval(sayWhatIsMissing, SILENT_START).unref();
  const limit = setTimeout(() => {
    const reason = `not ready after ${startLimit / 1000} s: ${last.found}`;
    console.error(reason);
    transport.sendLast({ STATUS: reason });
    process.exit(1);
  }, startLimit).unref();

  const abandon = (): void => {
    clearInterval(progress);
    clearTimeout(limit);
  };

  return {
    abandon,
    async reached(server) {
      for (let wait = PAUSE_FIRST; ; wait = Math.min(2 * wait, PAUSE_LONGEST)) {
        last = await probe(server, health, PROBE_TIMEOUT);
        if (last.healthy) break;
        await pause(wait, undefined, { ref: false });
      }
      abandon();
    },
  };
}
