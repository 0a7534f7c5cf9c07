/**
 * Programs with their modules: the project's own files and its production dependencies, unchanged, in a folder of their
 * own.
 */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { BuildError } from '../errors.ts';
import { type Entry, planned } from '../manifest.ts';
import type { BuildContext } from '../project/context.ts';
import { isExecutable, isLibraryName, startOf } from './file-kinds.ts';
import { refusedWarnings, tightest } from './harden-warnings.ts';
import { readBundledPackages } from './licenses.ts';
import { readTree, type Tree } from './modules/tree.ts';
import { notifyApi } from './notify-api.ts';
import type { Owned } from './owned.ts';
import type { PackagedPrograms } from './packaged.ts';
import { privateModes, privateWarnings } from './private-entries.ts';

/** The project and its production dependencies in the folder `app` of `home`, with the agent's API beside them. */
export async function modulePrograms(config: Config, home: string, context: BuildContext): Promise<PackagedPrograms> {
  const { project, architecture, inputs } = context;
  const { include, services } = config;
  const tree = await readTree(project, {
    ...(include.length > 0 ? { include } : {}),
    entries: services.map(({ entry }) => entry),
    ...{ architecture, inputs },
  });
  for (const { entry, unitFile } of services) if (unitFile === undefined) refuseMissing(entry, project, tree);
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
    starts: new Map(services.map(({ unit, entry }) => [unit, place(path.posix.join(tree.project, entry))])),
    owned,
    bundled: await readBundledPackages(
      tree.root,
      tree.packages.map((folder) => `${folder}/`),
    ),
    warnings: [
      ...tree.warnings,
      ...privateWarnings(owned, config),
      ...(await refusedWarnings(tree.root, level, sources)),
    ],
  };
}

/** Many npm packages mark files as executable by mistake, and libraries need no such mark (Debian Policy 10.2). */
function isProgram(source: string): boolean {
  return !isLibraryName(source) && isExecutable(startOf(source));
}

/** A service whose program is not in the package would fail on the target only. */
function refuseMissing(entry: string, project: string, { root, files }: Tree): void {
  const file = path.join(project, entry);
  if (!existsSync(file)) {
    throw new BuildError(`there is no file ${entry} in ${project}`, [
      'the deb section of package.json names it as the file that starts a service',
      'is it what a build makes? Then build first: npm run build',
    ]);
  }
  // The target of a symbolic link is packaged in its real place.
  const real = path.relative(realpathSync(root), realpathSync(file));
  if (files.some((candidate) => candidate.path === real)) return;
  throw new BuildError(`${entry} starts a service, but is not among the files of the package`, [
    `name it, or its folder, in "include" of the deb section: "include": ["${path.posix.dirname(entry)}"]`,
    'see what is packaged with: build-deb --list',
  ]);
}
