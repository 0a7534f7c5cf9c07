/**
 * What `build-deb init` reads of a project.
 */
import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { findAddons } from '../project/addons.ts';
import { readPackageJson } from '../project/facts.ts';
import { InputLog } from '../project/inputs.ts';
import { parseObject } from '../project/package-json.ts';
import { findWorkspace } from '../project/workspace.ts';
import { run } from '../shell.ts';
import { readSources, type TextFile } from './sources.ts';
import { findStart, type Start } from './start.ts';

/** Everything about a project that a proposal is made of. */
export interface Survey {
  /** The text of package.json. */
  packageJson: string;
  /** The name of the project's folder. */
  folder: string;
  /** The project's place in its workspace; empty if it stands alone. */
  member: string;
  /** What lies in that folder. */
  names: readonly string[];
  start: Start | undefined;
  /** The sources that the service begins with, and what they import from the project; without comments. */
  sources: readonly TextFile[];
  /** Whether there is a node_modules to look for addons in. */
  installed: boolean;
  /** Native addons among the production dependencies. */
  addons: readonly string[];
  git: { name: string; email: string };
  readme: string;
  /** The project's own, else its workspace's. */
  license: TextFile | undefined;
}

/**
 * Reads what a proposal needs to know of the project in the folder `project`.
 * @throws BuildError if there is no package.json, or none that holds an object.
 */
export async function surveyProject(project: string): Promise<Survey> {
  const packageJson = await readPackageJson(project, new InputLog(''));
  const json = parseObject(packageJson);
  const workspace = findWorkspace(path.resolve(project));
  const isFile = (file: string): boolean => {
    const place = path.join(project, file);
    // existsSync knows no error, whatever the name is made of.
    return existsSync(place) && statSync(place).isFile();
  };
  const start = findStart(json, isFile);
  const names = (await readdir(project)).sort();
  const readme = names.find((name) => /^readme(\.(md|markdown|txt))?$/i.test(name));
  const [sources, addons, git, license] = await Promise.all([
    readSources(project, start, isFile),
    findAddons(project, json),
    readGit(project),
    readLicense(project, names, workspace),
  ]);
  return {
    packageJson,
    folder: path.basename(path.resolve(project)),
    member: workspace === undefined ? '' : path.relative(workspace, project),
    names,
    start,
    sources,
    installed: names.includes('node_modules'),
    addons,
    git,
    readme: readme === undefined ? '' : await readFile(path.join(project, readme), 'utf8').catch(() => ''),
    license,
  };
}

async function readGit(project: string): Promise<Survey['git']> {
  const { stdout } = await run('git', ['config', '--get-regexp', '^user\\.(name|email)$'], { cwd: project });
  // The last one counts: git lists the system's, the user's and the project's own in this order.
  const value = (key: string): string =>
    stdout
      .match(new RegExp(`^user\\.${key} .*$`, 'gm'))
      ?.at(-1)
      ?.replace(/^\S+ /, '')
      .trim() ?? '';
  return { name: value('name'), email: value('email') };
}

/** The file that holds the licence: npm leaves its name open, so LICENSE itself comes first. */
async function readLicense(
  project: string,
  names: readonly string[],
  workspace: string | undefined,
): Promise<TextFile | undefined> {
  const own = names.filter((name) => /^(licen[cs]e|copying)([.-].*)?$/i.test(name));
  const candidates = own.includes('LICENSE') ? ['LICENSE'] : own;
  if (workspace !== undefined) candidates.push(path.relative(project, path.join(workspace, 'LICENSE')));
  for (const file of candidates) {
    const text = await readFile(path.join(project, file), 'utf8').catch(() => undefined);
    if (text !== undefined) return { file, text };
  }
  return undefined;
}
