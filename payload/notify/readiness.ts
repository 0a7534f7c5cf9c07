/**
 * From the start of the process to the moment it is healthy, or to the end of the patience.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Health } from './health.ts';
import type { Transport } from './transport.ts';

/** First and longest pause between two probes, in milliseconds: READY follows health closely. */
const PAUSE_FIRST = 5;
const PAUSE_LONGEST = 20;

/** Longest a probe may take while starting, in milliseconds. */
const PROBE_TIMEOUT = 2000;

/** A start that takes longer than this says what it waits for, in milliseconds. */
const SILENT_START = 500;

/** How often, and by how much, systemd is asked for more time, in milliseconds: a start that hangs is found out. */
const EXTEND_EVERY = 10_000;
const EXTEND_BY = 30_000;

/** How much longer than the limit systemd is to wait for the verdict, in milliseconds. */
const VERDICT = 5000;

/** Waits until the service is healthy: again and again, and at once when `changed` is called. */
export class Wait {
  #wake = (): void => {};
  #over = false;

  changed(): void {
    this.#wake();
  }

  /** Nobody is interested any more. */
  end(): void {
    this.#over = true;
    this.#wake();
  }

  /** Whether it has become healthy before the {@link end}. `heard` gets every answer until then. */
  async healthy(health: Health, heard: (found: string) => void): Promise<boolean> {
    for (let wait = PAUSE_FIRST; !this.#over; wait = Math.min(2 * wait, PAUSE_LONGEST)) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      const finding = await health(PROBE_TIMEOUT);
      if (finding.healthy) return !this.#over;
      heard(finding.found);
      await Promise.race([woken, pause(wait, undefined, { ref: false })]);
    }
    return false;
  }
}

/** Follows a start with words, and ends the process if it is not over within `limit` milliseconds. */
export class StartWatch {
  readonly #timers: NodeJS.Timeout[];
  readonly #transport: Transport;
  #found = 'nothing listens yet';
  #said = '';

  constructor(transport: Transport, limit: number) {
    this.#transport = transport;
    const began = Date.now();
    const left = (): number => began + limit - Date.now();
    this.#timers = [
      setInterval(() => this.#say(), SILENT_START).unref(),
      setInterval(() => this.#extend(left()), EXTEND_EVERY).unref(),
      setTimeout(() => this.#giveUp(limit), limit).unref(),
    ];
  }

  /** What was found last. */
  heard(found: string): void {
    this.#found = found;
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #say(): void {
    if (this.#said === this.#found) return;
    this.#said = this.#found;
    this.#transport.send({ STATUS: `starting: ${this.#found}` });
  }

  /** Never beyond the limit and the time for its verdict (EXTEND_TIMEOUT_USEC, systemd 236). */
  #extend(left: number): void {
    this.#transport.send({ EXTEND_TIMEOUT_USEC: 1000 * Math.min(EXTEND_BY, left + VERDICT) });
  }

  #giveUp(limit: number): void {
    const reason = `not ready after ${limit / 1000} s: ${this.#found}`;
    console.error(reason);
    this.#transport.sendLast({ STATUS: reason });
    process.exit(1);
  }
}
