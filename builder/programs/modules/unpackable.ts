/**
 * What no package can carry, as errors for users.
 */
import { BuildError, fileSystemReason } from '../../errors.ts';

/** A newline would end a line of md5sums early; a name that is not UTF-8 cannot be told apart from others. */
export function isPackable(name: string): boolean {
  return !/[\n\uFFFD]/.test(name);
}

/** For a name that is not packable, of something in `folder`. */
export function unpackable(folder: string, name: string): BuildError {
  const advice = 'a name in a package must be UTF-8 and in one line: rename or remove it';
  return new BuildError(`${folder} holds a file named ${JSON.stringify(name)}`, [advice]);
}

/** For sockets, pipes and devices. */
export function notAFile(source: string): BuildError {
  return new BuildError(`${source} is neither a file nor a folder nor a symbolic link`, [
    'a package cannot carry sockets, pipes and devices: remove it',
  ]);
}

/** What the file system refused, as an error for users; anything else as it is. */
export function unreadable(place: string, cause: unknown): unknown {
  const reason = fileSystemReason(cause);
  return reason === undefined ? cause : new BuildError(`cannot read ${place}: ${reason}`, [], { cause });
}
