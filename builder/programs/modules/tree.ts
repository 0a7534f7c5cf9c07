/**
 * The files of a project and of its production dependencies, as they are on the disk.
 */
import { lstatSync, type Stats } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { NodeNeed } from '../../node-range.ts';
import type { InputLog } from '../../project/inputs.ts';
import { findLock } from '../../project/lock-files.ts';
import { privacyOf } from '../../project/private-files.ts';
import { isIn, LARGEST_FILE, tooLarge } from '../../project/read-file.ts';
import { findWorkspace } from '../../project/workspace.ts';
import type { Architecture } from '../../releases.ts';
import { type Dependencies, readDependencies, withoutDependencies } from './dependencies.ts';
import { developmentWarnings } from './development.ts';
import { each } from './each.ts';
import { engineNeeds } from './engines.ts';
import { Excluded } from './excluded.ts';
import { hiddenWarnings } from './ignored.ts';
import type { PackageFile } from './installed.ts';
import { pnpmLinks, targetOf, withFolders } from './links.ts';
import { checkLock } from './lockfile.ts';
import { refuseMissingVariants } from './missing-variants.ts';
import { SecretFiles } from './secret-files.ts';
import { forDependencies, select } from './selection.ts';
import { sourceNeeds } from './source-needs.ts';
import { trimmed } from './trimmed.ts';
import { unbuiltWarnings } from './unbuilt.ts';
import { notAFile, unreadable } from './unpackable.ts';

interface TreeFile {
  /** Relative to the tree's root. */
  path: string;
  /** Absolute. */
  source: string;
  /** In bytes. */
  size: number;
  executable: boolean;
  /** Whether only its owner may read it. */
  isPrivate: boolean;
}

/** A symbolic link. Its `target` is relative to the link's folder and in the tree. */
interface TreeLink {
  path: string;
  target: string;
}

/** Each list is sorted, paths by their characters' codes. */
export interface Tree {
  /** Absolute: the project, or its workspace if a package of the tree lies outside the project. Links are resolved. */
  root: string;
  /** The project, relative to the root, or empty if it is the root. */
  project: string;
  files: TreeFile[];
  links: TreeLink[];
  /** Folders of the packages that others wrote. */
  packages: string[];
  /** Folders of other members of the workspace. */
  members: string[];
  /** The versions of Node that its packages and its own sources want. */
  needs: NodeNeed[];
  warnings: string[];
}

export interface TreeOptions {
  /** Globs. See selectOwnFiles() for the choice without them. */
  include?: readonly string[];
  /** Globs of files that stay out, also in packages that others wrote. */
  exclude?: readonly string[];
  /** The files that services start with, relative to the project. */
  entries?: readonly string[];
  /** Files of the project that are packaged whatever patterns say, relative to it. */
  needed?: readonly string[];
  /** Whether the program has its dependencies in its own files, so that those of package.json stay out. */
  isComplete?: boolean;
  architecture: Architecture;
  inputs: InputLog;
}

/**
 * Reads the files that belong in a package: of `project`, the absolute folder of a package.json, and of the members of
 * its workspace that it needs, those of selectOwnFiles(); of packages that others wrote, all except those that
 * run on other systems.
 * @throws BuildError if a file is missing, differs from the lock file, or cannot be in a package.
 */
export async function readTree(project: string, options: TreeOptions): Promise<Tree> {
  const home = await realpath(project).catch(() => project);
  const workspace = findWorkspace(home);
  const limit = workspace ?? home;
  const lock = findLock(workspace ? [workspace, home] : [home]);
  const { architecture, isComplete = false } = options;
  const excluded = new Excluded(home, options);
  const { isExcluded } = excluded;
  const installed = isComplete
    ? withoutDependencies(home)
    : readDependencies(home, { limit, architecture, install: lock.install, isExcluded });
  const { packages } = installed;
  if (!isComplete) refuseMissingVariants(installed, { architecture, lock });
  const lockWarnings = isComplete ? [] : checkLock(lock, installed);
  const root = rootOf(installed, home, limit);
  const inRoot = (place: string): string => path.relative(root, place);

  const { include, kept } = forDependencies(options.include, home);
  const selected = await each(packages, (owner) => select(owner, { ...options, include, kept, home, packages }));
  const everything = selected.flatMap(({ files }) => files);
  const { files: all, warnings: left } = await trimmed(everything, { packages, excluded, architecture });
  const found = await sortOut(all, root, privacyOf(home));
  const links = await linksOf(found, root, installed);
  const members = packages.flatMap(({ folder, isOwn }) => (isOwn && folder !== home ? [inRoot(folder)] : []));
  const others = packages.flatMap(({ folder, isOwn }) => (isOwn ? [] : [inRoot(folder)])).sort();
  const files = found.files.sort(byPath);
  const places = files.map((file) => file.path);
  const warnings = [
    ...installed.warnings,
    ...lockWarnings,
    ...found.warnings,
    ...left,
    ...selected.flatMap(({ hidden }) => hiddenWarnings(hidden)),
    ...unbuiltWarnings(others, places),
    ...(await developmentWarnings(all, { packages, limit, add: lock.add })),
  ];
  return {
    root,
    project: inRoot(home),
    files,
    links: [...links]
      .map(([link, target]) => ({ path: inRoot(link), target: path.relative(path.dirname(link), target) || '.' }))
      .sort(byPath),
    packages: others,
    members,
    needs: [...engineNeeds(installed), ...(await sourceNeeds(all, inRoot))],
    warnings: [...new Set(warnings)].sort(),
  };
}

/** The project itself if it has all packages and links, else the workspace. */
function rootOf({ packages, links }: Dependencies, home: string, limit: string): string {
  const places = [...packages.map(({ folder }) => folder), ...links.keys()];
  return places.every((place) => isIn(place, home)) ? home : limit;
}

interface Sorted {
  files: TreeFile[];
  links: PackageFile[];
  warnings: string[];
}

/** Tells files from links, and leaves out secrets. */
export async function sortOut(
  all: readonly PackageFile[],
  root: string,
  isPrivate: ReturnType<typeof privacyOf>,
): Promise<Sorted> {
  const sorted: Sorted = { files: [], links: [], warnings: [] };
  const secrets = new SecretFiles();
  await each(all, async (item) => {
    const { source, owner } = item;
    const place = path.relative(root, source);
    const stats = lookAt(source);
    const isHidden = owner.isOwn && isPrivate(stats.mode, place);
    if (stats.isSymbolicLink()) sorted.links.push(item);
    else if (!stats.isFile()) throw notAFile(source);
    else if (stats.size > LARGEST_FILE) throw tooLarge(source, '100 GB');
    else if (await secrets.admits(item, place, isHidden)) {
      sorted.files.push({
        ...{ path: place, source, size: stats.size, executable: (stats.mode & 0o100) !== 0 },
        isPrivate: isHidden,
      });
    }
  });
  secrets.refuse();
  sorted.warnings.push(...secrets.warnings);
  return sorted;
}

/** All links of the tree, with their real targets: those on the way to packages, in packages, and of pnpm. */
async function linksOf(found: Sorted, root: string, { packages, links }: Dependencies): Promise<Map<string, string>> {
  const all = new Map(links);
  const present = withFolders([...found.files, ...found.links].map(({ source }) => source));
  await each(found.links, async (link) => {
    const target = await targetOf(link, root, present);
    if (target !== undefined) all.set(link.source, target);
  });
  for (const [link, target] of await pnpmLinks(packages)) all.set(link, target);
  return all;
}

/** Synchronous: with many files, waiting for each takes ten times as long. */
function lookAt(source: string): Stats {
  try {
    return lstatSync(source);
  } catch (error) {
    throw unreadable(source, error);
  }
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
