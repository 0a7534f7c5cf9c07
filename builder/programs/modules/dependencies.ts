/**
 * What a project needs when it runs, as it is installed: from package.json to package.json, found the way Node
 * finds them, whoever laid out node_modules (npm, pnpm, Yarn; with or without workspaces).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BuildError } from '../../errors.ts';
import type { Architecture } from '../../releases.ts';
import { follow, isIn } from './links.ts';
import { type Package, type PackageJson, readPackageJson } from './package.ts';
import { runsOn } from './platform.ts';

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
      if (!isIn(real, limit)) throw outside(name, asker, real, limit);
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

function outside(name: string, asker: string, real: string, limit: string): BuildError {
  return new BuildError(`${name}, which ${asker} needs, is linked to ${real}, outside ${limit}`, [
    'a package carries only what lies in the project or in its workspace',
    'install it from its registry or from an archive (npm pack), or make both part of one workspace',
  ]);
}
