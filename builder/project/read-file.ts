/**
 * The one way to the content of a project's files. A file of a project can be a symbolic link to a secret of the building
 * machine, or a pipe that no program writes to.
 */
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { BuildError, fileSystemReason, readingAdvice } from '../errors.ts';
import { refuseSecretName } from './secrets/names.ts';

/** A text of a project has at most so many bytes. */
const LONGEST = 64 * 1024 * 1024;

/** A package holds at most 10 GB of compressed data (ar has ten digits for it), and hardly ten times as much. */
export const LARGEST_FILE = 100e9;

/** Opening waits for no writer of a pipe (fifo(7)), and takes no terminal over. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Whether `place` is `folder` or inside it. */
export function isIn(place: string, folder: string): boolean {
  return place === folder || folder === '/' || place.startsWith(`${folder}/`);
}

/**
 * The real path of `file`.
 * @throws BuildError if it is not in `limit`.
 */
export function realPlace(file: string, limit: string): string {
  const real = reading(file, () => realpathSync.native(file));
  const folder = reading(limit, () => realpathSync.native(limit));
  if (isIn(real, folder)) return real;
  throw new BuildError(`${file} leads to ${real}, outside ${folder}`, [
    'a package carries only what lies in the project: replace the link with a copy of what it leads to',
  ]);
}

/**
 * The content of `file`, a regular file whose real path is in `limit`: the project, or its workspace.
 * @throws BuildError for a file that is missing, elsewhere, no regular file, too large, or has a name of secrets.
 */
export function readInside(file: string, limit: string): Buffer {
  const real = realPlace(file, limit);
  refuseSecretName(path.relative(realpathSync.native(limit), real), file);
  return readRegular(real, file);
}

/** The text of a file as readInside() reads it, or undefined if there is no such file. */
export function optionalText(file: string, limit: string): string | undefined {
  if (statsOf(file) === undefined) return undefined;
  return readInside(file, limit).toString();
}

/**
 * The content of a regular file, wherever it is.
 * @param shown the name of the file in messages
 * @throws BuildError for a file that is missing, no regular file or too large.
 */
export function readRegular(file: string, shown = file): Buffer {
  const descriptor = openRegular(file, shown);
  try {
    const { size } = fstatSync(descriptor);
    return reading(shown, () => contentOf(descriptor, size, shown));
  } finally {
    closeSync(descriptor);
  }
}

/** The facts of a file, links followed, or undefined if there is none: also below a file, and for an endless link. */
export function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

/** The text of a source that is only looked at, or empty if it cannot be read. */
export function sourceText(file: string): string {
  try {
    return readRegular(file).toString();
  } catch {
    return '';
  }
}

/**
 * A descriptor for reading a regular file, to be closed by the caller.
 * @throws BuildError for a file that is missing or no regular file.
 */
export function openRegular(file: string, shown = file): number {
  // Opening a device can have an effect: the first look is at its kind.
  refuseIrregular(
    reading(shown, () => statSync(file)),
    shown,
    [],
  );
  const descriptor = reading(shown, () => openSync(file, FLAGS));
  try {
    // Another file may have taken its place since.
    refuseIrregular(fstatSync(descriptor), shown, []);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Files of /proc have no size: a file is read to its end. */
function contentOf(descriptor: number, size: number, shown: string): Buffer {
  const pieces: Buffer[] = [];
  for (let total = 0; ; ) {
    if (total > LONGEST || size > LONGEST) throw tooLarge(shown, '64 MiB');
    const piece = Buffer.allocUnsafe(Math.max(size - total + 1, 4096));
    const count = readSync(descriptor, piece, 0, piece.length, null);
    if (count === 0) return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
    pieces.push(piece.subarray(0, count));
    total += count;
  }
}

/** @throws BuildError if `stats` are not those of a regular file. */
export function refuseIrregular(stats: Stats, shown: string, advice = ['put a file in its place, or remove it']): void {
  const kind = irregular(stats);
  if (kind === undefined) return;
  throw new BuildError(`cannot read ${shown}: it is ${kind}`, advice);
}

/** `a named pipe`, or undefined for a regular file. */
export function irregular(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  const kinds: [boolean, string][] = [
    [stats.isDirectory(), 'a directory'],
    [stats.isFIFO(), 'a named pipe'],
    [stats.isSocket(), 'a socket'],
    [stats.isSymbolicLink(), 'a symbolic link'],
  ];
  return kinds.find(([is]) => is)?.[1] ?? 'a device';
}

/** Why no source can be read from a file with these facts, or undefined. A bundler would wait, or take all memory. */
export function noSource(stats: Stats): string | undefined {
  const kind = irregular(stats);
  if (kind !== undefined) return `is ${kind}, not a file`;
  return stats.size > LONGEST ? 'has more than 64 MiB' : undefined;
}

/** The error for a file of more than `limit`. */
export function tooLarge(shown: string, limit: string): BuildError {
  return new BuildError(`${shown} has more than ${limit}`, [
    'no package can carry that: remove it (truncate -s makes such files by mistake)',
  ]);
}

/** A refusal of the file system as an error for you. */
function reading<T>(shown: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const reason = fileSystemReason(cause);
    if (reason === undefined) throw cause;
    throw new BuildError(`cannot read ${shown}: ${reason}`, readingAdvice(cause), { cause });
  }
}
