/**
 * What `systemctl status` shows of a service that is ready.
 */
import type { Message } from './message.ts';
import { questionsAsked } from './probe.ts';
import type { Listener } from './servers.ts';

/** Least time between two messages, in milliseconds. */
export const STATUS_EVERY = 10_000;

/** The status of a ready service: where it listens, since when, and how much it has answered. */
export class ReadyStatus {
  readonly #name: string;
  readonly #since = new Date().toISOString().replace('T', ' ').slice(0, 19);
  #listener: Listener | undefined;
  readonly #ownBefore = questionsAsked();
  #requests = 0;
  #said = 0;
  #saidAt = Date.now();

  constructor(name: string, listener: Listener | undefined) {
    this.#name = name;
    this.#listener = listener;
    // HTTP/2 has two interfaces, and a listener here would switch on the one the app may not use.
    const counts = listener?.kind === 'http' || listener?.kind === 'https';
    if (counts) listener.server.on('request', () => this.#count());
  }

  /** `demo ready on :5001` */
  first(): string {
    const place = this.#listener ? ` on ${this.#listener.shown}` : '';
    return `${this.#name} ready${place}`;
  }

  /** The status, if it has changed and the last one is old enough; else nothing. */
  due(): Message {
    // Our own questions are no news.
    const requests = Math.max(0, this.#requests - (questionsAsked() - this.#ownBefore));
    if (requests === this.#said || Date.now() - this.#saidAt < STATUS_EVERY) return {};
    this.#said = requests;
    this.#saidAt = Date.now();
    return { STATUS: `${this.first()} since ${this.#since} UTC, ${requests} requests` };
  }

  /** Nothing more: to look at a request's headers would make Node sort them, at every request. */
  #count(): void {
    this.#requests += 1;
  }
}
