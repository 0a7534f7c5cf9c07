/**
 * Node's executable as npm has it: the checksum that npm publishes, and the tarball.
 */
import path from 'node:path';
import { maxSatisfying } from 'semver';
import { BuildError } from '../errors.ts';
import { isInstalled, type Run, run } from '../shell.ts';

/** A package of npm that holds a Node for Linux, and the folder in which npm runs. */
export interface NodePackage {
  npmPackage: string;
  version: string;
  folder: string;
}

/** npm's codes for failures of the network. */
const NETWORK =
  /^(E(NOTFOUND|AI_AGAIN|CONN\w+|TIMEDOUT|NETUNREACH|HOSTUNREACH|PROTO)|ERR_SOCKET_TIMEOUT|FETCH_ERROR|\w*CERT\w*)$/;

/** Lines of npm's messages that repeat its code or its stack. */
const NOISE = /^npm \S+(\s+(at |code|errno|syscall|address|port|type|A complete log|\}).*)?\s*$/;

/** Milliseconds for news that a build can do without. */
const NEWS_TIMEOUT_MS = 5000;

/** Without a network npm would try three times, and wait ten seconds and more in between. */
const ONE_TRY = ['--fetch-retries=0', '--fetch-timeout=10000'];

/** The sha512 of a tarball, in base64. */
interface PublishedSum {
  sum: string;
  /** Whether the registry has answered. */
  isOnline: boolean;
}

/**
 * The sum of the tarball as npm's registry publishes it; without a network, as npm's own cache has it.
 * @throws BuildError if npm does not know it.
 */
export async function publishedSum(wanted: NodePackage, signal: AbortSignal): Promise<PublishedSum> {
  if (!isInstalled('npm')) {
    throw new BuildError('the program npm is missing', ["it fetches Node's executable; install it: apt install npm"]);
  }
  const { npmPackage, version, folder } = wanted;
  const ask = (...options: string[]): Promise<Run> => {
    const words = [
      'view',
      '--loglevel=error',
      '--json=false',
      ...options,
      `${npmPackage}@${version}`,
      'dist.integrity',
    ];
    return run('npm', words, { cwd: folder, signal });
  };
  const online = await ask(...ONE_TRY);
  const isCut = online.exitCode !== 0 && NETWORK.test(codeIn(online.stderr));
  const known = isCut ? await ask('--offline') : online;
  if (known.exitCode !== 0) throw npmError(wanted, online.stderr);
  const sum = /^'?sha512-([A-Za-z\d+/]{86}==)'?$/m.exec(known.stdout)?.[1];
  if (sum !== undefined) return { sum, isOnline: !isCut };
  const advice = `the registry must have a "sha512-" here: npm view ${npmPackage}@${version} dist.integrity`;
  throw new BuildError(`npm tells no checksum of Node ${version}`, [advice]);
}

/**
 * The newest release of the same major version, if npm has one that is newer. Such releases mend security defects. Any
 * failure means undefined, and so does each of `signals`: the build goes on without this news.
 */
export async function newerRelease(wanted: NodePackage, signals: readonly AbortSignal[]): Promise<string | undefined> {
  const { npmPackage, version, folder } = wanted;
  const words = [
    'view',
    '--loglevel=silent',
    '--json',
    ...ONE_TRY.slice(0, 1),
    '--fetch-timeout=3000',
    npmPackage,
    'versions',
  ];
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), NEWS_TIMEOUT_MS);
  for (const signal of signals) signal.addEventListener('abort', () => limit.abort(), { once: true });
  try {
    const { exitCode, stdout } = await run('npm', words, { cwd: folder, signal: limit.signal });
    const versions: unknown = exitCode === 0 ? JSON.parse(stdout) : [];
    if (!Array.isArray(versions)) return undefined;
    const own = versions.filter((candidate) => typeof candidate === 'string');
    const newest = maxSatisfying(own, `^${version}`);
    return newest === null || newest === version ? undefined : newest;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Lets npm fetch a package, and returns the path of the tarball. */
export async function packNode(wanted: NodePackage, signal: AbortSignal): Promise<string> {
  const { npmPackage, version, folder } = wanted;
  // --silent would hide the errors. Your own settings could let the tarball land elsewhere.
  const options = ['--loglevel=error', '--pack-destination=.', '--dry-run=false'];
  const { exitCode, stderr } = await run('npm', ['pack', ...options, `${npmPackage}@${version}`], {
    cwd: folder,
    signal,
  });
  if (exitCode === 0) return path.join(folder, `${npmPackage}-${version}.tgz`);
  throw npmError(wanted, stderr);
}

/** npm before 10.8 begins its lines with `npm ERR!`. A failure without a code has its lines. */
function codeIn(stderr: string): string {
  return /^npm (?:error|ERR!) code (\w+)/m.exec(stderr)?.[1] ?? 'unknown';
}

/** The reason of npm's failure, from its messages. */
function npmError({ npmPackage, version, folder }: NodePackage, stderr: string): BuildError {
  const code = codeIn(stderr);
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
    const advice =
      "Node is fetched once, and each use is checked with npm's checksum; look to the network and npm's proxy and registry settings";
    return new BuildError(`cannot fetch Node ${version}: npm does not reach its registry`, [...lines, advice]);
  }
  return new BuildError(`npm cannot fetch Node ${version}`, [`npm error code ${code}`, ...lines]);
}

export function cannotKeep(folder: string, reason: string, cause?: unknown): BuildError {
  const advice = `Node is kept in ${folder}: make room there, or set XDG_CACHE_HOME to another folder`;
  return new BuildError(`cannot keep Node's executable: ${reason}`, [advice], { cause });
}
