/**
 * From the start of the process to the moment when the service is healthy, or to the end of the start timeout.
 */
import { monotonicMs } from '../base/clock.ts';
import { clearTimeout, pause, setInterval, setTimeout } from '../base/timers.ts';
import type { HealthCheck } from '../health/health.ts';
import type { ProbeResult } from '../health/outcome.ts';
import { complain } from '../messages/ending.ts';
import type { Transport } from '../messages/transport.ts';

/** First and longest pause between two questions. READY follows health closely, and a slow start is not flooded. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

/**
 * A question that is not answered for so long gets a second one beside it, later a third: an app that has lost the first
 * one while it started answers those. Each may still be answered.
 */
const FIRST_PATIENCE_MS = 2000;

/** The last question ends so much before the start timeout, so that its reason is known by then. */
const LAST_WORD_MS = 100;

/** A start that takes longer shows its progress in STATUS. */
const SILENT_START_MS = 500;

/** The agent asks systemd for more time in these steps. systemd then notices an agent that hangs. */
export const EXTEND_INTERVAL_MS = 10_000;
export const EXTEND_BY_MS = 30_000;

/** systemd waits this much longer than the start timeout, so that the agent can report the reason. */
export const REPORT_TIME_MS = 5000;

/**
 * Asks for health again and again, and at once after retry(), until the service is healthy (true) or until end() (false).
 * `reason` tells why the service is not healthy yet.
 */
export class HealthPoll {
  reason = 'nothing listens yet';
  readonly #deadline: number;
  #wake = (): void => {};
  #isOver = false;

  /** @param timeoutMs the time for the whole poll. A slow answer may take what is left of it */
  constructor(timeoutMs: number) {
    this.#deadline = monotonicMs() + timeoutMs;
  }

  protected leftMs(): number {
    return this.#deadline - monotonicMs();
  }

  retry(): void {
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async untilHealthy(check: HealthCheck): Promise<boolean> {
    for (let wait = FIRST_PAUSE_MS; !this.#isOver; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      const { healthy, reason } = await this.#firstAnswer(check);
      if (healthy) return !this.#isOver;
      this.reason = reason;
      await Promise.race([woken, pause(wait)]);
    }
    return false;
  }

  /** The answer to the first question that is answered. */
  async #firstAnswer(check: HealthCheck): Promise<ProbeResult> {
    const answers: Promise<ProbeResult>[] = [];
    for (let patience = FIRST_PATIENCE_MS; ; patience *= 2) {
      const limit = Math.max(this.leftMs() - LAST_WORD_MS, FIRST_PATIENCE_MS);
      answers.push(check(Math.round(limit)));
      const answer = await Promise.race([...answers, pause(patience)]);
      if (answer) return answer;
    }
  }
}

/** The poll of a start: reports the progress, and ends the process if the start takes longer than the start timeout. */
export class StartWatch extends HealthPoll {
  readonly #timers: NodeJS.Timeout[];
  readonly #transport: Transport;
  #reported = '';

  constructor(transport: Transport, timeoutMs: number) {
    super(timeoutMs);
    this.#transport = transport;
    this.#timers = [
      setInterval(() => this.#report(), SILENT_START_MS).unref(),
      setInterval(() => this.#extend(this.leftMs()), EXTEND_INTERVAL_MS).unref(),
      setTimeout(() => this.#giveUp(timeoutMs), timeoutMs).unref(),
    ];
  }

  override end(): void {
    super.end();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #report(): void {
    if (this.#reported === this.reason) return;
    this.#reported = this.reason;
    this.#transport.send({ STATUS: `starting: ${this.reason}` });
  }

  #extend(leftMs: number): void {
    // Never beyond the start timeout and the time to report. EXTEND_TIMEOUT_USEC needs systemd 236.
    // systemd ignores a fraction.
    const microseconds = Math.round(1000 * Math.min(EXTEND_BY_MS, leftMs + REPORT_TIME_MS));
    // After a long block no time is left, and the timer of the end runs next.
    if (microseconds > 0) this.#transport.send({ EXTEND_TIMEOUT_USEC: microseconds });
  }

  #giveUp(timeoutMs: number): void {
    const reason = `not ready after ${timeoutMs / 1000} s: ${this.reason}`;
    complain(reason);
    this.#transport.sendLast({ STATUS: reason });
    process.exit(1);
  }
}
