/**
 * Private files: those that only their owner may read.
 */
import path from 'node:path';
import { statsOf } from './read-file.ts';

/** The permission to read of everybody but the owner. */
const OTHERS_READ = 0o044;

/**
 * Tells whether a file with a mode is private. Under the umask 077 each file of a checkout is. package.json is never a
 * secret: if it is private, the others are for the same reason, and a package would depend on the umask.
 */
export function privacyOf(project: string): (mode: number) => boolean {
  const sign = statsOf(path.join(project, 'package.json'));
  return sign !== undefined && (sign.mode & OTHERS_READ) === 0 ? () => false : (of) => (of & OTHERS_READ) === 0;
}
