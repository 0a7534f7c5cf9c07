/**
 * The places where the workers of a cluster listen, as they tell their primary.
 */
import type { Worker } from 'node:cluster';

/** Where workers listen. Node gives no address for a server on every address, and the port -1 for a Unix socket. */
export interface WorkerPlace {
  address: string | null;
  port: number;
}

export interface PlaceHooks {
  opened: (place: WorkerPlace) => void;
  closed: (place: WorkerPlace) => void;
}

/**
 * A worker of the agent's tells its primary in this form. Node hands messages whose `cmd` begins with NODE_ to listeners
 * for 'internalMessage' alone, so the app does not see it (nodejs.org/api/child_process.html, "Event: 'message'").
 */
interface Notice extends WorkerPlace {
  cmd: typeof LISTENS;
}

const LISTENS = 'NODE_NOTIFY_LISTENS';

/** Follows the workers of this primary. */
export function follow({ opened, closed }: PlaceHooks): void {
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
