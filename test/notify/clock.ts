/**
 * A clock that the test moves, with its timers: the time passes when the test says so. Such a test takes milliseconds, on a
 * busy machine too.
 */
import { EventEmitter } from 'node:events';
import type { Surroundings } from './isolated.ts';

/** A process with nothing but signals, events and a clock. */
export type TestProcess = EventEmitter & { [name: string]: unknown };

interface Timer {
  at: number;
  every: number | undefined;
  /** Whether it keeps the process alive. */
  isRef: boolean;
  work: () => void;
  ref(): Timer;
  unref(): Timer;
}

/** No part of the agent reads the clock so often at one moment. */
const MOST_READS = 1000;

export class Clock {
  /** Milliseconds of the clock that never jumps. */
  now = 1000;
  readonly timers = new Set<Timer>();
  #reads = 0;
  #readAt = 0;

  /** The time as the agent reads it. An agent that never waits would keep a test busy for ever: it meets an error. */
  readonly read = (): number => {
    if (this.#readAt !== this.now) [this.#readAt, this.#reads] = [this.now, 0];
    this.#reads += 1;
    if (this.#reads > MOST_READS)
      throw new Error(`${MOST_READS} reads of the clock at one moment: a loop does not wait`);
    return this.now;
  };

  /** In place of the clock and the timers of Node. */
  surroundings(
    more: Surroundings & { process?: Record<string, unknown> } = {},
  ): Surroundings & { process: TestProcess } {
    const process = this.newProcess(more.process);
    const globals = {
      process,
      setTimeout: (work: () => void, ms: number) => this.#start(work, ms),
      setInterval: (work: () => void, ms: number) => this.#start(work, ms, ms),
      clearTimeout: (timer: Timer) => void this.timers.delete(timer),
      clearInterval: (timer: Timer) => void this.timers.delete(timer),
      ...more.globals,
    };
    return { process, globals, modules: { 'node:timers/promises': { setTimeout: this.#pause }, ...more.modules } };
  }

  newProcess(own: Record<string, unknown> = {}): TestProcess {
    const hrtime = { bigint: () => BigInt(Math.round(this.read() * 1e6)) };
    const process = Object.assign(new EventEmitter(), { env: {}, execArgv: [], argv: [], hrtime }, own);
    return process as unknown as TestProcess;
  }

  /** The number of timers that would keep a process alive, and of those that would not. */
  get counts(): [alive: number, others: number] {
    const alive = [...this.timers].filter(({ isRef }) => isRef).length;
    return [alive, this.timers.size - alive];
  }

  /** Whether a timer of the agent keeps the process alive. */
  keepsAlive(): boolean {
    return this.counts[0] > 0;
  }

  /** The time of the next timer; Infinity without one. */
  get nextAt(): number {
    return Math.min(...[...this.timers].map(({ at }) => at));
  }

  /** Lets time pass, and everything happen that is due. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await settled();
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.now = next.at;
      if (next.every === undefined) this.timers.delete(next);
      else next.at += next.every;
      next.work();
      await settled();
    }
    this.now = end;
  }

  /** Runs a part of a test after this time. */
  run(part: () => void, ms: number): void {
    this.#start(part, ms).unref();
  }

  readonly #pause = (ms: number, value?: unknown, { ref = true } = {}): Promise<unknown> =>
    new Promise((resolve) => {
      this.#start(() => resolve(value), ms).isRef = ref;
    });

  #start(work: () => void, ms: number, every?: number): Timer {
    const timer: Timer = {
      at: this.now + ms,
      every,
      isRef: true,
      work,
      ref: () => Object.assign(timer, { isRef: true }),
      unref: () => Object.assign(timer, { isRef: false }),
    };
    this.timers.add(timer);
    return timer;
  }

  /** The first of those that are due, and of several at the same moment the one that was started first. */
  #due(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) if (timer.at <= end && !(first && first.at <= timer.at)) first = timer;
    return first;
  }
}

/** Promises that can go on have done so. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}
