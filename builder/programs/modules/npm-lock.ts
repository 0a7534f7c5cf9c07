/**
 * Where node_modules is not what npm's lock file says.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { clean } from 'semver';
import { BuildError } from '../../errors.ts';
import type { Dependencies, Need } from './dependencies.ts';

interface NpmEntry {
  version?: string;
  link?: boolean;
  resolved?: string;
  optional?: boolean;
}

/** Undefined for what cannot be compared: lock files of npm 6, and npm's layout `install-strategy=linked`. */
export function npmDifferences(file: string, { needs }: Dependencies): string[] | undefined {
  const { packages } = readJson(file) as { packages?: Record<string, NpmEntry> };
  if (!packages || needs.some(({ to }) => to.folder.includes('/node_modules/.store/'))) return undefined;
  const differences = needs.map((need) => npmDifference(need, packages, path.dirname(file)));
  return [...new Set(differences.filter((difference) => difference !== undefined))].sort();
}

/** The keys of `packages` are folders, so a name is looked up in them as Node does it in folders. */
function npmDifference(need: Need, packages: Record<string, NpmEntry>, base: string): string | undefined {
  const place = path.relative(base, need.place);
  for (let at = path.relative(base, need.from.folder); ; at = path.dirname(at)) {
    const key = path.join(at, 'node_modules', need.name);
    const entry = packages[key];
    if (key === place) return entry ? entryDifference(need, place, entry, base) : `${place} is not in the lock file`;
    // What is optional may be missing.
    if (entry && !entry.optional) return `${key} is not installed`;
    if (at === '.' || at === '') return `${place} is not in the lock file`;
  }
}

function entryDifference({ to }: Need, place: string, entry: NpmEntry, base: string): string | undefined {
  const real = path.relative(base, to.folder);
  const expected = entry.link ? path.normalize(entry.resolved ?? '') : place;
  if (real !== expected) return `${place} is ${real === place ? 'no link' : `a link to ${real}`}`;
  const plain = (version = ''): string => clean(version, { loose: true }) ?? version;
  if (entry.link || plain(entry.version) === plain(to.json.version)) return undefined;
  return `${place} is ${to.json.version}, not ${entry.version}`;
}

function readJson(file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new BuildError(`${file} cannot be read`, [(cause as Error).message], { cause });
  }
}
