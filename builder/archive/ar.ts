/**
 * The ar archive around a package (deb(5)): a header of text before each member, members at even offsets.
 */
import { BuildError } from '../errors.ts';

export const AR_MAGIC = Buffer.from('!<arch>\n');

/** Bytes of a header. */
export const AR_HEADER = 60;

/** The size field has ten digits. */
const SIZE_LIMIT = 10 ** 10;

/**
 * The header of a member of `size` bytes. {@link arPadding} follows the content.
 * @throws BuildError if ar has no room for the size.
 */
export function arHeader(name: string, size: number, time: number): Buffer {
  if (size >= SIZE_LIMIT) {
    throw new BuildError(`the package is too large: ${name} would have ${size} bytes`, [
      `the .deb format ends at ${SIZE_LIMIT - 1} bytes a member: leave files out, or split the package`,
    ]);
  }
  const fields = [name.padEnd(16), String(time).padEnd(12), '0'.padEnd(6), '0'.padEnd(6), '100644'.padEnd(8)];
  return Buffer.from(`${fields.join('')}${String(size).padEnd(10)}\`\n`);
}

export function arPadding(size: number): Buffer {
  return Buffer.from(size % 2 === 1 ? '\n' : '');
}
