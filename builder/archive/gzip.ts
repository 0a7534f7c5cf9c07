/**
 * Gzip on several cores, as pigz does it: pieces compressed apart, each with the end of the one before as its
 * dictionary, are one stream (RFC 1951 and 1952). What comes out depends on the pieces alone.
 */
import { constants, deflateRaw } from 'node:zlib';
import { crc32 } from './crc32.ts';

/** Deflate looks back so far at most. */
const WINDOW = 32 * 1024;

/** Deflate, no name, no time, from Unix. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]);

/**
 * Compresses `pieces` at `level` (1 to 9), `threads` of them at a time, and hands what comes out to `write` in order.
 * A piece is copied before the next one is asked for.
 */
export async function gzip(
  pieces: Iterable<Uint8Array>,
  level: number,
  threads: number,
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
    waiting.push(deflate(own, level, dictionary, constants.Z_SYNC_FLUSH));
    dictionary = own.subarray(Math.max(0, own.length - WINDOW));
    if (waiting.length >= threads) await write((await waiting.shift()) ?? Buffer.alloc(0));
  }
  for (const part of waiting) await write(await part);
  const end = Buffer.alloc(8);
  end.writeUInt32LE(sum, 0);
  // Modulo 2^32 (RFC 1952, ISIZE).
  end.writeUInt32LE(size % 2 ** 32, 4);
  await write(await deflate(Buffer.alloc(0), level, undefined, constants.Z_FINISH));
  await write(end);
}

function deflate(piece: Buffer, level: number, dictionary: Buffer | undefined, finishFlush: number): Promise<Buffer> {
  const options = { level, finishFlush, memLevel: 9, ...(dictionary ? { dictionary } : {}) };
  return new Promise((resolve, reject) => {
    deflateRaw(piece, options, (error, part) => (error ? reject(error) : resolve(part)));
  });
}
