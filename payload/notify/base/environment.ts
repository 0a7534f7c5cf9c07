/**
 * The environment variables of the agent. This file alone reads them, and removes them: the app's children must not
 * inherit them.
 */

export const READY_MODES = ['http', 'listening', 'app', 'loaded'] as const;

/**
 * The proof that the service is ready. `http`: a page answers 2xx. `listening`: a port is open. `app`: the app says so.
 * `loaded`: the main module has been evaluated.
 */
type ReadyMode = (typeof READY_MODES)[number];

/** The settings of the unit, and the means that systemd gave. */
export interface AgentEnvironment {
  /** The name of the service in STATUS. */
  name: string;
  mode: ReadyMode;
  /** The path that answers 2xx while the service is healthy. */
  healthPath: string;
  /** The port of the server whose health counts, if there are several servers. */
  port: number | undefined;
  /** Time to become healthy. */
  startTimeoutMs: number;
  /** Time from SIGTERM to the end of the requests in flight. */
  stopTimeoutMs: number;
  /** Whether SIGHUP is a reload from the beginning on (Type=notify-reload). */
  reload: boolean;
  /** Whether STATUS shall name the function that blocks the event loop, before the watchdog strikes. */
  explain: boolean;
  /** Address of systemd's notification socket. */
  socket: string;
  /** The same socket as an open file descriptor, from the unit's OpenFile= (systemd 253). */
  descriptor: number | undefined;
  /** systemd expects a message within this time, if it watches this process. */
  watchdogMs: number | undefined;
  activated: ActivatedDescriptors;
  /** The path of the Unix socket among them, if there is one. */
  unixSocket: string | undefined;
  /** The service's own directory in /run (RuntimeDirectory=), if it has one. */
  runtimeDirectory: string | undefined;
  /** Whether another version serves the ports until this process is ready. */
  isHeld: boolean;
}

/** Socket activation: the ports that the app asks for, and the open descriptors for each. */
export type ActivatedDescriptors = ReadonlyMap<number, readonly number[]>;

/** sd_listen_fds(3): the first descriptor that systemd passes. */
const LISTEN_FDS_START = 3;

/** Name of the notification socket in the unit's OpenFile=. */
export const DESCRIPTOR_NAME = 'notify';

/** Names of a port's descriptors, from FileDescriptorName= in its socket units. A Unix socket stands for a port, too. */
const PORT_NAME = /^(?:port|unix)-(\d+)$/;

/** The variables after NOTIFY_ that the unit sets. */
export const SETTINGS =
  'NAME READY HEALTH PORT START_TIMEOUT STOP_TIMEOUT EXPLAIN HELD RELOAD SOCKET SOCKETS UNIX_SOCKET TRIAL'.split(' ');

/** Seconds, in a unit that does not set them. */
const DEFAULT_TIMEOUT_S = 30;

/**
 * Reads the settings for the process `pid`, and removes them from `env`. Undefined, with `env` unchanged, if systemd does
 * not wait for a notification.
 */
export function takeEnvironment(env: NodeJS.ProcessEnv, pid: number): AgentEnvironment | undefined {
  const socket = env.NOTIFY_SOCKET;
  if (!socket) return undefined;
  const names = descriptorNames(env, pid);
  const position = names.indexOf(DESCRIPTOR_NAME);
  // Without NOTIFY_SOCKETS the app does socket activation by itself.
  const activated = env.NOTIFY_SOCKETS === undefined ? new Map() : portSockets(names);
  setActivatedPorts(env, activated);
  const environment: AgentEnvironment = {
    name: env.NOTIFY_NAME || 'service',
    mode: READY_MODES.find((mode) => mode === env.NOTIFY_READY) ?? 'http',
    healthPath: env.NOTIFY_HEALTH || '/health',
    port: readPort(env),
    startTimeoutMs: startTimeout(env),
    stopTimeoutMs: readStopTimeout(env),
    reload: env.NOTIFY_RELOAD === '1',
    explain: env.NOTIFY_EXPLAIN === '1',
    socket,
    descriptor: position < 0 ? undefined : LISTEN_FDS_START + position,
    watchdogMs: readWatchdog(env, pid),
    activated,
    unixSocket: env.NOTIFY_UNIX_SOCKET,
    runtimeDirectory: env.RUNTIME_DIRECTORY?.split(':')[0],
    isHeld: env.NOTIFY_HELD === '1',
  };
  remove(env, [...SETTINGS.map((setting) => `NOTIFY_${setting}`), 'WATCHDOG_USEC', 'WATCHDOG_PID']);
  // The app must still find the sockets that it activates by itself.
  const isOurs = (name: string): boolean => name === DESCRIPTOR_NAME || (activated.size > 0 && PORT_NAME.test(name));
  if (names.every(isOurs)) remove(env, ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES']);
  return environment;
}

/** The return to a kept version takes a part of the start timeout of the new one, and this at most, in milliseconds. */
const RETURN_MS = 3000;

function startTimeout(env: NodeJS.ProcessEnv): number {
  const whole = milliseconds(env.NOTIFY_START_TIMEOUT);
  return env.NOTIFY_TRIAL === '1' ? whole - Math.min(RETURN_MS, whole / 10) : whole;
}

/** Milliseconds that a stop may take. */
export function readStopTimeout(env: NodeJS.ProcessEnv): number {
  return milliseconds(env.NOTIFY_STOP_TIMEOUT);
}

/** NOTIFY_PORT is a number, or the name of the variable with the number: the administrator sets the port in one place. */
function readPort(env: NodeJS.ProcessEnv): number | undefined {
  const text = env.NOTIFY_PORT ?? '';
  const port = Number(/^[A-Za-z_]/.test(text) ? env[text] : text);
  return port > 0 ? port : undefined;
}

function portSockets(names: string[]): ActivatedDescriptors {
  const activated = new Map<number, number[]>();
  // The first one becomes the app's server, whose address is to have a port if there is one.
  const unixLast = [...names.entries()].sort(
    ([, a], [, b]) => Number(a.startsWith('unix')) - Number(b.startsWith('unix')),
  );
  for (const [position, name] of unixLast) {
    const port = Number(PORT_NAME.exec(name)?.[1]);
    if (port > 0) activated.set(port, [...(activated.get(port) ?? []), LISTEN_FDS_START + position]);
  }
  return activated;
}

/**
 * NOTIFY_SOCKETS lists the ports, as in `PORT=5001 5002`. Each variable gets the port of the unit. Settings of an earlier
 * version may name another port, for which systemd has no socket.
 */
function setActivatedPorts(env: NodeJS.ProcessEnv, activated: ActivatedDescriptors): void {
  for (const word of env.NOTIFY_SOCKETS?.split(' ') ?? []) {
    const match = /^(?:([A-Za-z_][A-Za-z0-9_]*)=)?(\d+)$/.exec(word);
    if (!match) continue;
    const [, variable = '', port = ''] = match;
    // After a daemon-reload, a changed socket unit holds no port until it is restarted itself.
    if (!activated.has(Number(port))) console.error(`systemd does not hold port ${port}: restart its socket unit`);
    if (variable === '') continue;
    if (env[variable] !== undefined && env[variable] !== port) {
      console.error(`${variable}=${env[variable]} is ignored: systemd holds the port, and its socket unit says which`);
    }
    env[variable] = port;
  }
}

/** Names of the descriptors that systemd passed to the process `pid`. */
function descriptorNames(env: NodeJS.ProcessEnv, pid: number): string[] {
  if (Number(env.LISTEN_PID) !== pid) return [];
  return (env.LISTEN_FDNAMES ?? '').split(':').slice(0, Number(env.LISTEN_FDS));
}

/** sd_watchdog_enabled(3): the interval counts for WATCHDOG_PID alone. If that is unset, the interval counts for all. */
function readWatchdog(env: NodeJS.ProcessEnv, pid: number): number | undefined {
  const microseconds = Number(env.WATCHDOG_USEC);
  if (!(microseconds > 0)) return undefined;
  return env.WATCHDOG_PID && Number(env.WATCHDOG_PID) !== pid ? undefined : microseconds / 1000;
}

/** @param text seconds */
function milliseconds(text: string | undefined): number {
  const value = Number(text);
  return 1000 * (value > 0 ? value : DEFAULT_TIMEOUT_S);
}

function remove(env: NodeJS.ProcessEnv, names: string[]): void {
  for (const name of names) delete env[name];
}
