/**
 * Package files that are to be published: copied beside the repository, then read by dpkg-deb.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { BuildError, fileSystemReason } from '../errors.ts';
import { shownPath } from '../file-names.ts';
import { refuseIrregular, statsOf } from '../project/read-file.ts';
import { run } from '../shell.ts';
import type { Incoming } from './change.ts';
import { changesOf } from './changes.ts';
import { readControl } from './paragraph.ts';
import { makeRoom, type Place } from './place.ts';
import { poolFile } from './repository.ts';

/** An incoming file in the stage, at its later place in the pool. */
export interface StagedPackage extends Incoming {
  maintainer: string;
}

/**
 * Copies package files into the stage and reads them there: a file that changes meanwhile cannot be published otherwise than
 * it was read.
 * @throws BuildError for a file that is no package or that no repository should carry.
 */
export async function stagePackages(
  files: readonly string[],
  { stage }: Pick<Place, 'stage'>,
  signal: AbortSignal,
): Promise<StagedPackage[]> {
  const folder = path.join(stage, 'incoming');
  await mkdir(folder, { recursive: true });
  const staged: StagedPackage[] = [];
  for (const [at, file] of files.entries()) {
    signal.throwIfAborted();
    const copy = path.join(folder, `${at}.deb`);
    const shown = shownPath(file);
    await copyPackage(file, copy, shown);
    const read = await readPackage(copy, shown, signal);
    const target = poolFile(read);
    await makeRoom(stage, target);
    await rename(copy, path.join(stage, target));
    staged.push(read);
  }
  return staged;
}

async function copyPackage(file: string, copy: string, shown: string): Promise<void> {
  const stats = statsOf(file);
  if (stats === undefined) throw new BuildError(`${shown} does not exist`, ['name a package file, NAME.deb']);
  refuseIrregular(stats, shown, ['name a package file, NAME.deb']);
  try {
    await copyFile(file, copy);
  } catch (cause) {
    // A refusal that concerns the copy is told of the repository.
    if (!['EACCES', 'EPERM', 'EIO'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
    throw new BuildError(`cannot read ${shown}: ${fileSystemReason(cause)}`, [], { cause });
  }
}

/** The facts of a package file in the stage. */
async function readPackage(copy: string, shown: string, signal: AbortSignal): Promise<StagedPackage> {
  const options = { env: { ...process.env, LC_ALL: 'C.UTF-8' }, signal };
  const { exitCode, stdout, stderr } = await run('dpkg-deb', ['--info', copy, 'control'], options);
  if (exitCode !== 0) {
    const words = stderr.replaceAll(copy, shown).trim().split('\n').slice(0, 3);
    throw new BuildError(`${shown} is no Debian package`, words);
  }
  const control = readControl(stdout, shown);
  const [sha256, changes] = await Promise.all([digestOf(copy), readChanges(copy, control, signal)]);
  return { ...control, shown, sha256, changes };
}

/** The SHA-256 of a file, hexadecimal. */
export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece);
  return hash.digest('hex');
}

/**
 * Prints the beginning of the changelog that tar finds in a package. A package without one, and one that cannot be read, has
 * no changes.
 */
const EXTRACT = `dpkg-deb --fsys-tarfile "$1" | tar --extract --to-stdout --file - "./usr/share/doc/$2/changelog.Debian.gz" \
"./usr/share/doc/$2/changelog.gz" | gzip -dc | head -c 65536`;

async function readChanges(
  copy: string,
  of: { name: string; version: string },
  signal: AbortSignal,
): Promise<string[]> {
  const { stdout } = await run('sh', ['-c', EXTRACT, 'sh', copy, of.name], { signal });
  return changesOf(stdout, of.version);
}
