/**
 * The members of a package: debian-binary, control.tar and data.tar, the archives compressed alike (deb(5)).
 */
import { type FileHandle, open } from 'node:fs/promises';
import { type ControlMember, type Entry, type Manifest, type TextEntry, textEntry } from '../manifest.ts';
import { AR_MAGIC, arHeader, arPadding } from './ar.ts';
import { compress, SUFFIXES } from './compress.ts';
import { tar, tarRoom } from './tar.ts';

/** Follows the packing. */
export interface Follower {
  /** So many bytes of the tar archive have been handed on. */
  packed?(bytes: number): void;
  /** The content of the entry in this place has been read; 16 bytes, good until this returns. */
  read?(at: number, md5: Uint8Array): void;
}

/** Bytes of an MD5 sum. */
const SUM = 16;

/** Bytes copied at a time. */
const COPY_SIZE = 1024 * 1024;

/** Writes the whole package into the new file `whole` and returns its size; `data` is another one for the time being. */
export async function writeMembers(
  manifest: Manifest,
  whole: string,
  data: string,
  stop: AbortSignal,
  follower: Follower,
): Promise<number> {
  await using packageFile = await open(whole, 'wx+');
  const { entries, time, compression } = manifest;
  const sums = Buffer.alloc(entries.length * SUM);
  const content = tar(entries, time, (at, md5) => {
    sums.set(md5, at * SUM);
    follower.read?.(at, md5);
  });
  const pieces = counted(content, follower);
  if (compression.method === 'none') await writePlain(manifest, sums, pieces, packageFile, stop);
  else await writeCompressed(manifest, sums, pieces, packageFile, data, stop);
  return (await packageFile.stat()).size;
}

/**
 * The data are compressed first, into a file of their own: their MD5 sums stand in the control archive,
 * which comes before them, and they are read only once.
 */
async function writeCompressed(
  manifest: Manifest,
  sums: Buffer,
  content: Iterable<Uint8Array>,
  packageFile: FileHandle,
  data: string,
  stop: AbortSignal,
): Promise<void> {
  const { time, compression } = manifest;
  const suffix = SUFFIXES[compression.method];
  await using dataFile = await open(data, 'wx+');
  await compress(compression, content, tarRoom(manifest.entries), dataFile.fd, stop);
  await packageFile.write(firstMember(time));
  const control = controlEntries(manifest, sums);
  await writeMember(packageFile, `control.tar${suffix}`, time, (file) =>
    compress(compression, tar(control, time), tarRoom(control), file, stop),
  );
  const { size } = await dataFile.stat();
  await packageFile.write(arHeader(`data.tar${suffix}`, size, time));
  await copy(dataFile, packageFile, stop);
  await packageFile.write(arPadding(size));
}

/** How long the control archive will be is known here before its sums are: they are filled in afterwards. */
async function writePlain(
  manifest: Manifest,
  sums: Buffer,
  content: Iterable<Uint8Array>,
  packageFile: FileHandle,
  stop: AbortSignal,
): Promise<void> {
  const { time, compression } = manifest;
  const front = (): Buffer => {
    // Each piece is copied before the memory it is in is used again.
    const pieces = tar(controlEntries(manifest, sums), time);
    const control = Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece)));
    return Buffer.concat([firstMember(time), arHeader('control.tar', control.length, time), control]);
  };
  await packageFile.write(front());
  const room = tarRoom(manifest.entries);
  await writeMember(packageFile, 'data.tar', time, (file) => compress(compression, content, room, file, stop));
  const filled = front();
  await packageFile.write(filled, 0, filled.length, 0);
}

function firstMember(time: number): Buffer {
  return Buffer.concat([AR_MAGIC, arHeader('debian-binary', 4, time), Buffer.from('2.0\n')]);
}

function controlEntries(manifest: Manifest, sums: Buffer): TextEntry[] {
  return [...manifest.members.map(asEntry), md5sums(manifest, sums)];
}

function* counted(pieces: Iterable<Uint8Array>, follower: Follower): Generator<Uint8Array> {
  let bytes = 0;
  for (const piece of pieces) {
    yield piece;
    bytes += piece.length;
    follower.packed?.(bytes);
  }
}

/** Writes a member of a size that is not known, then goes back and fills it in. */
async function writeMember(
  packageFile: FileHandle,
  name: string,
  time: number,
  write: (file: number) => Promise<void>,
): Promise<void> {
  const start = (await packageFile.stat()).size;
  const placeholder = arHeader(name, 0, time);
  await packageFile.write(placeholder);
  await write(packageFile.fd);
  const size = (await packageFile.stat()).size - start - placeholder.length;
  await packageFile.write(arHeader(name, size, time), 0, placeholder.length, start);
  await packageFile.write(arPadding(size));
}

/** As dh_md5sums(1) does it: every file but the conffiles, which dpkg keeps account of itself. */
function md5sums({ entries }: Manifest, sums: Buffer): TextEntry {
  const isListed = (entry: Entry): boolean => 'conffile' in entry && !entry.conffile;
  const length = ({ path }: Entry): number => 2 * SUM + '  \n'.length + Buffer.byteLength(path) - 1;
  const content = Buffer.alloc(entries.reduce((sum, entry) => sum + (isListed(entry) ? length(entry) : 0), 0));
  let end = 0;
  for (const [at, entry] of entries.entries()) {
    if (!isListed(entry)) continue;
    const sum = sums.toString('hex', at * SUM, (at + 1) * SUM);
    end += content.write(`${sum}  ${entry.path.slice(1)}\n`, end);
  }
  return { ...textEntry('/md5sums', ''), content };
}

function asEntry({ name, mode, content }: ControlMember): TextEntry {
  return { ...textEntry(`/${name}`, content), mode };
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
