/**
 * Reasons why a program cannot be bundled, and the advice for each.
 */
import { existsSync, type Stats } from 'node:fs';
import path from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import { BuildError } from '../errors.ts';
import { findLock } from '../project/lock-files.ts';
import { folderWith, readPackageJson } from '../project/package-json.ts';
import { noSource, refuseIrregular, statsOf } from '../project/read-file.ts';
import { packageFolder } from './licenses.ts';
import { nearbyFile, programIn } from './similar-files.ts';

/**
 * `entry` (relative to `project`) must be a file, which `key` of package.json names.
 * @throws BuildError if it is not.
 */
export function refuseNoFile(project: string, entry: string, key: string): void {
  const place = path.join(project, entry);
  const found = statsOf(place);
  if (found?.isFile()) {
    refuseLarge(found, place);
    refuseSettings(project, path.dirname(place));
    return;
  }
  if (found?.isDirectory()) {
    const meant = programIn(project, entry) ?? path.posix.join(entry, 'index.js');
    throw new BuildError(`${entry} is a folder, not the file that starts a service`, [
      `${key} in package.json must name the file, as in "entry": "${meant}"`,
    ]);
  }
  if (found !== undefined) refuseIrregular(found, place);
  const meant = nearbyFile(project, entry);
  const advice = meant
    ? `did you mean "entry": "${meant}"?`
    : 'is it what a build makes? Then build first: npm run build';
  throw new BuildError(`there is no file ${entry} in ${project}`, [
    `${key} in package.json names it as the file that starts a service`,
    advice,
  ]);
}

function refuseLarge(found: Stats, place: string): void {
  const problem = noSource(found);
  if (problem !== undefined) throw new BuildError(`${place} ${problem}`, ['a truncate -s by mistake? Write it anew']);
}

/** esbuild reads these files in the folders from the entry upwards, and waits for a named pipe without an end. */
function refuseSettings(project: string, folder: string): void {
  for (const name of ['package.json', 'tsconfig.json']) {
    const file = path.join(folder, name);
    const found = statsOf(file);
    if (found === undefined || found.isDirectory()) continue;
    refuseIrregular(found, file);
    refuseLarge(found, file);
  }
  if (folder !== project && folder !== path.dirname(folder)) refuseSettings(project, path.dirname(folder));
}

/** An error of esbuild as an error for you, and any other error as it is. */
export function bundleError(project: string, entry: string, cause: unknown): unknown {
  const { errors } = cause as Partial<BuildFailure>;
  if (!errors) return cause;
  const native = errors.filter(({ text }) => text.includes('".node"')).map(describeMessage);
  if (native.length > 0) return nativeError(entry, native);
  const notes = [...errors.map(describeMessage), ...missingPackages(project, errors), ...unbuilt(project, errors)];
  return new BuildError(`${entry} cannot be bundled`, notes, { cause });
}

function nativeError(entry: string, addons: readonly string[]): BuildError {
  return new BuildError(`${entry} cannot be bundled: it uses native addons`, [
    ...addons,
    'package it with its modules instead: "payload": "modules" in the deb section of package.json',
  ]);
}

/** The error for `warnings` of esbuild that would stop the service on the target. */
export function fatalError(entry: string, warnings: readonly Message[]): BuildError {
  const advice = new Set<string>();
  const notes = warnings.map((warning) => {
    if (warning.id !== 'empty-import-meta') return describeMessage(warning);
    const property = metaProperty(warning);
    advice.add(META_ADVICE.get(property ?? '') ?? '');
    return describeMessage({ ...warning, text: `Node has no import.meta.${property}` });
  });
  return new BuildError(`${entry} would not run as it is bundled`, [...notes, ...advice]);
}

const META_ADVICE: ReadonlyMap<string, string> = new Map([
  ['env', "it is Vite's: in Node it is process.env, as in process.env.PORT"],
  ['hot', "it is Vite's: take it out of what runs on the target"],
  ['glob', "it is Vite's: in Node it is readdir() of node:fs/promises and import()"],
]);

/** The property of import.meta that the source reads, or undefined for import.meta itself. */
export function metaProperty({ location }: Message): string | undefined {
  if (location === null) return undefined;
  // esbuild counts columns in bytes.
  const rest = Buffer.from(location.lineText).subarray(location.column);
  return /^import\.meta\??\.(\w+)/.exec(rest.toString())?.[1];
}

/** A name that npm allows for a package, which paths, aliases and addresses do not have. */
const PACKAGE = /^Could not resolve "((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)(?:\/[^"]*)?"/i;

/** Advice for npm packages that are imported and not installed: by packages as optional ones, or by the project. */
function missingPackages(project: string, errors: readonly Message[]): string[] {
  const byOthers = errors.filter(
    ({ text, location }) => PACKAGE.test(text) && /(^|\/)node_modules\//.test(location?.file ?? ''),
  );
  const askers = [
    ...new Set(byOthers.map(({ location }) => packageFolder(location?.file ?? '')?.replace(/^.*node_modules\//, ''))),
  ];
  const advice = `${askers.join(', ')} loads packages that may be missing: "payload": "modules" leaves that to the running program`;
  return [
    ...(byOthers.length > 0 ? [advice] : []),
    ...missingInSources(
      project,
      errors.filter((error) => !byOthers.includes(error)),
    ),
  ];
}

function missingInSources(project: string, errors: readonly Message[]): string[] {
  const imported = errors.flatMap(({ text }) => PACKAGE.exec(text)?.[1] ?? []);
  const missing = [...new Set(imported)].filter((name) => !isThere(project, name));
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = readPackageJson(project);
  const known = { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies };
  const { install, add } = findLock([project]);
  const listed = missing.filter((name) => Object.hasOwn(known, name));
  const others = missing.filter((name) => !listed.includes(name));
  return [
    ...(listed.length > 0 ? [`${listed.join(', ')}: in package.json, but not installed: run ${install}`] : []),
    ...(others.length > 0
      ? [`${others.join(', ')}: neither installed nor in package.json: run ${add} ${others.join(' ')}`]
      : []),
  ];
}

/** Advice for packages that are installed, and whose first file a build has still to write: members of a workspace. */
function unbuilt(project: string, errors: readonly Message[]): string[] {
  const imported = new Set(errors.flatMap(({ text }) => PACKAGE.exec(text)?.[1] ?? []));
  return [...imported].flatMap((name) => {
    const at = folderWith(name, project);
    if (at === undefined) return [];
    const folder = path.join(at, 'node_modules', name);
    const missing = firstFiles({ ...readPackageJson(folder) }).filter((file) => !existsSync(path.join(folder, file)));
    return missing.length === 0 ? [] : [`${name} is installed without its ${missing[0]}: build this package first`];
  });
}

/** The files that a package names for its import as a whole. */
function firstFiles({ main, exports }: Record<string, unknown>): string[] {
  const whole = (exports as Record<string, unknown> | undefined)?.['.'] ?? exports;
  const leaves = (value: unknown): string[] => {
    if (typeof value === 'string') return value.includes('*') ? [] : [value];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([condition, inner]) => (condition === 'types' ? [] : leaves(inner)));
  };
  return [...leaves(whole), ...leaves(main)].map((file) => path.posix.normalize(file));
}

/** Whether a package is installed, or a folder of the project has its name, which an alias may mean. */
function isThere(project: string, name: string): boolean {
  const [first] = name.split('/');
  return (first !== undefined && existsSync(path.join(project, first))) || folderWith(name, project) !== undefined;
}

function describeMessage({ location, text }: Message): string {
  return location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
}
