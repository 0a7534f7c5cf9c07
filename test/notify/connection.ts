/**
 * Connections of clients, and their services at the end.
 */
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { PORT } from './apps.ts';
import type { Service } from './systemd.ts';

/** An answer that a test expects is missing after this time. A test that passes waits less. */
const LONGEST_MS = 20_000;

/** A drain that waits for an idle connection takes 5 s from SIGTERM (payload/notify/stopping/drain.ts). */
const SOON_MS = 4000;

/** One connection, with each byte under control of the test. */
export class Connection {
  heard = '';
  readonly closed: Promise<string>;
  readonly #socket: net.Socket;

  constructor(port = PORT) {
    this.#socket = net.connect(port, '127.0.0.1').on('data', (chunk) => (this.heard += chunk));
    this.closed = new Promise((resolve, reject) => {
      this.#socket.once('close', () => resolve(this.heard)).once('error', reject);
    });
  }

  ask(path = '/', ...headers: string[]): void {
    this.heard = '';
    this.#socket.write([`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n'));
  }

  end(): void {
    this.#socket.end();
  }

  async hears(pattern: RegExp): Promise<void> {
    for (const deadline = Date.now() + LONGEST_MS; !pattern.test(this.heard); await pause(10)) {
      if (Date.now() > deadline) throw new Error(`not ${pattern}, but ${this.heard}`);
    }
  }
}

/** A connection after its first answer, kept alive. */
export async function idleConnection(port = PORT): Promise<Connection> {
  const connection = new Connection(port);
  connection.ask();
  await connection.hears(/keep-alive.*\r\n\r\n./is);
  return connection;
}

export const LAST = /^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n/is;

/** Sends SIGTERM. The app may not have heard of it yet. */
export async function beginStop(service: Service): Promise<void> {
  service.signal('SIGTERM');
  await service.message(/STOPPING=1/);
}

/** Waits for the drain: from then on each answer is the last one on its connection, also for new clients. */
export async function drainBegun(port = PORT): Promise<void> {
  const began = Date.now();
  for (;;) {
    const connection = new Connection(port);
    connection.closed.catch(() => {});
    connection.ask();
    await connection.hears(/\r\n\r\n./);
    connection.end();
    if (LAST.test(connection.heard)) return;
    if (Date.now() - began > LONGEST_MS) throw new Error(`no last answer, but ${connection.heard}`);
  }
}

/** Waits for the end of the service, which comes soon if no idle connection holds it up. */
export async function end(service: Service): Promise<[string, 'soon' | 'late']> {
  const began = Date.now();
  return [await service.ended, Date.now() - began < SOON_MS ? 'soon' : 'late'];
}
