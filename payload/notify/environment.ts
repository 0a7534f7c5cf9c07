/**
 * The one place where the agent reads its environment, and takes out of it what the app's
 * children must not inherit.
 */

const MODES = ['http', 'listening', 'app', 'loaded'] as const;

/** What tells that the service is ready: a page that answers 2xx, an open port, the app itself, that it was loaded. */
export type Mode = (typeof MODES)[number];

/** What the unit asked of the agent, and what systemd gave it to work with. Times are milliseconds. */
export interface Environment {
  /** What STATUS calls the service. */
  name: string;
  mode: Mode;
  /** The path that answers 2xx when the service is healthy. */
  health: string;
  /** The port of the server that counts, if there are several. */
  port: number | undefined;
  /** The time the service has to become healthy. */
  startTimeout: number;
  /** The time that requests in flight have to end once SIGTERM came. */
  stopTimeout: number;
  /** Whether to find out what blocks the event loop before the watchdog strikes. */
  explain: boolean;
  /** Address of systemd's notification socket. */
  socket: string;
  /** The same socket as an open file descriptor, where the unit's OpenFile= was understood (systemd 253). */
  descriptor: number | undefined;
  /** The time within which systemd wants a sign of life, if it wants one of this process. */
  watchdog: number | undefined;
  /** The ports that systemd holds. */
  held: HeldDescriptors;
  /** The folder of the service's own in /run (RuntimeDirectory=), if it has one. */
  folder: string | undefined;
}

/** Ports that the app will ask for, and what systemd has opened for each. */
export type HeldDescriptors = ReadonlyMap<number, readonly number[]>;

/** sd_listen_fds(3): the first descriptor that systemd passes. */
const LISTEN_FDS_START = 3;

/** Name of the descriptor in the unit's OpenFile=. */
const DESCRIPTOR_NAME = 'notify';

/** Names of the descriptors of a port, in its socket unit's FileDescriptorName=. */
const PORT_NAME = /^port-(\d+)$/;

const SETTINGS = ['NAME', 'READY', 'HEALTH', 'PORT', 'START_TIMEOUT', 'STOP_TIMEOUT', 'EXPLAIN', 'SOCKET', 'SOCKETS'];

/**
 * Reads what systemd and the unit said to the process `pid`. Undefined where systemd does not wait
 * for a notification: nothing is touched then.
 */
export function takeEnvironment(env: NodeJS.ProcessEnv, pid: number): Environment | undefined {
  const socket = env.NOTIFY_SOCKET;
  if (!socket) return undefined;
  const names = ownDescriptors(env, pid);
  const position = names.indexOf(DESCRIPTOR_NAME);
  // Without a word of the unit's they are the app's own.
  const held = env.NOTIFY_SOCKETS === undefined ? new Map() : heldDescriptors(names);
  insistOnPorts(env, held);
  const environment: Environment = {
    name: env.NOTIFY_NAME || 'service',
    mode: MODES.find((mode) => mode === env.NOTIFY_READY) ?? 'http',
    health: env.NOTIFY_HEALTH || '/health',
    port: portNumber(env),
    startTimeout: seconds(env.NOTIFY_START_TIMEOUT, 30),
    stopTimeout: stopTimeout(env),
    explain: env.NOTIFY_EXPLAIN === '1',
    socket,
    descriptor: position < 0 ? undefined : LISTEN_FDS_START + position,
    watchdog: watchdogInterval(env, pid),
    held,
    folder: env.RUNTIME_DIRECTORY?.split(':')[0],
  };
  forget(env, [...SETTINGS.map((setting) => `NOTIFY_${setting}`), 'WATCHDOG_USEC', 'WATCHDOG_PID']);
  // Sockets that systemd holds for the app itself stay announced to it.
  const isOurs = (name: string): boolean => name === DESCRIPTOR_NAME || (held.size > 0 && PORT_NAME.test(name));
  if (names.every(isOurs)) forget(env, ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES']);
  return environment;
}

/** Milliseconds that a stop may take. */
export function stopTimeout(env: NodeJS.ProcessEnv): number {
  return seconds(env.NOTIFY_STOP_TIMEOUT, 30);
}

/** NOTIFY_PORT is a number, or names the variable that holds it: the administrator then sets it in one place. */
function portNumber(env: NodeJS.ProcessEnv): number | undefined {
  const text = env.NOTIFY_PORT;
  const port = Number(text && /^[A-Z_]/.test(text) ? env[text] : text);
  return port > 0 ? port : undefined;
}

function heldDescriptors(names: string[]): HeldDescriptors {
  const held = new Map<number, number[]>();
  for (const [position, name] of names.entries()) {
    const port = Number(PORT_NAME.exec(name)?.[1]);
    if (port > 0) held.set(port, [...(held.get(port) ?? []), LISTEN_FDS_START + position]);
  }
  return held;
}

/**
 * NOTIFY_SOCKETS lists the ports, as in `PORT=5001 5002`. The variable of one must say what the unit does: another port,
 * from settings of an earlier version, would be one that systemd does not hold.
 */
function insistOnPorts(env: NodeJS.ProcessEnv, held: HeldDescriptors): void {
  for (const word of env.NOTIFY_SOCKETS?.split(' ') ?? []) {
    const [, variable = '', port = ''] = /^(?:([A-Z_][A-Z0-9_]*)=)?(\d+)$/.exec(word) ?? [];
    // A changed socket unit loses its port with the next daemon-reload, until it is restarted itself.
    if (!held.has(Number(port))) console.error(`systemd does not hold port ${port}: restart its socket unit`);
    if (variable === '') continue;
    if (env[variable] !== undefined && env[variable] !== port) {
      console.error(`${variable}=${env[variable]} is ignored: systemd holds the port, and its socket unit says which`);
    }
    env[variable] = port;
  }
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
