/**
 * The dependencies of a project as they are installed: from package.json to package.json, found as Node finds them. npm,
 * pnpm and Yarn lay out node_modules in different ways, with and without workspaces.
 */
import path from 'node:path';
import { BuildError } from '../../errors.ts';
import { folderWith, type PackageJson, readPackageJson } from '../../project/package-json.ts';
import { isIn } from '../../project/read-file.ts';
import type { Architecture } from '../../releases.ts';
import { API_PACKAGE } from '../notify-api.ts';
import { type InstalledPackage, nameOf } from './installed.ts';
import { follow } from './links.ts';
import { runsOn } from './platform.ts';

/** `from` depends on `name`, which is installed at `place` and, links followed, is `to`. */
export interface Dependency {
  from: InstalledPackage;
  name: string;
  place: string;
  to: InstalledPackage;
  /** Whether `from` runs without it. */
  isOptional?: boolean;
}

export interface Dependencies {
  /** The project first. */
  packages: InstalledPackage[];
  dependencies: Dependency[];
  /** Symbolic links on the way, with their real targets. */
  links: Map<string, string>;
  /** Optional dependencies that are not installed, or not for the target. */
  leftOut: LeftOut[];
  warnings: string[];
}

/** An optional dependency of `from` that is not among the packages. */
interface LeftOut {
  from: InstalledPackage;
  name: string;
  /** Its package.json, if it is installed. */
  json: PackageJson | undefined;
}

interface DependencyOptions {
  /** The workspace, or the project itself: packages above it do not count. */
  limit: string;
  architecture: Architecture;
  /** The command that installs a missing package. */
  install: string;
  /** Whether you leave a package out, by its name. */
  isExcluded?: (name: string) => boolean;
}

type Kind = 'required' | 'optional' | 'peer';

/**
 * Follows `dependencies`, `optionalDependencies` and the `peerDependencies` that are not optional from `project`. This
 * tool's own package is left out: programs import its API alone, which travels with the agent. Reads one small file after
 * another, as Node does: some 50 µs each.
 * @throws BuildError if a package is not installed or lies outside the limit.
 */
export function readDependencies(project: string, options: DependencyOptions): Dependencies {
  const { limit, architecture, install, isExcluded = () => false } = options;
  const own: InstalledPackage = { folder: project, json: readPackageJson(project), isOwn: true };
  const packages = new Map([[project, own]]);
  const found: Dependencies = { packages: [], dependencies: [], links: new Map(), leftOut: [], warnings: [] };
  // A loop over a Map also visits entries that are added on the way.
  for (const from of packages.values()) {
    const asker = nameOf(from);
    for (const [name, kind] of namesOf(from.json)) {
      if (name === API_PACKAGE || isExcluded(name)) continue;
      const at = folderWith(name, from.folder, limit);
      if (at === undefined) {
        if (kind === 'required')
          throw new BuildError(`${name}, which ${asker} needs, is not installed`, [`run ${install}`]);
        if (kind === 'optional') found.leftOut.push({ from, name, json: undefined });
        if (kind === 'peer') found.warnings.push(`${name}, which ${asker} wants beside it, is not installed`);
        continue;
      }
      const { real, links } = follow(at, name);
      if (!isIn(real, limit)) throw outside(`${name}, which ${asker} needs`, real, limit);
      const isOwn = !path.relative(limit, real).split('/').includes('node_modules');
      const to = packages.get(real) ?? { folder: real, json: readPackageJson(real), isOwn };
      if (kind === 'optional' && !runsOn(architecture, name, to.json)) {
        found.leftOut.push({ from, name, json: to.json });
        continue;
      }
      packages.set(real, to);
      for (const [link, target] of links) found.links.set(link, target);
      const place = path.join(at, 'node_modules', name);
      found.dependencies.push({ from, name, place, to, ...(kind === 'optional' && { isOptional: true }) });
    }
  }
  found.packages = [...packages.values()];
  return found;
}

/** A project alone: its program has its dependencies among its own files. */
export function withoutDependencies(project: string): Dependencies {
  const own: InstalledPackage = { folder: project, json: readPackageJson(project), isOwn: true };
  return { packages: [own], dependencies: [], links: new Map(), leftOut: [], warnings: [] };
}

/** The dependencies of a package. A name in `optionalDependencies`, too, is optional (npm's documentation, "package.json"). */
function namesOf(json: PackageJson): [string, Kind][] {
  const kinds = new Map<string, Kind>();
  // `true` means all `dependencies`.
  for (const bundled of [json.bundleDependencies, json.bundledDependencies]) {
    if (!Array.isArray(bundled)) continue;
    for (const name of bundled) if (typeof name === 'string') kinds.set(name, 'optional');
  }
  for (const name of Object.keys(json.peerDependencies ?? {})) {
    if (!json.peerDependenciesMeta?.[name]?.optional) kinds.set(name, 'peer');
  }
  for (const name of Object.keys(json.dependencies ?? {})) kinds.set(name, 'required');
  for (const name of Object.keys(json.optionalDependencies ?? {})) kinds.set(name, 'optional');
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
}

function outside(what: string, real: string, limit: string): BuildError {
  if (/\/links\/.*\/node_modules\//.test(real)) {
    const advice = 'write "enableGlobalVirtualStore: false" into pnpm-workspace.yaml, then run pnpm install';
    return new BuildError(`${what}, lies in the store that pnpm shares among projects`, [advice]);
  }
  return new BuildError(`${what}, is linked to ${real}, outside ${limit}`, [
    'a package carries only what lies in the project or in its workspace',
    'install it from its registry or from an archive (npm pack), or make both part of one workspace',
  ]);
}
