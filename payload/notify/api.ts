/**
 * The API for an app that tells systemd more than the agent sees from outside. Every call is without effect if the agent
 * or systemd is absent, so you need no condition around it.
 *
 *   import { notify } from 'build-deb/notify';
 *   notify.status('warming the cache');
 *
 * This file imports no other: it travels with packages without a bundler and without a dependency.
 */

/** The messages of an app to systemd. sd_notify(3) describes each. */
export interface Notify {
  /** READY=1, in the mode `app`. In the other modes the agent finds out by itself. */
  ready(): void;
  /** STATUS=, one line for `systemctl status`. Newlines become spaces. */
  status(text: string): void;
  /**
   * RELOADING=1 with MONOTONIC_USEC, which systemd needs since 253. Call ready() at the end of the reload. Without effect
   * before the service is ready, and during its stop.
   */
  reloading(): void;
  /** STOPPING=1, once: the service ends of its own accord. */
  stopping(): void;
  /**
   * EXTEND_TIMEOUT_USEC=: a reload or a stop may take `milliseconds` more from now on (systemd 236). A start ends with
   * `startTimeout` all the same. A number that is not above zero has no effect.
   */
  extendTimeout(milliseconds: number): void;
  /** Adds `check` to the health check: false or a thrown error means unhealthy. Undefined removes the check. */
  watchdog(check: (() => unknown) | undefined): void;
}

/** The agent is a program of its own, loaded before the app. The API finds it under this key. */
export const AGENT_KEY = Symbol.for('build-deb.notify');

/** The global object, as the agent and the API share it. */
export type AgentGlobal = { [AGENT_KEY]?: Notify };

const agent = (): Notify | undefined => (globalThis as AgentGlobal)[AGENT_KEY];

export const notify: Notify = {
  ready: () => agent()?.ready(),
  status: (text) => agent()?.status(text),
  reloading: () => agent()?.reloading(),
  stopping: () => agent()?.stopping(),
  extendTimeout: (milliseconds) => agent()?.extendTimeout(milliseconds),
  watchdog: (check) => agent()?.watchdog(check),
};
