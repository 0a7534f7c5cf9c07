/**
 * For an app that wants to say more than can be seen from outside. Nothing here needs systemd: without it,
 * or without the agent, every call does nothing.
 *
 *   import { notify } from 'notifydemo/notify';
 *   notify.status('warming the cache');
 */
import type { Mode } from './environment.ts';
import type { AppState } from './health.ts';
import type { Transport } from './transport.ts';

/** What an app can tell systemd; see sd_notify(3) for each message. */
export interface Notify {
  /** READY=1, where the unit's mode is `app`; elsewhere the agent sees for itself. */
  ready(): void;
  /** STATUS=: one line for `systemctl status`; newlines become spaces. */
  status(text: string): void;
  /** RELOADING=1 with MONOTONIC_USEC; call ready() when it is over. systemd 253 needs both. */
  reloading(): void;
  /** STOPPING=1: the service ends by its own will. */
  stopping(): void;
  /** EXTEND_TIMEOUT_USEC=: start, reload or stop may take `milliseconds` more from now on. systemd 236. */
  extendTimeout(milliseconds: number): void;
  /** Health is also what `check` says: false, or an error it throws, is illness. Undefined takes it back. */
  watchdog(check: (() => unknown) | undefined): void;
}

const KEY = Symbol.for('notifydemo.notify');

type Shared = { [KEY]?: Notify };

/** The agent in this process, if there is one that systemd listens to. */
const agent = (): Notify | undefined => (globalThis as Shared)[KEY];

export const notify: Notify = {
  ready: () => agent()?.ready(),
  status: (text) => agent()?.status(text),
  reloading: () => agent()?.reloading(),
  stopping: () => agent()?.stopping(),
  extendTimeout: (milliseconds) => agent()?.extendTimeout(milliseconds),
  watchdog: (check) => agent()?.watchdog(check),
};

/** Makes the agent known to {@link notify}, and, in the mode `app`, to apps that speak to PM2. */
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
