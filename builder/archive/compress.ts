/**
 * Compression of the tar archives in a package, by the methods that dpkg reads (deb(5)).
 */
import { write } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { BuildError } from '../errors.ts';
import type { Compression } from '../manifest.ts';
import { filter, isInstalled, pump } from '../shell.ts';
import { gzip } from './gzip.ts';

const MIB = 1024 ** 2;

/** The dictionary of each level of xz, in MiB (xz(1), table of presets). */
const XZ_DICTIONARIES = [0.25, 1, 2, 4, 4, 8, 8, 16, 32, 64] as const;

/**
 * A dictionary larger than the content compresses no better, but preparing its memory takes half of a small package's
 * time, and dpkg needs that memory, too. 64 KiB are enough for any control archive.
 */
function xzDictionary(level: number, size: number): number {
  const usual = XZ_DICTIONARIES[level];
  if (usual === undefined) throw new RangeError(`xz has no level ${level}`);
  return Math.min(usual * MIB, Math.max(MIB / 16, 2 ** Math.ceil(Math.log2(size))));
}

/** The same for zstd, in bits: dpkg reads up to 27 bits without an option, and each level has more than 17. */
function zstdWindow(size: number): number {
  return Math.min(27, Math.max(17, Math.ceil(Math.log2(size))));
}

/** Three times xz's dictionary, the default of xz itself, and at least that of its default level: 24 MiB. */
function xzBlock(level: number): number {
  return 24 * MIB * 2 ** Math.max(0, level - 6);
}

/** Bytes for each thread of xz: its tables and dictionary, a block and its result (xz(1), table of presets). */
function xzMemory(level: number): number {
  return 5 * xzBlock(level) + 50 * MIB;
}

/** A tar archive in pieces. */
export interface Content {
  /** A piece may be in memory that is used again: it must be good until the next but one is asked for. */
  pieces: Iterable<Uint8Array>;
  /** Bytes of all pieces, at most. */
  size: number;
}

/** An open file for the result, and the signal that ends the work early. */
interface Output {
  file: number;
  stop: AbortSignal;
}

type Compress = (content: Content, compression: Compression, output: Output) => Promise<void>;

/** Each method as it compresses. */
const METHODS: Readonly<Record<Compression['method'], Compress>> = {
  xz: (content, compression, output) => {
    const options = xzOptions(compression, content.size);
    return throughProgram(content, output, { program: 'xz', comesIn: 'xz-utils', options });
  },
  zstd: (content, compression, output) => {
    const options = zstdOptions(compression, content.size);
    return throughProgram(content, output, { program: 'zstd', comesIn: 'zstd', options });
  },
  gzip: ({ pieces }, { level, threads = availableThreads() }, { file, stop }) =>
    gzip(stoppable(pieces, stop), { level, threads }, (part) => writeAll(file, part)),
  none: ({ pieces }, _, { file, stop }) => pump(pieces, (piece) => writeAll(file, piece), stop),
};

/**
 * Streams the content, compressed, into the output.
 * @throws BuildError if the program for the method is missing or fails, or the reason of `stop`.
 */
export async function compress(content: Content, compression: Compression, output: Output): Promise<void> {
  const { method } = compression;
  // A method that this table lacks must not end as a package without compression.
  if (!Object.hasOwn(METHODS, method)) throw new RangeError(`unknown compression method ${method}`);
  await METHODS[method](content, compression, output);
}

/** A program that compresses its input, and the Debian package that it comes in. */
interface Program {
  program: string;
  comesIn: string;
  options: readonly string[];
}

async function throughProgram({ pieces }: Content, output: Output, used: Program): Promise<void> {
  const { program, comesIn, options } = used;
  if (!isInstalled(program)) {
    throw new BuildError(`the program ${program} is missing`, [`install it: apt install ${comesIn}`]);
  }
  const command = [program, '--compress', '--stdout', '--quiet', ...options] as const;
  await filter(command, pieces, { output: output.file, signal: output.stop });
}

/**
 * A stream cut into blocks of a fixed size is the same however many cores compress it (xz(1), --block-size), if xz is in
 * the mode for several: -T0 on one core is not, and `+1` is how one thread is (xz 5.4). xz gets at most the threads that
 * half of the memory is enough for, and one for each block: preparing the memory of a thread takes longer than
 * compressing a small package.
 */
function xzOptions({ level, threads }: Compression, size: number): string[] {
  const fitting = Math.floor(totalmem() / 2 / xzMemory(level));
  const wanted = threads ?? Math.max(2, Math.min(availableParallelism(), fitting));
  const used = Math.min(wanted, Math.ceil(size / xzBlock(level)));
  return [
    `--lzma2=preset=${level},dict=${xzDictionary(level, size)}`,
    `--threads=${used === 1 ? '+1' : used}`,
    `--block-size=${xzBlock(level)}`,
  ];
}

/** The result is the same for any number of threads, and another one without threads. */
function zstdOptions({ level, threads = availableThreads() }: Compression, size: number): string[] {
  return [`-${level}`, `--long=${zstdWindow(size)}`, `--threads=${threads}`];
}

/** One thread for each core. A single one would change the result of zstd and xz. */
function availableThreads(): number {
  return Math.max(2, availableParallelism());
}

function* stoppable(pieces: Iterable<Uint8Array>, stop: AbortSignal): Generator<Uint8Array> {
  for (const piece of pieces) {
    stop.throwIfAborted();
    yield piece;
  }
}

/** write(2) may write a part only: at 2 GiB, or on a full disk, where the next call fails. */
async function writeAll(output: number, part: Uint8Array): Promise<void> {
  const writeSome = promisify(write);
  for (let done = 0; done < part.length; ) {
    const { bytesWritten } = await writeSome(output, part, done, part.length - done, null);
    done += bytesWritten;
  }
}
