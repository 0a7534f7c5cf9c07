/**
 * Compression of the tar archives in a package: what dpkg reads (deb(5)).
 */
import { write } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { BuildError } from '../errors.ts';
import type { Compression } from '../manifest.ts';
import { filter, isInstalled, pump } from '../shell.ts';
import { gzip } from './gzip.ts';

/** How a compressed member is called: `data.tar` and this. */
export const SUFFIXES: Readonly<Record<Compression['method'], string>> = {
  xz: '.xz',
  zstd: '.zst',
  gzip: '.gz',
  none: '',
};

/** Programs that compress, and the Debian packages they come in. */
const PROGRAMS = {
  /**
   * A stream cut into blocks of a fixed size is the same however many cores compress it (xz(1), --block-size), if xz
   * is in the mode for several: -T0 on one core is not, and `+1` is how one thread is (xz 5.4).
   */
  xz: {
    comes: 'xz-utils',
    options: (level: number, threads: number, size: number) => [
      `--lzma2=preset=${level},dict=${xzDictionary(level, size)}`,
      `--threads=${threads === 1 ? '+1' : threads}`,
      `--block-size=${xzBlock(level)}`,
    ],
  },
  /** The number of threads makes no difference to what comes out, but whether there are any does. */
  zstd: {
    comes: 'zstd',
    options: (level: number, threads: number, size: number) => [
      `-${level}`,
      `--long=${zstdWindow(size)}`,
      `--threads=${threads}`,
    ],
  },
} as const;

const MIB = 1024 ** 2;

/** Of each level of xz, in MiB (xz(1), table of presets). */
const XZ_DICTIONARIES = [0.25, 1, 2, 4, 4, 8, 8, 16, 32, 64];

/**
 * A dictionary larger than what there is finds nothing more, but making its memory ready takes half of the time that a
 * small package does, and dpkg needs that memory, too. 64 KiB are enough for any control archive.
 */
function xzDictionary(level: number, size: number): number {
  const usual = (XZ_DICTIONARIES[level] ?? 8) * MIB;
  return Math.min(usual, Math.max(MIB / 16, 2 ** Math.ceil(Math.log2(size))));
}

/** The same of zstd, in bits: 27 are as much as dpkg reads without being told, 17 less than any level has. */
function zstdWindow(size: number): number {
  return Math.min(27, Math.max(17, Math.ceil(Math.log2(size))));
}

/** Three times xz's dictionary, as xz itself would have it, and not less than at its default level: 24 MiB. */
function xzBlock(level: number): number {
  return 24 * MIB * 2 ** Math.max(0, level - 6);
}

/** What each thread of xz needs: its tables and dictionary, a block and its result (xz(1), table of presets). */
function xzMemory(level: number): number {
  return 5 * xzBlock(level) + 50 * MIB;
}

/**
 * As many as there are cores, unless `threads` says. Of xz not more than half of the memory is enough for, nor than there
 * are blocks in `size` bytes: each makes its memory ready first, which takes longer than a small package does.
 */
function threadsFor({ method, level, threads }: Compression, size: number): number {
  if (method !== 'xz') return threads ?? Math.max(2, availableParallelism());
  const fitting = Math.floor(totalmem() / 2 / xzMemory(level));
  const wanted = threads ?? Math.max(2, Math.min(availableParallelism(), fitting));
  return Math.min(wanted, Math.ceil(size / xzBlock(level)));
}

/**
 * Streams `pieces`, at most `size` bytes, compressed, into the open file `output`. They may be in memory that is used
 * again: a piece must be good until the next but one is asked for.
 * @throws BuildError if the program for it is missing or fails; the reason of `stop`, which ends it early.
 */
export async function compress(
  compression: Compression,
  pieces: Iterable<Uint8Array>,
  size: number,
  output: number,
  stop: AbortSignal,
): Promise<void> {
  const { method, level } = compression;
  const threads = threadsFor(compression, size);
  if (method === 'xz' || method === 'zstd') {
    const { comes, options } = PROGRAMS[method];
    if (!isInstalled(method))
      throw new BuildError(`the program ${method} is missing`, [`install it: apt install ${comes}`]);
    await filter(method, ['--compress', '--stdout', '--quiet', ...options(level, threads, size)], pieces, output, stop);
  } else if (method === 'gzip') {
    await gzip(stoppable(pieces, stop), level, threads, (part) => writeAll(output, part));
  } else {
    await pump(pieces, (piece) => writeAll(output, piece), stop);
  }
}

function* stoppable(pieces: Iterable<Uint8Array>, stop: AbortSignal): Generator<Uint8Array> {
  for (const piece of pieces) {
    stop.throwIfAborted();
    yield piece;
  }
}

const writeSome = promisify(write);

/** write(2) may take less than it is given: at 2 GiB, or when the disk is full, and then the next one says so. */
async function writeAll(output: number, part: Uint8Array): Promise<void> {
  for (let done = 0; done < part.length; ) {
    const { bytesWritten } = await writeSome(output, part, done, part.length - done, null);
    done += bytesWritten;
  }
}
