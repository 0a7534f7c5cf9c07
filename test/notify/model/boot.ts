/**
 * What the agent may conclude about the start of an app from the answers of its pages, in the mode `listening`.
 */
import type { Clock } from './clock.ts';
import type { AnyServer } from './servers.ts';

/** A page that is silent for so long answers no 503. */
const PATIENCE_MS = 1500;

/** After half of this time the agent asks once more, and waits at least so long. */
const LEAST_MS = 50;

export class Boot {
  readonly #clock: Clock;
  #isDone = false;
  /** The server that has not answered, and the end of the agent's patience with it. */
  #silent: { server: AnyServer; until: number; times: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The app has answered a question in another way than by 503, or has left it without an answer. */
  get isDone(): boolean {
    const { times = 0, until = 0 } = this.#silent ?? {};
    this.#isDone ||= times > 1 && this.#clock.now >= until;
    return this.#isDone;
  }

  /** A question is open, and the app has been silent so far. */
  get isSilent(): boolean {
    return this.#silent !== undefined;
  }

  /** READY=1 ends the start. */
  end(): void {
    this.#isDone = true;
  }

  answered(server: AnyServer, status: number): void {
    if (status !== 503 && server.listening) this.#isDone = true;
    this.#silent = undefined;
  }

  notAnswered(server: AnyServer): void {
    const { now } = this.#clock;
    const { until = now + PATIENCE_MS, times = 0 } = this.#silent ?? {};
    if (server.listening) this.#silent = { server, until: Math.max(until, now + LEAST_MS), times: times + 1 };
  }

  /** The silence of a server that is closed proves only its absence. */
  closed(server: AnyServer): void {
    if (!this.isDone && this.#silent?.server === server) this.#silent = undefined;
  }
}
