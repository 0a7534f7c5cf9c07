/**
 * Reading a text of the project that becomes part of a package.
 */
import path from 'node:path';
import { BuildError } from '../errors.ts';
import type { InputLog } from './inputs.ts';
import { readInside, statsOf } from './read-file.ts';
import { refuseSecretText } from './secrets/scan.ts';
import { utf8Text } from './utf8.ts';
import { sharedFolder } from './workspace.ts';

interface TextPlace {
  project: string;
  /** Relative to the project. */
  file: string;
}

/**
 * The text of a file that a package cannot do without, which becomes an input of the build.
 * @throws BuildError with `advice` if the file cannot be read, lies outside the project or holds a secret.
 */
export function readText(inputs: InputLog, { project, file }: TextPlace, advice: string): string {
  const place = path.join(project, file);
  inputs.file(place);
  try {
    return checked(file, readInside(place, sharedFolder(project)));
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw new BuildError(error.message, [...error.notes, advice], { cause: error });
  }
}

/**
 * The text of a file that may be missing, and is empty then.
 * @throws BuildError if the file lies outside the project or holds a secret.
 */
export function readOptionalText(inputs: InputLog, { project, file }: TextPlace): string {
  const place = path.join(project, file);
  inputs.file(place);
  return statsOf(place) === undefined ? '' : checked(file, readInside(place, sharedFolder(project)));
}

function checked(file: string, content: Buffer): string {
  refuseSecretText(content, file);
  return utf8Text(content, file);
}
