/**
 * A move between two mounts: a copy beside the target, a rename of it, which is one step for readers, and the end of the
 * source.
 */
import { accessSync, constants, cpSync, promises, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const COPY = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true, errorOnExist: true, force: false };
const REMOVE = { recursive: true, force: true };

/** The error of a rename between two mounts. */
export interface Refusal {
  path: string;
  dest: string;
}

/** Whether one of both places is in the project. */
export function isHere({ path, dest }: Partial<Refusal>, project: string): boolean {
  return [path, dest].some((place) => typeof place === 'string' && resolve(place).startsWith(`${project}/`));
}

export function moveSync({ path: from, dest: to }: Refusal): void {
  const copy = copyOf(from, to);
  try {
    cpSync(from, copy, COPY);
    renameSync(copy, to);
  } catch (error) {
    rmSync(copy, REMOVE);
    throw error;
  }
  rmSync(from, REMOVE);
}

export async function move({ path: from, dest: to }: Refusal): Promise<void> {
  const copy = copyOf(from, to);
  try {
    await promises.cp(from, copy, COPY);
    await promises.rename(copy, to);
  } catch (error) {
    await promises.rm(copy, REMOVE);
    throw error;
  }
  await promises.rm(from, REMOVE);
}

/** A free name in the directory of the target. A source that cannot be removed is refused before a copy of it appears. */
function copyOf(from: string, to: string): string {
  accessSync(dirname(resolve(from)), constants.W_OK);
  return `${resolve(to)}.${process.pid}-${process.hrtime.bigint()}`;
}
