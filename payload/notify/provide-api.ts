/**
 * The agent's side of the API, and of PM2's convention.
 */
import { AGENT_KEY, type AgentGlobal } from './api.ts';
import { monotonicUsec } from './base/clock.ts';
import type { AppState } from './health/health.ts';
import { foreign } from './messages/foreign-text.ts';
import type { Transport } from './messages/transport.ts';

/**
 * Makes the agent known to the API, which changes `app`. The result has the same effect as notify.ready().
 * @param onReady called when the app says that it is ready
 */
export function provideApi(app: AppState, transport: Transport, onReady: () => void): () => void {
  let isReloading = false;
  const ready = (): void => {
    if (isReloading) transport.send({ READY: 1 });
    isReloading = false;
    app.ready = true;
    onReady();
  };
  (globalThis as AgentGlobal)[AGENT_KEY] = {
    ready,
    status: (text) => transport.send({ STATUS: foreign(String(text)) }),
    reloading() {
      isReloading = true;
      transport.send({ RELOADING: 1, MONOTONIC_USEC: monotonicUsec() });
    },
    stopping: () => transport.send({ STOPPING: 1 }),
    extendTimeout: (milliseconds) => transport.send({ EXTEND_TIMEOUT_USEC: Math.round(1000 * milliseconds) }),
    watchdog(check) {
      app.check = check;
    },
  };
  return ready;
}

/** PM2's wait_ready: the app calls process.send('ready'). Node has process.send in a process with a parent in Node. */
export function hearPm2(ready: () => void): void {
  const send = process.send?.bind(process) as ((message: unknown, ...rest: unknown[]) => boolean) | undefined;
  process.send = (message: unknown, ...rest: unknown[]) => {
    if (message === 'ready') ready();
    if (send) return send(message, ...rest);
    const callback = rest.at(-1);
    if (typeof callback === 'function') process.nextTick(callback as () => void, null);
    return true;
  };
}
