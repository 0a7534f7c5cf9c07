/**
 * What `systemctl status` shows of a service that is ready.
 */
import type { Message } from './message.ts';
import type { Listener } from './servers.ts';

/** Least time between two messages, in milliseconds. */
export const STATUS_EVERY = 10_000;

/** The status of a ready service: where it listens, since when, and how much it has answered. */
export class ReadyStatus {
  readonly #name: string;
  readonly #since = new Date().toISOString().replace('T', ' ').slice(0, 19);
  #listener: Listener | undefined;
  #requests = 0;
  #said = 0;
  #saidAt = Date.now();

  constructor(name: string, listener: Listener | undefined) {
    this.#name = name;
    this.#listener = listener;
    // HTTP/2 has two interfaces, and a listener here would switch on the one the app may not use.
    const counts = listener?.kind === 'http' || listener?.kind === 'https';
    if (counts) listener.server.on('request', (request) => this.#count(request));
  }

  /** `demo ready on :5001` */
  first(): string {
    const place = this.#listener ? ` on ${this.#listener.shown}` : '';
    return `${this.#name} ready${place}`;
  }

  /** The status, if it has changed and the last one is old enough; else nothing. */
  due(): Message {
    if (this.#requests === this.#said || Date.now() - this.#saidAt < STATUS_EVERY) return {};
    this.#said = this.#requests;
    this.#saidAt = Date.now();
    return { STATUS: `${this.first()} since ${this.#since} UTC, ${this.#requests} requests` };
  }

  #count(request: { headers: NodeJS.Dict<string | string[]> }): void {
    // Our own probes are no news.
    if (request.headers['user-agent'] !== 'notify-agent') this.#requests += 1;
  }
}
