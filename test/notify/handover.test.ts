/**
 * The handover of a cluster's connections, with a clock of its own: how long a stop waits for a worker.
 */
import { EventEmitter } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Clock, settled } from './clock.ts';
import { isolate } from './isolated.ts';

type Handover = typeof import('../../payload/notify/servers/handover.ts');

const handover = suite('notify agent: handover');

/** A connection in the primary. Node closes it when a worker has taken it. */
class Connection {
  _idleNext: object | null = null;
  close(): void {}
}

/** The primary of a cluster whose server has just begun to listen, and Node's function for a new connection. */
async function primary() {
  const clock = new Clock();
  const surroundings = clock.surroundings({ process: { nextTick: process.nextTick } });
  const cluster = Object.assign(new EventEmitter(), { workers: {} });
  Object.assign(surroundings, { modules: { 'node:cluster': cluster } });
  const { followHandover, handedOver } = isolate<Handover>('servers/handover.ts', surroundings);
  const handle = { onconnection: (_: number, __: Connection) => {} };
  const server = { _handle: handle as object | null };
  followHandover(server as never);
  server._handle = null;
  await settled();
  const accept = (isQueued: boolean): Connection => {
    const connection = new Connection();
    if (isQueued) connection._idleNext = {};
    handle.onconnection(0, connection);
    return connection;
  };
  /** Whether all has been handed over within `ms`. */
  const waits = (stopTimeoutMs?: number) => {
    let isDone = false;
    void handedOver(stopTimeoutMs).then(() => (isDone = true));
    return async (ms: number): Promise<boolean> => {
      await clock.pass(ms);
      return isDone;
    };
  };
  return { clock, cluster, accept, waits };
}

handover('a stop waits for a long queue as long as it moves', async () => {
  const { accept, waits } = await primary();
  const queue = Array.from({ length: 6 }, () => accept(true));
  const isDone = waits(90_000);
  for (const connection of queue) {
    assert.is(await isDone(2000), false);
    connection.close();
  }
  assert.is(await isDone(100), true);
});

handover('a stop does not wait for a connection whose worker has died, nor for a queue that stands still', async () => {
  for (const isQueued of [false, true]) {
    const { accept, waits } = await primary();
    accept(isQueued);
    const isDone = waits(90_000);
    assert.is(await isDone(4000), false);
    assert.is(await isDone(1100), true);
    assert.is(await waits(90_000)(10), true);
  }
});

handover('a connection that was lost long ago holds up no stop while others are taken', async () => {
  const { accept, clock, waits } = await primary();
  accept(false);
  await clock.pass(6000);
  const taken = accept(true);
  const isDone = waits(90_000);
  assert.is(await isDone(1000), false);
  taken.close();
  assert.is(await isDone(10), true);
});

handover('a connection that is accepted in the turn after the question counts', async () => {
  const { accept, waits } = await primary();
  const isDone = waits(90_000);
  const late = new Promise<Connection>((resolve) => setImmediate(() => resolve(accept(false))));
  assert.is(await isDone(100), false);
  (await late).close();
  assert.is(await isDone(10), true);
});

handover('a stop waits half of its time at the longest', async () => {
  const { accept, waits } = await primary();
  const queue = Array.from({ length: 6 }, () => accept(true));
  const isDone = waits(10_000);
  for (const connection of queue.slice(0, 2)) {
    assert.is(await isDone(2400), false);
    connection.close();
  }
  assert.is(await isDone(300), true);
});

handover.run();
