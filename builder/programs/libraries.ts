/**
 * The Debian packages of the libraries that native files need, and the first versions that have the needed symbols.
 */
import type { DebianRelease } from '../releases.ts';

/** The parts of the C library, which all are in libc6. */
const LIBC =
  /^(ld-linux[\w-]*|lib(c|m|mvec|pthread|dl|rt|util|resolv|anl|nsl|thread_db|BrokenLocale|nss_\w+))\.so\.\d+$/;

/** Libraries whose packages have the same names in every Debian. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['libstdc++.so.6', 'libstdc++6'],
  ['libgcc_s.so.1', 'libgcc-s1'],
  ['libatomic.so.1', 'libatomic1'],
  ['libgomp.so.1', 'libgomp1'],
  ['libz.so.1', 'zlib1g'],
]);

/** The first libc6 with each version of symbols that has no number, by Debian's list of its symbols. */
const GLIBC_ABI: ReadonlyMap<string, string> = new Map([
  ['GLIBC_ABI_DT_RELR', '2.36'],
  ['GLIBC_ABI_DT_X86_64_PLT', '2.42'],
  ['GLIBC_ABI_GNU2_TLS', '2.42'],
]);

/**
 * Versions of libstdc++6, each with its newest GLIBCXX_3.4.* and CXXABI_1.3.*: by "ABI Policy and Guidelines" in GCC's
 * manual of libstdc++, and by Debian's list of the library's symbols.
 */
const LIBSTDCXX = `4.1.1 8 1, 4.2.1 9 1, 4.3 10 2, 4.4 12 3, 4.4.2 13 3, 4.5 14 4, 4.6 16 5, 4.7 17 6, 4.8 19 7,
  4.9 20 8, 5.2 21 9, 6 22 10, 7 24 11, 8 25 11, 9 26 12, 9.1 27 12, 10.2 28 12, 11 29 13, 12 30 13, 13 31 14,
  13.1 32 14, 14 33 15, 15 34 16, 16 35 17, 16.2.0-3 36 17`
  .split(',')
  .map((line) => line.trim().split(' ') as [string, string, string])
  .map(([version, glibcxx, cxxabi]) => ({ version, GLIBCXX: Number(glibcxx), CXXABI: Number(cxxabi) }));

/** The version for symbols that are newer than all of these. */
const NEWER = '99';

/** A version of symbols, and the Debian package that has it from `version` on. */
export interface SymbolVersion {
  symbol: string;
  /** Of the Debian package. */
  name: string;
  version: string;
}

/** The Debian package of a version of symbols, such as GLIBC_2.34, or undefined if its name does not tell. */
export function symbolVersion(symbol: string): SymbolVersion | undefined {
  const glibc = /^GLIBC_(\d[\d.]*)$/.exec(symbol)?.[1] ?? GLIBC_ABI.get(symbol);
  if (glibc !== undefined) return { symbol, name: 'libc6', version: glibc };
  // Debian calls GCC_14.0.0 version 14, and GCC_4.2.0 version 4.2.
  const gcc = /^GCC_(\d[\d.]*)$/
    .exec(symbol)?.[1]
    ?.replace(/^(\d+\.\d+)\.0$/, '$1')
    .replace(/^([5-9]|\d\d)\.0$/, '$1');
  if (gcc !== undefined) return { symbol, name: 'libgcc-s1', version: gcc };
  // GLIBCXX_3.4 itself is older than its first number.
  const [, family, number = '0'] = /^(GLIBCXX|CXXABI)_(?:3\.4|1\.3)(?:\.(\d+))?$/.exec(symbol) ?? [];
  if (family !== 'GLIBCXX' && family !== 'CXXABI') return undefined;
  const version = LIBSTDCXX.find((known) => known[family] >= Number(number))?.version ?? NEWER;
  return { symbol, name: 'libstdc++6', version };
}

/** The version of the Debian package in `release`. libgcc-s1 and libstdc++6 have one source, and so one version. */
export function versionIn(release: DebianRelease, { name }: SymbolVersion): string {
  return name === 'libc6' ? release.libc : (symbolVersion(release.libstdcxx)?.version ?? NEWER);
}

/** Below zero if version `a` is older than `b`, above if it is newer. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split(/[.-]/).map(Number), b.split(/[.-]/).map(Number)];
  const at = left.findIndex((part, index) => part !== right[index]);
  // 12 is older than 12.0.
  return at < 0 ? left.length - right.length : (left[at] as number) - (right[at] ?? -1);
}

/** The Debian package of a library that every release has under the same name. */
export function packageOf(library: string): string | undefined {
  return LIBC.test(library) ? 'libc6' : PACKAGES.get(library);
}

/** A dependency on the Debian package `name`, from the first version on that has all of `symbols`. */
export function debianDependency(name: string, symbols: readonly SymbolVersion[]): string {
  const versions = symbols.filter((symbol) => symbol.name === name).map(({ version }) => version);
  const newest = versions.sort(compareVersions).at(-1);
  return newest === undefined ? name : `${name} (>= ${newest})`;
}

/** Whether `name` is a Debian package of these libraries. */
export function isKnownPackage(name: string): boolean {
  return name === 'libc6' || [...PACKAGES.values()].includes(name);
}
