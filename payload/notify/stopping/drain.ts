/**
 * The drain of an app at its stop: the servers accept no new connection, and answer the requests in flight.
 */
import type http from 'node:http';
import { Server } from 'node:net';
import { monotonicMs } from '../base/clock.ts';
import type { Connection } from '../base/node-handles.ts';
import { clearTimeout, pause, setInterval, setTimeout } from '../base/timers.ts';
import { clusterWorkers, type Listener } from '../servers/servers.ts';
import { afterReading } from './after-reading.ts';
import type { Connections } from './connections.ts';
import { ALL, type Selection } from './ends.ts';
import { isEventStream } from './goodbye.ts';
import { makeAnswersLast } from './last-answer.ts';
import { STALL_MS, Stalls } from './stalls.ts';

/** An idle connection may carry a request that was on its way at SIGTERM. It arrives within this time. */
const IN_TRANSIT_MS = 500;

const IDLE_CHECK_MS = 50;

/** From SIGTERM to the end of connections that send no request. */
const SILENT_MS = 2000;

/**
 * Time for clients to ask once more, and to read that this connection ends. Node keeps an idle connection for the same
 * time (http.Server.keepAliveTimeout). A server that cuts an idle connection may cut a request (RFC 9112, 9.3.1).
 */
export const DRAIN_MS = 5000;

/**
 * Ends the connections of the app's servers in order. Each method resolves when it is done, or at the
 * latest when its time is over:
 *
 * - endKeepAlive: the servers go on, with a last answer on each connection, until the idle connections have ended.
 *   Takes `drainMs` or half of the stop timeout. For a port that stays open for the next instance.
 * - answerRequests: waits until the requests of this moment are answered.
 * - delayIdleClose: for an app that closes its servers itself. Delays the end of idle connections, so that requests on
 *   their way still arrive.
 * - assistClose: for an app that closes its servers itself. Ends the connections that would hold up a closed server, until
 *   the process ends. Returns at once.
 * - close: closes the servers, and waits until all requests are answered.
 */
export class Drain {
  readonly #connections: Connections;
  readonly #mayAskOnce = new Set<Connection>();
  #inTransitMs = IN_TRANSIT_MS;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async endKeepAlive(stopTimeoutMs: number, drainMs = DRAIN_MS): Promise<void> {
    this.#makeAnswersLast();
    await this.#whileAny((socket) => !socket._httpMessage, Math.min(drainMs, stopTimeoutMs / 2));
    this.#inTransitMs = 0;
  }

  async answerRequests(limitMs: number): Promise<void> {
    const stalls = new Stalls(Math.min(STALL_MS, limitMs / 2));
    const isAtWork = ({ _httpMessage: answer }: Connection): boolean => Boolean(answer) && !isEventStream(answer);
    await this.#whileAny(isAtWork, limitMs, () => this.#connections.endStalled(stalls, ALL));
  }

  async delayIdleClose(listeners: Listener[], stopTimeoutMs: number): Promise<void> {
    // From Node 19 on, close() of http cuts idle connections at once.
    const servers = listeners
      .map(({ server }) => server as http.Server)
      .filter((server) => server.closeIdleConnections);
    for (const server of servers) server.closeIdleConnections = () => {};
    this.#makeAnswersLast();
    await this.#whileAny(() => true, Math.min(IN_TRANSIT_MS, stopTimeoutMs / 2));
    while (this.#isAnyAtWork()) await pause(IDLE_CHECK_MS);
    for (const server of servers) {
      // @ts-expect-error the method of the prototype appears again
      delete server.closeIdleConnections;
      if (!server.listening) server.closeIdleConnections();
    }
  }

  assistClose(stopTimeoutMs: number): void {
    const limitMs = Math.min(STALL_MS, stopTimeoutMs / 2);
    const stalls = new Stalls(limitMs);
    const closedAt = new Map<Listener, number>();
    const look = (): void => {
      // The protocol of plain TCP is a matter of the app alone, and so is a server that still listens.
      const after =
        (ms: number): Selection =>
        (listener) => {
          if (listener.protocol === 'tcp' || listener.server.listening) return false;
          const since = closedAt.get(listener) ?? monotonicMs();
          closedAt.set(listener, since);
          return monotonicMs() - since >= ms;
        };
      this.#connections.endStreams(after(IN_TRANSIT_MS));
      this.#connections.endStalled(stalls, after(0));
      this.#closeSilent(after(limitMs));
    };
    setInterval(afterReading(look), IDLE_CHECK_MS).unref();
  }

  async close(listeners: Listener[], limitMs: number): Promise<void> {
    this.#makeAnswersLast();
    const closed = listeners.map(({ server }) => new Promise<void>((resolve) => stopListening(server, resolve)));
    for (const session of this.#connections.sessions.keys()) session.close();
    const stalls = new Stalls(Math.min(STALL_MS, limitMs / 2));
    this.#connections.endStreams(ALL);
    const look = (): void => {
      this.#connections.endStreams(ALL);
      this.#connections.endStalled(stalls, ALL);
    };
    const silence = (): void => this.#closeSilent(ALL);
    const timers = [
      setTimeout(() => timers.push(setInterval(() => this.#closeIdle(listeners), IDLE_CHECK_MS)), this.#transitMs()),
      setTimeout(afterReading(silence), Math.min(SILENT_MS, limitMs / 2)),
      setInterval(afterReading(look), IDLE_CHECK_MS),
    ];
    await Promise.race([Promise.all([...closed, endWorkers()]), pause(limitMs)]);
    for (const timer of timers) clearTimeout(timer);
  }

  async #whileAny(test: (socket: Connection) => boolean, limitMs: number, meanwhile = (): void => {}): Promise<void> {
    // Waits for connections of this moment: new ones may come all the time.
    const { open } = this.#connections;
    const known = [...open].filter(([, { protocol }]) => protocol === 'http' || protocol === 'https');
    const deadline = monotonicMs() + limitMs;
    while (known.some(([socket]) => open.has(socket) && socket.parser && test(socket))) {
      if (monotonicMs() >= deadline) return;
      meanwhile();
      await pause(IDLE_CHECK_MS);
    }
  }

  /** The first request of a new connection may be on its way, too. From Node 26 on, Node counts such a one as idle. */
  #transitMs(): number {
    const idle = [...this.#connections.open].filter(([{ _httpMessage: answer }]) => !answer);
    const youngest = Math.max(...idle.map(([, { sinceMs }]) => sinceMs));
    return Math.max(this.#inTransitMs, youngest + IN_TRANSIT_MS - monotonicMs());
  }

  #makeAnswersLast(): void {
    makeAnswersLast();
    for (const socket of this.#connections.open.keys()) {
      const answer = socket._httpMessage;
      if (!answer?.shouldKeepAlive) continue;
      if (answer.headersSent) this.#allowOneMore(socket, answer);
      // Middleware that wraps writeHead(), such as `compression`, calls the earlier writeHead().
      else answer.shouldKeepAlive = false;
    }
  }

  #allowOneMore(socket: Connection, answer: http.ServerResponse): void {
    // This answer could not say "Connection: close". Its client gets time to ask once more.
    this.#mayAskOnce.add(socket);
    const forget = (): void => void this.#mayAskOnce.delete(socket);
    answer.once('close', () => setTimeout(forget, IN_TRANSIT_MS).unref());
    socket.once('close', forget);
  }

  #closeSilent(selected: Selection): void {
    this.#connections.endHandshakes(selected);
    for (const [socket, { listener, protocol }] of this.#connections.open) {
      if (!selected(listener)) continue;
      // The state of a plain TCP connection is unknown. Its client learns that no more data comes.
      if (protocol === 'tcp') socket.end();
      else if (!socket._httpMessage && !this.#mayAskOnce.has(socket)) socket.destroy();
    }
  }

  /** Node closes all idle connections or no connection. For Node, a client that still reads its answer is idle. */
  #isAnyAtWork(): boolean {
    const answers = [...this.#connections.open.keys()].map(({ _httpMessage }) => _httpMessage);
    return this.#mayAskOnce.size > 0 || answers.some((answer) => answer?.writableEnded);
  }

  #closeIdle(listeners: Listener[]): void {
    if (this.#isAnyAtWork()) return;
    for (const { server } of listeners) {
      if ('closeIdleConnections' in server) (server as http.Server).closeIdleConnections();
    }
  }
}

/** Closes a server, but keeps the idle connections that http's own close() cuts at once from Node 19 on. */
function stopListening(server: Server, done: () => void): void {
  // HTTP/2 keeps its sessions, and closes them in its own way.
  if ('updateSettings' in server) server.close(() => done());
  else Server.prototype.close.call(server, () => done());
}

/** A cluster ends after its workers, and each worker drains in the same way. */
async function endWorkers(): Promise<void> {
  const ends = clusterWorkers().map((worker) => {
    if (worker.isDead()) return undefined;
    worker.process.kill('SIGTERM');
    return new Promise((resolve) => worker.once('exit', resolve));
  });
  await Promise.all(ends);
}
