/**
 * The ports that the workers of a cluster open without the primary. In the usual case the primary listens for all, and
 * servers.ts sees that. It does not listen with cluster.SCHED_NONE, nor for a worker's listen({ exclusive: true }).
 */
import { clearInterval, setInterval } from '../base/timers.ts';
import { hasChildren } from './elsewhere.ts';
import type { PlaceHooks } from './worker-places.ts';

/** A new worker needs more time than this until it listens. Node runs due timers before it reads messages of workers. */
const LOOK_MS = 20;

interface Hooks extends PlaceHooks {
  /** Whether the server that counts listens. Then there is no need to look any more. */
  isFound: () => boolean;
}

/** Follows the workers as soon as the app has child processes: most apps do without the module of clusters. */
export function followWorkers(hooks: Hooks): void {
  const look = setInterval(() => {
    if (hooks.isFound()) return clearInterval(look);
    if (!hasChildren()) return;
    clearInterval(look);
    const { follow } = require('./worker-places.ts') as typeof import('./worker-places.ts');
    follow(hooks);
  }, LOOK_MS).unref();
}
