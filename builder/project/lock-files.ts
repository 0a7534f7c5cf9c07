/**
 * The lock files of package managers.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';

export interface Lock {
  manager: 'npm' | 'pnpm' | 'yarn' | 'other';
  /** Of the lock file, or empty without one. */
  name: string;
  /** Absolute, or undefined without a lock file. */
  file: string | undefined;
  /** The command that installs the versions of the lock file. */
  install: string;
  /** The command that adds a package: its name follows. */
  add: string;
}

/** In the order in which npm looks: npm-shrinkwrap.json is another name of package-lock.json. */
const LOCKS: readonly Omit<Lock, 'file'>[] = [
  { name: 'npm-shrinkwrap.json', manager: 'npm', install: 'npm ci', add: 'npm install' },
  { name: 'package-lock.json', manager: 'npm', install: 'npm ci', add: 'npm install' },
  { name: 'pnpm-lock.yaml', manager: 'pnpm', install: 'pnpm install --frozen-lockfile', add: 'pnpm add' },
  { name: 'yarn.lock', manager: 'yarn', install: 'yarn install', add: 'yarn add' },
  { name: 'bun.lock', manager: 'other', install: 'bun install --frozen-lockfile', add: 'bun add' },
  { name: 'bun.lockb', manager: 'other', install: 'bun install --frozen-lockfile', add: 'bun add' },
];

/** The names of all lock files. */
export const LOCK_FILES: readonly string[] = LOCKS.map(({ name }) => name);

/** The lock file that counts: the first in `folders`. Of several in one folder, pnpm's counts if pnpm installed last. */
export function findLock(folders: readonly string[]): Lock {
  for (const folder of folders) {
    const present = LOCKS.filter(({ name }) => existsSync(path.join(folder, name)));
    const isPnpm = existsSync(path.join(folder, 'node_modules/.modules.yaml'));
    const found = (isPnpm && present.find(({ manager }) => manager === 'pnpm')) || present[0];
    if (found !== undefined) return { ...found, file: path.join(folder, found.name) };
  }
  return { manager: 'other', name: '', file: undefined, install: 'npm install', add: 'npm install' };
}
