/**
 * Node's own executable, for packages that carry it: from the npm packages that have it, kept in a cache. A cache may be
 * damaged, or come from elsewhere (a build server restores it). So each use compares the kept tarball with the checksum
 * that npm publishes, and the kept files with the tarball.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { BuildError, fileSystemReason } from '../errors.ts';
import { removeLeftovers, temporaryMark, withFolder } from '../leftovers.ts';
import { ARCHITECTURES, type Architecture } from '../releases.ts';
import { run } from '../shell.ts';
import { readElf } from './elf.ts';
import { cannotKeep, type NodePackage, newerRelease, packNode, publishedSum } from './npm-node.ts';

export interface NodeRuntime {
  /** Path of the executable. */
  executable: string;
  /** Text of the licences of Node and all that is in it. */
  license: string;
  /** The checksum of npm's tarball (subresource integrity). */
  integrity: string;
  /** A sentence if the cache held other files than npm publishes, and one if npm has a newer release. */
  notices: readonly string[];
}

/** The useful files of npm's tarball, which are kept under their last names. */
const WANTED = ['package/bin/node', 'package/LICENSE'];
const UNPACKED = ['node', 'LICENSE'];

/** The tarball, beside them. */
const TARBALL = 'node.tgz';

/** A folder of the cache, and the folder in which it is made. */
interface Place {
  place: string;
  folder: string;
  architecture: Architecture;
}

/**
 * Node `version` (`24.21.0`, exactly), out of the cache or else from npm.
 * @throws BuildError if npm does not have it or cannot get it, or the cache cannot be written, or the reason of `signal`,
 * which ends it early.
 */
export async function fetchNode(
  version: string,
  architecture: Architecture,
  signal: AbortSignal,
): Promise<NodeRuntime> {
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new BuildError(`"${version}" is no version of Node`, ['name one exactly, such as 24.21.0']);
  const cache = cacheFolder(process.env);
  const place = path.join(cache, `node-${version}-linux-${ARCHITECTURES[architecture]}`);
  const npmPackage = `node-linux-${ARCHITECTURES[architecture]}`;
  try {
    await makeCache(cache);
    return await withFolder(path.join(cache, `.fetching-${temporaryMark()}`), (folder) =>
      verified({ npmPackage, version, folder }, { place, folder, architecture }, signal),
    );
  } catch (cause) {
    const reason = fileSystemReason(cause);
    if (reason === undefined) throw cause;
    throw cannotKeep(cache, reason, cause);
  }
}

/** The XDG Base Directory Specification ignores relative paths. */
function cacheFolder({ XDG_CACHE_HOME: given }: NodeJS.ProcessEnv): string {
  const isGiven = given !== undefined && path.isAbsolute(given);
  return path.join(isGiven ? given : path.join(homedir(), '.cache'), 'build-deb');
}

/** The specification wants folders that belong to their user alone. Others could exchange a file after it was compared. */
async function makeCache(cache: string): Promise<void> {
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const { mode, uid } = await stat(cache);
  const own = process.getuid?.() ?? uid;
  if (uid !== own && own !== 0) throw cannotKeep(cache, 'the folder belongs to another user');
  if ((mode & 0o022) !== 0) await chmod(cache, mode & 0o755);
  await removeLeftovers(cache, /\.fetching-/, ['']);
}

/** The verified Node, and meanwhile the news of a newer one, which end with the work. */
async function verified(wanted: NodePackage, to: Place, signal: AbortSignal): Promise<NodeRuntime> {
  const { sum, isOnline } = await publishedSum(wanted, signal);
  const ended = new AbortController();
  const newer = isOnline ? newerRelease(wanted, [signal, ended.signal]) : undefined;
  try {
    const { notices, ...runtime } = await withSum(sum, wanted, { to, signal });
    return { ...runtime, notices: [...notices, ...newsOf(wanted.version, await newer)] };
  } finally {
    ended.abort();
  }
}

async function withSum(
  sum: string,
  wanted: NodePackage,
  { to, signal }: { to: Place; signal: AbortSignal },
): Promise<NodeRuntime> {
  const { place, folder } = to;
  const kept = path.join(place, TARBALL);
  const isKept = (await digestOf(kept)) === sum;
  const tarball = isKept ? kept : await packNode(wanted, signal);
  if (!isKept && (await digestOf(tarball)) !== sum) {
    const advice = "the registry, or npm's cache, is damaged: try once more after npm cache verify";
    throw new BuildError(`npm fetches another Node ${wanted.version} than it publishes`, [advice]);
  }
  const fresh = path.join(folder, 'node');
  await unpack(tarball, fresh, signal);
  await refuseOther(path.join(fresh, 'node'), wanted, to);
  const isSame = isKept && (await haveSameFiles(place, fresh, UNPACKED));
  if (!isSame) await rename(tarball, path.join(fresh, TARBALL));
  const isReplaced = !isSame && (await keep(fresh, to));
  const license = await readFile(path.join(place, 'LICENSE'), 'utf8');
  const notice = `${place} held another Node than npm publishes; it is replaced`;
  const notices = isReplaced ? [notice] : [];
  return { executable: path.join(place, 'node'), license, integrity: `sha512-${sum}`, notices };
}

function newsOf(version: string, newer: string | undefined): string[] {
  if (newer === undefined) return [];
  return [`the package carries Node ${version}, and npm has ${newer}: take it with "node": "${newer}" for its fixes`];
}

/** The sha512 of a file in base64, or undefined if it cannot be read. */
async function digestOf(file: string): Promise<string | undefined> {
  const hash = createHash('sha512');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk);
  } catch {
    return undefined;
  }
  return hash.digest('base64');
}

async function haveSameFiles(one: string, other: string, names: readonly string[]): Promise<boolean> {
  const digests = (name: string) => Promise.all([one, other].map((folder) => digestOf(path.join(folder, name))));
  const pairs = await Promise.all(names.map(digests));
  return pairs.every(([a, b]) => a !== undefined && a === b);
}

/** The package of npm may hold any file. */
async function refuseOther(executable: string, { npmPackage, version }: NodePackage, { architecture }: Place) {
  const shown = `bin/node of ${npmPackage}@${version}`;
  const elf = await readElf(executable, shown);
  if (elf?.machine === architecture) return;
  const found = elf === undefined ? 'no program' : `a program for ${elf.machine}`;
  throw new BuildError(`${shown} is ${found}, and the package is for ${architecture}`, [
    'npm has another package under this name than usual: look to its registry setting',
  ]);
}

/** Unpacks the wanted files of `tarball` into the new folder `target`. */
async function unpack(tarball: string, target: string, signal: AbortSignal): Promise<void> {
  await mkdir(target);
  const options = ['-xzf', tarball, '-C', target, '--strip-components=1', '--no-same-owner'];
  const env = { ...process.env, LC_ALL: 'C', TAR_OPTIONS: '' };
  const { exitCode, stderr } = await run('tar', [...options, ...WANTED], { env, signal });
  if (exitCode !== 0) {
    if (/No space left|quota exceeded/.test(stderr))
      throw cannotKeep(path.resolve(tarball, '../..'), 'the disk is full');
    const lines = stderr.trim().split('\n').slice(0, 4);
    throw new BuildError(`${path.basename(tarball)}, from npm, does not hold Node as expected`, [
      ...lines,
      'try once more after npm cache verify',
    ]);
  }
  await rename(path.join(target, 'bin/node'), path.join(target, 'node'));
  await rm(path.join(target, 'bin'), { recursive: true });
  await chmod(path.join(target, 'node'), 0o755);
}

/**
 * Moves the finished folder to its place, whole or not at all, also if another build does so at the same time. Returns
 * whether it replaces other files.
 */
async function keep(finished: string, { place, folder }: Place): Promise<boolean> {
  try {
    await rename(finished, place);
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    // The files of the other build may be in use.
    if (await haveSameFiles(place, finished, [...UNPACKED, TARBALL])) return false;
    await rename(place, path.join(folder, 'replaced'));
    await rename(finished, place);
    return true;
  }
}
