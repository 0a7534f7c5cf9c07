/**
 * Node's own executable, for packages that carry it: from the npm packages that have it, kept in a cache.
 */
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { BuildError, fileSystemReason } from '../errors.ts';
import { ARCHITECTURES, type Architecture } from '../releases.ts';
import { isInstalled, run } from '../shell.ts';

export interface NodeRuntime {
  /** Path of the executable. */
  executable: string;
  /** Text of the licences of Node and all that is in it. */
  license: string;
}

/** The useful files of npm's tarball, which are kept under their last names. */
const WANTED = ['package/bin/node', 'package/LICENSE'];

/** npm's codes for failures of the network. */
const NETWORK =
  /^(E(NOTFOUND|AI_AGAIN|CONN\w+|TIMEDOUT|NETUNREACH|HOSTUNREACH|PROTO)|ERR_SOCKET_TIMEOUT|FETCH_ERROR|\w*CERT\w*)$/;

/** Lines of npm's messages that repeat its code or its stack. */
const NOISE = /^npm \S+(\s+(at |code|errno|syscall|address|port|type|A complete log|\}).*)?\s*$/;

/**
 * Node `version` (`24.21.0`, exactly), out of the cache or else from npm.
 * @throws BuildError if npm does not have it or cannot get it, or the cache cannot be written; the reason of `signal`,
 * which ends it early.
 */
export async function fetchNode(
  version: string,
  architecture: Architecture,
  signal: AbortSignal,
): Promise<NodeRuntime> {
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    throw new BuildError(`"${version}" is no version of Node`, ['name one exactly, such as 24.21.0']);
  }
  const npmPackage = `node-linux-${ARCHITECTURES[architecture]}`;
  const cache = cacheFolder(process.env);
  const place = path.join(cache, `node-${version}-linux-${ARCHITECTURES[architecture]}`);
  if (await isKept(place)) return readKept(place);
  try {
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(path.join(cache, '.fetching-'));
    try {
      const tarball = await pack({ npmPackage, version, folder }, signal);
      await unpack(tarball, path.join(folder, 'node'), signal);
      await keep(path.join(folder, 'node'), place);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return await readKept(place);
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

async function readKept(place: string): Promise<NodeRuntime> {
  const executable = path.join(place, 'node');
  await access(executable);
  return { executable, license: await readFile(path.join(place, 'LICENSE'), 'utf8') };
}

function isKept(place: string): Promise<boolean> {
  return readKept(place).then(
    () => true,
    () => false,
  );
}

function cannotKeep(folder: string, reason: string, cause?: unknown): BuildError {
  const advice = `Node is kept in ${folder}: make room there, or set XDG_CACHE_HOME to another folder`;
  return new BuildError(`cannot keep Node's executable: ${reason}`, [advice], { cause });
}

interface Wanted {
  npmPackage: string;
  version: string;
  /** Where npm puts the tarball. */
  folder: string;
}

/** Lets npm fetch a package and verify its integrity, and returns the path of the tarball. */
async function pack({ npmPackage, version, folder }: Wanted, signal: AbortSignal): Promise<string> {
  if (!isInstalled('npm')) {
    throw new BuildError('the program npm is missing', ["it fetches Node's executable; install it: apt install npm"]);
  }
  // --silent would hide the errors. Your own settings could let the tarball land elsewhere.
  const options = ['--loglevel=error', '--pack-destination=.', '--dry-run=false'];
  const { exitCode, stderr } = await run('npm', ['pack', ...options, `${npmPackage}@${version}`], {
    cwd: folder,
    signal,
  });
  if (exitCode === 0) return path.join(folder, `${npmPackage}-${version}.tgz`);
  throw packError({ npmPackage, version, folder }, stderr);
}

/** The reason of npm's failure, from its messages. */
function packError({ npmPackage, version, folder }: Wanted, stderr: string): BuildError {
  // npm before 10.8 begins its lines with `npm ERR!`. A failure without a code has its lines.
  const code = /^npm (?:error|ERR!) code (\w+)/m.exec(stderr)?.[1] ?? 'unknown';
  if (code === 'E404' || code === 'ETARGET') {
    const advice = `this lists the versions there are: npm view ${npmPackage} versions`;
    return new BuildError(`npm has no Node ${version} for Linux (${npmPackage})`, [advice]);
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') return cannotKeep(path.dirname(folder), 'the disk is full');
  const lines = stderr
    .trim()
    .split('\n')
    .filter((line) => !NOISE.test(line))
    .slice(0, 4);
  if (NETWORK.test(code)) {
    const advice = "Node is fetched once and then kept; look to the network and npm's proxy and registry settings";
    return new BuildError(`cannot fetch Node ${version}: npm does not reach its registry`, [...lines, advice]);
  }
  return new BuildError(`npm cannot fetch Node ${version}`, [`npm error code ${code}`, ...lines]);
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

/** Moves the finished folder to its `place`, whole or not at all, also if another build does so at the same time. */
async function keep(finished: string, place: string): Promise<void> {
  try {
    await rename(finished, place);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    if (await isKept(place)) return;
    // A part of the kept folder is missing.
    await rm(place, { recursive: true });
    await rename(finished, place);
  }
}
