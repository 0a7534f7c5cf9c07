/**
 * A manifest becomes a package file: ar of debian-binary, control.tar and data.tar, both compressed (deb(5)).
 */
import { existsSync, lstatSync } from 'node:fs';
import { copyFile, link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BuildError, fileSystemReason } from '../errors.ts';
import { removeLeftovers, temporaryMark } from '../leftovers.ts';
import type { BuiltPackage, Manifest } from '../manifest.ts';
import { fileNames } from '../version.ts';
import { type PackingOptions, writeMembers } from './members.ts';

/** The temporary files of a build, by the ends of their names. */
const PARTS = ['package', 'data', 'second', 'sbom', 'replaced'];

/** The beginning of the names of a package's temporary files, in each version. */
function anyVersion(name: string): RegExp {
  return new RegExp(`\\.${name.replaceAll(/[+.]/g, '\\$&')}_[^_/]+_[a-z\\d-]+\\.deb\\.`);
}

/**
 * Writes the package into `folder`, and its bill of materials beside it. Their names appear when both are complete. Until
 * then, and after a failure or an interruption by `signal`, an earlier package stays as it was.
 * @throws BuildError if the folder can't be written, the disk is full or a file can't be read.
 */
export async function writePackage(manifest: Manifest, folder: string, options: PackingOptions): Promise<BuiltPackage> {
  const { signal } = options;
  const names = fileNames(manifest.package, manifest.version, manifest.architecture);
  const full = path.join(folder, names.full);
  const short = path.join(folder, names.short);
  const mark = temporaryMark();
  const partial = PARTS.map((part) => path.join(folder, `.${names.full}.${mark}.${part}`));
  const [whole, data, second, listed, replaced] = partial as [string, string, string, string, string];
  const sbom = { text: sbomOf(manifest), place: path.join(folder, names.sbom), fresh: listed, replaced };
  refuseLongName(names.full, replaced);
  try {
    await makeFolder(folder);
    await removeLeftovers(folder, anyVersion(manifest.package), PARTS);
    const size = await writeMembers(manifest, { whole, data }, options);
    // A file system without hard links gets two files.
    await link(whole, second).catch(() => copyFile(whole, second));
    if (sbom.text !== undefined) await writeFile(listed, sbom.text);
    signal.throwIfAborted();
    await withSbom(sbom, () => rename(whole, full));
    await rename(second, short);
    return { short, full, size, sbom: sbom.text && sbom.place };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw explain(cause, folder);
  } finally {
    await Promise.all(partial.map((file) => rm(file, { force: true }).catch(() => {})));
  }
}

/** The longest name of a file (limits.h: NAME_MAX), in bytes. */
const LONGEST_NAME = 255;

/** @param longest the place of the temporary file with the longest name, which has that of the package in it. */
function refuseLongName(full: string, longest: string): void {
  const most = LONGEST_NAME - (path.basename(longest).length - full.length);
  if (full.length <= most) return;
  const problem = `the name of the package file would have ${full.length} bytes, and a build needs one of at most ${most}`;
  throw new BuildError(`${problem}: ${full.slice(0, 60)}...`, [
    'shorten the version in package.json, its revision or the name',
  ]);
}

/** The text of the bill of materials, if the package has one. */
function sbomOf({ entries, sbom }: Manifest): string | undefined {
  const entry = entries.find(({ path }) => path === sbom);
  return entry?.type === 'text' ? Buffer.from(entry.content).toString() : undefined;
}

interface Sbom {
  text: string | undefined;
  place: string;
  /** The new file, and a second name of the old one. */
  fresh: string;
  replaced: string;
}

/** Puts the bill of materials in its place, or removes an old one, and then the package. Without the package, the old one stays. */
async function withSbom({ text, place, fresh, replaced }: Sbom, putPackage: () => Promise<void>): Promise<void> {
  const wasThere = await copyFile(place, replaced).then(
    () => true,
    () => false,
  );
  if (text !== undefined) await rename(fresh, place);
  else if (wasThere) await rm(place, { force: true });
  try {
    await putPackage();
  } catch (error) {
    if (wasThere) await rename(replaced, place).catch(() => {});
    else if (text !== undefined) await rm(place, { force: true }).catch(() => {});
    throw error;
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
