/**
 * The writable places of a project among the files of its package. Files below a mount move to a place of their own: as
 * initial content, which the user of the service copies once (payload/writable.ts), or as the read-only part of an open
 * directory (open-directories.ts).
 */
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { isFileName, type Writable } from '../config/writable.ts';
import { BuildError } from '../errors.ts';
import { type PlannedEntry, planned, textEntry } from '../manifest.ts';
import { bundle } from './bundle.ts';
import { type OpenDirectory, openedIn, packagedPlace, shadowsIn, withEntries } from './open-directories.ts';
import type { Owned } from './owned.ts';
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

interface Project extends Pick<Config, 'name' | 'writable'> {
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
  const taken = [...new Set(shadowsIn(opened, parts))].filter((target) => !mounted.includes(target));
  const all = [...entries.map(moved), ...planned('names that are kept free', taken.map(emptyAt).map(moved))];
  return {
    entries: all,
    owned: owned.map(moved),
    places: { whole: kinds.whole, open: withEntries(opened, all, mounted), files: kinds.files },
  };
}

function emptyAt(target: string) {
  return { type: 'directory', path: target, mode: 0o755, owner: 'root' } as const;
}

interface Kinds {
  whole: Writable[];
  /** Relative to the project. */
  opened: string[];
  files: string[];
}

function kindsOf(entries: readonly PlannedEntry[], parts: ProgramParts, project: Project): Kinds {
  const { directory, writable } = project;
  const kinds: Kinds = { whole: [], opened: [], files: [] };
  const files: Writable[] = [];
  for (const own of writable) {
    const target = path.posix.join(directory, own.path);
    refuseFilesAbove(entries, own, project);
    if (parts.isFile(target) || (isFileName(own.path) && !parts.has(target))) files.push(own);
    else if (own.path !== '.' && !isOfProgram(own, parts, target)) kinds.whole.push(wholeOf(own, entries, target));
    else kinds.opened.push(notCached(own, parts, target).path);
  }
  for (const own of files) {
    const target = `${directory}/${own.path}`;
    refuseProgram(own, parts, target);
    // The whole directory is already the program's.
    if (kinds.whole.some((whole) => isIn(own.path, whole.path))) continue;
    const above = path.posix.dirname(own.path);
    if (!parts.has(path.posix.dirname(target))) {
      kinds.whole.push({ ...own, path: above, name: own.name.slice(0, -path.posix.basename(own.path).length - 1) });
      continue;
    }
    kinds.opened.push(path.posix.dirname(notCached(own, parts, target).path));
    if (parts.isFile(target)) kinds.files.push(own.path);
  }
  return kinds;
}

/** Folders of files that each version brings, beside which a program may write: `prisma/dev.db`, `public/sitemap.xml`. */
const BROUGHT = /^(assets|config|locales|migrations|prisma|public|static|templates|views|www)$/;

function isOfProgram({ path: own, area }: Writable, parts: ProgramParts, target: string): boolean {
  if (area === '/var/lib' && BROUGHT.test(own) && parts.has(target)) return true;
  return parts.partIn((place) => isIn(place, target)) !== undefined;
}

/** Outputs of builds. Their servers load each file by its name. */
const OUTPUT = /^(\.next|\.nuxt|\.output|\.svelte-kit)(\/|$)/;

/** A cache with packaged files begins with them at each start: those of an earlier version would not fit this one. */
function wholeOf(own: Writable, entries: readonly PlannedEntry[], target: string): Writable {
  const inside = entries.filter(({ type, path: other }) => type !== 'directory' && isIn(other, target));
  if (own.area === '/var/cache') return { ...own, isRenewed: inside.length > 0 };
  const code = OUTPUT.test(own.path) && inside.find(({ path: other }) => /\.[cm]?js$/.test(other));
  if (!code) return own;
  throw new BuildError(`"${own.path}" in deb.writable holds what a build has written`, [
    `${path.posix.relative(target, code.path)} in it would stay as it is now: an upgrade keeps the content`,
    `declare it as a cache: { "path": "${own.path}", "cache": true }`,
  ]);
}

function isIn(target: string, directory: string): boolean {
  return target === directory || target.startsWith(`${directory}/`);
}

/** A link leads elsewhere, and a mount would follow it. */
function refuseFilesAbove(
  entries: readonly PlannedEntry[],
  { path: own }: Writable,
  { directory }: Pick<Project, 'directory'>,
): void {
  const target = path.posix.join(directory, own);
  const entry = entries.find(({ type, path: other }) => {
    return type !== 'directory' && (target.startsWith(`${other}/`) || (type === 'link' && other === target));
  });
  if (entry === undefined) return;
  const kind = entry.type === 'link' ? 'a symbolic link' : 'a file';
  throw new BuildError(`"${own}" in deb.writable is not a directory`, [
    `${entry.path.slice(directory.length + 1)} is ${kind} of the package`,
    'name a directory: put the files that the program writes into one of their own, such as "data"',
  ]);
}

/** A copy of the program that its account owns would run for ever, changed or not. */
function refuseProgram({ path: own }: Writable, parts: ProgramParts, target: string): void {
  const reason = parts.partIn((place) => place === target);
  if (reason === undefined) return;
  throw new BuildError(`"${own}" in deb.writable is a part of the program`, [
    reason,
    'an upgrade keeps the content of a writable file, so the program would stay as it is now',
    'name a file that holds data alone, such as "db.json"',
  ]);
}

function notCached(own: Writable, parts: ProgramParts, target: string): Writable {
  if (own.area === '/var/lib') return own;
  const reason = parts.partIn((place) => isIn(place, target));
  throw new BuildError(`"${own.path}" in deb.writable cannot be a cache`, [
    reason ?? `${own.path} is a file, and its directory holds other files`,
    'leave out "cache", or name a directory that holds only files which the program can make again',
  ]);
}
