/**
 * The programs that dependencies bring: `bin` of their package.json, and the links of npm in node_modules/.bin.
 */
import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { folderWith, installedJson, objectOf, production, readPackageJson } from './package-json.ts';
import { statsOf } from './read-file.ts';

/** The file of the command that a dependency brings, relative to the project, or undefined if none brings it. */
export function binaryOf(command: string, project: string, json: Json): string | undefined {
  for (const name of production(json)) {
    const at = folderWith(name, project);
    const { bin } = at === undefined ? {} : installedJson(path.join(at, 'node_modules', name));
    const file = typeof bin === 'string' && path.posix.basename(name) === command ? bin : objectOf(bin)[command];
    if (typeof file === 'string') return path.posix.join('node_modules', name, file);
  }
  return undefined;
}

/** The package and the rest of a path in node_modules. */
const IN_PACKAGE = /^node_modules\/((?:@[^/]+\/)?[^/.][^/]*)\/(.+)$/;

/** The name of the package that a file in node_modules belongs to, or undefined for a file of the project. */
export function packageOfEntry(entry: string): string | undefined {
  return IN_PACKAGE.exec(entry)?.[1];
}

/**
 * The file that an entry means, absolute: a command in node_modules/.bin is the program behind it, and a package may be
 * installed at the top of the workspace.
 */
export function entryFile(entry: string, project: string): string {
  const plain = path.posix.normalize(entry);
  const place = path.join(project, plain);
  const [, command] = /^node_modules\/\.bin\/([^/]+)$/.exec(plain) ?? [];
  if (command !== undefined) {
    const isLink = lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    if (isLink && statsOf(place) !== undefined) return realpathSync(place);
    // pnpm and Yarn put a script of sh there.
    const file = binaryOf(command, project, { ...readPackageJson(project) });
    return file === undefined ? place : entryFile(file, project);
  }
  const [, name, rest] = IN_PACKAGE.exec(plain) ?? [];
  const at = name === undefined || statsOf(place) ? undefined : folderWith(name, project);
  return at === undefined ? place : path.join(at, 'node_modules', name as string, rest as string);
}
