/**
 * The directory of a repository: one publisher at a time, and a folder beside the files for everything unfinished.
 */
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, realpath, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { BuildError, fileSystemReason } from '../errors.ts';
import { shownPath } from '../file-names.ts';
import { removeLeftovers, temporaryMark } from '../leftovers.ts';
import { hold } from '../shell.ts';

export interface Place {
  /** The directory, without symbolic links. */
  root: string;
  /** A new folder in it for unfinished files, which readers do not know. */
  stage: string;
}

interface Circumstances {
  signal: AbortSignal;
  /** Says that another publisher is at work. */
  waiting: () => void;
}

const STAGE = '.publish-';

/**
 * Does `work` in the directory, which is made if need be. A second publisher waits meanwhile, and leftovers of a killed one
 * are removed first. After a failure a new directory is removed again.
 * @throws BuildError for a directory that cannot be written to.
 */
export async function inPlace<T>(
  directory: string,
  circumstances: Circumstances,
  work: (place: Place) => Promise<T>,
): Promise<T> {
  const made = await explained(directory, () => makeFolders(directory));
  try {
    const root = await explained(directory, () => realpath(directory));
    // flock(1) holds the lock of the directory itself: it ends with its process, and leaves no file behind.
    const release = await hold(['flock', '--exclusive', root, 'sh', '-c', 'echo locked; exec cat'], circumstances);
    try {
      if (!existsSync(root)) throw vanished(directory);
      return await staged(root, work);
    } finally {
      await release();
    }
  } catch (error) {
    for (const folder of made.reverse()) await rmdir(folder).catch(() => {});
    throw error;
  }
}

async function staged<T>(root: string, work: (place: Place) => Promise<T>): Promise<T> {
  const stage = path.join(root, `${STAGE}${temporaryMark()}`);
  await removeLeftovers(root, /\.publish-/, ['']);
  try {
    return await explained(root, async () => {
      await mkdir(stage);
      return work({ root, stage });
    });
  } finally {
    await rm(stage, { recursive: true, force: true }).catch(() => {});
  }
}

/** The folders that had to be made, from the top. */
async function makeFolders(folder: string): Promise<string[]> {
  if (existsSync(folder)) return [];
  const above = await makeFolders(path.dirname(folder));
  return (await makeFolder(folder)) ? [...above, folder] : above;
}

/** Whether a folder is new. Web servers may read it, whatever the umask is. */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  await chmod(folder, 0o755);
  return true;
}

function vanished(directory: string): BuildError {
  return new BuildError(`${directory} was removed while build-deb waited for another publish`, ['publish once more']);
}

/** A refusal of the file system as an error for you. */
async function explained<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const isFull = cause instanceof BuildError && cause.notes.some((note) => /No space left/.test(note));
    const reason = isFull ? fileSystemReason({ code: 'ENOSPC' }) : fileSystemReason(cause);
    if (reason === undefined || (cause instanceof BuildError && !isFull)) throw cause;
    throw new BuildError(`cannot publish to ${directory}: ${reason}`, ['the repository there is unchanged'], { cause });
  }
}

/** Names at the top of a new repository that belong to its host: .git, .nojekyll, lost+found, GitHub's CNAME. */
const OF_HOSTS = /^(\..*|lost\+found|CNAME)$/;

/** @throws BuildError if a directory without a repository holds other files. */
export async function refuseOtherFiles(root: string): Promise<void> {
  const others = (await readdir(root)).filter((name) => !OF_HOSTS.test(name));
  if (others.length === 0) return;
  const some = others.sort().slice(0, 3).map(shownPath).join(', ');
  throw new BuildError(`${root} holds other files and no repository: ${some}`, [
    'name an empty directory, or one that publish has made',
  ]);
}

/**
 * Makes the folders of `file` below the top. A symbolic link among them could lead out of the repository.
 * @throws BuildError for a link or a file in the way.
 */
export async function makeRoom(root: string, file: string): Promise<void> {
  let folder = root;
  for (const part of path.dirname(file).split('/')) {
    folder = path.join(folder, part);
    await makeFolder(folder);
    await refuseLink(folder);
  }
}

/** @throws BuildError if `folder` is there and is no directory. */
export async function refuseLink(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined);
  if (found === undefined || found.isDirectory()) return;
  const kind = found.isSymbolicLink() ? 'a symbolic link' : 'no directory';
  throw new BuildError(`${folder} is ${kind}: a repository has a directory there`, ['put the directory in its place']);
}
