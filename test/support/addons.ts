/**
 * Compiled addons in a made-up npm package.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeElf } from './elf.ts';
import { folder } from './projects.ts';

/** An addon in the package x. */
export async function addon(file: string, made: Parameters<typeof makeElf>[0]): Promise<void> {
  const place = path.join(folder, 'node_modules/x', file);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, makeElf({ needed: ['libc.so.6'], ...made }));
}
