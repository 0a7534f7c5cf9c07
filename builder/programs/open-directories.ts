/**
 * Directories of the project that hold parts of the program and that the program writes to: `new Database('app.db')` beside
 * package.json. The packaged files lie in a place of their own. The unit mounts a directory where root and the account
 * of the service make entries, and onto it each packaged entry, read-only. So paths stay as they are on the developer's
 * machine, and the account cannot change the program.
 */
import path from 'node:path';
import { BuildError } from '../errors.ts';
import type { PlannedEntry } from '../manifest.ts';
import type { ProgramParts } from './program-parts.ts';

/** A mount point in an open directory: an entry of the package, or a writable directory. */
interface OpenEntry {
  name: string;
  type: 'directory' | 'file' | 'link';
  /** Of a link. */
  target?: string;
  /** Whether a writable directory is mounted there, and not the packaged entry. */
  isWritable: boolean;
}

export interface OpenDirectory {
  /** Relative to the project, where `.` is the project. */
  path: string;
  /** Its name below `packaged` and, behind that of the account, in /var/lib. */
  name: string;
  /** On the target, as the service sees it. */
  target: string;
  /** On the target: where its packaged entries lie. */
  packaged: string;
  entries: readonly OpenEntry[];
}

/** An open directory as the configuration and the files show it. */
export type Opened = Omit<OpenDirectory, 'entries'>;

/** Each directory once, the deepest first. */
export function openedIn(paths: Iterable<string>, home: string, directory: string): Opened[] {
  const depth = (place: string): number => (place === '.' ? 0 : place.split('/').length);
  const opened = [...new Set(paths)]
    .sort((a, b) => depth(b) - depth(a))
    .map((place) => {
      const name = place === '.' ? 'app' : `app-${place.replaceAll('/', '-')}`;
      const target = path.posix.join(directory, place);
      return { path: place, name, target, packaged: `${home}/packaged/${name}` };
    });
  for (const [at, { name, path: own }] of opened.entries()) {
    const other = opened.slice(0, at).find((earlier) => earlier.name === name);
    if (other) throw new BuildError(`"${own}" and "${other.path}" would share a directory`, ['rename one of the two']);
  }
  return opened;
}

/** Where an entry of the project lies on the target: below `packaged` if its directory is open. */
export function packagedPlace(target: string, opened: readonly Opened[]): string {
  const above = opened.find((open) => target.startsWith(`${open.target}/`));
  return above === undefined ? target : `${above.packaged}${target.slice(above.target.length)}`;
}

/** The mount points in each open directory. `mounted` are the places of writable directories. */
export function withEntries(
  opened: readonly Opened[],
  entries: readonly PlannedEntry[],
  mounted: readonly string[],
): OpenDirectory[] {
  return opened.map((open) => {
    const found = new Map<string, OpenEntry>();
    const add = (place: string, entry?: PlannedEntry): void => {
      if (!place.startsWith(`${open.packaged}/`)) return;
      const [name = '', ...below] = place.slice(open.packaged.length + 1).split('/');
      const isWritable = mounted.includes(`${open.target}/${name}`);
      const own = below.length === 0 ? entry : undefined;
      if (own === undefined || own.type === 'directory') found.set(name, { name, type: 'directory', isWritable });
      else if (own.type === 'link') found.set(name, { name, type: 'link', target: own.target, isWritable });
      else found.set(name, { name, type: 'file', isWritable });
    };
    for (const entry of entries) add(entry.path, entry);
    for (const place of mounted) add(packagedPlace(place, opened));
    return { ...open, entries: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) };
  });
}

/**
 * Names that Node would load in place of the program's own files, if the account could make them: `db` and `routes.js` where
 * sources require `./db` and `./routes` (nodejs.org/api/modules.html, "All together"). Empty directories take these names.
 */
export function* shadowsIn(opened: readonly Opened[], parts: ProgramParts): Iterable<string> {
  for (const { target } of opened) {
    for (const name of ['node_modules', 'package.json']) {
      if (!parts.has(`${target}/${name}`)) yield `${target}/${name}`;
    }
  }
  for (const { file, specifier } of parts.imports()) {
    const place = path.posix.join(path.posix.dirname(file), specifier);
    const open = opened.find(({ target }) => place.startsWith(`${target}/`));
    if (open === undefined) continue;
    const candidates = parts.candidates(file, place);
    const found = candidates.findIndex((candidate) => parts.isFile(candidate));
    for (const candidate of found < 0 ? candidates : candidates.slice(0, found)) {
      const [first = '', ...below] = candidate.slice(open.target.length + 1).split('/');
      // JSON is no code, and programs read back what they have written.
      if (candidate.endsWith('.json') || (below.length > 0 && found >= 0)) continue;
      if (!parts.has(`${open.target}/${first}`)) yield `${open.target}/${first}`;
    }
  }
}
