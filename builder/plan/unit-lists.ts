/**
 * The units of a package as lists for its maintainer scripts, separated by spaces.
 */
import type { Config, Service } from '../config/config.ts';
import { stepUnit } from '../config/step.ts';
import { mailUnit } from './mail.ts';
import { startedUnit } from './service.ts';

/** Each is empty if the package has no such unit. */
export interface UnitLists {
  /** All of the package. */
  units: string;
  /** Services and timers, in the order of their starts. */
  startedUnits: string;
  /** Services that timers start. */
  timedServices: string;
  sockets: string;
  /** Each as VARIABLE=PORT:SOCKET. */
  replacedSettings: string;
  /** The unit of the step before the start. */
  step: string;
  notEnabled: string;
  notStarted: string;
  notRestarted: string;
  /** Services whose new version starts beside the running one. */
  overlapping: string;
  /** Services that an upgrade of the system's Node restarts. */
  nodeUnits: string;
}

export function unitLists(config: Config): UnitLists {
  const { name, services, mail } = config;
  const units = (which: (service: Service) => boolean): string[] => services.filter(which).map(startedUnit);
  const timed = services.filter(({ schedule }) => schedule !== undefined).map(({ unit }) => `${unit}.service`);
  const mailUnits = mail ? [mailUnit(name)] : [];
  const started = units(() => true);
  const sockets = services.flatMap((service) => service.sockets);
  const socketUnits = sockets.map(({ unit }) => `${unit}.socket`);
  // A Unix socket has no port. The agent notes a setting without effect in the journal.
  const replaced = sockets.filter(({ variable, access }) => variable !== undefined && access === undefined);
  return {
    startedUnits: list(started),
    units: list([...started, ...timed, ...mailUnits, ...socketUnits, stepUnit(config)].filter(Boolean)),
    step: stepUnit(config),
    timedServices: list(timed),
    sockets: list(socketUnits),
    replacedSettings: list(replaced.map(({ variable, port, unit }) => `${variable}=${port}:${unit}.socket`)),
    notEnabled: list(units(({ enable }) => !enable)),
    notStarted: list(units(({ start }) => !start)),
    notRestarted: list(units(({ restartAfterUpgrade }) => !restartAfterUpgrade)),
    overlapping: list(units(({ upgrade }) => upgrade === 'overlap')),
    nodeUnits: list(nodeUnits(config)),
  };
}

/** The units that an upgrade of the system's Node restarts. A timer's service takes the new one at its next run. */
export function nodeUnits({ services, bundledNode }: Config): string[] {
  if (bundledNode !== undefined) return [];
  return services
    .filter(({ schedule, restartAfterNodeUpgrade }) => schedule === undefined && restartAfterNodeUpgrade)
    .map(startedUnit);
}

/** Each word once. */
export function list(words: readonly string[]): string {
  return [...new Set(words)].join(' ');
}
