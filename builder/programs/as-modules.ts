/**
 * Programs with their modules: the project's own files and its production dependencies, unchanged, in a folder of their
 * own.
 */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { startedPrograms } from '../config/step.ts';
import { BuildError } from '../errors.ts';
import { type Entry, planned } from '../manifest.ts';
import { entryFile } from '../project/binaries.ts';
import type { BuildContext } from '../project/context.ts';
import { installedJson } from '../project/package-json.ts';
import { deviceWarnings } from './device-warnings.ts';
import { isExecutable, isLibraryName, startOf } from './file-kinds.ts';
import { refusedWarnings, tightest } from './harden-warnings.ts';
import { unchosenFiles } from './hidden-files.ts';
import { readBundledPackages } from './licenses.ts';
import { readTree, type Tree, type TreeOptions } from './modules/tree.ts';
import { notifyApi } from './notify-api.ts';
import { npmVariables } from './npm-variables.ts';
import { outsideWarnings } from './outside-paths.ts';
import type { Owned } from './owned.ts';
import type { PackagedPrograms } from './packaged.ts';
import { preloadsOf } from './preloads.ts';
import { privateModes, privateWarnings } from './private-entries.ts';
import { schemaEngineWarnings } from './schema-engine.ts';

/** The project and its production dependencies in the folder `app` of `home`, with the agent's API beside them. */
export async function modulePrograms(config: Config, home: string, context: BuildContext): Promise<PackagedPrograms> {
  const { project, architecture, inputs } = context;
  const { include, exclude, nodeModules } = config;
  const services = startedPrograms(config);
  const preloads = preloadsOf(config, project);
  const tree = await wholeTree(project, {
    ...(include.length > 0 ? { include } : {}),
    exclude,
    entries: [...services.map(({ entry }) => entry), ...preloads],
    needed: preloads,
    isComplete: !nodeModules,
    ...{ architecture, inputs },
  });
  for (const { entry, unitFile } of services) if (unitFile === undefined) refuseMissing(entry, project, tree);
  for (const file of preloads) refuseMissing(file, project, tree);
  for (const { directory } of services) refuseMissingFolder(directory, tree);
  const place = (file: string): string => path.posix.join(home, 'app', file);
  const files: Entry[] = [];
  const owned: Owned[] = [];
  for (const { path: file, source, size, executable, isPrivate } of tree.files) {
    const runs = executable && isProgram(source);
    const hidden = isPrivate ? privateModes(place(file), runs, config) : undefined;
    if (hidden) owned.push(hidden.owned);
    const mode = hidden?.mode ?? (runs ? 0o755 : 0o644);
    files.push({ type: 'file', path: place(file), source, size, mode, owner: 'root', conffile: false });
  }
  const level = tightest(services.filter(({ unitFile }) => unitFile === undefined));
  const sources = tree.files.map(({ path: file }) => file);
  const places = tree.files.map(({ source }) => source);
  const npm = npmVariables(tree.root, sources, installedJson(project));
  const links = tree.links.map(({ path: link, target }): Entry => {
    return { type: 'link', path: place(link), target, mode: 0o777, owner: 'root' };
  });
  inputs.file(...tree.links.map(({ path: link }) => path.join(tree.root, link)));
  return {
    entries: [
      ...planned('the project and its npm packages', [...files, ...links]),
      ...planned('the API of the agent', await notifyApi(path.posix.join(home, 'app'), context)),
    ],
    directory: place(tree.project).replace(/\/$/, ''),
    starts: new Map(services.map(({ unit, entry }) => [unit, place(startFile(entry, project, tree))])),
    owned,
    needs: tree.needs,
    bundled: await readBundledPackages(
      tree.root,
      tree.packages.map((folder) => `${folder}/`),
    ),
    variables: npm.values,
    warnings: [
      ...tree.warnings,
      ...privateWarnings(owned, config),
      ...npm.warnings,
      ...outsideWarnings(realpathSync(project), places),
      ...(await refusedWarnings(tree.root, level, sources)),
      ...deviceWarnings(services, sources),
      ...schemaEngineWarnings(config.before, places),
    ],
  };
}

/** The tree with the files that its sources read and that the usual choice leaves out. */
async function wholeTree(project: string, options: TreeOptions): Promise<Tree> {
  const tree = await readTree(project, options);
  if (options.isComplete) return tree;
  const home = realpathSync(project);
  const unchosen = unchosenFiles(
    home,
    tree.files.map(({ source }) => source),
    options.include === undefined,
  );
  const taken = new Set(tree.files.map(({ source }) => source));
  const more = unchosen.filter((file) => !taken.has(path.join(home, file)));
  return more.length === 0 ? tree : readTree(project, { ...options, needed: [...(options.needed ?? []), ...more] });
}

/** Many npm packages mark files as executable by mistake, and libraries need no such mark (Debian Policy 10.2). */
function isProgram(source: string): boolean {
  return !isLibraryName(source) && isExecutable(startOf(source));
}

/** The file that Node starts, relative to the root of the tree. */
function startFile(entry: string, project: string, { root, project: below }: Tree): string {
  const file = entryFile(entry, project);
  const isAsWritten = file === path.join(project, entry);
  return isAsWritten ? path.posix.join(below, entry) : path.relative(realpathSync(root), file);
}

/** systemd starts no service whose working directory is missing. */
function refuseMissingFolder(directory: string | undefined, { project, files }: Tree): void {
  const place = path.posix.join(project, directory ?? '.', '/');
  if (directory === undefined || files.some((file) => file.path.startsWith(place))) return;
  throw new BuildError(`a service runs in ${directory}, but the package has no file there`, [
    `name it in "include" of the deb section: "include": [".", "${directory}"], or build it first`,
  ]);
}

/** A service whose program is not in the package would fail on the target only. */
function refuseMissing(entry: string, project: string, { root, files }: Tree): void {
  const file = entryFile(entry, project);
  if (!existsSync(file)) {
    throw new BuildError(`there is no file ${entry} in ${project}`, [
      'the deb section of package.json names it as a file that a service starts with',
      'is it what a build makes? Then build first: npm run build',
    ]);
  }
  // The target of a symbolic link is packaged in its real place.
  const real = path.relative(realpathSync(root), realpathSync(file));
  if (files.some((candidate) => candidate.path === real)) return;
  const isInstalled = real.split('/').includes('node_modules');
  throw new BuildError(`${entry} starts a service, but is not among the files of the package`, [
    isInstalled
      ? 'its package is no production dependency: move it from "devDependencies" to "dependencies"'
      : `name it, or its folder, in "include" of the deb section: "include": ["${path.posix.dirname(entry)}"]`,
    'see what is packaged with: build-deb --list',
  ]);
}
