/**
 * What a project needs when it runs, as it is installed: from package.json to package.json, found the way Node
 * finds them, whoever laid out node_modules (npm, pnpm, Yarn; with or without workspaces).
 */
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { ARCHITECTURES, type Architecture } from '../debian.ts';
import { BuildError, fileSystemReason } from '../errors.ts';

/** What counts here of a package.json (npm's documentation, "package.json"). */
export interface PackageJson {
  name?: string;
  version?: string;
  main?: string;
  bin?: string | Record<string, string>;
  files?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  bundleDependencies?: string[] | boolean;
  os?: string | string[];
  cpu?: string | string[];
  libc?: string | string[];
}

export interface Package {
  /** Its real path. */
  folder: string;
  json: PackageJson;
  /** The project itself, or a package of its workspace; everything else was written by others. */
  isOwn: boolean;
}

/** `from` needs `name`, which is found at `place` and, links followed, is `to`. */
export interface Need {
  from: Package;
  name: string;
  place: string;
  to: Package;
}

export interface Dependencies {
  /** The project first. */
  packages: Package[];
  needs: Need[];
  /** Symbolic links on the way, with their real targets. */
  links: Map<string, string>;
  warnings: string[];
}

type Kind = 'required' | 'optional' | 'peer';

/** Of every package manager. */
export const LOCK_FILES = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
];

/** The folder whose node_modules a project shares: its workspace's; undefined if it stands alone. */
export function findWorkspace(project: string): string | undefined {
  const parents: string[] = [];
  for (let at = path.dirname(project); at !== path.dirname(at); at = path.dirname(at)) parents.push(at);
  const declared = parents.find((parent) => isMember(parent, project));
  const isLocked = (folder: string): boolean => LOCK_FILES.some((file) => existsSync(path.join(folder, file)));
  // A stray lock file in somebody's home must not make a workspace of it.
  return declared ?? (isLocked(project) ? undefined : parents.find(isLocked));
}

function isMember(parent: string, project: string): boolean {
  const read = (file: string): string | undefined => {
    const place = path.join(parent, file);
    return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
  };
  const list =
    /^packages:[ \t]*\n((?:[ \t]*(?:-.*|#.*)?\n)*)/m.exec(`${read('pnpm-workspace.yaml') ?? ''}\n`)?.[1] ?? '';
  const patterns = [...list.matchAll(/^[ \t]*-[ \t]+(['"]?)(.+?)\1[ \t]*(?:#.*)?$/gm)].map(
    ([, , pattern = '']) => pattern,
  );
  if (existsSync(path.join(parent, 'package.json'))) {
    const { workspaces } = readPackageJson(parent) as { workspaces?: string[] | { packages?: string[] } };
    patterns.push(...((Array.isArray(workspaces) ? workspaces : workspaces?.packages) ?? []));
  }
  if (patterns.length === 0) return false;
  const files = patterns.map((pattern) => `${pattern.replace(/\/$/, '')}/package.json`);
  const members = globSync(files, { cwd: parent, ignore: '**/node_modules/**', expandDirectories: false });
  return members.includes(path.posix.join(path.relative(parent, project), 'package.json'));
}

/**
 * Follows `dependencies`, `optionalDependencies` and the `peerDependencies` that are not optional from `project`.
 * Nothing is looked for above `limit`, the workspace or the project itself. `install` is what the user has to run
 * if something is missing. Reads one small file after another, as Node does: some 50 µs each.
 * @throws BuildError if something is not installed or lies outside `limit`.
 */
export function readDependencies(
  project: string,
  limit: string,
  architecture: Architecture,
  install: string,
): Dependencies {
  const own: Package = { folder: project, json: readPackageJson(project), isOwn: true };
  const packages = new Map([[project, own]]);
  const found: Dependencies = { packages: [], needs: [], links: new Map(), warnings: [] };
  // A Map can grow while it is walked: what is added comes later.
  for (const from of packages.values()) {
    for (const [name, kind] of namesOf(from.json)) {
      const asker = from.json.name ?? path.basename(from.folder);
      const at = locate(name, from.folder, limit);
      if (at === undefined) {
        if (kind === 'required') {
          throw new BuildError(`${name}, which ${asker} needs, is not installed`, [`run ${install}`]);
        }
        if (kind === 'peer') found.warnings.push(`${name}, which ${asker} wants beside it, is not installed`);
        continue;
      }
      const { real, links } = follow(at, name);
      const isOwn = !path.relative(limit, real).split('/').includes('node_modules');
      if (real !== limit && !real.startsWith(`${limit}/`)) throw outside(name, asker, real, limit);
      const to = packages.get(real) ?? { folder: real, json: readPackageJson(real), isOwn };
      if (kind === 'optional' && !runsOn(architecture, name, to.json)) continue;
      packages.set(real, to);
      for (const [link, target] of links) found.links.set(link, target);
      found.needs.push({ from, name, place: path.join(at, 'node_modules', name), to });
    }
  }
  found.packages = [...packages.values()];
  return found;
}

/** What a package wants. A name in `optionalDependencies` too is optional (npm's documentation, "package.json"). */
function namesOf(json: PackageJson): [string, Kind][] {
  const kinds = new Map<string, Kind>();
  const bundled = Array.isArray(json.bundleDependencies) ? json.bundleDependencies : [];
  for (const name of bundled) kinds.set(name, 'optional');
  for (const name of Object.keys(json.peerDependencies ?? {})) {
    if (!json.peerDependenciesMeta?.[name]?.optional) kinds.set(name, 'peer');
  }
  for (const name of Object.keys(json.dependencies ?? {})) kinds.set(name, 'required');
  for (const name of Object.keys(json.optionalDependencies ?? {})) kinds.set(name, 'optional');
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The folder whose node_modules Node takes `name` from (Node's documentation, "Loading from node_modules folders"). */
function locate(name: string, folder: string, limit: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const isModules = path.basename(at) === 'node_modules';
    if (!isModules && existsSync(path.join(at, 'node_modules', name, 'package.json'))) return at;
    if (at === limit || at === path.dirname(at)) return undefined;
  }
}

/** Node knows a package by its real path; each link on the way there has to be kept. */
function follow(at: string, name: string): { real: string; links: [string, string][] } {
  const links: [string, string][] = [];
  let real = at;
  for (const part of ['node_modules', ...name.split('/')]) {
    const next = path.join(real, part);
    real = lstatSync(next).isSymbolicLink() ? realpathSync(next) : next;
    if (real !== next) links.push([next, real]);
  }
  return { real, links };
}

function outside(name: string, asker: string, real: string, limit: string): BuildError {
  return new BuildError(`${name}, which ${asker} needs, is linked to ${real}, outside ${limit}`, [
    'a package carries only what lies in the project or in its workspace',
    'install it from its registry or from an archive (npm pack), or make both part of one workspace',
  ]);
}

/** npm's rules for `os`, `cpu` and `libc`; sharp's packages for musl tell it by their name alone to older npm. */
function runsOn(architecture: Architecture, name: string, { os, cpu, libc }: PackageJson): boolean {
  if (name.includes('-linuxmusl-')) return false;
  return allows(os, 'linux') && allows(cpu, ARCHITECTURES[architecture]) && allows(libc, 'glibc');
}

function allows(list: string | string[] | undefined, value: string): boolean {
  const words = list === undefined ? [] : [list].flat();
  const wanted = words.filter((word) => !word.startsWith('!'));
  if (words.includes(`!${value}`)) return false;
  return wanted.length === 0 || wanted.includes(value) || wanted.includes('any');
}

function readPackageJson(folder: string): PackageJson {
  const file = path.join(folder, 'package.json');
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    if (typeof json === 'object' && json !== null) return json;
    throw new SyntaxError('it is not an object');
  } catch (cause) {
    const reason = fileSystemReason(cause);
    if (reason !== undefined) throw new BuildError(`cannot read ${file}: ${reason}`, [], { cause });
    throw new BuildError(`${file} is not valid JSON`, [(cause as Error).message], { cause });
  }
}
