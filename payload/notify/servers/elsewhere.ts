/**
 * Servers out of the agent's sight: those in child processes, in worker threads, and of UDP. A message tells of them,
 * instead of "nothing listens yet" alone.
 */

/** What to do about a server elsewhere. */
const REMEDY = 'run it in the main thread of this service, or say process.send(\'ready\') there, with "ready": "app"';

let threads = 0;

/** Counts the app's worker threads from now on. */
export function countThreads(): void {
  process.on('worker', (worker) => {
    threads += 1;
    worker.once('exit', () => {
      threads -= 1;
    });
  });
}

/** Whether the app waits for child processes. */
export function hasChildren(): boolean {
  return has('ProcessWrap');
}

function has(resource: string): boolean {
  return process.getActiveResourcesInfo().includes(resource);
}

/** Ends the sentence "nothing listens yet", if a child process, a thread or a socket of UDP may listen. */
export function serverElsewhere(): string {
  if (hasChildren()) {
    if (hasWorkers()) return ', neither in the primary of the cluster nor in a worker';
    return ` in this process, and the agent does not see a server in a child process: ${REMEDY}`;
  }
  if (threads > 0) return ` in the main thread, and the agent does not see a server in a worker thread: ${REMEDY}`;
  return has('UDPWrap') ? ' on TCP or at a Unix socket; a service of UDP alone takes "ready": "loaded"' : '';
}

/** Loads the module of clusters, which most apps do without. */
function hasWorkers(): boolean {
  return Object.keys((require('node:cluster') as typeof import('node:cluster').default).workers ?? {}).length > 0;
}
