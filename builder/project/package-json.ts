/**
 * Reading package.json: the project's own, and those of installed packages. Any tool or person may have written it, so
 * each value may be of a wrong type.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isObject, type Json } from '../config/config.ts';
import { parseObject } from '../config/mistakes/json.ts';
import { BuildError } from '../errors.ts';
import type { InputLog } from './inputs.ts';
import { readInside } from './read-file.ts';
import { utf8Text } from './utf8.ts';

/** The fields of package.json that the builder reads (npm's documentation, "package.json"). */
export interface PackageJson {
  name?: string;
  version?: string;
  license?: string;
  main?: string;
  bin?: string | Record<string, string>;
  files?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  bundleDependencies?: string[] | boolean;
  /** Another spelling of the same. */
  bundledDependencies?: string[] | boolean;
  engines?: { node?: string };
  workspaces?: string[] | { packages?: string[] };
  os?: string | string[];
  cpu?: string | string[];
  libc?: string | string[];
}

/**
 * The text of the package.json in `folder`, without the byte order mark that some editors write and npm ignores.
 * @throws BuildError if it cannot be read.
 */
function packageJsonText(folder: string, decoded: (content: Buffer) => string, advice: readonly string[] = []): string {
  const file = path.join(folder, 'package.json');
  try {
    // A link to another file would give its text away: in errors, the control file and the copyright file.
    return decoded(readInside(file, folder)).replace(/^\uFEFF/, '');
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw new BuildError(error.message, error.notes.length > 0 ? error.notes : advice, { cause: error });
  }
}

/**
 * The text of the project's own package.json.
 * @throws BuildError if it cannot be read.
 */
export function projectJsonText(project: string, inputs: InputLog): string {
  inputs.file(path.join(project, 'package.json'));
  const decoded = (content: Buffer): string => utf8Text(content, path.join(project, 'package.json'));
  return packageJsonText(project, decoded, ['run build-deb in the folder of your package.json']);
}

/**
 * The object in the text of the project's own package.json.
 * @throws BuildError with the line and column if the text is no JSON or holds no object.
 */
export function parseProjectJson(text: string): Json {
  parseObject(text);
  return JSON.parse(text);
}

/**
 * The same for a project that has no `deb` section yet.
 * @throws BuildError if the section exists.
 */
export function withoutDeb(text: string): Json {
  const json = parseProjectJson(text);
  if (!Object.hasOwn(json, 'deb')) return json;
  throw new BuildError('package.json has a deb section already', [
    'npx build-deb --plan shows what it comes to; to have another proposed, remove it first',
  ]);
}

/**
 * The package.json in `folder`.
 * @throws BuildError if it cannot be read or holds no object.
 */
export function readPackageJson(folder: string): PackageJson {
  const text = packageJsonText(folder, String);
  const wrong = (reason: string, cause?: unknown): BuildError =>
    new BuildError(`${path.join(folder, 'package.json')} is not valid JSON`, [reason], { cause });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw wrong((cause as Error).message, cause);
  }
  if (isObject(json)) return json;
  throw wrong('it is not an object');
}

/** The package.json of an installed package, or an empty object if the file is missing or broken. */
export function installedJson(folder: string): Json {
  try {
    return { ...readPackageJson(folder) };
  } catch {
    return {};
  }
}

/** An object as it is, and an empty object in place of any other value. */
export function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The packages that a package needs at run time, by name. */
export function production({ dependencies, optionalDependencies }: Json): string[] {
  return Object.keys({ ...objectOf(dependencies), ...objectOf(optionalDependencies) });
}

/**
 * The folder whose node_modules holds the package `name`: the nearest from `from` upwards, not above `limit` (Node's
 * documentation, "Loading from node_modules folders"). Undefined if the package is not installed.
 */
export function folderWith(name: string, from: string, limit = '/'): string | undefined {
  for (let at = path.resolve(from); ; at = path.dirname(at)) {
    const isModules = path.basename(at) === 'node_modules';
    if (!isModules && existsSync(path.join(at, 'node_modules', name, 'package.json'))) return at;
    if (at === limit || at === path.dirname(at)) return undefined;
  }
}
