/**
 * The one place where the agent reads its environment, and takes out of it what the app's
 * children must not inherit.
 */

/** What the unit asked of the agent, and what systemd gave it to work with. */
export interface Environment {
  /** What STATUS calls the service. */
  name: string;
  /** The path that answers 2xx when the service is healthy. */
  health: string;
  /** Milliseconds the service has to become healthy. */
  startLimit: number;
  /** Milliseconds that requests in flight have to end once SIGTERM came. */
  stopLimit: number;
  /** Address of systemd's notification socket. */
  socket: string;
  /** The same socket as an open file descriptor, where the unit's OpenFile= was understood (systemd 253). */
  descriptor: number | undefined;
  /** Milliseconds within which systemd wants a sign of life, if it wants one of this process. */
  watchdog: number | undefined;
}

/** sd_listen_fds(3): the first descriptor that systemd passes. */
const LISTEN_FDS_START = 3;

/** Name of the descriptor in the unit's OpenFile=. */
const DESCRIPTOR_NAME = 'notify';

/**
 * Reads what systemd and the unit said to the process `pid`. Undefined where systemd does not wait
 * for a notification: nothing is touched then.
 */
export function takeEnvironment(env: NodeJS.ProcessEnv, pid: number): Environment | undefined {
  const socket = env.NOTIFY_SOCKET;
  if (!socket) return undefined;
  const names = ownDescriptors(env, pid);
  const position = names.indexOf(DESCRIPTOR_NAME);
  const environment: Environment = {
    name: env.NOTIFY_NAME || 'service',
    health: env.NOTIFY_HEALTH || '/health',
    startLimit: seconds(env.NOTIFY_START_LIMIT, 30),
    stopLimit: seconds(env.NOTIFY_STOP_LIMIT, 25),
    socket,
    descriptor: position < 0 ? undefined : LISTEN_FDS_START + position,
    watchdog: watchdogInterval(env, pid),
  };
  forget(env, ['NOTIFY_SOCKET', 'NOTIFY_NAME', 'NOTIFY_HEALTH', 'NOTIFY_START_LIMIT', 'NOTIFY_STOP_LIMIT']);
  forget(env, ['WATCHDOG_USEC', 'WATCHDOG_PID']);
  // Sockets that systemd holds for the app itself stay announced to it.
  if (names.every((name) => name === DESCRIPTOR_NAME)) forget(env, ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES']);
  return environment;
}

/** Names of the descriptors passed to this very process; none if they were meant for another. */
function ownDescriptors(env: NodeJS.ProcessEnv, pid: number): string[] {
  if (Number(env.LISTEN_PID) !== pid) return [];
  return (env.LISTEN_FDNAMES ?? '').split(':').slice(0, Number(env.LISTEN_FDS));
}

/** sd_watchdog_enabled(3): the interval counts for WATCHDOG_PID only, or for whoever reads it if that is unset. */
function watchdogInterval(env: NodeJS.ProcessEnv, pid: number): number | undefined {
  const microseconds = Number(env.WATCHDOG_USEC);
  if (!(microseconds > 0)) return undefined;
  return env.WATCHDOG_PID && Number(env.WATCHDOG_PID) !== pid ? undefined : microseconds / 1000;
}

function seconds(text: string | undefined, otherwise: number): number {
  const value = Number(text);
  return 1000 * (text && value > 0 ? value : otherwise);
}

function forget(env: NodeJS.ProcessEnv, names: string[]): void {
  for (const name of names) delete env[name];
}
