/**
 * Files that no package can carry, and the errors for them.
 */
import { BuildError, fileSystemReason, readingAdvice } from '../../errors.ts';
import { fileNameProblem, shownName, shownPath } from '../../file-names.ts';

/** The error for a name in `folder` that no package can hold, or undefined for a sound name. */
export function unpackable(folder: string, name: string): BuildError | undefined {
  const problem = fileNameProblem(name);
  if (problem === undefined) return undefined;
  return new BuildError(`${shownPath(folder.replace(/(?<=.)\/$/, ''))} holds a file named ${shownName(name)}`, [
    `${problem}: rename or remove it`,
  ]);
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
  return reason === undefined
    ? cause
    : new BuildError(`cannot read ${place}: ${reason}`, readingAdvice(cause), { cause });
}
