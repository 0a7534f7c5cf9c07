/**
 * Compression of the tar archives in a package: what dpkg reads (deb(5)).
 */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { BuildError } from '../errors.ts';
import type { Compression } from '../manifest.ts';
import { filter, isInstalled } from '../shell.ts';

/** How a compressed member is called: `data.tar` and this. */
export const SUFFIXES: Readonly<Record<Compression, string>> = { xz: '.xz', zstd: '.zst', gzip: '.gz', none: '' };

/** Programs that compress, and the Debian packages they come in. */
const PROGRAMS = {
  /**
   * xz at its default level. Two threads and a fixed block size: a stream cut into blocks is the same
   * however many cores compress it (xz(1), --block-size), while -T0 on one core makes a different one.
   */
  xz: {
    comes: 'xz-utils',
    options: ['--compress', '--stdout', '-6', '--threads=2', '--block-size=25165824', '--quiet'],
  },
  /**
   * 27 bits of window are as much as dpkg reads without being told. The number of threads makes no difference to what
   * comes out, but whether there are any does.
   */
  zstd: { comes: 'zstd', options: ['--compress', '--stdout', '-12', '--long=27', '--threads=2', '--quiet'] },
} as const;

/**
 * Streams `input`, compressed, into the open file `output`.
 * @throws BuildError if the program for it is missing or fails; the reason of `stop`, which ends it early.
 */
export async function compress(
  compression: Compression,
  input: AsyncIterable<Uint8Array>,
  output: number,
  stop: AbortSignal,
): Promise<void> {
  if (compression === 'xz' || compression === 'zstd') {
    const { comes, options } = PROGRAMS[compression];
    if (!isInstalled(compression)) {
      throw new BuildError(`the program ${compression} is missing`, [`install it: apt install ${comes}`]);
    }
    await filter(compression, [...options], input, output, stop);
    return;
  }
  const file = createWriteStream('', { fd: output, autoClose: false });
  if (compression === 'gzip') await pipeline(input, createGzip({ level: 9 }), file, { signal: stop });
  else await pipeline(input, file, { signal: stop });
}
