/**
 * Facts from the history of a project: its time, tagged releases, the name of a snapshot.
 *
 * In a repository of several projects only commits count that touch the project's own folder, and for time and snapshot
 * also those that touch packages of the workspace that it depends on, and the workspace's lock file. A commit to another
 * project changes no package here.
 */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { BuildError } from '../errors.ts';
import { LATEST_TIME } from '../manifest.ts';
import { isInstalled, type Run } from '../shell.ts';
import { snapshotSuffix } from '../version.ts';
import { isVersionTag, type Release, releasesOfLog } from './changelog.ts';
import { git } from './git.ts';
import type { InputLog } from './inputs.ts';
import { LOCK_FILES } from './lock-files.ts';
import { folderWith, installedJson, production } from './package-json.ts';
import { foreignRepository } from './repository.ts';
import { findWorkspace } from './workspace.ts';

/** The time of a package whose project has no history: 2000-01-01, UTC. */
const NO_TIME = 946684800;

/** A fact, or another in its place with the reason. */
interface Found<T> {
  found: T;
  warnings: readonly string[];
}

/**
 * The time of everything in a package, in seconds since 1970: SOURCE_DATE_EPOCH (reproducible-builds.org's
 * specification), else the time of the last commit, else a fixed time. The clock never counts: equal sources make
 * equal packages.
 * @throws BuildError for a SOURCE_DATE_EPOCH that is no time, or one that the archive cannot hold.
 */
export async function sourceTime(project: string, env: NodeJS.ProcessEnv): Promise<Found<number>> {
  const given = env.SOURCE_DATE_EPOCH;
  if (given !== undefined) return { found: givenTime(given), warnings: [] };
  const last = await lastCommit(project, '%ct');
  return { found: last.exitCode === 0 ? timeOf(last.stdout) : NO_TIME, warnings: unread(project, last) };
}

/** The specification wants the output of `date +%s`, which begins with no 0. */
function givenTime(given: string): number {
  const isNumber = /^(0|[1-9]\d*)$/.test(given) && !given.endsWith('\n');
  if (isNumber && Number(given) <= LATEST_TIME) return Number(given);
  const latest = new Date(LATEST_TIME * 1000).toISOString().slice(0, 10);
  throw new BuildError(`SOURCE_DATE_EPOCH is ${JSON.stringify(given.slice(0, 80))}`, [
    'it must be a number of seconds since 1970, as date +%s prints it',
    `tar holds 0 to ${LATEST_TIME}, which is in the year ${latest.slice(0, 4)}`,
  ]);
}

/** Any program may have written a commit. A time that tar cannot hold becomes the nearest one, and no time a fixed one. */
function timeOf(text: string): number {
  return /^\d+$/.test(text.trim()) ? Math.min(Number(text), LATEST_TIME) : NO_TIME;
}

/** The last commit that may change the package, in a format of git-log(1). No output if there is none. */
async function lastCommit(project: string, format: string): Promise<Run> {
  const place = await placeOf(project);
  if ('exitCode' in place) return place;
  const paths = place.isWhole ? [] : ['--', '.', ...shared(project, place.top)];
  return git(project, ['log', '-1', `--format=${format}`, ...paths]);
}

interface Place {
  /** The work tree, absolute. */
  top: string;
  /** Whether the project is all of it. */
  isWhole: boolean;
  /** The project's path in it, without a slash at its end. */
  prefix: string;
}

async function placeOf(project: string): Promise<Place | Run> {
  const asked = ['--show-toplevel', '--show-prefix', '--absolute-git-dir', '--git-common-dir'];
  const outcome = await git(project, ['rev-parse', ...asked]);
  if (outcome.exitCode !== 0) return outcome;
  const [top = '', prefix = '', own = '', common = ''] = outcome.stdout.split('\n');
  const foreign = await foreignRepository(project, { own, common });
  if (foreign !== undefined) return { exitCode: 128, stdout: '', stderr: strange(foreign) };
  return { top, isWhole: prefix === '', prefix: prefix.replace(/\/$/, '') };
}

/** The lock file and settings of the workspace, and those of its packages that the project depends on. */
function shared(project: string, top: string): string[] {
  const workspace = findWorkspace(project);
  if (workspace === undefined) return [];
  const files = ['package.json', 'pnpm-workspace.yaml', ...LOCK_FILES].map((file) => path.join(workspace, file));
  const folders = new Set([project]);
  for (const folder of folders) for (const linked of linkedPackages(folder, workspace)) folders.add(linked);
  const isInside = (place: string): boolean => place.startsWith(`${top}/`) && place !== project;
  return [...files.filter((file) => existsSync(file)), ...folders].filter(isInside);
}

/** The packages of the workspace among the dependencies of one of them: links lead to their folders. */
function linkedPackages(folder: string, workspace: string): string[] {
  return production(installedJson(folder)).flatMap((name) => {
    const at = folderWith(name, folder, workspace);
    const real = at === undefined ? '' : realpathSync(path.join(at, 'node_modules', name));
    return real.startsWith(`${workspace}/`) && !real.includes('/node_modules/') ? [real] : [];
  });
}

/**
 * The releases that git's tags mark, or empty without tags or without git. Untagged commits belong to `version`. The
 * subjects are public in the package: those of commits to other folders stay out.
 * @param names of the project, which tags of a repository of several projects begin with
 */
export async function taggedReleases(
  project: string,
  version: string,
  names: readonly string[],
): Promise<Found<Release[]>> {
  const place = await placeOf(project);
  if ('exitCode' in place) return { found: [], warnings: unread(project, place) };
  const own = [...names, path.basename(project), place.prefix].filter(Boolean);
  const format = ['log', '--first-parent', '--decorate-refs=refs/tags', '--format=%H%x09%D%x09%ct%x09%s'];
  const log = await git(project, format);
  if (log.exitCode !== 0) return { found: [], warnings: unread(project, log) };
  if (place.isWhole || !isVersionTag(log.stdout)) {
    return { found: releasesOfLog(log.stdout, { version, names: own, timeOf }), warnings: [] };
  }
  const touching = await git(project, ['log', '--first-parent', '--format=%H', '--', '.']);
  if (touching.exitCode !== 0) return { found: [], warnings: unread(project, touching) };
  const commits = new Set(touching.stdout.split('\n'));
  return { found: releasesOfLog(log.stdout, { version, names: own, timeOf, commits }), warnings: [] };
}

/** Reasons of git why a project has no history yet, and the advice for each. */
const NO_COMMIT: readonly [RegExp, string][] = [
  [/not a git repository/, 'begin its history with git init and a first git commit'],
  [/does not have any commits/, 'make the first one with git commit'],
];

/** Git reads no repository of another user, whose settings could name programs (git-config(1), safe.directory). */
const FOREIGN = /dubious ownership/;

function trusting(project: string): string {
  return `the repository belongs to another user; if you trust it: git config --global --add safe.directory ${project}`;
}

function strange(repository: string): string {
  return `.git leads to ${repository}, which belongs to another folder; if it is yours, clone it anew, with --dissociate if it borrows objects`;
}

/** A warning, if git is needed and fails for another reason than a missing history. */
function unread(project: string, { exitCode, stderr }: Run): string[] {
  if (exitCode === 0 || NO_COMMIT.some(([reason]) => reason.test(stderr)) || !isInstalled('git')) return [];
  const why = FOREIGN.test(stderr) ? trusting(project) : (stderr.trim().split('\n')[0] ?? '');
  return [`git does not read the history, so its times and changes are not in the package: ${why}`];
}

/**
 * The suffix of a snapshot's version, from the last commit.
 * @throws BuildError if the project has no commit.
 */
export async function readSnapshot(project: string, inputs: InputLog): Promise<string> {
  inputs.history(project);
  const otherwise = 'or build without --snapshot';
  const what = 'a snapshot needs a git commit to be named after';
  if (!isInstalled('git')) throw new BuildError(what, [`git is not installed: apt install git, ${otherwise}`]);
  const { exitCode, stdout, stderr } = await lastCommit(project, '%H %ct');
  const [, commit, time = ''] = /^([\da-f]+)(?: (.*))?$/.exec(stdout.trim()) ?? [];
  if (exitCode === 0 && commit !== undefined) return snapshotSuffix(timeOf(time), commit);
  if (FOREIGN.test(stderr)) throw new BuildError(what, [trusting(project), otherwise]);
  if (exitCode === 0) throw new BuildError(what, [`no commit has a file of this folder: git add it, ${otherwise}`]);
  const [, advice] = NO_COMMIT.find(([reason]) => reason.test(stderr)) ?? [];
  const todo = advice === undefined ? otherwise : `${advice}, ${otherwise}`;
  throw new BuildError(what, [...stderr.trim().split('\n').filter(Boolean), todo]);
}
