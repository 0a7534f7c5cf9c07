/**
 * The state of a repository. InRelease decides: its signature covers the digests of all other files, and these lie under
 * their digests. Nothing unsigned is signed later.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { BuildError } from '../errors.ts';
import { readRegular, statsOf } from '../project/read-file.ts';
import { verifySigned } from './gpg.ts';
import { type Entries, readEntries } from './indices.ts';
import { refuseLink } from './place.ts';
import { INDEXED, parseRepository, type Repository } from './repository.ts';

/** A repository as it stands on the disk. */
export interface ReadRepository {
  /** The signed text of Release. */
  release: string;
  repository: Repository;
  entries: Entries;
  /** The indices of this state: paths below dists/SUITE, and their digests. */
  indices: Map<string, string>;
}

/**
 * Reads the repository in `root`; undefined if there is none.
 * @throws BuildError for a repository of another tool, one that somebody has changed, or one with several suites.
 */
export async function readRepository(root: string, signal: AbortSignal): Promise<ReadRepository | undefined> {
  for (const folder of ['dists', 'pool']) await refuseLink(path.join(root, folder));
  const suites = await readdir(path.join(root, 'dists')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const signed = suites.filter((suite) => statsOf(path.join(root, 'dists', suite, 'InRelease')) !== undefined);
  const [suite] = signed;
  if (suite === undefined) return undefined;
  if (signed.length > 1)
    throw foreign(root, `it has the suites ${signed.join(', ')}, and one of publish has a single one`);
  const folder = path.join(root, 'dists', suite);
  await refuseLink(folder);
  readRegular(path.join(folder, 'InRelease'));
  const { text, signers, unknown } = await verifySigned(path.join(folder, 'InRelease'), signal);
  if (signers.length === 0) throw unverified(root, unknown);
  const indices = digestsIn(text);
  if (!indices.has('repository.json')) throw foreign(root, 'another tool has made it');
  const content = await readIndex(folder, 'repository.json', indices);
  const repository = parseRepository(content.toString());
  if (!repository.keys.some(({ fingerprint }) => signers.includes(fingerprint)))
    throw foreign(root, 'another key has signed it');
  return { release: text, repository, entries: await readPackages(folder, indices, signal), indices };
}

async function readPackages(folder: string, indices: ReadRepository['indices'], signal: AbortSignal): Promise<Entries> {
  const entries: Entries = new Map();
  for (const index of INDEXED) {
    const content = await readIndex(folder, `main/binary-${index}/Packages`, indices);
    readEntries(content.toString(), entries);
    signal.throwIfAborted();
  }
  return entries;
}

/** The path of an index under its digest. */
export function byHash(file: string, digest: string): string {
  return path.join(path.dirname(file), 'by-hash/SHA256', digest);
}

/** The content that a digest stands for: also if a killed run has replaced the plain file already. */
async function readIndex(folder: string, file: string, indices: ReadRepository['indices']): Promise<Buffer> {
  const digest = indices.get(file) ?? '';
  for (const place of [byHash(file, digest), file]) {
    const found = await readFile(path.join(folder, place)).catch(() => undefined);
    if (found !== undefined && createHash('sha256').update(found).digest('hex') === digest) return found;
  }
  throw new BuildError(`${path.join(folder, file)} is not the file that was signed`, [
    'restore the directory from a copy: publish signs only what was signed before',
  ]);
}

/** The digests below `SHA256:` in a Release file. */
function digestsIn(release: string): Map<string, string> {
  const [, lines = ''] = /^SHA256:\n((?: .*\n?)*)/m.exec(release) ?? [];
  const found = [...lines.matchAll(/^ ([\da-f]{64}) +\d+ (\S+)$/gm)];
  return new Map(found.map(([, digest = '', file = '']) => [file, digest]));
}

function unverified(root: string, keys: readonly string[]): BuildError {
  const missing = `your keyring lacks the key ${keys.join(' and ')}: gpg --import FILE adds it`;
  const changed = 'the file InRelease was changed after it was signed: restore the directory from a copy';
  const message = `the signature of the repository in ${root} cannot be verified`;
  return new BuildError(message, [keys.length > 0 ? missing : changed]);
}

function foreign(root: string, reason: string): BuildError {
  return new BuildError(`publish cannot extend the repository in ${root}: ${reason}`, ['name another directory']);
}
