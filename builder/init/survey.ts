/**
 * The survey of a project, for `build-deb init`.
 */
import { existsSync, statSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { findAddons } from '../project/addons.ts';
import { binaryOf } from '../project/binaries.ts';
import { readCommitter } from '../project/git.ts';
import { InputLog } from '../project/inputs.ts';
import { licenseFiles } from '../project/license.ts';
import { parseProjectJson, production, projectJsonText } from '../project/package-json.ts';
import { refusePlugAndPlay } from '../project/plug-and-play.ts';
import { optionalText } from '../project/read-file.ts';
import { findWorkspace } from '../project/workspace.ts';
import { readEnvironment } from './env-files.ts';
import { type FrameworkFiles, frameworkFiles } from './framework-files.ts';
import { embeddedRun, type FrameworkRun, runsOf } from './frameworks.ts';
import { type NodeNeeds, nodeNeeds } from './node-needs.ts';
import { programSources, serversAmong } from './program-package.ts';
import { importedPackages, readSources, type TextFile } from './sources.ts';
import { type Found, findStart, type Start } from './start.ts';
import { wholeSources } from './whole-sources.ts';

/** The facts of a project that a proposal is made of. */
export interface Survey {
  /** The text of package.json. */
  packageJson: string;
  /** The name of the project's folder. */
  folder: string;
  /** The project's place in its workspace, or empty if it stands alone. */
  member: string;
  /** The names in that folder. */
  names: readonly string[];
  /** Whether the project has this file. */
  isFile: (file: string) => boolean;
  start: Start | undefined;
  /** Lines of the report about the start, and questions. */
  said: Pick<Found, 'notes' | 'questions'>;
  /** The first sources of the service, and those that they import from the project, all without comments. */
  sources: readonly TextFile[];
  /** The packages that the sources import and that depend on a web framework: their servers may be the service. */
  servers: readonly string[];
  /** The framework whose output a server of the project serves. */
  embedded: (FrameworkRun & FrameworkFiles) | undefined;
  /** The sources of a framework's output, without comments. */
  whole: readonly TextFile[];
  /** The sources of interest in the dependency that is the program, or undefined if the project itself is. */
  program: readonly TextFile[] | undefined;
  /** The files of the output that runs, if the project has a framework with one. */
  output: FrameworkFiles | undefined;
  /** Files of variables that the program reads, the strongest first, and examples of such files. */
  env: { read: readonly TextFile[]; examples: readonly TextFile[]; maps: readonly TextFile[] };
  /** Files of settings: those that the command names, and that of a production by its usual name. */
  configs: readonly TextFile[];
  /** Files of settings that the package config reads. Their paths begin in the working directory. */
  settings: readonly TextFile[];
  /** Whether there is a node_modules to look for addons in. */
  installed: boolean;
  /** Native addons among the packages that the service needs. */
  addons: readonly string[];
  /** The versions of Node that it wants. */
  nodeNeeds: NodeNeeds;
  /** The committer's name and address in git's settings. */
  committer: { name: string | undefined; email: string | undefined };
  /** The text of the README, or empty without one. */
  readme: string;
  /** The project's own, else its workspace's. */
  license: TextFile | undefined;
}

/**
 * Surveys the project in the folder `project`.
 * @throws BuildError if package.json is missing, is no JSON, or holds no object, or if packages are installed by Plug'n'Play.
 */
export async function surveyProject(project: string): Promise<Survey> {
  const packageJson = projectJsonText(project, new InputLog(''));
  const json = parseProjectJson(packageJson);
  refusePlugAndPlay(path.resolve(project));
  const workspace = findWorkspace(path.resolve(project));
  const isFile = (file: string): boolean => {
    const place = path.join(project, file);
    // existsSync throws no error, even for names with a null byte.
    return existsSync(place) && statSync(place).isFile();
  };
  const names = (await readdir(project)).sort();
  const text = (file: string): string => readable(path.join(project, file), project) ?? '';
  const runs = runsOf(json, { names, text });
  const { start, ...said } = findStart(json, {
    ...{ isFile, text, runs },
    binaryOf: (command) => binaryOf(command, project, json),
  });
  const readme = names.find((name) => /^readme(\.(md|markdown|txt))?$/i.test(name));
  const [sources, whole, program, committer, license] = await Promise.all([
    readSources(project, start, isFile),
    wholeSources(project, start),
    programSources(project, start),
    readCommitter(project),
    readLicense(project, names, workspace),
  ]);
  const home = await realpath(project);
  const embedded = start?.framework === undefined ? embeddedRun(runs, importedPackages(sources)) : undefined;
  const filesOf = (run: FrameworkRun): FrameworkFiles =>
    frameworkFiles(run, names, (place) => existsSync(path.join(project, place)));
  return {
    packageJson,
    folder: path.basename(path.resolve(project)),
    member: workspace === undefined ? '' : path.relative(workspace, project),
    ...{ names, isFile, start, said },
    ...{ sources, whole, program },
    servers: serversAmong(importedPackages(sources), project),
    output: start?.framework && filesOf(start.framework),
    embedded: embedded && { ...embedded, ...filesOf(embedded) },
    env: readEnvironment(project, { names, start, json, sources }),
    configs: configFiles(start, names).flatMap((file) => (isFile(file) ? [{ file, text: text(file) }] : [])),
    settings: settingsFiles(start, json).map((file) => ({ file, text: text(file) })),
    installed: [project, workspace ?? project].some((place) => existsSync(path.join(place, 'node_modules'))),
    addons: findAddons(project, json, importedPackages(sources)),
    nodeNeeds: await nodeNeeds(home, findWorkspace(home) ?? home, { sources, options: start?.nodeOptions ?? [] }),
    committer,
    readme: readme === undefined ? '' : (readable(path.join(project, readme), project) ?? ''),
    license,
  };
}

function configFiles(start: Start | undefined, names: readonly string[]): string[] {
  const named = (start?.arguments ?? []).map((word) => path.posix.normalize(word.replace(/^--?[\w-]+=/, '')));
  const usual = names.filter((name) => /^config\.(production\.json|ya?ml)$/.test(name));
  const all = [...named, ...usual].filter((file) => /\.(json|ya?ml)$/.test(file) && !/^(\.\.)?\//.test(file));
  return [...new Set(all)];
}

/** The files of the package config that a production reads (its wiki, "Configuration Files"). */
function settingsFiles(start: Start | undefined, json: Json): string[] {
  if (!production(json).includes('config')) return [];
  const environment = start?.variables.NODE_ENV ?? 'production';
  return [...new Set(['default', 'production', environment])].map((name) => `config/${name}.json`);
}

/** The text of a file in `limit`, or undefined if a build would refuse to read it. */
function readable(file: string, limit: string): string | undefined {
  try {
    return optionalText(file, limit);
  } catch {
    return undefined;
  }
}

/** The file that holds the licence: the project's own, else its workspace's. */
function readLicense(project: string, names: readonly string[], workspace: string | undefined): TextFile | undefined {
  const candidates = licenseFiles(names);
  if (workspace !== undefined) candidates.push(path.relative(project, path.join(workspace, 'LICENSE')));
  for (const file of candidates) {
    const text = readable(path.join(project, file), workspace ?? project);
    if (text !== undefined) return { file, text };
  }
  return undefined;
}
