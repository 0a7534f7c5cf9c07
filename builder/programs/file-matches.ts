/**
 * The files of the project that an item of `deb.files` names.
 */
import path from 'node:path';
import type { Config, ExtraFile } from '../config/config.ts';
import { BuildError } from '../errors.ts';
import type { InputLog } from '../project/inputs.ts';
import { realPlace, statsOf } from '../project/read-file.ts';
import { sharedFolder } from '../project/workspace.ts';
import { everything, search } from './search.ts';
import { nearbyFile } from './similar-files.ts';

export type NamedFiles = Extract<ExtraFile, { from: string }>;

/** An item of `deb.files`, by its place in the list. */
export interface Item {
  project: string;
  at: number;
  inputs: InputLog;
  config: Config;
}

/** The files and symbolic links that `from` means, each with its path on the target. */
export async function matches({ from, to }: NamedFiles, item: Item): Promise<{ name: string; target: string }[]> {
  const { project, inputs } = item;
  const place = path.join(project, from);
  const isFolder = statsOf(place)?.isDirectory() ?? false;
  // Before the folder is read: it may be as large as a whole home directory.
  if (isFolder) realPlace(place, sharedFolder(project));
  const pattern = isFolder ? `${from.replace(/\/$/, '')}/**` : from;
  const names = isFolder
    ? everything(project, inputs, path.posix.normalize(from).replace(/^\.?\/?$|\/$/, ''))
    : await search(project, pattern, { dot: true, expandDirectories: false, inputs });
  if (names.length === 0) throw isFolder ? emptyFolder(from, item) : noMatch(from, item);
  // As with cp, a single file may get another name, and several files keep their names in a folder.
  const single = !isFolder && names.length === 1 && names[0] === path.posix.normalize(from);
  if (single)
    return names.map((name) => ({ name, target: to.endsWith('/') ? `${to}${path.posix.basename(name)}` : to }));
  // The names begin with no `./`.
  const fixed = fixedPart(isFolder ? path.posix.normalize(pattern) : pattern.replace(/^(\.\/+)+/, ''));
  return names.sort().map((name) => ({ name, target: `${to.replace(/\/$/, '')}/${name.slice(fixed.length)}` }));
}

function emptyFolder(from: string, { project, at }: Item): BuildError {
  return new BuildError(`there is no file in the folder ${from} of ${project}`, [
    `deb.files.${at} in package.json names it: fill it first, or leave it out; for an empty directory in the package, use "directory"`,
  ]);
}

/** A glob without a match, or a missing file. */
function noMatch(from: string, { project, at }: Item): BuildError {
  const isGlob = fixedPart(`${from}/`) !== `${from}/`;
  const what = isGlob ? `no file in ${project} matches ${from}` : `there is no file ${from} in ${project}`;
  const nearby = isGlob ? undefined : nearbyFile(project, from);
  return new BuildError(what, [
    `deb.files.${at} in package.json names it: correct its "from", or leave it out`,
    nearby ? `did you mean "from": "${nearby}"?` : 'is it what a build makes? Then build first: npm run build',
  ]);
}

/** `public/` of `public/**`: the folders before the first one with a wildcard. */
export function fixedPart(pattern: string): string {
  const folders = pattern.split('/').slice(0, -1);
  const wild = folders.findIndex((folder) => /[*?[\]{}()!]/.test(folder));
  const fixed = wild < 0 ? folders : folders.slice(0, wild);
  return fixed.length === 0 ? '' : `${fixed.join('/')}/`;
}
