/**
 * From the last state to the next. New files of the pool and indices under their digests come first: no reader of the last
 * state notices them. InRelease decides, in one rename. Files that no reader can ask for any more go at the end.
 */
import { link, lstat, mkdir, open, readFile, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { makeRoom, type Place } from './place.ts';
import { byHash, type ReadRepository } from './read.ts';
import { type Repository, suiteFolder } from './repository.ts';
import { filesBelow, PLAIN } from './stage.ts';

/** Readers of so many earlier states find their files, and readers of each state of the last seconds. */
const [EARLIER, SECONDS] = [5, 3600];

/** The earlier states of the next state. `dropped` are files that only they name. */
export function earlierStates(old: ReadRepository, dropped: readonly string[], now: number): Repository['earlier'] {
  const { identity, earlier } = old.repository;
  const folder = suiteFolder(identity);
  const files = [...old.indices].map(([file, digest]) => path.join(folder, byHash(file, digest)));
  return [{ until: now, files: [...files, ...dropped] }, ...earlier].filter(
    ({ until }, at) => at < EARLIER || until > now - SECONDS,
  );
}

interface NextState {
  repository: Repository;
  /** New files in the pool of the stage. */
  added: readonly string[];
  /** The indices under their digests, below dists/SUITE. */
  hashed: readonly string[];
  /** Files of the stage for the top. */
  top: readonly string[];
}

/** Makes the state in the stage that of the repository. A failure before InRelease leaves the last state as it was. */
export async function switchTo({ root, stage }: Place, { repository, added, hashed, top }: NextState): Promise<void> {
  const folder = suiteFolder(repository.identity);
  const early = [...added, ...hashed.map((file) => path.join(folder, file))];
  const plain = PLAIN.map((file) => path.join(folder, file));
  for (const file of [...early, ...plain, ...top]) await settle(path.join(stage, file));
  const done = new Done(root, path.join(stage, 'replaced'));
  try {
    for (const file of [...early, ...plain]) await makeRoom(root, file);
    for (const file of [...early, ...plain]) await done.replace(file, path.join(stage, file));
  } catch (error) {
    await done.undo();
    throw error;
  }
  for (const file of top) await rename(path.join(stage, file), path.join(root, file));
}

/** The replacements so far, and the files before them. */
class Done {
  readonly #root: string;
  readonly #kept: string;
  readonly #files: string[] = [];

  constructor(root: string, kept: string) {
    this.#root = root;
    this.#kept = kept;
  }

  async replace(file: string, by: string): Promise<void> {
    const target = path.join(this.#root, file);
    const kept = path.join(this.#kept, file);
    await mkdir(path.dirname(kept), { recursive: true });
    await link(target, kept).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') await rename(target, kept);
    });
    this.#files.push(file);
    // Two names of one file stay both: rename(2) does nothing then.
    await rename(by, target);
  }

  async undo(): Promise<void> {
    for (const file of this.#files.reverse()) {
      const target = path.join(this.#root, file);
      await rename(path.join(this.#kept, file), target).catch(() => rm(target, { force: true }));
    }
    for (const file of this.#files) await removeEmpty(this.#root, path.dirname(file));
  }
}

/** Web servers may read the file, whatever its source allowed. A power failure after the switch must find its content. */
async function settle(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.chmod(0o644);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeEmpty(root: string, folder: string): Promise<void> {
  for (let at = folder; at !== '.' && at !== ''; at = path.dirname(at)) {
    const isGone = await rmdir(path.join(root, at)).then(
      () => true,
      () => false,
    );
    if (!isGone) return;
  }
}

/** Whether a killed run, or another program, has left plain files that are not those of InRelease. */
export async function isTorn(root: string, { release, indices, repository }: ReadRepository): Promise<boolean> {
  const folder = path.join(root, suiteFolder(repository.identity));
  const { digestOf } = await import('./incoming.ts');
  const same = [...indices].map(async ([file, digest]) => (await digestOf(path.join(folder, file))) === digest);
  const plain = readFile(path.join(folder, 'Release'), 'utf8').then((text) => text.trim() === release.trim());
  const found = await Promise.all([...same, plain].map((one) => one.catch(() => false)));
  return found.includes(false);
}

/** Files of our own kind: packages in the pool, and indices under their digests. */
const OURS = [/^pool\/main\/[^/]+\/[^/]+\/[^/]+\.deb$/, /^dists\/[^/]+\/(?:.*\/)?by-hash\/SHA256\/[\da-f]{64}$/];

/** Removes packages and indices that no state names, such as those of a killed run. */
export async function removeUnnamed(root: string, repository: Repository, hashed: readonly string[]): Promise<void> {
  const folder = suiteFolder(repository.identity);
  const named = new Set([
    ...repository.files.map(({ file }) => file),
    ...hashed.map((file) => path.join(folder, file)),
    ...repository.earlier.flatMap(({ files }) => files),
  ]);
  for (const top of ['pool', folder]) {
    if (!(await lstat(path.join(root, top)).catch(() => undefined))?.isDirectory()) continue;
    const found = (await filesBelow(path.join(root, top))).map((file) => path.join(top, file));
    for (const file of found.filter((one) => !named.has(one) && OURS.some((kind) => kind.test(one)))) {
      await rm(path.join(root, file), { force: true });
      await removeEmpty(root, path.dirname(file));
    }
  }
}
