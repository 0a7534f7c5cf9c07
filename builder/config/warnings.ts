/**
 * Values of the configuration that are allowed, and that you hardly mean.
 */
import type { Config, Setting } from './config.ts';
import { freeName, isCommonProgram } from './reserved/reservation.ts';
import { isSecret } from './secret-values.ts';

/** A sentence for each such value. */
export function configWarnings({ name, settings, services }: Config): string[] {
  const [, ...further] = services;
  return [
    ...sharedName(name),
    ...publicSecrets('deb.settings', settings),
    ...publicSecrets('deb.service.settings', services[0].settings),
    ...further.flatMap((service) => {
      return publicSecrets(`deb.services.${service.unit.slice(name.length + 1)}.settings`, service.settings);
    }),
  ];
}

/** For apt the two are one package: the higher version takes the place of the other (Debian Policy 3.1). */
function sharedName(name: string): string[] {
  if (!isCommonProgram(name)) return [];
  return [
    `Debian has a package ${name} as well, and apt replaces one by the other: choose another name, as in "deb": { "name": "${freeName(name)}" }`,
  ];
}

/** The message leaves out the value: it may land in the log of a build server. */
function publicSecrets(place: string, settings: readonly Setting[]): string[] {
  const found = settings.filter(({ variable, value = '' }) => value !== '' && isSecret(variable, value));
  return found.map(
    ({ variable }) =>
      `${place}.${variable} looks like a secret, and everybody can read the value in the package: move it to "secrets", without its value`,
  );
}
