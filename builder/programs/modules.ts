/**
 * The files of a project and of everything it needs when it runs, as they lie on the disk.
 */
import { lstat, open, readdir, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Architecture } from '../debian.ts';
import { BuildError } from '../errors.ts';
import { findWorkspace, type Package, readDependencies } from './dependencies.ts';
import { checkLock, findLock } from './lockfile.ts';
import { selectOthersFiles, selectOwnFiles, unreadable } from './own-files.ts';

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
  /** Those of `files` that are native code for Node: addons and shared libraries. */
  native: string[];
  warnings: string[];
}

export interface TreeOptions {
  /** Globs; see selectOwnFiles() for what is taken without them. */
  include?: readonly string[];
  architecture: Architecture;
}

/** Something that belongs to `owner` and is a file or a symbolic link. */
interface Found {
  owner: Package;
  source: string;
}

/** So much is asked of the file system at a time. */
const WORKERS = 32;

/** Mach-O of either byte order and width, Mach-O for several processors, and Windows' MZ. */
const FOREIGN_PROGRAM = /^(feedface|feedfacf|cefaedfe|cffaedfe|cafebabe|4d5a)/;

const NATIVE = /\.(node|so(\.\d+)*)$/;

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
    const stats = await lstat(source).catch((error) => {
      throw unreadable(source, error);
    });
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

  return {
    root,
    project: inRoot(home),
    files: files.sort(byPath),
    links: [...links]
      .map(([link, target]) => ({ path: inRoot(link), target: path.relative(path.dirname(link), target) || '.' }))
      .sort(byPath),
    packages: packages.flatMap(({ folder, isOwn }) => (isOwn ? [] : [inRoot(folder)])).sort(),
    native: files.map((file) => file.path).filter((file) => NATIVE.test(file)),
    warnings: [...new Set(warnings)].sort(),
  };
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

function isIn(place: string, folder: string): boolean {
  return place === folder || place.startsWith(`${folder}/`);
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
  if (!isOwn) return (await selectOthersFiles(folder, json, architecture)).map((source) => ({ owner, source }));
  const others = packages.filter((other) => other.isOwn && other !== owner && isIn(other.folder, folder));
  const places = others.map((other) => path.relative(folder, other.folder));
  const files = await selectOwnFiles(folder, json, include, places);
  return files.map((file) => ({ owner, source: path.join(folder, file) }));
}

function notAFile(source: string): BuildError {
  return new BuildError(`${source} is neither a file nor a folder nor a symbolic link`, [
    'a package cannot carry sockets, pipes and devices: remove it',
  ]);
}

async function isForeignProgram(file: string): Promise<boolean> {
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return FOREIGN_PROGRAM.test(buffer.toString('hex', 0, bytesRead));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** `files` and all folders above them. */
function withFolders(files: readonly string[]): Set<string> {
  const found = new Set(files);
  for (const file of files) {
    for (let at = path.dirname(file); !found.has(at); at = path.dirname(at)) found.add(at);
  }
  return found;
}

/**
 * Where a link in a package really leads; undefined if that was left out as a binary for another system.
 * @throws BuildError if it would lead nowhere on the target machine.
 */
async function targetOf({ source, owner }: Found, root: string, present: Set<string>): Promise<string | undefined> {
  const text = await readlink(source);
  const wrong = (why: string, ...advice: string[]): BuildError =>
    new BuildError(`${path.relative(root, source)} is a symbolic link to ${text}, ${why}`, advice);
  const advice = 'remove it, or name in package.json\'s "files" only what the service needs';
  if (path.isAbsolute(text)) {
    throw wrong('an absolute path, which means something else on another machine', 'make it relative, or a copy');
  }
  const target = await realpath(source).catch((error: NodeJS.ErrnoException) => {
    throw wrong(error.code === 'ELOOP' ? 'which leads back to itself' : 'which does not exist', advice);
  });
  if (!isIn(target, root)) throw wrong(`outside ${root}`, 'replace it with a copy of what it leads to');
  if (present.has(target)) return target;
  if (!owner.isOwn && isIn(target, owner.folder)) return undefined;
  throw wrong('which is not part of the package', 'include what it leads to, too', advice);
}

/**
 * pnpm lets packages find what they use without saying so through links beside its store, and the project through
 * those it hoists: those of them that lead to `packages` (pnpm's documentation, "hoist" and "publicHoistPattern").
 */
async function pnpmLinks(packages: readonly Package[]): Promise<[string, string][]> {
  const included = new Set(packages.map(({ folder }) => folder));
  const stores = new Set([...included].flatMap((folder) => /^(.*?\/node_modules)\/\.pnpm\//.exec(folder)?.[1] ?? []));
  const found: [string, string][] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const place = path.join(folder, entry.name);
      const target = entry.isSymbolicLink() ? await realpath(place).catch(() => '') : '';
      if (included.has(target)) found.push([place, target]);
      if (entry.isDirectory() && entry.name.startsWith('@')) await visit(place);
    }
  };
  for (const store of stores) await Promise.all([visit(store), visit(path.join(store, '.pnpm/node_modules'))]);
  return found;
}
