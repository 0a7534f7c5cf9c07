/**
 * The facts that a plan needs besides the configuration.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config, MaintainerScript } from '../config/config.ts';
import { BuildError } from '../errors.ts';
import { withoutEpoch } from '../version.ts';
import { parseChangelog, type Release } from './changelog.ts';
import type { BuildContext } from './context.ts';
import { sourceTime, taggedReleases } from './history.ts';
import type { InputLog } from './inputs.ts';
import { licenseFiles } from './license.ts';
import { installedJson } from './package-json.ts';
import { readOptionalText, readText } from './read-text.ts';
import { readScripts, readUnitFiles } from './scripts-and-units.ts';
import { refuseSecretText } from './secrets/scan.ts';

export interface Facts {
  /** Templates by name: `postinst/units` for debian-templates/postinst/units.hbs. */
  templates: Readonly<Record<string, string>>;
  licenseText: string;
  /** The changes of each version, newest version first. */
  releases: readonly Release[];
  /** The project's fragments of maintainer scripts. */
  projectFragments: Partial<Record<MaintainerScript, string>>;
  /** The project's own unit files, by their units. */
  unitFiles: Readonly<Record<string, string>>;
  /** The time of everything in the package, in seconds since 1970. */
  time: number;
  /** The version of this tool. */
  toolVersion: string;
  /** Facts that do not stop the build. */
  warnings: readonly string[];
}

/**
 * Reads the facts of a project and the templates of the tool.
 * @throws BuildError for a missing file.
 */
export async function readFacts(
  config: Config,
  { project, tool, inputs }: BuildContext,
  env: NodeJS.ProcessEnv,
): Promise<Facts> {
  inputs.history(project);
  const { settings, services, extendedDescription } = config;
  refuseSecretText(
    Buffer.from(JSON.stringify([settings, services, extendedDescription])),
    'the deb section of package.json',
  );
  const [templates, licenseText, time, releases, projectFragments, unitFiles] = await Promise.all([
    readTemplates(path.join(tool, 'debian-templates'), inputs),
    readLicense(project, inputs),
    sourceTime(project, env),
    readReleases(project, config, inputs),
    readScripts(project, config.scripts, inputs),
    readUnitFiles(project, config, inputs),
  ]);
  const warnings = [...new Set([...time.warnings, ...releases.warnings])];
  inputs.file(path.join(tool, 'package.json'));
  const toolVersion = String(installedJson(tool).version ?? '');
  const found = { templates, licenseText, time: time.found, releases: releases.found, projectFragments, unitFiles };
  return { ...found, toolVersion, warnings };
}

/** Debian Policy 12.5 requires the text of the licence in every package. */
async function readLicense(project: string, inputs: InputLog): Promise<string> {
  const file = 'LICENSE';
  const names = await readdir(project).catch(() => []);
  const other = licenseFiles(names).find((name) => name !== 'LICENSE');
  const todo = other === undefined ? 'put its text there' : `rename ${other}, if that is its text`;
  const advice = `Debian requires the licence in every package: ${todo}`;
  const text = readText(inputs, { project, file }, advice);
  if (text.trim() === '') throw new BuildError(`${path.join(project, file)} is empty`, [advice]);
  return text;
}

/** The releases of CHANGELOG.md, else those of git's tags. */
async function readReleases(project: string, { name, version }: Config, inputs: InputLog) {
  const releases = parseChangelog(readOptionalText(inputs, { project, file: 'CHANGELOG.md' }));
  if (releases.length > 0) return { found: releases, warnings: [] };
  // Of a scoped package, tags have the whole name or the last part.
  const { name: npmName = '' } = installedJson(project);
  const tagged = await taggedReleases(project, withoutEpoch(version), [
    name,
    ...(typeof npmName === 'string' ? [npmName, path.basename(npmName)] : []),
  ]);
  refuseSecretText(
    Buffer.from(JSON.stringify(tagged.found)),
    "the changelog, which git's commits make without a CHANGELOG.md",
  );
  return tagged;
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
