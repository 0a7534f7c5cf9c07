/**
 * Native files (addons, libraries, executables) before they are packaged: whether they run on the Debian releases that
 * the package is for, and their dependencies there. The files alone decide, not the building machine.
 */
import path from 'node:path';
import { BuildError } from '../errors.ts';
import { ARCHITECTURES, type Architecture, DEBIAN_RELEASES, type DebianRelease } from '../releases.ts';
import { abiNeeds } from './abi-needs.ts';
import { type Elf, isMusl, readElf } from './elf.ts';
import { foreignSystem, startOf } from './file-kinds.ts';
import {
  compareVersions,
  debianDependency,
  packageOf,
  type SymbolVersion,
  symbolVersion,
  versionIn,
} from './libraries.ts';
import { type Answer, askShlibdeps, type Question } from './shlibdeps.ts';
import type { AbiNeed } from './targets.ts';

/** A file of the package, which messages call `shown`. */
interface NativeFile {
  shown: string;
  source: string;
}

/** The machines that the package is for. */
export interface NativeTarget {
  architecture: Architecture;
  releases: readonly DebianRelease[];
}

export interface NativeNeeds {
  /** Whether the package has native code: it is then for one architecture. */
  found: boolean;
  /** As the field Depends has them, such as `libc6 (>= 2.34)`, sorted. */
  depends: string[];
  /** Addons that only some versions of Node load. */
  addons: AbiNeed[];
  warnings: string[];
}

interface ElfFile extends NativeFile {
  elf: Elf;
}

/**
 * Inspects native code among `files`, and files called .node.
 * @throws BuildError with a note for each file that would not run on the target.
 */
export async function inspectNative(files: readonly NativeFile[], target: NativeTarget): Promise<NativeNeeds> {
  const native: ElfFile[] = [];
  const problems: string[] = [];
  // One after the other: a tree of modules may have thousands of executable files.
  for (const file of files) {
    try {
      const elf = await readElf(file.source, file.shown);
      const problem = elf ? problemOf(elf, target) : await foreignFormat(file, target);
      if (problem !== undefined) problems.push(`${file.shown} ${problem}`);
      else if (elf) native.push({ ...file, elf });
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      problems.push([error.message, ...error.notes].join('; '));
    }
  }
  if (problems.length > 0) {
    throw new BuildError(`native files in the package would not run on Debian for ${target.architecture}`, problems);
  }
  const { addons, warnings } = abiNeeds(native);
  const needs = await needsOf(native, files, target.architecture);
  return { ...needs, addons, warnings: [...needs.warnings, ...warnings] };
}

/** The reason why a file would not run on the target, with advice, or undefined if it runs. */
function problemOf(elf: Elf, { architecture, releases }: NativeTarget): string | undefined {
  const { machine, needed } = elf;
  if (machine !== architecture) {
    const other = machine in ARCHITECTURES ? `, or build the package with --arch ${machine}` : '';
    const install = `npm ci --cpu=${ARCHITECTURES[architecture]}; if it is compiled, on such a machine`;
    return `is for ${machine}, the package for ${architecture}: install it for that (${install})${other}`;
  }
  if (isMusl(elf)) {
    const libc = needed.includes('libc.so') ? 'for musl, or for Android' : 'for musl (Alpine Linux)';
    return `is ${libc}, Debian has glibc: install it for that (npm ci --libc=glibc)`;
  }
  return tooNew(symbolsOf(elf), releases);
}

/** The symbols that a release lacks, and the releases that have them, or undefined if no release lacks any. */
function tooNew(symbols: readonly SymbolVersion[], releases: readonly DebianRelease[]): string | undefined {
  const missing = symbols.filter((symbol) => !releases.every((release) => has(release, symbol)));
  if (missing.length === 0) return undefined;
  missing.sort((a, b) => compareVersions(a.version, b.version));
  // The newest version of each package implies the older ones.
  const newest = [...new Map(missing.map((symbol) => [symbol.name, symbol])).values()];
  const all = [...new Set([...DEBIAN_RELEASES, ...releases])];
  const known = all.map((release) => {
    const versions = newest.map((symbol) => `${symbol.name} ${versionIn(release, symbol)}`);
    return `${release.name} has ${versions.join(' and ')}`;
  });
  const wanted = newest.map(({ symbol, name, version }) => `${symbol} (${name} ${version})`).join(' and ');
  const fits = (release: DebianRelease): boolean => newest.every((symbol) => has(release, symbol));
  const fitting = releases.some(fits) ? releases.filter(fits) : all.filter(fits);
  const setting = fitting.map(({ id }) => `"${id}"`).join(', ');
  const otherwise = setting === '' ? '' : `, or set "targets": [${setting}] in the deb section of package.json`;
  const [oldest] = [...releases].sort((a, b) => compareVersions(a.libc, b.libc));
  return `needs ${wanted}; ${known.join(', ')}: build it on ${oldest?.name}${otherwise}`;
}

/** Whether `release` is new enough for a version of symbols. */
function has(release: DebianRelease, symbol: SymbolVersion): boolean {
  return compareVersions(symbol.version, versionIn(release, symbol)) <= 0;
}

/** A native file of a package that some releases do not run: those that do, and the newest version of symbols that it needs. */
export interface NativeSymbols {
  shown: string;
  symbol: string;
  ids: readonly string[];
}

/** Undefined for a file that all releases run. */
export function newSymbols(shown: string, elf: Elf): NativeSymbols | undefined {
  const symbols = symbolsOf(elf).sort((a, b) => compareVersions(a.version, b.version));
  const lacking = symbols.filter((symbol) => !DEBIAN_RELEASES.every((release) => has(release, symbol)));
  const newest = lacking.at(-1);
  if (newest === undefined) return undefined;
  const able = DEBIAN_RELEASES.filter((release) => lacking.every((symbol) => has(release, symbol)));
  return { shown, symbol: newest.symbol, ids: able.map(({ id }) => id) };
}

function symbolsOf({ versions }: Elf): SymbolVersion[] {
  return [...versions.values()].flat().flatMap((symbol) => symbolVersion(symbol) ?? []);
}

/** The defect of a file that is called .node and is no native code for Linux. */
async function foreignFormat(
  { shown, source }: NativeFile,
  { architecture }: NativeTarget,
): Promise<string | undefined> {
  if (!shown.endsWith('.node')) return undefined;
  const system = foreignSystem(startOf(source));
  const what = system === undefined ? 'is no native addon' : `is for ${system}, the package for Linux`;
  return `${what}: install it for that (npm ci --os=linux --cpu=${ARCHITECTURES[architecture]})`;
}

async function needsOf(
  native: readonly ElfFile[],
  files: readonly NativeFile[],
  architecture: Architecture,
): Promise<Omit<NativeNeeds, 'addons'>> {
  const libraries = new Set(native.flatMap(({ elf }) => elf.needed));
  const carried = new Map<string, string>();
  for (const { shown, source } of files) {
    const name = path.basename(shown);
    if (libraries.has(name)) carried.set(name, path.resolve(source));
  }
  const others = [...libraries].filter((library) => {
    return packageOf(library) === undefined && !carried.has(path.basename(library));
  });
  const asking = native.filter(({ elf }) => elf.needed.some((library) => others.includes(library)));
  const sources = asking.map(({ source }) => path.resolve(source));
  const { packages, unknown } = await packagesOf(sources, { libraries: others, carried, architecture });
  const symbols = native.flatMap(({ elf }) => symbolsOf(elf));
  const own = [...libraries].flatMap((library) => packageOf(library) ?? []);
  const depends = [...own.map((name) => debianDependency(name, symbols)), ...packages];
  const warnings = asking.flatMap(({ shown, elf }) => {
    const named = elf.needed.filter((library) => unknown.includes(library));
    return named.map((library) => `${shown} needs ${library}: name the Debian package it comes in in deb.depends`);
  });
  return { found: native.length > 0, depends: [...new Set(depends)].sort(), warnings: [...new Set(warnings)].sort() };
}

/** The Debian packages of libraries that `files` need. */
async function packagesOf(files: readonly string[], question: Omit<Question, 'files'>): Promise<Answer> {
  const [first, ...others] = files;
  if (first === undefined) return { packages: [], unknown: [] };
  return askShlibdeps({ ...question, files: [first, ...others] });
}
