/**
 * Differences between node_modules and npm's lock file.
 */
import path from 'node:path';
import { clean } from 'semver';
import { BuildError } from '../../errors.ts';
import { readRegular } from '../../project/read-file.ts';
import type { Dependencies, Dependency } from './dependencies.ts';
import type { Systems } from './platform.ts';

/** `packages` of the lock file, by folders (npm's documentation, "package-lock.json"). */
export type NpmEntries = Record<string, NpmEntry>;

interface NpmEntry extends Systems {
  version?: string;
  link?: boolean;
  resolved?: string;
  optional?: boolean;
}

/** Undefined for lock files of npm 6 and for npm's layout `install-strategy=linked`: they cannot be compared. */
export function npmDifferences(
  file: string,
  { dependencies }: Pick<Dependencies, 'dependencies'>,
): string[] | undefined {
  const { packages } = readJson(file) as { packages?: NpmEntries };
  if (!packages || dependencies.some(({ to }) => to.folder.includes('/node_modules/.store/'))) return undefined;
  const base = path.dirname(file);
  const differences = dependencies.flatMap((dependency) => npmDifference(dependency, packages, base) ?? []);
  return [...new Set(differences)].sort();
}

/** The keys of `packages` are folders: a name is looked up in them as Node looks it up in folders. */
function npmDifference(dependency: Dependency, packages: NpmEntries, base: string): string | undefined {
  const place = path.relative(base, dependency.place);
  for (let at = path.relative(base, dependency.from.folder); ; at = path.dirname(at)) {
    const key = path.join(at, 'node_modules', dependency.name);
    const entry = packages[key];
    if (key === place) return entry ? entryDifference(dependency, entry, base) : `${place} is not in the lock file`;
    // An optional package may be missing.
    if (entry && !entry.optional) return `${key} is not installed`;
    if (at === '.' || at === '') return `${place} is not in the lock file`;
  }
}

function entryDifference(dependency: Dependency, entry: NpmEntry, base: string): string | undefined {
  const { to } = dependency;
  const place = path.relative(base, dependency.place);
  const real = path.relative(base, to.folder);
  const expected = entry.link && entry.resolved !== undefined ? path.normalize(entry.resolved) : place;
  if (real !== expected) return `${place} is ${real === place ? 'no link' : `a link to ${real}`}`;
  if (entry.link || plainVersion(entry) === plainVersion(to.json)) return undefined;
  return `${place} is ${to.json.version}, not ${entry.version}`;
}

/** npm writes versions such as `v1.0` in their plain form into the lock file. Local packages may lack one. */
function plainVersion({ version }: { version?: string }): string | undefined {
  return version === undefined ? undefined : (clean(version, { loose: true }) ?? version);
}

export function readJson(file: string): object {
  try {
    return JSON.parse(readRegular(file).toString());
  } catch (cause) {
    throw new BuildError(`${file} cannot be read`, [(cause as Error).message], { cause });
  }
}
