/**
 * The pulse of the event loop, which systemd sees as WATCHDOG=1.
 *
 * The promise: a block that is shorter than the interval minus one second never ends the service. A block begins at most
 * one pause after the last sign, and the next sign goes out in the first turn after the block. So the time between the
 * two signs is at most pause + block, and the pause must be shorter than a second: it is 0.4 s. The rest of the second is
 * for a busy machine and for the way to systemd.
 *
 * Where each sign takes a process of systemd-notify (systemd before 253), the pause is a quarter of the interval instead.
 * If that is too long for the promise, systemd hears of an interval that is longer by this pause (WATCHDOG_USEC,
 * sd_notify(3)).
 */
import { monotonicMs } from '../base/clock.ts';
import { clearInterval, setInterval } from '../base/timers.ts';
import type { Message } from '../messages/message.ts';
import type { Transport } from '../messages/transport.ts';

const LONGEST_PAUSE_MS = 400;

/** For short intervals the pause is this share of the interval. */
const SHORT_SHARE = 0.1;

const COSTLY_SHARE = 0.25;

/** With a longer pause than this the interval becomes longer, too. */
const LONGEST_COSTLY_PAUSE_MS = 800;

interface SignOptions {
  intervalMs: number;
  transport: Transport;
  status: () => Message | undefined;
  isStopping: () => boolean;
}

/** Sends signs of life from now on. */
export class SignsOfLife {
  readonly #pauseMs: number;
  readonly #timer: NodeJS.Timeout;
  #lastTurn = monotonicMs();
  #runningMs = 0;

  constructor({ intervalMs, transport, status, isStopping }: SignOptions) {
    this.#pauseMs = transport.isCostly
      ? COSTLY_SHARE * intervalMs
      : Math.min(LONGEST_PAUSE_MS, SHORT_SHARE * intervalMs);
    if (this.#pauseMs > LONGEST_COSTLY_PAUSE_MS) {
      transport.send({ WATCHDOG_USEC: Math.round(1000 * (intervalMs + this.#pauseMs)) });
    }
    this.#timer = setInterval(() => {
      this.#turn();
      if (!isStopping()) transport.send({ WATCHDOG: 1, ...status() });
    }, this.#pauseMs).unref();
  }

  /**
   * The time in which the event loop turned, in milliseconds. While it is blocked, or while the machine stands still, the
   * app cannot answer: such a time does not count against its health.
   */
  runningMs(): number {
    return this.#runningMs + this.#sinceTurn();
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #turn(): void {
    this.#runningMs = this.runningMs();
    this.#lastTurn = monotonicMs();
  }

  #sinceTurn(): number {
    return Math.min(monotonicMs() - this.#lastTurn, 2 * this.#pauseMs);
  }
}
