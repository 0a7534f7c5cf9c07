/**
 * The schema of the places of the project that its program writes to.
 */
import { array, boolean, type Key, key, object, string, withDefault } from './key.ts';

/** Units name these paths, so their characters have no meaning there. */
export const WRITABLE_PATH = '^(?!/)(?!.*(^|/)\\.\\.(/|$))(?=.*[^./])[A-Za-z0-9._@+,=~/-]+$';

const OR_PROJECT = `^\\./?$|${WRITABLE_PATH}`;

const place = key(
  {
    title: 'The directory or the file, relative to the project; `.` is the project itself.',
    description: 'the path of a directory or a file inside the project, of letters, digits and ._@+,=~-, without ".."',
    example: '.next/cache',
  },
  string({ pattern: OR_PROJECT, maxLength: 200 }),
);

const cache = key(
  {
    title:
      'Whether its content can be made again: it is then in `/var/cache`, which backups leave out. Default: `false`.',
    description: 'true or false',
    example: true,
  },
  boolean,
);

/** A path, or an object: a mistake is told in the terms of the one that is written. */
function pathOr<T>(then: Key<T>): Key<string | T> {
  return { if: { type: 'object', required: ['path'] }, then, else: place };
}

const item = key(
  { description: 'the path of a directory or a file, or an object with "path"', example: 'uploads' },
  pathOr(object({ path: place, cache }, ['path'])),
);

/** The writable places of the project. */
export const writable = key(
  {
    title:
      'Directories and files of the project that the program writes to; all others are read-only. An upgrade keeps their ' +
      'content, a purge removes it. Files that the package has there are the initial content. `"."`, or another ' +
      'directory with a part of the program, takes new entries, and the packaged ones stay read-only. A file such as ' +
      '`"db.json"` does the same for its directory, and the program rewrites this file, too.',
    description: 'a list of directories and files inside the project',
    example: ['uploads', { path: '.next/cache', cache: true }, 'db.json'],
  },
  withDefault(array(item), []),
);
