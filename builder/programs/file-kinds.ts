/**
 * Kinds of files, by their names and first bytes: native code, scripts, and programs for other systems.
 */
import { closeSync, readSync } from 'node:fs';
import { openRegular } from '../project/read-file.ts';

/** Enough for each kind here. */
const START_SIZE = 4;

/** The first bytes of native code for other systems: Mach-O of each byte order and width, or for several machines, and MZ. */
const FOREIGN: readonly [RegExp, string][] = [
  [/^(feedfac[ef]|c[ef]faedfe|cafebabe)/, 'macOS'],
  [/^4d5a/, 'Windows'],
];

/** The first bytes of a file: four, or fewer in a shorter file. */
export function startOf(file: string): Buffer {
  const descriptor = openRegular(file);
  try {
    const start = Buffer.alloc(START_SIZE);
    return start.subarray(0, readSync(descriptor, start, 0, START_SIZE, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** The other system that the native code in a file is for, or undefined for any other file. */
export function foreignSystem(start: Buffer): string | undefined {
  return FOREIGN.find(([magic]) => magic.test(start.toString('hex')))?.[1];
}

/** Whether Linux runs the file itself: a script with a `#!` line, or an ELF file (execve(2)). */
export function isExecutable(start: Buffer): boolean {
  return start.toString('latin1', 0, 2) === '#!' || isElf(start);
}

/** Whether a file is native code for a system with ELF, such as Linux (elf(5)). */
export function isElf(start: Buffer): boolean {
  return start.toString('latin1') === '\x7FELF';
}

/** Whether a file has the name of an addon or a shared library: `x.node`, `libx.so`, `libx.so.1.2`. */
export function isLibraryName(file: string): boolean {
  return /\.(node|so(\.\d+)*)$/.test(file);
}
