/**
 * Tar in GNU's format, the one that dpkg reads in full (it refuses pax headers: dpkg bug 850834 and
 * deb(5)). Names of any length and any UTF-8, files of any size.
 */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { BuildError, fileSystemReason } from '../errors.ts';
import { type Entry, type FileEntry, sizeOf, type TextEntry } from '../manifest.ts';
import { BLOCK, headersRoom, writeHeaders } from './header.ts';

/** Tar ends with two empty blocks. */
const END = 2 * BLOCK;

/** Bytes that are handed on at a time. */
const PIECE = 1024 * 1024;

/** A file that became a link or a pipe since it was planned is found out, and no pipe makes the build wait (open(2)). */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Called with the place of an entry in the list, and the MD5 sum of its content: 16 bytes. */
type Digested = (at: number, md5: Uint8Array) => void;

/**
 * The piece that is being filled, one of two: the consumer can still be writing the other one. Plain reads into
 * memory that is used again take a third of the time of streams, where a package has many small files.
 */
class Pieces {
  piece = Buffer.allocUnsafe(PIECE);
  used = 0;
  #other = Buffer.allocUnsafe(PIECE);

  get room(): number {
    return PIECE - this.used;
  }

  /** The filled part. From now on the other piece is filled. */
  take(): Buffer {
    const filled = this.piece.subarray(0, this.used);
    [this.piece, this.#other] = [this.#other, this.piece];
    this.used = 0;
    return filled;
  }

  /** Zeros up to a whole block, as tar wants them after a content. */
  pad(size: number): void {
    const end = this.used + (-size & (BLOCK - 1));
    this.piece.fill(0, this.used, end);
    this.used = end;
  }
}

/** An archive of `entries` has no more bytes than this, and not many less. */
export function tarRoom(entries: readonly Entry[]): number {
  // The header of `./` comes first.
  return entries.reduce((sum, entry) => sum + headersRoom(entry) + sizeOf(entry) + BLOCK, BLOCK + END);
}

/**
 * Entries as a tar archive, each under `./` as in every .deb, in pieces. A piece is good until the next but one is
 * asked for. Contents are read once, and `digested` gets the MD5 sum of each on the way.
 * @throws BuildError if a file can't be read or does not have the size it had when it was planned.
 */
export function* tar(entries: readonly Entry[], time: number, digested: Digested = () => {}): Generator<Buffer> {
  const pieces = new Pieces();
  yield* header({ type: 'directory', path: '', mode: 0o755, owner: 'root' }, time, pieces);
  for (const [at, entry] of entries.entries()) {
    yield* header(entry, time, pieces);
    if (entry.type === 'directory' || entry.type === 'link') continue;
    digested(at, yield* entry.type === 'text' ? text(entry, pieces) : file(entry, pieces));
    pieces.pad(sizeOf(entry));
  }
  if (pieces.room < END) yield pieces.take();
  pieces.piece.fill(0, pieces.used, pieces.used + END);
  pieces.used += END;
  yield pieces.take();
}

function* header(entry: Entry, time: number, pieces: Pieces): Generator<Buffer> {
  if (pieces.room < headersRoom(entry)) yield pieces.take();
  pieces.used = writeHeaders({ into: pieces.piece, at: pieces.used }, entry, time);
}

function* text({ content }: TextEntry, pieces: Pieces): Generator<Buffer, Uint8Array> {
  for (let done = 0; done < content.length; ) {
    if (pieces.room <= BLOCK) yield pieces.take();
    const part = content.subarray(done, done + pieces.room - BLOCK);
    pieces.piece.set(part, pieces.used);
    pieces.used += part.length;
    done += part.length;
  }
  return createHash('md5').update(content).digest();
}

function* file(entry: FileEntry, pieces: Pieces): Generator<Buffer, Uint8Array> {
  const descriptor = reading(entry, () => openSync(entry.source, FLAGS));
  try {
    if (!fstatSync(descriptor).isFile()) throw changed(entry);
    return yield* content(entry, descriptor, pieces);
  } finally {
    closeSync(descriptor);
  }
}

function* content(entry: FileEntry, descriptor: number, pieces: Pieces): Generator<Buffer, Uint8Array> {
  const sum = createHash('md5');
  for (let done = 0; done <= entry.size; ) {
    if (pieces.room <= BLOCK) yield pieces.take();
    // One byte more than expected: a file that has grown is found out.
    const wanted = Math.min(entry.size + 1 - done, pieces.room - BLOCK);
    const count = reading(entry, () => readSync(descriptor, pieces.piece, pieces.used, wanted, null));
    sum.update(pieces.piece.subarray(pieces.used, pieces.used + count));
    pieces.used += count;
    done += count;
    // A file system may give a part only (read(2)). At the expected end such a read spares the one that gives nothing.
    if (done === entry.size && count < wanted) return sum.digest();
    if (count === 0) break;
  }
  throw changed(entry);
}

function reading(entry: FileEntry, read: () => number): number {
  try {
    return read();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ELOOP') throw changed(entry);
    const reason = fileSystemReason(cause);
    if (reason === undefined) throw cause;
    throw new BuildError(`cannot read ${entry.source}: ${reason}`, ['nothing was written'], { cause });
  }
}

function changed({ source }: FileEntry): BuildError {
  return new BuildError(`${source} changed while it was being packed`, ['build again when nothing writes to it']);
}
