/**
 * The ports that the workers of a cluster open without the primary. In the usual case the primary listens for all, and
 * servers.ts sees that. It does not listen with cluster.SCHED_NONE, nor for a worker's listen({ exclusive: true }).
 */
import type { Worker } from 'node:cluster';
import { clearInterval, setInterval } from '../base/timers.ts';
import { hasChildren } from './elsewhere.ts';

/** Where workers listen. Node gives no address for a server on every address, and the port -1 for a Unix socket. */
export interface WorkerPlace {
  address: string | null;
  port: number;
}

/**
 * A worker of the agent's tells its primary in this form. Node hands messages whose `cmd` begins with NODE_ to listeners
 * for 'internalMessage' alone, so the app does not see it (nodejs.org/api/child_process.html, "Event: 'message'").
 */
interface Notice extends WorkerPlace {
  cmd: typeof LISTENS;
}

const LISTENS = 'NODE_NOTIFY_LISTENS';

/** A new worker needs more time than this until it listens. Node runs due timers before it reads messages of workers. */
const LOOK_MS = 20;

interface Hooks {
  opened: (place: WorkerPlace) => void;
  closed: (place: WorkerPlace) => void;
  /** Whether the server that counts listens. Then there is no need to look any more. */
  isFound: () => boolean;
}

/** Follows the workers as soon as the app has child processes: most apps do without the module of clusters. */
export function followWorkers(hooks: Hooks): void {
  const look = setInterval(() => {
    if (hooks.isFound()) return clearInterval(look);
    if (!hasChildren()) return;
    clearInterval(look);
    follow(hooks);
  }, LOOK_MS).unref();
}

function follow({ opened, closed }: Hooks): void {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  const places = new Map<string, { place: WorkerPlace; workers: Set<Worker> }>();
  const listens = (worker: Worker, { address, port }: WorkerPlace): void => {
    const key = `${address} ${port}`;
    const known = places.get(key);
    if (known) return void known.workers.add(worker);
    const place = { address, port };
    places.set(key, { place, workers: new Set([worker]) });
    opened(place);
  };
  const ends = (worker: Worker): void => {
    for (const [key, { place, workers }] of places) {
      workers.delete(worker);
      if (workers.size > 0) continue;
      places.delete(key);
      closed(place);
    }
  };
  const hear = (worker: Worker): void => {
    worker.process.on('internalMessage' as 'message', (message: Partial<Notice> | undefined) => {
      const { cmd, address = null, port } = message ?? {};
      if (cmd === LISTENS && typeof port === 'number') listens(worker, { address, port });
    });
  };
  cluster.on('listening', (worker, { address, port }) => listens(worker, { address: address || null, port }));
  cluster.on('fork', hear);
  cluster.on('exit', ends);
  for (const worker of Object.values(cluster.workers ?? {})) if (worker) hear(worker);
}

/** Tells the primary of a server in this worker. */
export function tellPrimary(address: string | { address: string; port: number } | null): void {
  if (address === null || !process.connected) return;
  const place = typeof address === 'string' ? { address, port: -1 } : address;
  const notice: Notice = { cmd: LISTENS, address: place.address, port: place.port };
  // The channel may close meanwhile. Without a callback that would be an error of the app.
  process.send?.(notice, () => {});
}
