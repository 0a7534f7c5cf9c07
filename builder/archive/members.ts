/**
 * The members of a package: debian-binary, control.tar and data.tar, the archives compressed alike (deb(5)).
 */
import { type FileHandle, open } from 'node:fs/promises';
import {
  COMPRESSION_METHODS,
  type ControlMember,
  type Entry,
  type Manifest,
  type TextEntry,
  textEntry,
} from '../manifest.ts';
import { AR_HEADER, AR_MAGIC, arHeader, arPadding } from './ar.ts';
import { type Content, compress } from './compress.ts';
import { tar, tarRoom } from './tar.ts';

/** Follows the packing. */
export interface Follower {
  /** So many bytes of the tar archive have been handed on. */
  packed?(bytes: number): void;
  /** The content of the entry in this place has been read. Its sum has 16 bytes, and is good until this returns. */
  read?(at: number, md5: Uint8Array): void;
}

/** Bytes of an MD5 sum. */
const SUM = 16;

/** Bytes copied at a time. */
const COPY_SIZE = 1024 * 1024;

/** The new files to write. */
interface PackageFiles {
  whole: string;
  /** For the data archive, until it is copied into the whole package. */
  data: string;
}

export interface PackingOptions {
  /** Ends the work early. */
  signal: AbortSignal;
  follower?: Follower;
}

/** The contents of a package while it is written. */
interface Packing {
  manifest: Manifest;
  /** MD5 sums of the entries, which are known once `content` has been read. */
  sums: Buffer;
  content: Content;
  stop: AbortSignal;
}

/** Writes the whole package and returns its size in bytes. */
export async function writeMembers(
  manifest: Manifest,
  { whole, data }: PackageFiles,
  { signal, follower = {} }: PackingOptions,
): Promise<number> {
  await using packageFile = await open(whole, 'wx+');
  const { entries, time, compression } = manifest;
  const sums = Buffer.alloc(entries.length * SUM);
  const pieces = tar(entries, time, (at, md5) => {
    sums.set(md5, at * SUM);
    follower.read?.(at, md5);
  });
  const content = { pieces: counted(pieces, follower), size: tarRoom(entries) };
  const packing = { manifest, sums, content, stop: signal };
  if (compression.method === 'none') await writePlain(packing, packageFile);
  else await writeCompressed(packing, packageFile, data);
  return (await packageFile.stat()).size;
}

/**
 * The data are compressed first, into a file of their own: their MD5 sums stand in the control archive,
 * which comes before them, and they are read only once.
 */
async function writeCompressed(packing: Packing, packageFile: FileHandle, data: string): Promise<void> {
  const { manifest, sums, content, stop } = packing;
  const { time, compression } = manifest;
  await using dataFile = await open(data, 'wx+');
  await compress(content, compression, { file: dataFile.fd, stop });
  const { suffix } = COMPRESSION_METHODS[compression.method];
  await packageFile.write(firstMember(time));
  const entries = controlEntries(manifest, sums);
  const control = { pieces: tar(entries, time), size: tarRoom(entries) };
  await writeMember(packageFile, { name: `control.tar${suffix}`, time }, (file) =>
    compress(control, compression, { file, stop }),
  );
  const { size } = await dataFile.stat();
  await packageFile.write(arHeader(`data.tar${suffix}`, size, time));
  await copy(dataFile, packageFile, stop);
  await packageFile.write(arPadding(size));
}

/** The control archive has its final length before its sums are known: they are filled in afterwards. */
async function writePlain({ manifest, sums, content, stop }: Packing, packageFile: FileHandle): Promise<void> {
  const { time, compression } = manifest;
  const front = (): Buffer => {
    // Each piece is copied, because its memory is used again.
    const pieces = tar(controlEntries(manifest, sums), time);
    const control = Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece)));
    return Buffer.concat([firstMember(time), arHeader('control.tar', control.length, time), control]);
  };
  await packageFile.write(front());
  await writeMember(packageFile, { name: 'data.tar', time }, (file) => compress(content, compression, { file, stop }));
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

/** Writes a member of unknown size, and then the size into its header. */
async function writeMember(
  packageFile: FileHandle,
  { name, time }: { name: string; time: number },
  write: (file: number) => Promise<void>,
): Promise<void> {
  const start = (await packageFile.stat()).size;
  await packageFile.write(Buffer.alloc(AR_HEADER));
  await write(packageFile.fd);
  const size = (await packageFile.stat()).size - start - AR_HEADER;
  await packageFile.write(arHeader(name, size, time), 0, AR_HEADER, start);
  await packageFile.write(arPadding(size));
}

/** As dh_md5sums(1) does it: all files but the conffiles, whose sums dpkg keeps itself. */
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
