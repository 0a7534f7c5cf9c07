/**
 * The encoding of texts: files of a Debian package are UTF-8 (Debian Policy 5.1 and 10.10), as is JSON (RFC 8259, 8.1).
 */
import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import { BuildError } from '../errors.ts';

/** The byte that ends a line. Latin1 gives each byte a letter of its own. */
const linesOf = (content: Buffer): string[] => content.toString('latin1').split('\n');

/**
 * The text of `content`.
 * @param shown the name of the file in messages
 * @throws BuildError for another encoding, whose letters would become question marks.
 */
export function utf8Text(content: Buffer, shown: string): string {
  if (isUtf8(content)) return content.toString();
  const line = linesOf(content).findIndex((text) => !isUtf8(Buffer.from(text, 'latin1'))) + 1;
  throw new BuildError(`${shown} is no text in UTF-8`, [
    `${path.basename(shown)}:${line}: there is a byte that is no UTF-8: save the file as UTF-8`,
  ]);
}
