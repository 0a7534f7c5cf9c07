/**
 * Whether node_modules is what the lock file says: a package has to carry the versions that were tested, not the
 * ones that happen to lie there.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BuildError } from '../../errors.ts';
import type { Dependencies } from './dependencies.ts';
import { npmDifferences } from './npm-lock.ts';
import { pnpmDifferences } from './pnpm-lock.ts';

export interface Lock {
  manager: 'npm' | 'pnpm' | 'other';
  /** Absolute; undefined if there is none. */
  file: string | undefined;
  /** The command that installs what the lock file says. */
  install: string;
}

/** In the order in which npm looks; npm-shrinkwrap.json is another name of package-lock.json. */
const LOCKS: readonly [string, Lock['manager'], string][] = [
  ['npm-shrinkwrap.json', 'npm', 'npm ci'],
  ['package-lock.json', 'npm', 'npm ci'],
  ['pnpm-lock.yaml', 'pnpm', 'pnpm install --frozen-lockfile'],
  ['yarn.lock', 'other', 'yarn install'],
  ['bun.lock', 'other', 'bun install --frozen-lockfile'],
  ['bun.lockb', 'other', 'bun install --frozen-lockfile'],
];

/** Of every package manager. */
export const LOCK_FILES = LOCKS.map(([name]) => name);

/** So many differences are shown. */
const SHOWN = 5;

/** The lock file that counts: the first one in `folders`; of several in one folder, that of whoever installed last. */
export function findLock(folders: readonly string[]): Lock {
  for (const folder of folders) {
    const found = LOCKS.filter(([name]) => existsSync(path.join(folder, name)));
    const byPnpm = existsSync(path.join(folder, 'node_modules/.modules.yaml'));
    const [name, manager, install] = (byPnpm && found.find(([, manager]) => manager === 'pnpm')) || found[0] || [];
    if (name && manager && install) return { manager, file: path.join(folder, name), install };
  }
  return { manager: 'other', file: undefined, install: 'npm install' };
}

/**
 * Compares what was found with the lock file. Returns warnings, if there is nothing to compare with.
 * @throws BuildError with the first differences.
 */
export function checkLock({ manager, file, install }: Lock, found: Dependencies): string[] {
  if (file === undefined) {
    return ['there is no lock file: what is installed goes into the package, another day it may be something else'];
  }
  const name = path.basename(file);
  const unchecked = [`${name} was not compared with what is installed`];
  if (manager === 'other') return unchecked;
  const differences = manager === 'npm' ? npmDifferences(file, found) : pnpmDifferences(file, found);
  if (differences === undefined) return unchecked;
  if (differences.length === 0) return [];
  const more = differences.length > SHOWN ? [`and ${differences.length - SHOWN} more`] : [];
  throw new BuildError(`node_modules is not what ${name} says`, [
    ...differences.slice(0, SHOWN),
    ...more,
    `run ${install}`,
  ]);
}
