/**
 * Which Debian packages the libraries that native files need come in, and from which version on.
 */
import { appendFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Architecture, DebianRelease } from '../releases.ts';
import { isInstalled, run } from '../shell.ts';

/** The C library, all of which is in libc6. */
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

/** The libc6 that has what is not called by a number, by Debian's list of its symbols. */
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
  .map((line) => line.trim().split(' '))
  .map(([version = '', glibcxx, cxxabi]) => ({ version, GLIBCXX: Number(glibcxx), CXXABI: Number(cxxabi) }));

/** That of symbols which are newer than all of these. */
const UNKNOWN = '99';

/** A version of symbols, and the Debian package that has it from `version` on. */
export interface Need {
  symbol: string;
  name: string;
  version: string;
}

/** What a version of symbols, such as GLIBC_2.34, needs; undefined if it tells nothing of a Debian package. */
export function needOf(symbol: string): Need | undefined {
  const glibc = /^GLIBC_(\d[\d.]*)$/.exec(symbol)?.[1] ?? GLIBC_ABI.get(symbol);
  if (glibc !== undefined) return { symbol, name: 'libc6', version: glibc };
  // Debian calls GCC_14.0.0 version 14, and GCC_4.2.0 version 4.2.
  const gcc = /^GCC_(\d[\d.]*)$/
    .exec(symbol)?.[1]
    ?.replace(/^(\d+\.\d+)\.0$/, '$1')
    .replace(/^([5-9]|\d\d)\.0$/, '$1');
  if (gcc !== undefined) return { symbol, name: 'libgcc-s1', version: gcc };
  const [, family, number = '0'] = /^(GLIBCXX|CXXABI)_(?:3\.4|1\.3)(?:\.(\d+))?$/.exec(symbol) ?? [];
  if (family !== 'GLIBCXX' && family !== 'CXXABI') return undefined;
  const version = LIBSTDCXX.find((known) => known[family] >= Number(number))?.version ?? UNKNOWN;
  return { symbol, name: 'libstdc++6', version };
}

/** The version of a need's package in `release`; libgcc-s1 and libstdc++6 are of one source. */
export function versionIn(release: DebianRelease, { name }: Need): string {
  return name === 'libc6' ? release.libc : (needOf(release.libstdcxx)?.version ?? UNKNOWN);
}

/** Below zero if version `a` is older than `b`, above if it is newer. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split(/[.-]/).map(Number), b.split(/[.-]/).map(Number)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
}

/** The package of a library that every Debian has. */
export function packageOf(library: string): string | undefined {
  return LIBC.test(library) ? 'libc6' : PACKAGES.get(library);
}

/** A dependency on the package `name`, of a version that meets all of `needs`. */
export function dependency(name: string, needs: readonly Need[]): string {
  const versions = needs.filter((need) => need.name === name).map(({ version }) => version);
  const newest = versions.sort(compareVersions).at(-1);
  return newest === undefined ? name : `${name} (>= ${newest})`;
}

/** The package of what has none. */
const STAND_IN = 'none';

export interface Answer {
  /** As dpkg-shlibdeps has them: `libvips42 (>= 8.14)`. */
  packages: string[];
  /** Libraries it knows no package of. */
  unknown: string[];
}

/**
 * Asks dpkg-shlibdeps(1) where `libraries`, which `files` need, come from. `carried` are those in the package, by name.
 * Without an answer, on a machine without Debian's tools or with another architecture's, all are unknown.
 */
export async function askDpkg(
  files: readonly string[],
  libraries: readonly string[],
  carried: ReadonlyMap<string, string>,
  architecture: Architecture,
): Promise<Answer> {
  const nothing = { packages: [], unknown: [...libraries] };
  if (libraries.length === 0 || !isInstalled('dpkg-shlibdeps')) return nothing;
  const folder = await mkdtemp(path.join(tmpdir(), 'build-deb-'));
  try {
    await mkdir(path.join(folder, 'debian'));
    await writeFile(path.join(folder, 'debian/control'), 'Source: any\n\nPackage: any\nArchitecture: any\n');
    for (const [name, source] of carried) await standIn(folder, name, source);
    const args = ['-v', '-O', `-l${folder}`, ...files.map((file) => `-e${file}`)];
    const env = { ...process.env, LC_ALL: 'C', DEB_HOST_ARCH: architecture };
    // A path is no name to look for.
    const unknown = new Set(libraries.filter((library) => library.includes('/')));
    for (;;) {
      const { exitCode, stdout, stderr } = await run('dpkg-shlibdeps', args, { cwd: folder, env });
      const isMissing = (library: string): boolean =>
        stderr.includes(` library ${library} needed by `) || stderr.includes(`/${library} (used by `);
      const missing = libraries.filter((library) => !unknown.has(library) && isMissing(library));
      if (missing.length === 0) {
        if (exitCode !== 0) return nothing;
        // It reads sections, and sees nothing in files that are stripped of them.
        const isSeen = (library: string): boolean => `${stdout}${stderr}`.includes(`Library ${library} found in `);
        return { packages: packagesIn(stdout), unknown: libraries.filter((one) => unknown.has(one) || !isSeen(one)) };
      }
      // What it doesn't find stops it: with something in its place it tells of the others.
      for (const library of missing) {
        unknown.add(library);
        await standIn(folder, library, files[0] ?? '');
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes dpkg-shlibdeps find the library `name` in `folder`, and take it for one of a package that isn't there. */
async function standIn(folder: string, name: string, source: string): Promise<void> {
  await symlink(source, path.join(folder, name));
  const [, library, version] = /^(.*)\.so\.(.*)$/.exec(name) ?? /^(.*)-(\d.*)\.so$/.exec(name) ?? [];
  const line = `${library} ${version} ${STAND_IN}\n`;
  if (library !== undefined) await appendFile(path.join(folder, 'debian/shlibs.local'), line);
}

function packagesIn(stdout: string): string[] {
  const found = /^shlibs:Depends=(.*)$/m.exec(stdout)?.[1]?.split(', ') ?? [];
  const known = new Set([STAND_IN, 'libc6', ...PACKAGES.values()]);
  return found.filter((dependency) => !known.has(dependency.replace(/ .*/, '')));
}
