/**
 * A manifest becomes a package file: ar of debian-binary, control.tar and data.tar, both compressed (deb(5)).
 */
import { randomBytes } from 'node:crypto';
import { copyFile, type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { BuildError, fileSystemReason } from '../errors.ts';
import type { ControlMember, Manifest, TextEntry } from '../manifest.ts';
import { fileNames } from '../version.ts';
import { AR_MAGIC, arHeader, arPadding } from './ar.ts';
import { compress, SUFFIXES } from './compress.ts';
import { tar } from './tar.ts';

/** A finished package: one file under two names. */
export interface Package {
  /** NAME.deb, short to type. */
  short: string;
  /** NAME_VERSION_ARCHITECTURE.deb, as dpkg calls it. */
  full: string;
  /** In bytes. */
  size: number;
}

/** Bytes copied at a time. */
const COPY_SIZE = 1024 * 1024;

/**
 * Writes the package into `folder`. Its names appear when it is complete; until then, and after any
 * failure or `interruption`, an earlier package stays as it was.
 * @throws BuildError if the folder can't be written, the disk is full or a file can't be read.
 */
export async function writePackage(manifest: Manifest, folder: string, interruption: AbortSignal): Promise<Package> {
  const names = fileNames(manifest.package, manifest.version, manifest.architecture);
  const full = path.join(folder, names.full);
  const short = path.join(folder, names.short);
  const unique = randomBytes(4).toString('hex');
  const partial = ['package', 'data', 'second'].map((part) => path.join(folder, `.${names.full}.${unique}.${part}`));
  const [whole, data, second] = partial as [string, string, string];
  try {
    await makeFolder(folder);
    const size = await writeMembers(manifest, whole, data, interruption);
    // A file system without hard links gets two files.
    await link(whole, second).catch(() => copyFile(whole, second));
    interruption.throwIfAborted();
    await rename(whole, full);
    await rename(second, short);
    return { short, full, size };
  } catch (cause) {
    if (interruption.aborted) throw interruption.reason;
    throw explain(cause, folder);
  } finally {
    await Promise.all(partial.map((file) => rm(file, { force: true }).catch(() => {})));
  }
}

/**
 * The data are compressed first, into a file of their own: their MD5 sums stand in the control archive,
 * which comes before them, and they are read only once.
 */
async function writeMembers(manifest: Manifest, whole: string, data: string, stop: AbortSignal): Promise<number> {
  const { entries, members, time, compression } = manifest;
  const suffix = SUFFIXES[compression];
  await using packageFile = await open(whole, 'wx');
  await using dataFile = await open(data, 'wx+');
  const sums = new Map<string, string>();
  const content = tar(entries, time, (file, md5) => sums.set(file, md5));
  await compress(compression, content, dataFile.fd, stop);
  await packageFile.write(AR_MAGIC);
  await packageFile.write(arHeader('debian-binary', 4, time));
  await packageFile.write('2.0\n');
  const control = tar([...members, md5sums(manifest, sums)].map(asEntry), time);
  await writeControl(packageFile, `control.tar${suffix}`, time, (file) => compress(compression, control, file, stop));
  const { size } = await dataFile.stat();
  await packageFile.write(arHeader(`data.tar${suffix}`, size, time));
  await copy(dataFile, packageFile, stop);
  await packageFile.write(arPadding(size));
  return (await packageFile.stat()).size;
}

/** Compresses straight into the package file, then goes back and fills in the size. */
async function writeControl(
  packageFile: FileHandle,
  name: string,
  time: number,
  write: (file: number) => Promise<void>,
) {
  const start = (await packageFile.stat()).size;
  const placeholder = arHeader(name, 0, time);
  await packageFile.write(placeholder);
  await write(packageFile.fd);
  const size = (await packageFile.stat()).size - start - placeholder.length;
  await packageFile.write(arHeader(name, size, time), 0, placeholder.length, start);
  await packageFile.write(arPadding(size));
}

/** As dh_md5sums(1) does it: every file but the conffiles, which dpkg keeps account of itself. */
function md5sums({ entries }: Manifest, sums: Map<string, string>): ControlMember {
  const lines = entries.flatMap((entry) => {
    const sum = 'conffile' in entry && entry.conffile ? undefined : sums.get(entry.path);
    return sum === undefined ? [] : [`${sum}  ${entry.path.slice(1)}\n`];
  });
  return { name: 'md5sums', mode: 0o644, content: lines.join('') };
}

function asEntry({ name, mode, content }: ControlMember): TextEntry {
  return { type: 'text', path: `/${name}`, mode, owner: 'root', content: Buffer.from(content), conffile: false };
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

async function copy(from: FileHandle, to: FileHandle, stop: AbortSignal): Promise<void> {
  const buffer = Buffer.allocUnsafe(COPY_SIZE);
  for (let position = 0; ; ) {
    stop.throwIfAborted();
    const { bytesRead } = await from.read(buffer, 0, COPY_SIZE, position);
    if (bytesRead === 0) return;
    await to.write(buffer, 0, bytesRead);
    position += bytesRead;
  }
}

/** A file system's refusal, also one that the compressor met, in words. */
function explain(cause: unknown, folder: string): unknown {
  const fromCompressor = cause instanceof BuildError && cause.notes.some((note) => /No space left/.test(note));
  const reason = fromCompressor ? fileSystemReason({ code: 'ENOSPC' }) : fileSystemReason(cause);
  if (reason === undefined) return cause;
  return new BuildError(
    `cannot write to ${folder}: ${reason}`,
    ['an earlier package there is untouched', 'choose another folder with --out, or make room'],
    { cause },
  );
}
