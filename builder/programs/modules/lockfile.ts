/**
 * The comparison of node_modules with the lock file: a package has to carry the versions that were tested.
 */
import path from 'node:path';
import { BuildError } from '../../errors.ts';
import type { Lock } from '../../project/lock-files.ts';
import type { Dependencies } from './dependencies.ts';
import { npmDifferences } from './npm-lock.ts';
import { pnpmDifferences } from './pnpm-lock.ts';
import { yarnDifferences } from './yarn-lock.ts';

/** So many differences are shown. */
const SHOWN = 5;

/**
 * Compares the installed packages with the lock file. Returns warnings if there is no lock file of a known form.
 * @throws BuildError with the first differences.
 */
export function checkLock(
  { manager, file, install }: Omit<Lock, 'name'>,
  installed: Pick<Dependencies, 'packages' | 'dependencies'>,
): string[] {
  if (file === undefined) {
    return ['there is no lock file: what is installed goes into the package, another day it may be something else'];
  }
  const name = path.basename(file);
  const unchecked = [`${name} was not compared with what is installed`];
  if (manager === 'other') return unchecked;
  const compare = { npm: npmDifferences, pnpm: pnpmDifferences, yarn: yarnDifferences }[manager];
  const differences = compare(file, installed);
  if (differences === undefined) return unchecked;
  if (differences.length === 0) return [];
  const more = differences.length > SHOWN ? [`and ${differences.length - SHOWN} more`] : [];
  throw new BuildError(`node_modules is not what ${name} says`, [
    ...differences.slice(0, SHOWN),
    ...more,
    `run ${install}`,
  ]);
}
