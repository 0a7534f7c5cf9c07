/**
 * A manifest becomes a package file: ar of debian-binary, control.tar and data.tar, both compressed (deb(5)).
 */
import { existsSync, lstatSync } from 'node:fs';
import { copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { BuildError, fileSystemReason } from '../errors.ts';
import { removeLeftovers, temporaryMark } from '../leftovers.ts';
import type { BuiltPackage, Manifest } from '../manifest.ts';
import { fileNames } from '../version.ts';
import { type PackingOptions, writeMembers } from './members.ts';

/** The temporary files of a build, by the ends of their names. */
const PARTS = ['package', 'data', 'second'];

/** The beginning of the names of a package's temporary files, in each version. */
function anyVersion(name: string): RegExp {
  return new RegExp(`\\.${name.replaceAll(/[+.]/g, '\\$&')}_[^_/]+_[a-z\\d-]+\\.deb\\.`);
}

/**
 * Writes the package into `folder`. Its names appear when it is complete. Until then, and after a failure or an
 * interruption by `signal`, an earlier package stays as it was.
 * @throws BuildError if the folder can't be written, the disk is full or a file can't be read.
 */
export async function writePackage(manifest: Manifest, folder: string, options: PackingOptions): Promise<BuiltPackage> {
  const { signal } = options;
  const names = fileNames(manifest.package, manifest.version, manifest.architecture);
  const full = path.join(folder, names.full);
  const short = path.join(folder, names.short);
  const mark = temporaryMark();
  const partial = PARTS.map((part) => path.join(folder, `.${names.full}.${mark}.${part}`));
  const [whole, data, second] = partial as [string, string, string];
  try {
    await makeFolder(folder);
    await removeLeftovers(folder, anyVersion(manifest.package), PARTS);
    const size = await writeMembers(manifest, { whole, data }, options);
    // A file system without hard links gets two files.
    await link(whole, second).catch(() => copyFile(whole, second));
    signal.throwIfAborted();
    await rename(whole, full);
    await rename(second, short);
    return { short, full, size };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw explain(cause, folder);
  } finally {
    await Promise.all(partial.map((file) => rm(file, { force: true }).catch(() => {})));
  }
}

/** As mkdir's `recursive`, which never returns where a file system has no room for folders (/proc, for one). */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT') throw error;
    await makeFolder(path.dirname(folder));
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** A file system's refusal, also one that the compressor met, in words. */
function explain(cause: unknown, folder: string): unknown {
  const fromCompressor = cause instanceof BuildError && cause.notes.some((note) => /No space left/.test(note));
  const { code } = fromCompressor ? { code: 'ENOSPC' } : ((cause ?? {}) as NodeJS.ErrnoException);
  const reason = fromCompressor ? fileSystemReason({ code }) : fileSystemReason(cause);
  if (reason === undefined) return cause;
  const link = code === 'ENOENT' ? linkToNowhere(path.resolve(folder)) : undefined;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return new BuildError(
    `cannot write to ${folder}: ${link === undefined ? reason : `${link} is a link to a place that does not exist`}`,
    [
      ...(existsSync(`${folder}/.`) ? ['an earlier package there is untouched'] : []),
      `choose another folder with --out${isFull ? ', or make room' : ''}`,
    ],
    { cause },
  );
}

/** The link on the way to `place` whose target is missing. */
function linkToNowhere(place: string): string | undefined {
  if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() && !existsSync(place)) return place;
  const above = path.dirname(place);
  return above === place ? undefined : linkToNowhere(above);
}
