/**
 * The writable places of a project among the files of its package. Files below a mount move to a place of their own: as
 * initial content, which the user of the service copies once (payload/writable.ts), or as the read-only part of an open
 * directory (open-directories.ts).
 */
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { fileOfOption, isEnvFile, nodeOptions } from '../config/node-options.ts';
import type { Writable } from '../config/writable.ts';
import { type Entry, type PlannedEntry, planned, textEntry } from '../manifest.ts';
import { bundle } from './bundle.ts';
import {
  type OpenDirectory,
  type Opened,
  openedIn,
  packagedPlace,
  shadowsIn,
  withEntries,
} from './open-directories.ts';
import type { Owned } from './owned.ts';
import { isIn, kindsOf } from './place-kinds.ts';
import { ProgramParts } from './program-parts.ts';

interface Collected {
  entries: readonly PlannedEntry[];
  owned: readonly Owned[];
}

/** The writable places by their kinds. */
export interface Places {
  /** Directories that belong to the program as a whole. */
  whole: readonly Writable[];
  open: readonly OpenDirectory[];
  /** Files in open directories that have initial content, relative to the project. */
  files: readonly string[];
}

interface Project extends Pick<Config, 'name' | 'services' | 'writable'> {
  /** The folder of the project on the target. */
  directory: string;
  /** The first file of each service's program on the target. */
  starts: ReadonlyMap<string, string>;
}

/** The program that makes the directories, if there are any. */
export async function writableProgram({ name, writable }: Pick<Config, 'name' | 'writable'>, tool: string) {
  if (writable.length === 0) return { entries: [], inputs: [] };
  const { code, inputs } = await bundle(tool, 'payload/writable.ts');
  const file = textEntry(`/usr/lib/${name}/writable.cjs`, code);
  return { entries: planned('the program that makes writable directories', [file]), inputs };
}

/**
 * The same entries at their places below no mount, and the writable places.
 * @throws BuildError if a part of the program is a writable file, or a file is in the place of a directory.
 */
export function withWritablePlaces(
  { entries, owned }: Collected,
  project: Project,
): Collected & { places: Places | undefined } {
  const { name, directory, writable } = project;
  if (writable.length === 0) return { entries, owned, places: undefined };
  const home = `/usr/lib/${name}`;
  const parts = new ProgramParts(entries, directory, project.starts);
  const kinds = kindsOf(entries, parts, project);
  const opened = openedIn(kinds.opened, home, directory);
  const files = new Set(kinds.files.map((file) => `${directory}/${file}`));
  const movedTo = (target: string): string => {
    const whole = kinds.whole.find((own) => isIn(target, `${directory}/${own.path}`));
    if (whole) return `${home}/initial/${whole.name}${target.slice(directory.length + whole.path.length + 1)}`;
    if (files.has(target)) return `${home}/initial/.files${target.slice(directory.length)}`;
    return packagedPlace(target, opened);
  };
  const moved = <Placed extends { path: string }>(item: Placed): Placed => ({ ...item, path: movedTo(item.path) });
  const mounted = [
    ...kinds.whole.map((own) => `${directory}/${own.path}`),
    ...opened.filter((open) => open.path !== '.').map(({ target }) => target),
  ];
  const shadows = [...new Set(shadowsIn(opened, parts))].filter((target) => !mounted.includes(target));
  const taken = [...shadows.map(emptyAt), ...variableFiles(project, opened, parts)];
  const all = [...entries.map(moved), ...planned('names that are kept free', taken).map(moved)];
  return {
    entries: all,
    owned: owned.map(moved),
    places: { whole: kinds.whole, open: withEntries(opened, all, mounted), files: kinds.files },
  };
}

function emptyAt(target: string) {
  return { type: 'directory', path: target, mode: 0o755, owner: 'root' } as const;
}

/** `--env-file-if-exists`: in a file that is not there yet, an account could set NODE_OPTIONS. Node takes no directory. */
function variableFiles({ services, directory }: Project, opened: readonly Opened[], parts: ProgramParts): Entry[] {
  const named = services.flatMap(({ nodeOptions: words, directory: folder = '' }) =>
    nodeOptions(words)
      .filter(isEnvFile)
      .map((option) => path.posix.join(directory, folder, fileOfOption(option) ?? '')),
  );
  const isFree = (place: string): boolean =>
    !parts.has(place) && opened.some(({ target }) => target === path.posix.dirname(place));
  return [...new Set(named)].filter(isFree).map((place) => textEntry(place, ''));
}
