/**
 * Gzip on several cores, as pigz does it: pieces compressed apart, each with the end of the one before as its
 * dictionary, are one stream (RFC 1951 and 1952). The result depends on the pieces alone.
 */
import { constants, deflateRaw, type ZlibOptions } from 'node:zlib';
import { crc32 } from './crc32.ts';

/** Deflate looks back so far at most. */
const WINDOW = 32 * 1024;

/** Deflate, no name, no time, from Unix. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]);

interface GzipOptions {
  /** 1 to 9. */
  level: number;
  /** So many pieces are compressed at a time. */
  threads: number;
}

/** Compresses `pieces`, and hands the results to `write` in order. A piece is copied before the next one is asked for. */
export async function gzip(
  pieces: Iterable<Uint8Array>,
  { level, threads }: GzipOptions,
  write: (part: Uint8Array) => Promise<unknown>,
): Promise<void> {
  await write(HEADER);
  const waiting: Promise<Buffer>[] = [];
  let dictionary: Buffer | undefined;
  let sum = 0;
  let size = 0;
  for (const piece of pieces) {
    const own = Buffer.from(piece);
    sum = crc32(own, sum);
    size += own.length;
    const part = deflate(own, { level, finishFlush: constants.Z_SYNC_FLUSH, ...(dictionary ? { dictionary } : {}) });
    // Its turn comes later, and then its failure counts.
    part.catch(() => {});
    waiting.push(part);
    dictionary = own.subarray(Math.max(0, own.length - WINDOW));
    const oldest = waiting.length >= threads ? waiting.shift() : undefined;
    if (oldest !== undefined) await write(await oldest);
  }
  for (const part of waiting) await write(await part);
  const end = Buffer.alloc(8);
  end.writeUInt32LE(sum, 0);
  // Modulo 2^32 (RFC 1952, ISIZE).
  end.writeUInt32LE(size % 2 ** 32, 4);
  await write(await deflate(Buffer.alloc(0), { level, finishFlush: constants.Z_FINISH }));
  await write(end);
}

function deflate(piece: Buffer, options: ZlibOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    deflateRaw(piece, { memLevel: 9, ...options }, (error, part) => (error ? reject(error) : resolve(part)));
  });
}
