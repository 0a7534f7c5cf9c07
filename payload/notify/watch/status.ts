/**
 * The line that `systemctl status` shows for a ready service.
 */

import { monotonicMs } from '../base/clock.ts';
import { probesSent } from '../health/ask.ts';
import type { Message } from '../messages/message.ts';
import type { Listener } from '../servers/servers.ts';

/** Shortest time between two messages. */
export const STATUS_INTERVAL_MS = 10_000;

/**
 * `demo ready on :5001`, later with the time since when the service is ready, and its number of requests. due() gives a
 * new status, or undefined if the status is the same or the last message is too recent.
 */
export class ReadyStatus {
  readonly #name: string;
  // biome-ignore lint/style/noRestrictedGlobals: a time for people
  readonly #since = new Date().toISOString().replace('T', ' ').slice(0, 19);
  readonly #listener: Listener | undefined;
  readonly #probesBefore = probesSent();
  #requests = 0;
  #reported = 0;
  #reportedAt: number;
  readonly #now: () => number;

  /** @param now the time in milliseconds, for tests */
  constructor(name: string, listener: Listener | undefined, now = monotonicMs) {
    this.#name = name;
    this.#now = now;
    this.#reportedAt = now();
    this.#listener = listener;
    // HTTP/2 servers have two interfaces. A listener of ours would switch on the one that the app may not use.
    const counts = listener?.protocol === 'http' || listener?.protocol === 'https';
    if (counts) listener.server.on('request', () => this.#count());
  }

  first(): string {
    const place = this.#listener ? ` on ${this.#listener.shown}` : '';
    return `${this.#name} ready${place}`;
  }

  due(): Message | undefined {
    // The agent's own requests do not count.
    const requests = Math.max(0, this.#requests - (probesSent() - this.#probesBefore));
    if (requests === this.#reported || this.#now() - this.#reportedAt < STATUS_INTERVAL_MS) return undefined;
    this.#reported = requests;
    this.#reportedAt = this.#now();
    const count = `${requests} request${requests === 1 ? '' : 's'}`;
    return { STATUS: `${this.first()} since ${this.#since} UTC, ${count}` };
  }

  #count(): void {
    // Reads no header: Node would have to sort the headers of every request.
    this.#requests += 1;
  }
}
