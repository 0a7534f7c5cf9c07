/**
 * For an app that wants to say more than can be seen from outside. Nothing here needs systemd: without it,
 * or without the agent, every call does nothing.
 *
 *   import { notify } from 'build-deb/notify';
 *   notify.status('warming the cache');
 */
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

/** Where the agent of this process can be found: it was loaded on its own, before the app. */
export const KEY = Symbol.for('build-deb.notify');

export type Shared = { [KEY]?: Notify };

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
