/**
 * The files of a project and of everything it needs when it runs, as they lie on the disk.
 */
import { lstatSync, type Stats } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { findWorkspace } from '../../project/workspace.ts';
import type { Architecture } from '../../releases.ts';
import { readDependencies } from './dependencies.ts';
import { selectOthersFiles } from './dependency-files.ts';
import { isIn, pnpmLinks, targetOf, withFolders } from './links.ts';
import { checkLock, findLock } from './lockfile.ts';
import { selectOwnFiles } from './own-files.ts';
import type { Found, Package } from './package.ts';
import { isForeignProgram } from './platform.ts';
import { unbuiltWarnings } from './unbuilt.ts';
import { notAFile, unreadable } from './unpackable.ts';

export interface TreeFile {
  /** Relative to the tree's root. */
  path: string;
  /** Absolute. */
  source: string;
  /** In bytes. */
  size: number;
  executable: boolean;
}

/** A symbolic link; `target` is relative to the link's folder and in the tree. */
export interface TreeLink {
  path: string;
  target: string;
}

/** Everything in it is sorted, paths by their characters' codes. */
export interface Tree {
  /** Absolute: the project, or its workspace if something it needs lies outside the project. Links are resolved. */
  root: string;
  /** The project, relative to the root; empty if it is the root. */
  project: string;
  files: TreeFile[];
  links: TreeLink[];
  /** Folders of the packages that others wrote. */
  packages: string[];
  warnings: string[];
}

export interface TreeOptions {
  /** Globs; see selectOwnFiles() for what is taken without them. */
  include?: readonly string[];
  architecture: Architecture;
}

/** So much is asked of the file system at a time. */
const WORKERS = 32;

/**
 * Reads what belongs in a package: of `project`, the absolute folder of a package.json, and of the members of its
 * workspace that it needs, the files that selectOwnFiles() names; of packages that others wrote, everything except
 * binaries for other systems.
 * @throws BuildError if something is missing, not what the lock file says, or cannot be in a package.
 */
export async function readTree(project: string, { include, architecture }: TreeOptions): Promise<Tree> {
  const home = await realpath(project).catch(() => project);
  const workspace = findWorkspace(home);
  const lock = findLock(workspace ? [workspace, home] : [home]);
  const { packages, links, ...found } = readDependencies(home, workspace ?? home, architecture, lock.install);
  const warnings = [...found.warnings, ...checkLock(lock, { packages, links, ...found })];
  const isAtHome = [...packages.map(({ folder }) => folder), ...links.keys()].every((place) => isIn(place, home));
  const root = isAtHome ? home : (workspace ?? home);
  const inRoot = (place: string): string => path.relative(root, place);

  const all = (
    await each(packages, (owner) => select(owner, packages, owner.folder === home ? include : undefined, architecture))
  ).flat();
  const files: TreeFile[] = [];
  const ownLinks: Found[] = [];
  await each(all, async (item) => {
    const { source } = item;
    const stats = lookAt(source);
    if (stats.isSymbolicLink()) ownLinks.push(item);
    else if (!stats.isFile()) throw notAFile(source);
    else if (source.endsWith('.node') && (await isForeignProgram(source))) {
      warnings.push(`${inRoot(source)} is a program for Windows or macOS and was left out`);
    } else {
      files.push({ path: inRoot(source), source, size: stats.size, executable: (stats.mode & 0o100) !== 0 });
    }
  });
  const present = withFolders([...files, ...ownLinks].map(({ source }) => source));
  await each(ownLinks, async (link) => {
    const target = await targetOf(link, root, present);
    if (target !== undefined) links.set(link.source, target);
  });
  for (const [link, target] of await pnpmLinks(packages)) links.set(link, target);

  const others = packages.flatMap(({ folder, isOwn }) => (isOwn ? [] : [inRoot(folder)])).sort();
  const paths = files.sort(byPath).map((file) => file.path);
  warnings.push(...unbuiltWarnings(others, paths));
  return {
    root,
    project: inRoot(home),
    files,
    links: [...links]
      .map(([link, target]) => ({ path: inRoot(link), target: path.relative(path.dirname(link), target) || '.' }))
      .sort(byPath),
    packages: others,
    warnings: [...new Set(warnings)].sort(),
  };
}

/** At once: where there are many, waiting for each takes ten times as long. */
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

/** Does `work` for each of `items`, WORKERS at a time. */
async function each<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return results;
}

async function select(
  owner: Package,
  packages: readonly Package[],
  include: readonly string[] | undefined,
  architecture: Architecture,
): Promise<Found[]> {
  const { folder, json, isOwn } = owner;
  if (!isOwn) return selectOthersFiles(folder, json, architecture).map((source) => ({ owner, source }));
  const others = packages.filter((other) => other.isOwn && other !== owner && isIn(other.folder, folder));
  const places = others.map((other) => path.relative(folder, other.folder));
  const files = await selectOwnFiles(folder, json, include, places);
  return files.map((file) => ({ owner, source: path.join(folder, file) }));
}
