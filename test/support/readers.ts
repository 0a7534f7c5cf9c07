/**
 * The rule that one module reads the files of projects.
 */
import type { Module } from './sources.ts';
import { roomOf } from './structure.ts';

/** The rooms that meet files of projects, and the functions that would follow any link in them, or wait for a pipe. */
const MEETS_PROJECTS = ['project', 'programs', 'init'];
const READS = [
  'readFile',
  'readFileSync',
  'open',
  'openSync',
  'createReadStream',
  'copyFile',
  'copyFileSync',
  'cp',
  '*',
];

/** Modules that open files by themselves, besides `allowed`. */
export function ownReaders(modules: readonly Module[], allowed: readonly string[]): string[] {
  return modules
    .filter(({ file }) => MEETS_PROJECTS.includes(roomOf(file)) && !allowed.includes(file))
    .flatMap(({ file, imports }) => {
      const names = imports.flatMap(({ target, names }) => (/^node:fs(\/|$)/.test(target) ? names : []));
      return names.flatMap((name) =>
        READS.includes(name) ? [`${file} takes ${name} of node:fs: builder/project/read-file.ts reads files`] : [],
      );
    });
}
