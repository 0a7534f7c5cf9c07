/**
 * The line that `systemctl status` shows for a ready service.
 */
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:net';
import { monotonicMs } from '../base/clock.ts';
import { USER_AGENT } from '../health/ask.ts';
import type { Message } from '../messages/message.ts';
import type { Listener, Servers } from '../servers/servers.ts';

/** Shortest time between two messages. */
export const STATUS_INTERVAL_MS = 10_000;

/** Node gives the headers of a request as names and values in turn. The agent's own one begins with Host and this value. */
const AT_USER_AGENT = 3;

/** The work for each request is one addition: a service may answer some ten thousand in a second. */
interface Counter {
  requests: number;
}

/**
 * `demo ready on :5001`, later with the time since when the service is ready, and its number of requests there. An app may
 * move to another port meanwhile. due() gives a new status, or undefined if the status is the same or the last message is
 * too recent.
 */
export class ReadyStatus {
  readonly #name: string;
  // biome-ignore lint/style/noRestrictedGlobals: a time for people
  readonly #since = new Date().toISOString().replace('T', ' ').slice(0, 19);
  readonly #servers: Pick<Servers, 'chosen' | 'known'> | undefined;
  readonly #followed = new WeakMap<Server, { counter: Counter }>();
  /** By the place of a server, as a status shows it. */
  readonly #counters = new Map<string, Counter>();
  #place = '';
  #reported: string;
  #reportedAt: number;
  readonly #now: () => number;

  /**
   * @param servers the servers of a service whose readiness is a matter of them
   * @param now the time in milliseconds, for tests
   */
  constructor(name: string, servers: Pick<Servers, 'chosen' | 'known'> | undefined, now = monotonicMs) {
    this.#name = name;
    this.#now = now;
    this.#servers = servers;
    this.#reportedAt = now();
    for (const listener of servers?.known() ?? []) this.follow(listener);
    this.#reported = this.#current();
  }

  /** Counts the requests of a server from now on, for the place where it listens now. */
  follow({ server, protocol, shown }: Listener): void {
    const counter = this.#counterOf(shown);
    const known = this.#followed.get(server);
    if (known) {
      known.counter = counter;
      return;
    }
    const own = { counter };
    this.#followed.set(server, own);
    // HTTP/2 servers have two interfaces. A listener of ours would switch on the one that the app may not use.
    if (protocol !== 'http' && protocol !== 'https') return;
    server.on('request', ({ rawHeaders }: IncomingMessage) => {
      // The agent's own requests do not count. Node would have to sort the headers for request.headers.
      if (rawHeaders[AT_USER_AGENT] !== USER_AGENT) own.counter.requests += 1;
    });
  }

  first(): string {
    this.#place = this.#servers?.chosen()?.shown ?? this.#place;
    return this.#place === '' ? `${this.#name} ready` : `${this.#name} ready on ${this.#place}`;
  }

  due(): Message | undefined {
    const current = this.#current();
    if (current === this.#reported || this.#now() - this.#reportedAt < STATUS_INTERVAL_MS) return undefined;
    this.#reported = current;
    this.#reportedAt = this.#now();
    return { STATUS: current };
  }

  #current(): string {
    const first = this.first();
    const { requests } = this.#counterOf(this.#place);
    return `${first} since ${this.#since} UTC, ${requests} request${requests === 1 ? '' : 's'}`;
  }

  #counterOf(place: string): Counter {
    const counter = this.#counters.get(place) ?? { requests: 0 };
    this.#counters.set(place, counter);
    return counter;
  }
}
