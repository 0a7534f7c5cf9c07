/**
 * The agent's side of the API, and of PM2's convention.
 */
import { AGENT_KEY, type AgentGlobal } from './api.ts';
import { monotonicUsec } from './base/clock.ts';
import type { AppState } from './health/health.ts';
import { foreign } from './messages/foreign.ts';
import type { Transport } from './messages/transport.ts';

interface ApiHooks {
  /** The app says that it is ready. */
  onReady: () => void;
  /** The phase of the service. A reload belongs to a service that is ready: before, READY=1 would end the start. */
  phase: () => 'starting' | 'ready' | 'stopping';
}

/** Makes the agent known to the API, which changes `app`. The result has the same effect as notify.ready(). */
export function provideApi(app: AppState, transport: Transport, { onReady, phase }: ApiHooks): () => void {
  let isReloading = false;
  let isEnding = false;
  const ready = (): void => {
    if (isReloading && phase() === 'ready') transport.send({ READY: 1 });
    isReloading = false;
    app.ready = true;
    onReady();
  };
  (globalThis as AgentGlobal)[AGENT_KEY] = {
    ready,
    status: (text) => transport.send({ STATUS: foreign(String(text)) }),
    reloading() {
      if (phase() !== 'ready') return;
      isReloading = true;
      transport.send({ RELOADING: 1, MONOTONIC_USEC: monotonicUsec() });
    },
    stopping() {
      if (!isEnding && phase() !== 'stopping') transport.send({ STOPPING: 1 });
      isEnding = true;
    },
    extendTimeout(milliseconds) {
      // systemd takes a number without a sign alone, and no fraction.
      const microseconds = Math.round(1000 * milliseconds);
      if (Number.isSafeInteger(microseconds) && microseconds > 0) transport.send({ EXTEND_TIMEOUT_USEC: microseconds });
    },
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
