/**
 * Why a program cannot be bundled, and what to do about it.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import { BuildError } from '../errors.ts';
import { findLock } from './modules/lockfile.ts';
import { nearbyFile, programIn } from './similar-files.ts';

/**
 * `entry` (relative to `project`) must be a file; `key` of package.json names it.
 * @throws BuildError if it is not.
 */
export function refuseNoFile(project: string, entry: string, key: string): void {
  const found = statSync(path.join(project, entry), { throwIfNoEntry: false });
  if (found?.isFile()) return;
  if (found?.isDirectory()) {
    const meant = programIn(project, entry) ?? path.posix.join(entry, 'index.js');
    throw new BuildError(`${entry} is a folder, not the file that starts a service`, [
      `${key} in package.json must name the file, as in "entry": "${meant}"`,
    ]);
  }
  const meant = nearbyFile(project, entry);
  const advice = meant
    ? `did you mean "entry": "${meant}"?`
    : 'is it what a build makes? Then build first: npm run build';
  throw new BuildError(`there is no file ${entry} in ${project}`, [
    `${key} in package.json names it as the file that starts a service`,
    advice,
  ]);
}

/** What esbuild has refused; `cause` itself, if that is not from esbuild. */
export function bundleError(project: string, entry: string, cause: unknown): unknown {
  const { errors } = cause as Partial<BuildFailure>;
  if (!errors) return cause;
  const native = errors.filter(({ text }) => text.includes('".node"')).map(describeMessage);
  if (native.length > 0) return nativeError(entry, native);
  const notes = [...errors.map(describeMessage), ...missingPackages(project, errors)];
  return new BuildError(`${entry} cannot be bundled`, notes, { cause });
}

export function nativeError(entry: string, addons: readonly string[]): BuildError {
  return new BuildError(`${entry} cannot be bundled: it uses native addons`, [
    ...addons,
    'package it with its modules instead: "payload": "modules" in the deb section of package.json',
  ]);
}

/** What esbuild only warns of, but would stop the service on the target. */
export function fatalError(entry: string, warnings: readonly Message[]): BuildError {
  const advice = new Set<string>();
  const notes = warnings.map((warning) => {
    if (warning.id !== 'empty-import-meta') return describeMessage(warning);
    const property = metaProperty(warning);
    advice.add(META_ADVICE.get(property) ?? OTHER_META);
    return describeMessage({ ...warning, text: `a bundle has no import.meta${property && `.${property}`}` });
  });
  return new BuildError(`${entry} would not run as it is bundled`, [...notes, ...advice]);
}

const META_ADVICE: ReadonlyMap<string, string> = new Map([
  ['env', "it is Vite's: in Node it is process.env, as in process.env.PORT"],
  ['hot', "it is Vite's: take it out of what runs on the target"],
  ['glob', "it is Vite's: in Node it is readdir() of node:fs/promises and import()"],
  ['main', 'what is bundled always is the main module: take it out'],
]);
const OTHER_META =
  'of import.meta a bundle has url, filename and dirname; with "payload": "modules" it is what Node makes it';

/** The property of import.meta that is asked for. */
function metaProperty({ location }: Message): string {
  // esbuild counts columns in bytes.
  const rest = Buffer.from(location?.lineText ?? '').subarray(location?.column ?? 0);
  return /^import\.meta\??\.(\w+)/.exec(rest.toString())?.[1] ?? '';
}

/** How npm lets packages be called; and so no path, alias or address. */
const PACKAGE = /^Could not resolve "((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)(?:\/[^"]*)?"/i;

/** What to do about npm packages that are imported and not installed; nothing about those that are. */
function missingPackages(project: string, errors: readonly Message[]): string[] {
  const imported = errors.flatMap(({ text }) => PACKAGE.exec(text)?.[1] ?? []);
  const missing = [...new Set(imported)].filter((name) => !isThere(project, name));
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = readJson(project);
  const known = { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies };
  const { install } = findLock([project]);
  const [manager = 'npm'] = install.split(' ');
  const add = manager === 'npm' ? 'npm install' : `${manager} add`;
  const listed = missing.filter((name) => Object.hasOwn(known, name));
  const others = missing.filter((name) => !listed.includes(name));
  return [
    ...(listed.length > 0 ? [`${listed.join(', ')}: in package.json, but not installed: run ${install}`] : []),
    ...(others.length > 0
      ? [`${others.join(', ')}: neither installed nor in package.json: run ${add} ${others.join(' ')}`]
      : []),
  ];
}

/** In a node_modules from the project upwards, as Node looks; or a folder of the project, which an alias may mean. */
function isThere(project: string, name: string): boolean {
  const [first = name] = name.split('/');
  if (existsSync(path.join(project, first))) return true;
  for (let folder = project; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'node_modules', name))) return true;
    if (folder === path.dirname(folder)) return false;
  }
}

function readJson(project: string): Record<string, Record<string, string> | undefined> {
  return JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8').replace(/^\uFEFF/, ''));
}

export function describeMessage({ location, text }: Message): string {
  return location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
}
