/**
 * The agent's side of the API, and of the convention of PM2.
 */
import { KEY, type Shared } from './api.ts';
import type { Mode } from './environment.ts';
import type { AppState } from './health.ts';
import { onLoaded } from './loaded.ts';
import type { Transport } from './transport.ts';

/** Makes the agent known to the API, and, in the mode `app`, to apps that speak to PM2. */
export function publish(app: AppState, transport: Transport, changed: () => void, mode: Mode): void {
  let reloading = false;
  const ready = (): void => {
    if (reloading) transport.send({ READY: 1 });
    reloading = false;
    app.ready = true;
    changed();
  };
  (globalThis as Shared)[KEY] = {
    ready,
    status: (text) => transport.send({ STATUS: text }),
    reloading() {
      reloading = true;
      transport.send({ RELOADING: 1, MONOTONIC_USEC: String(process.hrtime.bigint() / 1000n) });
    },
    stopping: () => transport.send({ STOPPING: 1 }),
    extendTimeout: (milliseconds) => transport.send({ EXTEND_TIMEOUT_USEC: Math.round(1000 * milliseconds) }),
    watchdog(check) {
      app.opinion = check;
    },
  };
  if (mode === 'app') hearPm2(ready);
  if (mode === 'loaded') onLoaded(ready);
}

/** PM2's wait_ready: the app calls process.send('ready'), which only a process with a parent in Node has. */
function hearPm2(ready: () => void): void {
  const send = process.send?.bind(process) as ((message: unknown, ...rest: unknown[]) => boolean) | undefined;
  process.send = (message: unknown, ...rest: unknown[]) => {
    if (message === 'ready') ready();
    if (send) return send(message, ...rest);
    const callback = rest.at(-1);
    if (typeof callback === 'function') process.nextTick(callback as () => void, null);
    return true;
  };
}
