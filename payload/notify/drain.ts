/**
 * The end of an app that does not care for it itself: nothing new is let in, what has been asked is answered.
 */
import type http from 'node:http';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from './handle.ts';
import { makeAnswersLast } from './last-answer.ts';
import { clusterWorkers, type Listener } from './servers.ts';

/** Until then a request may still come on an idle connection: it was under way when SIGTERM came. In milliseconds. */
const GRACE = 500;

/** How often connections that have become idle are looked for, in milliseconds. */
const IDLE_CHECK = 50;

/** Connections that have asked for nothing by then are let go, in milliseconds after SIGTERM. */
const SILENCE = 2000;

/**
 * Time for who is connected to ask once more, and to hear that this connection ends, in milliseconds: as long as Node
 * itself keeps an idle connection (http.Server.keepAliveTimeout). An idle connection that is cut may be carrying a
 * request at that moment (RFC 9112, 9.3.1).
 */
const LINGER = 5000;

interface Connection extends net.Socket {
  _handle?: Client | null;
  /** The answer that Node is to write on this connection; none: nothing has been asked. */
  _httpMessage?: http.ServerResponse | null;
  /** What Node reads requests with; none: it has become something else, such as a WebSocket. */
  parser?: unknown;
}

/** Keeps account of a server's connections, for {@link Drain.end}. */
export class Drain {
  readonly #connections = new Map<Connection, Listener>();
  readonly #sessions = new Set<{ close(): void }>();
  /** Whose answer had begun before SIGTERM, and until some time after it: it could not say that the connection ends. */
  readonly #untold = new Set<Connection>();
  #grace = GRACE;

  follow(listener: Listener): void {
    const { server, kind } = listener;
    if (kind === 'http2' || kind === 'https2') {
      server.on('session', (session: { close(): void; once(event: 'close', done: () => void): void }) => {
        this.#sessions.add(session);
        session.once('close', () => this.#sessions.delete(session));
      });
      return;
    }
    server.on(kind === 'https' ? 'secureConnection' : 'connection', (socket: Connection) => {
      // An app that keeps every connection keeps that of a question about health, too; nobody waits for it.
      if (socket._handle?.isOurs) return;
      this.#connections.set(socket, listener);
      socket.once('close', () => this.#connections.delete(socket));
    });
  }

  /**
   * For a port that stays open, whoever serves it: everything is answered as before, but for the last time on its
   * connection. Resolves when no connection of this moment is idle any more, or when they have had their time; `limit`
   * is that of the whole stop, in milliseconds.
   */
  async linger(limit: number, time = LINGER): Promise<void> {
    this.#makeAnswersLast();
    await this.#untilNone((socket) => !socket._httpMessage, Math.min(time, limit / 2));
    this.#grace = 0;
  }

  /** Resolves when what is being asked at this moment has been answered, after `limit` milliseconds at the latest. */
  async answered(limit: number): Promise<void> {
    await this.#untilNone((socket) => Boolean(socket._httpMessage), limit);
  }

  /** Waits until none of the connections of this moment still speaks HTTP and is like that. */
  async #untilNone(isLikeThat: (socket: Connection) => boolean, limit: number): Promise<void> {
    const known = [...this.#connections].filter(([, { kind }]) => kind === 'http' || kind === 'https');
    const deadline = performance.now() + limit;
    while (known.some(([socket]) => this.#connections.has(socket) && socket.parser && isLikeThat(socket))) {
      if (performance.now() >= deadline) return;
      await pause(IDLE_CHECK, undefined, { ref: false });
    }
  }

  #makeAnswersLast(): void {
    makeAnswersLast();
    for (const socket of this.#connections.keys()) {
      const answer = socket._httpMessage;
      if (!answer?.shouldKeepAlive) continue;
      if (answer.headersSent) this.#spare(socket, answer);
      // Who wraps writeHead(), as `compression` does, has kept the one of before.
      else answer.shouldKeepAlive = false;
    }
  }

  #spare(socket: Connection, answer: http.ServerResponse): void {
    this.#untold.add(socket);
    const over = (): void => void this.#untold.delete(socket);
    answer.once('close', () => setTimeout(over, GRACE).unref());
    socket.once('close', over);
  }

  /**
   * For an app that stops by itself, and so takes no new connections meanwhile: those who are connected get a moment all
   * the same. From Node 19 on, http's close would cut idle connections at once.
   */
  spareIdle(listeners: Listener[], limit: number): void {
    const servers = listeners
      .map(({ server }) => server as http.Server)
      .filter((server) => server.closeIdleConnections);
    for (const server of servers) server.closeIdleConnections = () => {};
    this.#makeAnswersLast();
    const spare = async (): Promise<void> => {
      await this.#untilNone(() => true, Math.min(GRACE, limit / 2));
      while (this.#untold.size > 0) await pause(IDLE_CHECK, undefined, { ref: false });
      for (const server of servers) {
        // @ts-expect-error the prototype's is found again
        delete server.closeIdleConnections;
        if (!server.listening) server.closeIdleConnections();
      }
    };
    void spare();
  }

  /** Resolves when everything is answered, after `limit` milliseconds at the latest. */
  async end(listeners: Listener[], limit: number): Promise<void> {
    this.#makeAnswersLast();
    const closed = listeners.map(({ server }) => new Promise<void>((resolve) => stopListening(server, resolve)));
    for (const session of this.#sessions) session.close();
    const timers = [
      setTimeout(() => timers.push(setInterval(() => this.#closeIdle(listeners), IDLE_CHECK)), this.#grace),
      setTimeout(() => this.#letGoOfTheSilent(), Math.min(SILENCE, limit / 2)),
    ];
    await Promise.race([Promise.all([...closed, workersEnd()]), pause(limit, undefined, { ref: false })]);
    for (const timer of timers) clearTimeout(timer);
  }

  #letGoOfTheSilent(): void {
    for (const [socket, { kind }] of this.#connections) {
      // What a plain TCP connection is doing can't be known: it hears that nothing more is coming.
      if (kind === 'tcp') socket.end();
      else if (!socket._httpMessage && !this.#untold.has(socket)) socket.destroy();
    }
  }

  #closeIdle(listeners: Listener[]): void {
    // Node knows of no exceptions.
    if (this.#untold.size > 0) return;
    for (const { server } of listeners) {
      if ('closeIdleConnections' in server) (server as http.Server).closeIdleConnections();
    }
  }
}

/** Without what http's own close does from Node 19 on: cut idle connections that very moment. */
function stopListening(server: net.Server, done: () => void): void {
  const isPlain = !('updateSettings' in server);
  if (isPlain) net.Server.prototype.close.call(server, () => done());
  else server.close(() => done());
}

/** A cluster ends when its workers have ended, each in the same way. */
async function workersEnd(): Promise<void> {
  const ends = clusterWorkers().map((worker) => {
    if (worker.isDead()) return undefined;
    worker.process.kill('SIGTERM');
    return new Promise((resolve) => worker.once('exit', resolve));
  });
  await Promise.all(ends);
}
