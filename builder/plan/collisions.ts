/**
 * Two entries in the same place, one below a file, or a directory that dpkg takes for the backup of a conffile.
 */
import path from 'node:path';
import { BuildError } from '../errors.ts';
import type { PlannedEntry } from '../manifest.ts';

/** Endings of backups that a purge deletes beside a conffile (dpkg, REMOVECONFFEXTS). It fails at a directory. */
const BACKUPS = ['~', '%', '.bak', '.dpkg-tmp', '.dpkg-new', '.dpkg-old', '.dpkg-dist'];

/**
 * @throws BuildError if two of `entries` would land in the same place, one below an entry that is no directory, or a
 * directory in the place of a backup.
 */
export function refuseCollisions(entries: readonly PlannedEntry[]): void {
  const byPath = new Map<string, PlannedEntry>();
  for (const entry of entries) {
    const other = byPath.get(entry.path);
    if (other) throw new BuildError(`two entries would land in ${entry.path}`, reasons([other, entry]));
    byPath.set(entry.path, entry);
  }
  const above = new Set<string>();
  for (const entry of entries) {
    for (let end = entry.path.lastIndexOf('/'); end > 0; end = entry.path.lastIndexOf('/', end - 1)) {
      const place = entry.path.slice(0, end);
      if (above.has(place)) break;
      above.add(place);
      const parent = byPath.get(place);
      if (parent === undefined || parent.type === 'directory') continue;
      const problem = `${entry.path} would land below ${parent.path}, which is no directory`;
      throw new BuildError(problem, reasons([parent, entry]));
    }
  }
  const isDirectory = (place: string): boolean => above.has(place) || byPath.get(place)?.type === 'directory';
  for (const entry of entries) if ('conffile' in entry && entry.conffile) refuseBackup(entry, isDirectory);
}

function refuseBackup(conffile: PlannedEntry, isDirectory: (place: string) => boolean): void {
  const { dir, base } = path.posix.parse(conffile.path);
  const backups = [`#${base}#`, ...BACKUPS.map((ending) => `${base}${ending}`)].map((name) => `${dir}/${name}`);
  const taken = backups.find(isDirectory);
  if (taken === undefined) return;
  throw new BuildError(`dpkg could not purge the directory ${taken}: it has the name of a backup of ${conffile.path}`, [
    `${conffile.path} comes from ${conffile.from}`,
    'rename the directory or the file',
  ]);
}

/** The origin of each entry, and the key to change. */
function reasons(entries: readonly PlannedEntry[]): string[] {
  const notes = entries.map(({ path, from }) => `${path} comes from ${from}`);
  const keys = entries.map(({ from }) => from).filter((from) => from.startsWith('deb.files['));
  const changed = keys.length === 1 ? keys[0] : 'one of the two';
  return [...notes, `change the "to" or "directory" of ${changed}, or leave it out`];
}
