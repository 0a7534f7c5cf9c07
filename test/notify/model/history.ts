/**
 * The truth about an app over time. Times are running time, in milliseconds: a blocked event loop does not count, because
 * the agent cannot act meanwhile.
 */
import type { App } from './app.ts';
import type { Clock } from './clock.ts';

/** The longest pause of the agent between two questions at a start. */
const POLL_MS = 250;
/** The agent asks again beside a question without an answer, after this time and its doubles. */
const PATIENCE_MS = 2000;

export class History {
  /** Since when the app is healthy. */
  healthySince: number | undefined;
  /** Since when the app is not alive. */
  sickSince: number | undefined;
  /** The end of the last time in which each proof of health, every twentieth of the interval, had found the app alive. */
  #aliveUntil = Number.NEGATIVE_INFINITY;
  #aliveFrom: number | undefined;
  readonly #watchdogMs: number;
  /** Since when the truth is the same. */
  steadySince = 0;
  readonly #clock: Clock;
  readonly #app: App;
  /** The reasons that were true, and when they last were. */
  readonly #reasons = new Map<string, number>();

  constructor(clock: Clock, app: App, watchdogMs: number) {
    this.#watchdogMs = watchdogMs;
    this.#clock = clock;
    this.#app = app;
    this.note();
  }

  get now(): number {
    return this.#clock.now - this.#clock.blocked;
  }

  /** The time in which the app could answer. */
  get awake(): number {
    return this.#clock.now - this.#clock.excused;
  }

  /** How long the app has been ill. Short recoveries, which a proof of health may miss, do not count. */
  get illFor(): number {
    return this.awake - this.#aliveUntil;
  }

  /** Looks at the app. To be called after each change. */
  note(): void {
    const { isHealthy, isAlive, reasons } = this.#app;
    this.healthySince = isHealthy ? (this.healthySince ?? this.now) : undefined;
    this.sickSince = isAlive ? undefined : (this.sickSince ?? this.now);
    if (isAlive) this.#aliveFrom ??= this.awake;
    if (this.awake - (this.#aliveFrom ?? this.awake) > this.#watchdogMs / 20) this.#aliveUntil = this.awake;
    if (!isAlive) this.#aliveFrom = undefined;
    if (!this.#reasons.has(reasons.source) || this.#reasons.get(reasons.source) !== this.now)
      this.steadySince = this.now;
    this.#reasons.set(reasons.source, this.now);
  }

  /** Whether a reason was true within some milliseconds before the questions that are still open. */
  wasTrue(reason: string, withinMs: number): boolean {
    const from = Math.min(this.now, this.#app.lostSince ?? this.now) - withinMs;
    return [...this.#reasons].some(([pattern, at]) => at >= from && new RegExp(pattern).test(reason));
  }

  /**
   * The latest moment for READY=1 of a healthy app that a poll has asked since `polledSince`. During a reload an answer may
   * belong to the watchdog.
   */
  readyBy(polledSince: number, isReload: boolean): number {
    if (this.healthySince === undefined) return Number.POSITIVE_INFINITY;
    const healthy = Math.max(this.healthySince, polledSince);
    const lost = isReload ? this.#app.lost.find((at) => at >= polledSince) : this.#app.lostSince;
    if (lost === undefined && this.#app.answersAtOnce) return healthy + POLL_MS;
    return healthy + POLL_MS + PATIENCE_MS + Math.max(0, healthy - (lost ?? healthy));
  }
}
