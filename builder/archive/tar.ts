/**
 * Tar in GNU's format, the one that dpkg reads in full (it refuses pax headers: dpkg bug 850834 and
 * deb(5)). Names of any length and any UTF-8, files of any size.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { BuildError, fileSystemReason } from '../errors.ts';
import { type Entry, type FileEntry, sizeOf } from '../manifest.ts';

const BLOCK = 512;

/** Tar ends with two empty blocks. */
const END = Buffer.alloc(2 * BLOCK);

/** Bytes read from a file at a time. */
const READ_SIZE = 256 * 1024;

/** The name field holds this many bytes; a longer name goes into a record of its own in front. */
const NAME_FIELD = 100;

/** Largest size that the octal field can hold: 8 GiB - 1. */
const OCTAL_LIMIT = 8 ** 11;

type TypeFlag = '0' | '2' | '5' | 'L' | 'K';

interface Header {
  name: Buffer;
  typeflag: TypeFlag;
  mode: number;
  size: number;
  time: number;
  owner: string;
  target: Buffer;
}

/**
 * Streams entries as a tar archive, each under `./` as in every .deb. Contents are read once;
 * `digested` gets the MD5 sum of each file on the way.
 * @throws BuildError if a file can't be read or does not have the size it had when it was planned.
 */
export async function* tar(
  entries: Iterable<Entry>,
  time: number,
  digested: (path: string, md5: string) => void = () => {},
): AsyncGenerator<Buffer> {
  yield* records({ type: 'directory', path: '', mode: 0o755, owner: 'root' }, time);
  for (const entry of entries) {
    yield* records(entry, time);
    if (entry.type === 'directory' || entry.type === 'link') continue;
    const hash = createHash('md5');
    for await (const chunk of contents(entry)) {
      hash.update(chunk);
      yield chunk;
    }
    const padding = -sizeOf(entry) & (BLOCK - 1);
    if (padding > 0) yield Buffer.alloc(padding);
    digested(entry.path, hash.digest('hex'));
  }
  yield END;
}

/** The header of an entry, with the records before it that long names need. */
function* records(entry: Entry, time: number): Generator<Buffer> {
  const name = Buffer.from(`.${entry.path}${entry.type === 'directory' ? '/' : ''}`);
  const target = Buffer.from(entry.type === 'link' ? entry.target : '');
  if (target.length > NAME_FIELD) yield longName('K', target);
  if (name.length > NAME_FIELD) yield longName('L', name);
  const typeflag = entry.type === 'directory' ? '5' : entry.type === 'link' ? '2' : '0';
  yield header({ name, typeflag, mode: entry.mode, size: sizeOf(entry), time, owner: entry.owner, target });
}

/** GNU's record for a name (L) or a link's target (K) that does not fit into its field. */
function longName(typeflag: 'L' | 'K', text: Buffer): Buffer {
  const size = text.length + 1;
  const name = Buffer.from('././@LongLink');
  const block = header({ name, typeflag, mode: 0, size, time: 0, owner: 'root', target: Buffer.alloc(0) });
  return Buffer.concat([block, text, Buffer.alloc(1 + (-size & (BLOCK - 1)))]);
}

function header({ name, typeflag, mode, size, time, owner, target }: Header): Buffer {
  const block = Buffer.alloc(BLOCK);
  name.copy(block, 0, 0, NAME_FIELD);
  block.write(octal(mode, 7), 100, 'latin1');
  // Numbers of owner and group: root's. Names, below, come first when dpkg unpacks.
  block.write(octal(0, 7), 108, 'latin1');
  block.write(octal(0, 7), 116, 'latin1');
  writeSize(block, size);
  block.write(octal(time, 11), 136, 'latin1');
  block.write(typeflag, 156, 'latin1');
  target.copy(block, 157, 0, NAME_FIELD);
  block.write('ustar  \0', 257, 'latin1');
  block.write(owner, 265, 31, 'latin1');
  block.write(owner, 297, 31, 'latin1');
  // The sum is reckoned as if its own field held spaces.
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, 'latin1');
  return block;
}

/** Octal while it fits, else GNU's base 256: a set top bit, then the number in binary. */
function writeSize(block: Buffer, size: number): void {
  if (size < OCTAL_LIMIT) {
    block.write(octal(size, 11), 124, 'latin1');
  } else {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(size), 128);
  }
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

async function* contents(entry: Exclude<Entry, { type: 'directory' | 'link' }>): AsyncGenerator<Buffer> {
  if (entry.type === 'text') yield Buffer.from(entry.content.buffer, entry.content.byteOffset, entry.content.length);
  else yield* read(entry);
}

async function* read({ source, size }: FileEntry): AsyncGenerator<Buffer> {
  let left = size;
  try {
    await using file = await open(source);
    while (left >= 0) {
      // One byte more than expected: a file that has grown is found out.
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(READ_SIZE, left + 1)));
      left -= bytesRead;
      if (bytesRead === 0 || left < 0) break;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (cause) {
    const reason = fileSystemReason(cause);
    if (reason === undefined) throw cause;
    throw new BuildError(`cannot read ${source}: ${reason}`, ['nothing was written'], { cause });
  }
  if (left !== 0) {
    throw new BuildError(`${source} changed while it was being packed`, ['build again when nothing writes to it']);
  }
}
