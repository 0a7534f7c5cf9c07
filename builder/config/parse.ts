/**
 * The one door for configuration: the text of a package.json is checked here once, and trusted afterwards.
 */
import { getNodeValue } from 'jsonc-parser';
import { COMPRESSION_METHODS, type Compression } from '../manifest.ts';
import { debianVersion, nodeDependencies } from '../version.ts';
import { type Config, type Json, omit, RESHAPED_KEYS } from './config.ts';
import { parseObject } from './mistakes/json.ts';
import { mistakesError } from './mistakes/mistakes.ts';
import { schemaMistakes } from './mistakes/schema-errors.ts';
import { withNpmDefaults } from './npm-fields.ts';
import { ruleMistakes } from './rules/rules.ts';
import { supportedReleases } from './rules/runtime.ts';
import type { DebSection, PackageJson } from './schema/schema.ts';
import { validate } from './schema/validator.ts';
import { namedUsers, servicesAndSettings } from './services.ts';
import { writableOf } from './writable.ts';

/**
 * Makes the configuration out of the text of a package.json. `snapshot` follows the version of a package that is made
 * between two releases.
 * @throws BuildError that lists all mistakes.
 */
export function parseConfig(text: string, snapshot = ''): Config {
  const tree = parseObject(text);
  const packageJson: Json = getNodeValue(tree);
  const { origins, candidate } = withNpmDefaults(packageJson);
  if (!validate(candidate)) throw mistakesError(schemaMistakes(validate.errors ?? [], origins), text, tree);
  const mistakes = ruleMistakes(candidate.deb, packageJson);
  if (mistakes.length > 0) throw mistakesError(mistakes, text, tree);
  return deepFreeze({ ...configOf(candidate, snapshot), namedUsers: namedUsers(packageJson) });
}

function configOf({ version, license, homepage, deb }: PackageJson, snapshot: string): Omit<Config, 'namedUsers'> {
  const { epoch, revision } = deb;
  // The schema has passed the version: Debian can order it.
  const ordered = debianVersion(version);
  const isBundled = deb.runtime === 'bundled';
  return {
    ...omit(deb, RESHAPED_KEYS),
    version: `${epoch === undefined ? '' : `${epoch}:`}${ordered}${snapshot}${revision === undefined ? '' : `-${revision}`}`,
    upstreamVersion: version,
    license,
    homepage,
    depends: [...(isBundled ? [] : nodeDependencies(deb.node)), ...deb.depends],
    compression: compressionOf(deb),
    bundledNode: isBundled ? deb.node : undefined,
    releases: supportedReleases(deb),
    ...servicesAndSettings(deb),
    writable: writableOf(deb),
    secrets: Object.entries(deb.secrets).map(([variable, secret]) => ({ variable, ...secret })),
  };
}

function compressionOf({ compression: method, compressionLevel, compressionThreads }: DebSection): Compression {
  const level = compressionLevel ?? COMPRESSION_METHODS[method].usual;
  return { method, level, ...(compressionThreads === undefined ? {} : { threads: compressionThreads }) };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
