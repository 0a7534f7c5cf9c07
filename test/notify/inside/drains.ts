/**
 * A drain with a clock of the test's.
 */
import http from 'node:http';
import type * as ConnectionsModule from '../../../payload/notify/stopping/connections.ts';
import type * as DrainModule from '../../../payload/notify/stopping/drain.ts';
import { Clock } from '../clock.ts';
import { isolate } from '../isolated.ts';
import { answer, FakeConnection, FakeServer, FakeTcpServer } from './fakes.ts';

export type Drain = DrainModule.Drain;
type Modules = typeof DrainModule & typeof ConnectionsModule;

interface Stop {
  clock: Clock;
  drain: Drain;
  connections: ConnectionsModule.Connections;
  server: FakeServer;
  /** Whether answers that have not begun say that they are the last on their connections. */
  areLast: () => boolean;
  /** Milliseconds of the stop until `done`, or undefined if that takes longer than ten minutes. */
  until: (done: () => boolean) => Promise<number | undefined>;
}

/** A worker of a cluster, as its primary sees it. */
export const workers: Record<string, object> = {};

export function begin(protocol: 'http' | 'https' | 'http2' | 'tcp' = 'http'): Stop {
  const clock = new Clock();
  // The drain changes this class alone.
  class ServerResponse extends http.ServerResponse {}
  const { Drain, Connections } = isolate<Modules>(
    ['stopping/drain.ts', 'stopping/connections.ts'],
    clock.surroundings({
      modules: { 'node:http': { ServerResponse }, 'node:net': { Server: FakeTcpServer }, 'node:cluster': { workers } },
    }),
  );
  const connections = new Connections();
  const own = new Drain(connections);
  const server = (protocol === 'tcp' ? new FakeTcpServer() : new FakeServer()) as FakeServer;
  connections.follow(server.as(protocol));
  const started = clock.now;
  const until = async (done: () => boolean): Promise<number | undefined> => {
    // Between two timers nothing changes.
    for (;;) {
      await clock.pass(0);
      if (done()) return clock.now - started;
      if (clock.nextAt - started > 600_000) return undefined;
      await clock.pass(clock.nextAt - clock.now);
    }
  };
  const { writeHead } = ServerResponse.prototype;
  return {
    clock,
    drain: own,
    connections,
    server,
    until,
    areLast: () => ServerResponse.prototype.writeHead !== writeHead,
  };
}

/** Whether a promise has been kept. */
export function isDone(promise: Promise<unknown>): () => boolean {
  let done = false;
  promise.then(() => (done = true));
  return () => done;
}

export const silent = (): FakeConnection => new FakeConnection();
export const atWork = (): FakeConnection => new FakeConnection({ _httpMessage: answer() });
/** Its client does not send the rest of its request. */
export const upload = (): FakeConnection => new FakeConnection({ _httpMessage: answer({ req: { complete: false } }) });
