/**
 * Files that no package can carry, and the errors for them.
 */
import { BuildError, fileSystemReason } from '../../errors.ts';

/** A newline would end a line of md5sums early. Names that are not UTF-8 all look alike to Node. */
export function isPackable(name: string): boolean {
  return !/[\n\uFFFD]/.test(name);
}

/** The error for a name in `folder` that is not packable. */
export function unpackable(folder: string, name: string): BuildError {
  const advice = 'a name in a package must be UTF-8 and in one line: rename or remove it';
  return new BuildError(`${folder} holds a file named ${JSON.stringify(name)}`, [advice]);
}

/** The error for sockets, pipes and devices. */
export function notAFile(source: string): BuildError {
  return new BuildError(`${source} is neither a file nor a folder nor a symbolic link`, [
    'a package cannot carry sockets, pipes and devices: remove it',
  ]);
}

/** An error of the file system as an error for you, and any other error as it is. */
export function unreadable(place: string, cause: unknown): unknown {
  const reason = fileSystemReason(cause);
  return reason === undefined ? cause : new BuildError(`cannot read ${place}: ${reason}`, [], { cause });
}
