/**
 * Private files: those that only their owner may read.
 */
import path from 'node:path';
import { statsOf } from './read-file.ts';
import { secretKind } from './secrets/names.ts';

/** The permission to read of everybody but the owner. */
const OTHERS_READ = 0o044;

/**
 * Tells whether a file with a mode is private. Under the umask 077 each file of a checkout is. package.json is never a
 * secret: if it is private, the others are for the same reason, and a package would depend on the umask. A file with the
 * name of a secret is private even then.
 */
export function privacyOf(project: string): (mode: number, file: string) => boolean {
  const sign = statsOf(path.join(project, 'package.json'));
  const isUmask = sign !== undefined && (sign.mode & OTHERS_READ) === 0;
  return (mode, file) => (mode & OTHERS_READ) === 0 && (!isUmask || secretKind(file)?.weight === 'secret');
}
