/**
 * The files of a project that its .npmignore or .gitignore leaves out, and the word about those that its program may need.
 */
import path from 'node:path';
import { IgnoreFiles } from '../../project/ignore-files.ts';
import type { InputLog } from '../../project/inputs.ts';

/** A file that is left out, and the name of the file whose rule does it. */
export interface Hidden {
  file: string;
  by: string;
}

/**
 * Parts `files`, which no pattern names, by the ignore files of `folder`. Rules for compiled files do not count: they hide
 * an entry, or a folder with a name such as dist in .gitignore (see IgnoreFiles).
 */
export function withoutIgnored(
  folder: string,
  files: readonly string[],
  { entries, inputs }: { entries: readonly string[]; inputs: InputLog },
): { files: string[]; hidden: Hidden[] } {
  const below = new Set<string>();
  for (const file of files) {
    for (let at = path.dirname(file); at !== '.' && !below.has(at); at = path.dirname(at)) below.add(at);
  }
  const rules = new IgnoreFiles(folder, { below: [...below], entries, inputs });
  const kept: string[] = [];
  const hidden: Hidden[] = [];
  for (const file of files) {
    const by = rules.hiding(file);
    if (by === undefined) kept.push(file);
    else hidden.push({ file, by });
  }
  return { files: kept, hidden };
}

/** Files that no program reads. */
const NO_LOSS =
  /(^|\/)(coverage|logs?|tmp|temp|reports?|cache)\/|\.(log|tmp|pid|seed|tsbuildinfo|map|lcov|swp)$|\.d\.[cm]?ts$/;

/** So many places are named. */
const SHOWN = 5;

/** A warning about hidden files that a program could read, or none. Several files of a folder are one place. */
export function hiddenWarnings(hidden: readonly Hidden[]): string[] {
  const missed = hidden.filter(({ file }) => !NO_LOSS.test(file));
  const [first] = missed;
  if (first === undefined) return [];
  const byPlace = new Map<string, string[]>();
  for (const { file } of missed) {
    const place = file.includes('/') ? `${file.split('/')[0]}/` : file;
    byPlace.set(place, [...(byPlace.get(place) ?? []), file]);
  }
  const places = [...byPlace]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([place, [only, ...others]]) => (others.length === 0 ? only : `${place} (${others.length + 1} files)`));
  const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more` : '';
  const list = `${places.slice(0, SHOWN).join(', ')}${more}`;
  const example = places[0]?.replace(/\/ \(\d+ files\)$/, '');
  return [`${first.by} leaves out ${list}: if the program reads them, add them, as in "include": [".", "${example}"]`];
}
