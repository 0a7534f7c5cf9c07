/**
 * Native files that are the same program for several systems, as npm packages bring them in one tarball: by their names,
 * `prebuilds/linux-x64.node`, `build/Release/oracledb-26-darwin-arm64.node`, `node.abi115.musl.node`.
 */
import { ARCHITECTURES, type Architecture } from '../releases.ts';

/** The words of a name that say which system a file is for. */
interface NamedSystem {
  /** As Node calls it (process.platform): undefined if the name does not tell. */
  system: string | undefined;
  /** As Node calls it (process.arch). */
  cpus: readonly string[];
  libc: 'glibc' | 'musl' | undefined;
  /** NODE_MODULE_VERSION. */
  abi: number | undefined;
  /** Whether it is for another program than Node: Electron. */
  isOther: boolean;
}

const SYSTEMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ linux: 'linux', linuxglibc: 'linux', linuxmusl: 'linux', alpine: 'linux', linux64: 'linux', linux32: 'linux' },
    ...{ darwin: 'darwin', macos: 'darwin', mac: 'darwin', osx: 'darwin', apple: 'darwin', darwin64: 'darwin' },
    ...{ win32: 'win32', win64: 'win32', win: 'win32', windows: 'win32', msvc: 'win32', winx64: 'win32' },
    ...{ freebsd: 'freebsd', openbsd: 'openbsd', netbsd: 'netbsd', sunos: 'sunos', aix: 'aix', ios: 'ios' },
    ...{ android: 'android', androideabi: 'android', openharmony: 'openharmony', ohos: 'openharmony' },
  }),
);

const CPUS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ x64: 'x64', amd64: 'x64', linux64: 'x64', win64: 'x64', arm64: 'arm64', aarch64: 'arm64', armv8: 'arm64' },
    ...{ ia32: 'ia32', x86: 'ia32', i386: 'ia32', i686: 'ia32', x32: 'ia32', linux32: 'ia32' },
    ...{ arm: 'arm', armhf: 'arm', armel: 'arm', armv6: 'arm', armv6l: 'arm', armv7: 'arm', armv7l: 'arm' },
    ...{ ppc64: 'ppc64', ppc64le: 'ppc64', ppc64el: 'ppc64', s390x: 's390x', riscv64: 'riscv64', riscv64gc: 'riscv64' },
    ...{ loong64: 'loong64', loongarch64: 'loong64', mips64el: 'mips64el', mipsel: 'mipsel', wasm32: 'wasm32' },
  }),
);

const LIBCS: ReadonlyMap<string, 'glibc' | 'musl'> = new Map(
  Object.entries<'glibc' | 'musl'>({
    ...{ glibc: 'glibc', gnu: 'glibc', gnueabihf: 'glibc', gnueabi: 'glibc', linuxglibc: 'glibc' },
    ...{ musl: 'musl', musleabihf: 'musl', musleabi: 'musl', linuxmusl: 'musl', alpine: 'musl' },
  }),
);

/** Words without a system that vary all the same. */
const OTHERS = /^(napi|napi\d+|node|libc|electron|universal|unknown|v\d+|lib|release)$/;

const ENDINGS = /\.(node|so(\.\d+)*|dylib|dll|exe|pdb)$/i;

/** Known numbers of ABIs, for names that hold them without a word in front. */
const ABIS = new Set([83, 88, 93, 102, 108, 111, 115, 120, 127, 131, 137, 141, 147]);

/** The system in a name or path. */
export function namedSystem(name: string): NamedSystem {
  const words = wordsOf(name.replace(ENDINGS, ''));
  const abis = words.flatMap((word) => abiIn(word) ?? []);
  return {
    // The nearest word to the file counts: win32 in node_modules/win32-tools/linux/x64/tool.node is a name.
    system: words.map((word) => SYSTEMS.get(word)).findLast((found) => found !== undefined),
    cpus: words.flatMap((word) => CPUS.get(word) ?? []),
    libc: words.map((word) => LIBCS.get(word)).findLast((found) => found !== undefined),
    abi: abis.at(-1),
    isOther: words.includes('electron'),
  };
}

/** Whether a name says another system than Linux with glibc on `architecture`. */
export function isNamedForeign(name: string, architecture: Architecture): boolean {
  const { system, cpus, libc, isOther } = namedSystem(name);
  const isOtherCpu = cpus.length > 0 && !cpus.includes(ARCHITECTURES[architecture]);
  return isOther || (system !== undefined && system !== 'linux') || isOtherCpu || libc === 'musl';
}

/** A file's place among its variants: equal for files that are the same program for different systems. */
interface VariantKey {
  folder: string;
  name: string;
  /** Whether the folder's name says a system: all files in such a folder vary together. */
  isSystemFolder: boolean;
}

/** @param file its path, relative to its package */
export function variantKey(file: string): VariantKey {
  const at = file.lastIndexOf('/');
  const folders = at < 0 ? [] : wordsOf(file.slice(0, at));
  const isSystem = (word: string): boolean => SYSTEMS.has(word) || CPUS.has(word) || LIBCS.has(word);
  const rest = (words: readonly string[]): string =>
    words.filter((word) => !isSystem(word) && abiIn(word) === undefined && !OTHERS.test(word)).join(' ');
  return {
    folder: rest(folders),
    name: rest(wordsOf(file.slice(at + 1).replace(ENDINGS, ''))),
    isSystemFolder: folders.some(isSystem),
  };
}

/** node-gyp-build takes what is built here before it looks into prebuilds (its index.js). */
const [BUILT, PREBUILT] = [/(^|\/)(build\/(Release|Debug)|compiled|out)\//, /(^|\/)prebuilds\//];

/** Whether a package loads `other` in place of `file` on another system. Both are paths relative to the package. */
export function areVariants(file: string, other: string): boolean {
  const [one, two] = [variantKey(file), variantKey(other)];
  if (PREBUILT.test(file) && BUILT.test(other)) return true;
  if (one.folder !== two.folder) return false;
  return one.name === two.name || (one.isSystemFolder && two.isSystemFolder);
}

function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .replaceAll(/x86[_-]64/g, 'x64')
    .split(/[/\\_.+@ -]+/)
    .filter(Boolean);
}

function abiIn(word: string): number | undefined {
  const [, prefix, number] = /^(abi|v|modules|nodev)?(\d{2,3})$/.exec(word) ?? [];
  const abi = Number(number);
  return prefix === 'abi' || ABIS.has(abi) ? abi : undefined;
}
