/**
 * Reading a text of the project that a package cannot do without.
 */
import { readFile } from 'node:fs/promises';
import { BuildError, fileSystemReason } from '../errors.ts';
import type { InputLog } from './inputs.ts';

/**
 * The text of `file`, which becomes an input of the build.
 * @throws BuildError with `advice` if the file cannot be read.
 */
export async function readText(inputs: InputLog, file: string, advice: string): Promise<string> {
  inputs.file(file);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = fileSystemReason(cause);
    if (reason === undefined) throw cause;
    throw new BuildError(`cannot read ${file}: ${reason}`, [advice], { cause });
  }
}
