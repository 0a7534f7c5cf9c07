/**
 * The handover of connections in a cluster. The primary accepts each, and passes it to the next worker that is free. It
 * never hears of one again that a worker had not read before its end, and the client is cut off. Before a stop, therefore,
 * both sides wait until every connection has reached a worker.
 */
import type { Server } from 'node:net';
import { monotonicMs } from '../base/clock.ts';
import { announce, answer, ask, type Channel, hearAnnouncement, type Question } from '../base/cluster-channel.ts';
import { type ConnectionHandle, handleOf } from '../base/node-handles.ts';
import { pause, setImmediate } from '../base/timers.ts';

const COMMAND = 'NODE_NOTIFY_HANDOVER';

const CHECK_MS = 5;

/** A connection that was passed to a worker so long ago is lost: the worker died. */
const LOST_MS = 5000;

/** Connections that the primary has accepted and no worker has taken, with the moment of each. */
const underway = new Map<ConnectionHandle, number>();

/** The last moment at which a worker took a connection. */
let lastTaken = Number.NEGATIVE_INFINITY;

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
    if (underway.delete(connection)) lastTaken = monotonicMs();
    return Reflect.apply(close, connection, args);
  };
}

function answerWorkers(): void {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  const hear = ({ process: channel }: { process: Channel }): void => {
    answer(channel, COMMAND, async () => {
      await handedOver();
      return {};
    });
    // A worker hears of it before it listens, because Node's own reply about the port comes by the same channel later.
    announce(channel, COMMAND);
  };
  cluster.on('fork', hear);
  for (const worker of Object.values(cluster.workers ?? {})) if (worker) hear(worker);
}

/** In the primary: resolves when every connection that it has accepted so far has reached a worker. */
export async function handedOver(stopTimeoutMs = Number.POSITIVE_INFINITY): Promise<void> {
  const deadline = monotonicMs() + stopTimeoutMs / 2;
  // systemd sends SIGTERM to the primary first, but a question of a worker may be read before the signal. By the second
  // turn the signal has arrived, and a port of systemd's is closed.
  for (const _ of [1, 2]) await new Promise(setImmediate);
  const known = [...underway.keys()];
  const isUnderway = (connection: ConnectionHandle): boolean => {
    const since = underway.get(connection);
    if (since === undefined) return false;
    // A long queue takes longer than one connection, but it moves.
    return monotonicMs() - (isQueued(connection) ? Math.max(since, lastTaken) : since) < LOST_MS;
  };
  while (known.some(isUnderway) && monotonicMs() < deadline) await pause(CHECK_MS);
}

/** Node's list of connections for which no worker was free yet (lib/internal/cluster/round_robin_handle.js). */
function isQueued({ _idleNext: next }: ConnectionHandle): boolean {
  return Boolean(next);
}

let isAnswered = (): boolean => false;

/** In a worker: learns whether its primary follows the handover. It does not without the agent, and with SCHED_NONE. */
export function hearPrimary(): void {
  isAnswered = hearAnnouncement(process as Channel, COMMAND);
}

/** In a worker: resolves when every connection that the primary has accepted so far has reached a worker. */
export async function askForHandover(limitMs: number): Promise<void> {
  if (isAnswered() && limitMs > 0) await ask<Question>(process as Channel, { cmd: COMMAND }, limitMs);
}
