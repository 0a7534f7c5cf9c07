/**
 * The step before the start of a version: a program beside the services, with the account and the sandbox of the first.
 */
import { type Config, omit, type Service } from './config.ts';
import { STEP_TIMEOUT } from './schema/before.ts';
import type { DebSection } from './schema/schema.ts';

/** The step as a service that listens nowhere, or undefined. `main` is the service of the package's name. */
export function stepOf({ name, before }: DebSection, main: Service): Service | undefined {
  if (before === undefined) return undefined;
  const { entry, arguments: words, timeout = STEP_TIMEOUT } = before;
  return {
    ...omit(main, ['unitFile', 'port', 'schedule']),
    ...{ unit: `${name}-before`, summary: `Step before the start of ${name}` },
    ...{ entry, arguments: words, nodeOptions: [], sockets: [], startTimeout: timeout },
  };
}

/** All programs that the units of a package start: those of its services, and the step. */
export function startedPrograms({ services, before }: Pick<Config, 'services' | 'before'>): Service[] {
  return before === undefined ? [...services] : [...services, before];
}

/** The unit of the step with its ending, or empty without a step. */
export function stepUnit({ before }: Pick<Config, 'before'>): string {
  return before === undefined ? '' : `${before.unit}.service`;
}

/** The file that says that this version has done its step. It lies in the state that the step prepares. */
export function stepMark({ version, services }: Pick<Config, 'version' | 'services'>): string {
  return `/var/lib/${services[0].state}/.before-${version}`;
}
