/**
 * Lists of units for the maintainer scripts: words separated by spaces.
 */
import type { Config, Service } from '../config/config.ts';
import { mailUnit } from './mail.ts';
import { startedUnit } from './service.ts';

type UnitList = 'units' | 'startedUnits' | 'timedServices' | 'sockets';
type Choice = 'replacedSettings' | 'notEnabled' | 'notStarted' | 'notRestarted';

/** The units of a package by what maintainer scripts do with them. */
export function unitLists({ name, services, mail }: Config): Record<UnitList | Choice, string> {
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
    units: list([...started, ...timed, ...mailUnits, ...socketUnits]),
    timedServices: list(timed),
    sockets: list(socketUnits),
    replacedSettings: list(replaced.map(({ variable, port, unit }) => `${variable}=${port}:${unit}.socket`)),
    notEnabled: list(units(({ enable }) => !enable)),
    notStarted: list(units(({ start }) => !start)),
    notRestarted: list(units(({ restartAfterUpgrade }) => !restartAfterUpgrade)),
  };
}

/** Each word once. */
export function list(words: readonly string[]): string {
  return [...new Set(words)].join(' ');
}
