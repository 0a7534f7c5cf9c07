/**
 * Places of the project that the program writes to, and the directories of the system that are mounted there.
 */
import path from 'node:path';
import type { DebSection } from './schema/schema.ts';

/** A writable directory of the project, or a file. */
export interface Writable {
  /** Relative to the project, without a slash at its end, where `.` is the project. */
  path: string;
  /** Where the system keeps its content: below the state or below the cache of a system user. */
  area: '/var/lib' | '/var/cache';
  /**
   * Its name there, of one level: an account may replace each entry of its directory by a link, and root would follow a
   * link in the middle of a path.
   */
  name: string;
  /** Whether each start begins with the packaged content: of a cache that the package has files in. */
  isRenewed?: boolean;
}

/** Endings of files that programs write. */
const FILE =
  /\.(csv|dat|db3?|html?|ini|jsonl?|ldb|lock|log|md|ndjson|nedb|pdf|pid|sqlite3?|state|toml|tsv|txt|xlsx|xml|ya?ml)$/i;

/** The writable places of a section, in their order. */
export function writableOf({ writable }: Pick<DebSection, 'writable'>): Writable[] {
  return writable.map((item) => {
    const { path: written, cache = false } = typeof item === 'string' ? { path: item } : item;
    const place = path.posix.normalize(written).replace(/\/$/, '');
    return {
      path: place,
      area: cache ? '/var/cache' : '/var/lib',
      name: place.replace(/^\.+/, '').replaceAll('/', '-'),
    };
  });
}

/** Whether a path means a file by its name: `app.db`. A directory of such a name works as well. */
export function isFileName(place: string): boolean {
  return FILE.test(place);
}
