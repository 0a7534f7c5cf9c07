/**
 * Finds connections that make no progress because of their clients.
 */
import { monotonicMs } from '../base/clock.ts';
import { bytesMoved, type ConnectionHandle } from '../base/node-handles.ts';

/** A client that takes no part for so long is given up during a stop. */
export const STALL_MS = 3000;

/** Progress of a transfer within this time: a client must not hold up a stop by a byte now and then. */
const LEAST_BYTES = 1024;

/** The part of a client in a connection: `transfer` of data that waits for it, `open` for a reaction, or `none`. */
export type ClientPart = 'transfer' | 'open' | 'none';

export class Stalls {
  readonly #marks = new WeakMap<object, { moved: number; since: number }>();
  readonly #limitMs: number;

  constructor(limitMs = STALL_MS) {
    this.#limitMs = limitMs;
  }

  /** Whether `connection` has made no progress for the whole limit. To be asked again and again. */
  has(connection: object, handle: ConnectionHandle | null | undefined, part: ClientPart): boolean {
    const moved = bytesMoved(handle);
    const mark = this.#marks.get(connection);
    const least = part === 'transfer' ? LEAST_BYTES : 1;
    if (mark && part !== 'none' && moved - mark.moved < least) return monotonicMs() - mark.since >= this.#limitMs;
    this.#marks.set(connection, { moved, since: monotonicMs() });
    return false;
  }
}
