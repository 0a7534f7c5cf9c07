/**
 * A clock that moves when a test moves it, with the timers that follow it. Sequences of hours run in milliseconds, and the
 * speed of the machine has no part in them.
 */

/** A timer, with the methods of NodeJS.Timeout. */
class Timer {
  at: number;
  readonly every: number | undefined;
  readonly run: () => void;

  constructor(at: number, every: number | undefined, run: () => void) {
    this.at = at;
    this.every = every;
    this.run = run;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** Node takes whole milliseconds, and at least one. */
const delay = (ms: number): number => (ms >= 1 ? Math.trunc(ms) : 1);

type Task = (...args: unknown[]) => void;

export class Clock {
  /** Milliseconds of CLOCK_MONOTONIC. */
  now = 1_000_000;
  /** The difference of the wall clock, in milliseconds. */
  wall = Date.UTC(2026, 0, 1);
  /** Time in which no timer ran: a blocked event loop, or a machine that stands still. */
  blocked = 0;
  /** The part of it by which the agent knows that the app could not answer. */
  excused = 0;
  readonly #timers = new Set<Timer>();
  #immediate: (() => void)[] = [];

  setTimeout = (task: Task, ms = 1, ...args: unknown[]): Timer => this.#add(ms, false, () => task(...args));

  setInterval = (task: Task, ms = 1, ...args: unknown[]): Timer => this.#add(ms, true, () => task(...args));

  setImmediate = (task: Task, ...args: unknown[]): void => {
    this.#immediate.push(() => task(...args));
  };

  clear = (timer: unknown): void => {
    this.#timers.delete(timer as Timer);
  };

  /** As of node:timers/promises. */
  pause = (ms: number): Promise<void> => new Promise((resolve) => this.setTimeout(() => resolve(), ms));

  /** The process ends: no timer runs any more. */
  stop(): void {
    this.#timers.clear();
    this.#immediate = [];
  }

  #add(ms: number, repeats: boolean, run: () => void): Timer {
    const timer = new Timer(this.now + delay(ms), repeats ? delay(ms) : undefined, run);
    this.#timers.add(timer);
    return timer;
  }

  /** Runs all work that needs no time. One turn of the real event loop does the promises and streams in memory. */
  async settle(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#immediate;
      this.#immediate = [];
      if (batch.length === 0) return;
      for (const task of batch) task();
    }
  }

  /** Lets time pass. @param turn is called after each moment in which timers have run */
  async pass(ms: number, turn: () => void): Promise<void> {
    const end = this.now + ms;
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) {
      // Time never goes back: after a block, timers run late.
      this.now = Math.max(this.now, next.at);
      if (next.every === undefined) this.#timers.delete(next);
      else next.at = this.now + next.every;
      next.run();
      await this.settle();
      // After a block, several timers are due at the same moment.
      if ((this.#next()?.at ?? Number.POSITIVE_INFINITY) > this.now) turn();
    }
    this.now = Math.max(this.now, end);
  }

  /** Time passes, and no timer runs meanwhile. @param usual the longest time between two turns of the event loop */
  block(ms: number, usual: number): void {
    this.now += ms;
    this.blocked += ms;
    this.excused += Math.max(0, ms - usual);
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (first === undefined || timer.at < first.at) first = timer;
    return first;
  }
}

/** The class Date by the wall clock of `clock`. */
export function dateBy(clock: Clock): unknown {
  return class extends Date {
    constructor(value: number | string = clock.wall + clock.now) {
      super(value);
    }

    static override now(): number {
      return clock.wall + clock.now;
    }
  };
}
