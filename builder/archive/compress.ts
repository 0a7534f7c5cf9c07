/**
 * Compression of the tar archives in a package.
 */
import { BuildError } from '../errors.ts';
import { filter, isInstalled } from '../shell.ts';

/** How a compressed member is called: `data.tar` and this. */
export const COMPRESSED_SUFFIX = '.xz';

/**
 * xz at its default level. Two threads and a fixed block size: a stream cut into blocks is the same
 * however many cores compress it (xz(1), --block-size), while -T0 on one core makes a different one.
 */
const XZ = ['--compress', '--stdout', '-6', '--threads=2', '--block-size=25165824', '--quiet'];

/**
 * Streams `input`, compressed, into the open file `output`.
 * @throws BuildError if xz is missing or fails; the reason of `stop`, which ends it early.
 */
export async function compress(input: AsyncIterable<Uint8Array>, output: number, stop: AbortSignal): Promise<void> {
  if (!isInstalled('xz')) {
    throw new BuildError('the program xz is missing', ['install it: apt install xz-utils']);
  }
  await filter('xz', XZ, input, output, stop);
}
