/**
 * Places that a program writes to, as its arguments and its environment variables name them.
 */
import path from 'node:path';
import { packageOfEntry } from '../project/binaries.ts';
import { type PathValue, PROJECT } from './path-values.ts';
import type { TextFile } from './sources.ts';
import type { Start } from './start.ts';
import type { Survey } from './survey.ts';
import { WRITTEN_ARGUMENTS } from './writes.ts';

/** A place that the program writes to. */
export interface Write {
  /** A directory relative to the project, or empty for the project itself. */
  directory: string;
  /** The file in it, or empty. */
  file: string;
  /** Whether the sources show a part of the name only. */
  isOpen?: boolean;
  /** The source. */
  from: string;
}

/** The files and directories among the arguments of a program of npm that it writes to. */
export function writesOfArguments(start: Start | undefined): Write[] {
  const own = packageOfEntry(start?.entry ?? '');
  const look = own === undefined ? undefined : WRITTEN_ARGUMENTS[own];
  if (start === undefined || look === undefined) return [];
  const words = start.arguments.flatMap((word) => (word.startsWith('--') ? word.split('=') : word));
  return words.flatMap((word, at) => {
    const isMeant = look.is === 'file' ? look.name.test(word) : look.options.includes(words[at - 1] ?? '');
    const found = isMeant ? placeOf({ path: word, isOpen: false }, look.is) : undefined;
    return found ? [{ ...found, from: start.from }] : [];
  });
}

/** Values such as `file:./data/app.db`, `sqlite://app.sqlite` and `./data/app.db`. */
const DATABASE = /^(?:(?:file|sqlite):(?:\/\/(?!\/))?)?(\.?\/?[\w.][\w./-]*\.(?:db3?|sqlite3?))$/;

const OF_DIRECTORIES = /(^|_)(DATA|UPLOADS?|LOGS?|STORAGE|CACHE|STATE|FILES)_?(DIR|DIRECTORY|FOLDER|PATH|ROOT)$/i;

/** The databases and directories that a file of variables names. The values themselves stay with the developer. */
export function writesOfVariables(
  { file, text }: TextFile,
  { isFile, packageJson }: Pick<Survey, 'isFile' | 'packageJson'>,
): Write[] {
  // Prisma reads a relative address from the folder of its schema, its adapters from the working directory.
  const isPrisma = isFile('prisma/schema.prisma') && !packageJson.includes('"@prisma/adapter-');
  return [...text.matchAll(/^\s*(?:export\s+)?(\w+)\s*=\s*["']?([^"'\s#]*)["']?\s*(?:#.*)?$/gm)].flatMap(
    ([, name = '', value = '']) => {
      const [, database] = DATABASE.exec(value) ?? [];
      const isDirectory = OF_DIRECTORIES.test(name) && /^\.?[\w./-]+$/.test(value) && !path.posix.extname(value);
      const folder = value.startsWith('file:') && isPrisma ? 'prisma' : '';
      const written = database ? path.posix.join(folder, database) : isDirectory ? value : '';
      const found = placeOf({ path: written, isOpen: false }, database ? 'file' : 'directory');
      return found ? [{ ...found, from: `${name} in ${file}` }] : [];
    },
  );
}

/** The directory and the file of a value, relative to the project. Undefined for places outside. */
export function placeOf(
  { path: written, isOpen }: PathValue,
  is: 'directory' | 'file',
): Omit<Write, 'from'> | undefined {
  if (written === '' || /^(:memory:|[a-z]+:)/.test(written)) return undefined;
  const target = path.posix.resolve(PROJECT, written);
  if (target !== PROJECT && !target.startsWith(`${PROJECT}/`)) return undefined;
  const relative = path.posix.relative(PROJECT, target);
  if (relative.split('/').includes('node_modules')) return undefined;
  if (isOpen) {
    const directory = written.endsWith('/') ? relative : path.posix.dirname(relative).replace(/^\.$/, '');
    return { directory, file: '', isOpen: is === 'file' };
  }
  if (is === 'directory') return { directory: relative, file: '' };
  return { directory: path.posix.dirname(relative).replace(/^\.$/, ''), file: path.posix.basename(relative) };
}
