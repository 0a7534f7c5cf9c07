/**
 * Facts from git: the time of the last commit, tagged releases, the name of a snapshot, the committer.
 */
import { BuildError } from '../errors.ts';
import { isInstalled, run } from '../shell.ts';
import { snapshotSuffix } from '../version.ts';
import { type Release, releasesOfLog } from './changelog.ts';
import type { InputLog } from './inputs.ts';

/** The time of a package whose project has no history: 2000-01-01, UTC. */
const NO_TIME = 946684800;

/**
 * The time of everything in a package, in seconds since 1970: SOURCE_DATE_EPOCH (reproducible-builds.org's
 * specification), else the time of the last commit, else a fixed time. The clock never counts: equal sources make
 * equal packages.
 */
export async function sourceTime(project: string, env: NodeJS.ProcessEnv): Promise<number> {
  const given = env.SOURCE_DATE_EPOCH;
  if (given !== undefined) {
    if (/^\d{1,11}$/.test(given)) return Number(given);
    throw new BuildError(`SOURCE_DATE_EPOCH is "${given}"`, ['it must be a number of seconds since 1970']);
  }
  const { exitCode, stdout } = await run('git', ['log', '-1', '--format=%ct'], { cwd: project });
  return exitCode === 0 && stdout.trim() !== '' ? Number(stdout) : NO_TIME;
}

/** The releases that git's tags mark, or empty without tags or without git. Untagged commits belong to `version`. */
export async function taggedReleases(project: string, version: string): Promise<Release[]> {
  const options = ['--first-parent', '--decorate-refs=refs/tags', '--format=%D%x09%ct%x09%s'];
  const { exitCode, stdout } = await run('git', ['log', ...options], { cwd: project });
  return exitCode === 0 ? releasesOfLog(stdout, version) : [];
}

/** Reasons of git, and the advice for each. */
const NO_COMMIT: readonly [RegExp, string][] = [
  [/not a git repository/, 'begin its history with git init and a first git commit'],
  [/does not have any commits/, 'make the first one with git commit'],
];

/**
 * The suffix of a snapshot's version, from the last commit.
 * @throws BuildError if the project has no commit.
 */
export async function readSnapshot(project: string, inputs: InputLog): Promise<string> {
  inputs.history(project);
  const otherwise = 'or build without --snapshot';
  const what = 'a snapshot needs a git commit to be named after';
  if (!isInstalled('git')) throw new BuildError(what, [`git is not installed: apt install git, ${otherwise}`]);
  // NO_COMMIT recognises the reasons in English.
  const options = { cwd: project, env: { ...process.env, LC_ALL: 'C' } };
  const { exitCode, stdout, stderr } = await run('git', ['log', '-1', '--format=%ct %H'], options);
  const [, time, commit] = /^(\d+) (\w+)$/.exec(stdout.trim()) ?? [];
  if (exitCode === 0 && commit !== undefined) return snapshotSuffix(Number(time), commit);
  const [, advice] = NO_COMMIT.find(([reason]) => reason.test(stderr)) ?? [];
  const todo = advice === undefined ? otherwise : `${advice}, ${otherwise}`;
  throw new BuildError(what, [...stderr.trim().split('\n').filter(Boolean), todo]);
}

/** The committer as git knows you here, or undefined values if git's settings lack them. */
export async function readCommitter(project: string): Promise<{ name: string | undefined; email: string | undefined }> {
  const { stdout } = await run('git', ['config', '--get-regexp', '^user\\.(name|email)$'], { cwd: project });
  // git lists the values of the system, the user and the project in this order. The last value counts.
  const value = (key: string): string | undefined => {
    const line = stdout.match(new RegExp(`^user\\.${key} .*$`, 'gm'))?.at(-1);
    return line?.replace(/^\S+ /, '').trim() || undefined;
  };
  return { name: value('name'), email: value('email') };
}
