/**
 * The one door for configuration: what package.json says goes through here once, and is trusted afterwards.
 */
import { getNodeValue } from 'jsonc-parser';
import type { Compression } from '../manifest.ts';
import { debianVersion, nodeDependencies } from '../version.ts';
import type { Config, Json, Service, Setting } from './config.ts';
import { parseObject } from './mistakes/json.ts';
import { mistakesError } from './mistakes/mistakes.ts';
import { schemaMistakes } from './mistakes/schema-errors.ts';
import { withNpmDefaults } from './npm-fields.ts';
import { ruleMistakes, supportedReleases } from './rules/rules.ts';
import { type ServiceSocket, socketsOf } from './rules/sockets.ts';
import type { Described, DescribedPackage, DescribedService } from './schema/checked.ts';
import { COMPRESSION_LEVELS } from './schema/program.ts';
import { START_TIMEOUT } from './schema/services.ts';
import { validate } from './schema/validator.ts';

/**
 * Makes the configuration out of the text of a package.json. `snapshot` is what follows the version of a package that
 * is made between two releases.
 * @throws BuildError that lists every mistake in it at once.
 */
export function parseConfig(text: string, snapshot = ''): Config {
  const tree = parseObject(text);
  const packageJson: Json = getNodeValue(tree);
  const { origins, candidate } = withNpmDefaults(packageJson);
  const mistakes = validate(candidate) ? [] : schemaMistakes(validate.errors ?? [], origins);
  // Rules ask about values that the schema has passed.
  if (mistakes.length === 0) mistakes.push(...ruleMistakes(candidate.deb as unknown as DescribedPackage, packageJson));
  if (mistakes.length > 0) throw mistakesError(mistakes, text, tree);
  return deepFreeze(configOf(candidate, snapshot));
}

function configOf({ version: npmVersion, license, homepage, deb: section }: Json, snapshot: string): Config {
  const deb = section as DescribedPackage;
  const version = `${debianVersion(npmVersion as string)}${snapshot}`;
  const bundled = deb.runtime === 'bundled';
  return {
    ...pick(deb, [
      'name',
      'maintainer',
      'summary',
      'extendedDescription',
      'section',
      'recommends',
      'suggests',
      'payload',
    ]),
    ...pick(deb, ['include', 'files', 'mail', 'scripts', 'onStartFailure']),
    ...(deb.revision === undefined ? {} : { revision: deb.revision }),
    version: deb.revision === undefined ? version : `${version}-${deb.revision}`,
    upstreamVersion: npmVersion as string,
    license: license as string,
    homepage: homepage as string | undefined,
    depends: [...(bundled ? [] : nodeDependencies(deb.node)), ...deb.depends],
    compression: compressionOf(deb),
    bundledNode: bundled ? deb.node : undefined,
    releases: supportedReleases(deb),
    ...servicesAndSettings(deb),
    secrets: Object.entries(deb.secrets).map(([variable, { description }]) => ({ variable, description })),
  };
}

function compressionOf({ compression: method, compressionLevel, compressionThreads }: DescribedPackage): Compression {
  const level = compressionLevel ?? COMPRESSION_LEVELS[method].usual;
  return { method, level, ...(compressionThreads === undefined ? {} : { threads: compressionThreads }) };
}

function servicesAndSettings(deb: DescribedPackage): Pick<Config, 'services' | 'settings'> {
  const services = servicesOf(deb);
  const sockets = services.flatMap(({ sockets }) => sockets);
  return { services, settings: settingsOf({ ...deb.settings, ...mailSetting(deb) }, sockets) };
}

function servicesOf(deb: DescribedPackage): [Service, ...Service[]] {
  const { name, summary } = deb;
  const main = serviceOf(deb, deb.service, { unit: name, summary, state: name });
  const further = Object.entries(deb.services).map(([key, described]) => {
    const unit = `${name}-${key}`;
    // After the account, not the service: another order of the services must not move what they have stored.
    const { user = deb.service.user } = described;
    const owned = user.startsWith(`${name}-`) ? user : `${name}-${user}`;
    const owner = user === deb.service.user ? name : owned;
    return serviceOf(deb, described, { unit, summary: `${key} of ${name}`, state: owner });
  });
  return [main, ...further];
}

/** An hour: how long a task may take, unless the project says. */
const TASK_TIMEOUT = 3600;

function serviceOf(
  deb: DescribedPackage,
  described: DescribedService,
  defaults: Pick<Service, 'unit' | 'summary' | 'state'>,
): Service {
  const { unit: unitFile, settings, startTimeout, hardenOverrides, socket: _, ...rest } = described;
  const sockets = socketsOf(deb, defaults.unit, described);
  return {
    entry: deb.entry,
    user: deb.service.user,
    ...defaults,
    ...rest,
    startTimeout: startTimeout ?? (rest.schedule === undefined ? START_TIMEOUT : TASK_TIMEOUT),
    unit: defaults.unit,
    sockets,
    ...(unitFile === undefined ? {} : { unitFile }),
    hardenOverrides: Object.entries(hardenOverrides).map(([directive, override]) => ({ directive, ...override })),
    settings: settingsOf(settings ?? {}, sockets),
  };
}

function settingsOf(settings: Described, sockets: readonly ServiceSocket[]): Setting[] {
  return Object.entries(settings).map(([variable, setting]) => {
    const held = sockets.find((socket) => socket.variable === variable);
    return { variable, ...setting, ...(held && { socketUnit: `${held.unit}.socket` }) };
  });
}

/** What the mail unit asks for, unless the project explains it in its own words. */
function mailSetting({ mail, settings }: DescribedPackage): Described {
  if (!mail || 'MAIL_TO' in settings) return {};
  return {
    MAIL_TO: { value: 'root', description: 'Who gets a mail each time the service has become ready. Empty: nobody.' },
  };
}

function pick<T, K extends keyof T>(from: T, keys: K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
