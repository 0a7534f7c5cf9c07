/**
 * Everything that is read from the world before a package is planned.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config, MaintainerScript, Service } from '../config/config.ts';
import { shown } from '../config/mistakes/written.ts';
import { BuildError, fileSystemReason } from '../errors.ts';
import { LICENSE_FILE } from '../programs/licenses.ts';
import { isInstalled, run } from '../shell.ts';
import { snapshotSuffix } from '../version.ts';
import { parseChangelog, type Release, releasesOfLog } from './changelog.ts';
import type { BuildContext } from './context.ts';
import type { InputLog } from './inputs.ts';

export interface Facts {
  /** Templates by name: `postinst/units` for debian-templates/postinst/units.hbs. */
  templates: Readonly<Record<string, string>>;
  licenseText: string;
  /** What changed in each version, newest first. */
  releases: readonly Release[];
  /** What the project adds to maintainer scripts. */
  pieces: Partial<Record<MaintainerScript, string>>;
  /** Unit files of the project's own, by their units. */
  unitFiles: Readonly<Record<string, string>>;
  /** The time that everything in the package gets, in seconds since 1970. */
  time: number;
}

/** The time of a package whose project has no history: 2000-01-01, UTC. */
const NO_TIME = 946684800;

/** The text of a project's package.json. */
export async function readPackageJson(project: string, inputs: InputLog): Promise<string> {
  const text = await readText(
    inputs,
    path.join(project, 'package.json'),
    'run build-deb in the folder of your package.json',
  );
  // The byte order mark of some editors, which npm ignores, too.
  return text.replace(/^\uFEFF/, '');
}

/**
 * What follows the version of a snapshot, from the last commit.
 * @throws BuildError without one.
 */
export async function readSnapshot(project: string, inputs: InputLog): Promise<string> {
  inputs.history(project);
  const otherwise = 'or build without --snapshot';
  const what = 'a snapshot needs a git commit to be named after';
  if (!isInstalled('git')) throw new BuildError(what, [`git is not installed: apt install git, ${otherwise}`]);
  // In English, by which its reasons are recognised.
  const options = { cwd: project, env: { ...process.env, LC_ALL: 'C' } };
  const { exitCode, stdout, stderr } = await run('git', ['log', '-1', '--format=%ct %H'], options);
  const [time = '', commit = ''] = stdout.trim().split(' ');
  if (exitCode === 0 && commit !== '') return snapshotSuffix(Number(time), commit);
  const [, advice] = NO_COMMIT.find(([reason]) => reason.test(stderr)) ?? [];
  const todo = advice === undefined ? otherwise : `${advice}, ${otherwise}`;
  throw new BuildError(what, [...stderr.trim().split('\n').filter(Boolean), todo]);
}

/** Why git has none, and what to do. */
const NO_COMMIT: readonly [RegExp, string][] = [
  [/not a git repository/, 'begin its history with git init and a first git commit'],
  [/does not have any commits/, 'make the first one with git commit'],
];

/** Reads what the plan needs to know besides the configuration. */
export async function readFacts(
  config: Config,
  { project, tool, inputs }: BuildContext,
  env: NodeJS.ProcessEnv,
): Promise<Facts> {
  inputs.history(project);
  const [templates, licenseText, time, releases, pieces, unitFiles] = await Promise.all([
    readTemplates(path.join(tool, 'debian-templates'), inputs),
    readLicense(project, inputs),
    sourceTime(project, env),
    readReleases(project, config.version, inputs),
    readPieces(project, config.scripts, inputs),
    readUnitFiles(project, config, inputs),
  ]);
  return { templates, licenseText, time, releases, pieces, unitFiles };
}

async function readLicense(project: string, inputs: InputLog): Promise<string> {
  const file = path.join(project, 'LICENSE');
  const names = await readdir(project).catch(() => []);
  const other = names.find((name) => name !== 'LICENSE' && LICENSE_FILE.test(name));
  const todo = other === undefined ? 'put its text there' : `rename ${other}, if that is its text`;
  const advice = `Debian requires the licence in every package: ${todo}`;
  const text = await readText(inputs, file, advice);
  if (text.trim() === '') throw new BuildError(`${file} is empty`, [advice]);
  return text;
}

/** What CHANGELOG.md tells, else what git's tags do, else nothing. */
async function readReleases(project: string, version: string, inputs: InputLog): Promise<Release[]> {
  const file = path.join(project, 'CHANGELOG.md');
  inputs.file(file);
  const markdown = await readFile(file, 'utf8').catch(() => '');
  const told = parseChangelog(markdown);
  if (told.length > 0) return told;
  const options = ['--first-parent', '--decorate-refs=refs/tags', '--format=%D%x09%ct%x09%s'];
  const { exitCode, stdout } = await run('git', ['log', ...options], { cwd: project });
  return exitCode === 0 ? releasesOfLog(stdout, version) : [];
}

async function readPieces(project: string, scripts: Config['scripts'], inputs: InputLog): Promise<Facts['pieces']> {
  const read = async ([script, file]: [string, string]) => {
    const place = path.join(project, file);
    if (/[\s;&|$<>]/.test(file) && !existsSync(place)) throw commandError(script, file);
    const advice = `deb.scripts.${script} in package.json names this file: write it, or correct its path`;
    const text = await readText(inputs, place, advice);
    // Alone, so that its faults are told by its own lines and no bracket of it closes one of ours.
    const { stderr } = await run('sh', ['-n'], { input: text });
    if (stderr) throw new BuildError(`${file} is not valid sh`, [stderr.trim()]);
    return [script, text.trimEnd()];
  };
  return Object.fromEntries(await Promise.all(Object.entries(scripts).map(read)));
}

/** npm's own scripts are commands. */
function commandError(script: string, command: string): BuildError {
  const file = `debian/${script}.sh`;
  return new BuildError(`deb.scripts.${script} in package.json is a command where a file is wanted`, [
    `it is ${shown(command, 80)}`,
    `write the command into a file, and name that: "${script}": "${file}"`,
  ]);
}

async function readUnitFiles(
  project: string,
  { name, services }: Config,
  inputs: InputLog,
): Promise<Facts['unitFiles']> {
  const read = async ({ unit, unitFile }: Service, at: number) => {
    if (unitFile === undefined) return [];
    const key = at === 0 ? 'deb.service.unit' : `deb.services.${unit.slice(name.length + 1)}.unit`;
    const advice = `${key} in package.json names this file: write it, or leave the key out to have one written for you`;
    const text = await readText(inputs, path.join(project, unitFile), advice);
    return [[unit, text]];
  };
  return Object.fromEntries((await Promise.all(services.map(read))).flat());
}

async function readTemplates(folder: string, inputs: InputLog): Promise<Record<string, string>> {
  const found = await readdir(folder, { recursive: true });
  const names = found.filter((name) => name.endsWith('.hbs'));
  // Directories have names of another ending. Dirent.parentPath would tell them, since Node 18.20 and 20.12.
  for (const name of ['', ...found.filter((name) => !names.includes(name))]) inputs.folder(path.join(folder, name));
  inputs.file(...names.map((name) => path.join(folder, name)));
  const read = async (name: string) => [name.slice(0, -'.hbs'.length), await readFile(path.join(folder, name), 'utf8')];
  return Object.fromEntries(await Promise.all(names.map(read)));
}

/**
 * SOURCE_DATE_EPOCH (reproducible-builds.org's specification), else the time of the last commit, else a fixed one:
 * never the clock, so that the same source makes the same package.
 */
async function sourceTime(project: string, env: NodeJS.ProcessEnv): Promise<number> {
  const given = env.SOURCE_DATE_EPOCH;
  if (given !== undefined) {
    if (/^\d{1,11}$/.test(given)) return Number(given);
    throw new BuildError(`SOURCE_DATE_EPOCH is "${given}"`, ['it must be a number of seconds since 1970']);
  }
  const { exitCode, stdout } = await run('git', ['log', '-1', '--format=%ct'], { cwd: project });
  return exitCode === 0 && stdout.trim() !== '' ? Number(stdout) : NO_TIME;
}

async function readText(inputs: InputLog, file: string, advice: string): Promise<string> {
  inputs.file(file);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = fileSystemReason(cause);
    if (reason === undefined) throw cause;
    throw new BuildError(`cannot read ${file}: ${reason}`, [advice], { cause });
  }
}
