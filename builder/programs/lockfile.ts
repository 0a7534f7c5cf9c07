/**
 * Whether node_modules is what the lock file says: a package has to carry the versions that were tested, not the
 * ones that happen to lie there.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { clean } from 'semver';
import { BuildError } from '../errors.ts';
import type { Dependencies, Need } from './dependencies.ts';

export interface Lock {
  manager: 'npm' | 'pnpm' | 'other';
  /** Absolute; undefined if there is none. */
  file: string | undefined;
  /** The command that installs what the lock file says. */
  install: string;
}

/** In the order in which npm looks; npm-shrinkwrap.json is another name of package-lock.json. */
const LOCKS: readonly [string, Lock['manager'], string][] = [
  ['npm-shrinkwrap.json', 'npm', 'npm ci'],
  ['package-lock.json', 'npm', 'npm ci'],
  ['pnpm-lock.yaml', 'pnpm', 'pnpm install --frozen-lockfile'],
  ['yarn.lock', 'other', 'yarn install'],
  ['bun.lock', 'other', 'bun install --frozen-lockfile'],
  ['bun.lockb', 'other', 'bun install --frozen-lockfile'],
];

/** So many differences are shown. */
const SHOWN = 5;

/** The lock file that counts: the first one in `folders`; of several in one folder, that of whoever installed last. */
export function findLock(folders: readonly string[]): Lock {
  for (const folder of folders) {
    const found = LOCKS.filter(([name]) => existsSync(path.join(folder, name)));
    const byPnpm = existsSync(path.join(folder, 'node_modules/.modules.yaml'));
    const [name, manager, install] = (byPnpm && found.find(([, manager]) => manager === 'pnpm')) || found[0] || [];
    if (name && manager && install) return { manager, file: path.join(folder, name), install };
  }
  return { manager: 'other', file: undefined, install: 'npm install' };
}

/**
 * Compares what was found with the lock file. Returns warnings, if there is nothing to compare with.
 * @throws BuildError with the first differences.
 */
export function checkLock({ manager, file, install }: Lock, found: Dependencies): string[] {
  if (file === undefined) {
    return ['there is no lock file: what is installed goes into the package, another day it may be something else'];
  }
  const name = path.basename(file);
  const unchecked = [`${name} was not compared with what is installed`];
  if (manager === 'other') return unchecked;
  const differences = manager === 'npm' ? npmDifferences(file, found) : pnpmDifferences(file, found);
  if (differences === undefined) return unchecked;
  if (differences.length === 0) return [];
  const more = differences.length > SHOWN ? [`and ${differences.length - SHOWN} more`] : [];
  throw new BuildError(`node_modules is not what ${name} says`, [
    ...differences.slice(0, SHOWN),
    ...more,
    `run ${install}`,
  ]);
}

interface NpmEntry {
  version?: string;
  link?: boolean;
  resolved?: string;
  optional?: boolean;
}

/** Undefined for what cannot be compared: lock files of npm 6, and npm's layout `install-strategy=linked`. */
function npmDifferences(file: string, { needs }: Dependencies): string[] | undefined {
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

/**
 * pnpm keeps a copy of the lock file's part that it has installed: without development dependencies and other
 * members of the workspace if it was told so. What both speak of must be the same, and the dependencies of what
 * goes into the package must be in both; then everything these need in turn is the same, too.
 */
function pnpmDifferences(file: string, { packages }: Dependencies): string[] | undefined {
  const base = path.dirname(file);
  const copy = path.join(base, 'node_modules/.pnpm/lock.yaml');
  if (!existsSync(copy)) return ['it was not installed by pnpm'];
  const [wanted, installed] = [readYaml(file), readYaml(copy)];
  if (wanted === installed) return [];
  // Before pnpm 9 the file was made in other ways.
  if (!/^lockfileVersion: '9\.\d+'$/m.test(wanted)) return undefined;
  const differences = new Set<string>();
  const own = packages.filter(({ isOwn }) => isOwn).map(({ folder }) => path.relative(base, folder) || '.');
  for (const importer of own) {
    for (const kind of ['dependencies', 'optionalDependencies']) {
      const [want, have] = [wanted, installed].map((text) => entries(text, 'importers', importer, kind)) as [
        Yaml,
        Yaml,
      ];
      for (const name of new Set([...want.keys(), ...have.keys()])) {
        const [wants, has] = [want, have].map((side) => /^ +version: (.*)$/m.exec(side.get(name) ?? '')?.[1]);
        if (wants !== has)
          differences.add(`${name} of ${importer} is ${has ?? 'missing'}, not ${wants ?? 'installed'}`);
      }
    }
  }
  for (const section of ['packages', 'snapshots']) {
    const have = entries(installed, section);
    for (const [name, wants] of entries(wanted, section)) {
      const has = have.get(name);
      if (has !== undefined && has !== wants) differences.add(`${name} was installed from something else`);
    }
  }
  return [...differences].sort();
}

type Yaml = Map<string, string>;

/** The entries below `keys`, by name: the lines each consists of. Enough for what pnpm writes, two spaces a level. */
function entries(text: string, ...keys: string[]): Yaml {
  const [first, ...rest] = keys;
  const below = first === undefined ? text : (split(text).get(first) ?? '').replaceAll(/^ {2}/gm, '');
  return first === undefined ? split(text) : entries(below, ...rest);
}

function split(text: string): Yaml {
  const found: Yaml = new Map();
  for (const [, quoted, plain, body = ''] of text.matchAll(
    /^(?:'([^'\n]+)'|([^\s'][^\n]*?)):((?: [^\n]*)?(?:\n [^\n]*)*)$/gm,
  )) {
    found.set(quoted ?? plain ?? '', body.replace(/^ \{\}$/, '').replace(/^\n/, ''));
  }
  return found;
}

/** Without blank lines, and without the mark of what is needed by something optional only: that depends on the rest. */
function readYaml(file: string): string {
  // Since pnpm 11 a document about pnpm itself may come first.
  const text = readFileSync(file, 'utf8').split(/^---$/m).at(-1) ?? '';
  return text.replace(/^ +optional: true\n/gm, '').replace(/\n{2,}/g, '\n');
}

function readJson(file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new BuildError(`${file} cannot be read`, [(cause as Error).message], { cause });
  }
}
