/**
 * The handover of connections in a cluster. The primary accepts each, and passes it to the next worker that is free. It
 * never hears of one again that a worker had not read before its end, and the client is cut off. Before a stop, therefore,
 * both sides wait until every connection has reached a worker.
 */
import type { Server } from 'node:net';
import { monotonicMs } from '../base/clock.ts';
import { answer, ask, type Channel, type Question } from '../base/cluster-channel.ts';
import { type ConnectionHandle, handleOf } from '../base/node-handles.ts';
import { pause } from '../base/pause.ts';

const COMMAND = 'NODE_NOTIFY_HANDOVER';

const CHECK_MS = 5;

/** A connection that no worker has taken for so long is lost: its worker died. */
const LOST_MS = 5000;

/** Connections that the primary has accepted and no worker has taken, with the moment of each. */
const underway = new Map<ConnectionHandle, number>();

let isFollowing = false;

/** In the primary: follows the connections of a server that has just begun to listen for the workers. */
export function followHandover(server: Server): void {
  const handle = handleOf(server);
  // Node takes the handle in a listener for the same event, which runs after the agent's.
  process.nextTick(() => {
    if (!handle || handleOf(server)) return;
    const { onconnection } = handle;
    handle.onconnection = (status, connection) => {
      if (connection) follow(connection);
      onconnection(status, connection);
    };
  });
  if (!isFollowing) answerWorkers();
  isFollowing = true;
}

function follow(connection: ConnectionHandle): void {
  const { close } = connection;
  if (!close) return;
  underway.set(connection, monotonicMs());
  // Node closes the primary's copy when a worker has taken the connection.
  connection.close = (...args) => {
    underway.delete(connection);
    return Reflect.apply(close, connection, args);
  };
}

function answerWorkers(): void {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  const hear = ({ process: channel }: { process: Channel }): void =>
    answer(channel, COMMAND, async () => {
      await handedOver();
      return {};
    });
  cluster.on('fork', hear);
  for (const worker of Object.values(cluster.workers ?? {})) if (worker) hear(worker);
}

/** In the primary: resolves when every connection that it has accepted so far has reached a worker. */
export async function handedOver(stopTimeoutMs = Number.POSITIVE_INFINITY): Promise<void> {
  const limitMs = Math.min(LOST_MS, stopTimeoutMs / 2);
  // systemd sends SIGTERM to the primary first, but a question of a worker may be read before the signal. By the second
  // turn the signal has arrived, and a port of systemd's is closed.
  for (const _ of [1, 2]) await new Promise(setImmediate);
  const known = [...underway.keys()];
  const isUnderway = (connection: ConnectionHandle): boolean =>
    monotonicMs() - (underway.get(connection) ?? Number.NEGATIVE_INFINITY) < limitMs;
  while (known.some(isUnderway)) await pause(CHECK_MS);
}

/** In a worker: resolves when every connection that the primary has accepted so far has reached a worker. */
export async function askForHandover(stopTimeoutMs: number): Promise<void> {
  await ask<Question>(process as Channel, { cmd: COMMAND }, stopTimeoutMs / 2);
}
