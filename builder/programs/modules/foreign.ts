/**
 * Native files of packages that are for another processor, system or C library than the target's. They stay out of the Debian
 * package if the right one is there.
 */
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { BuildError } from '../../errors.ts';
import { ARCHITECTURES, type Architecture } from '../../releases.ts';
import { isMusl, readElf } from '../elf.ts';
import { foreignSystem, isElf, isLibraryName, startOf } from '../file-kinds.ts';
import { areVariants, isNamedForeign, namedSystem } from '../variants.ts';
import { type InstalledPackage, nameOf, type PackageFile } from './installed.ts';

/** Native code by its name, also for other systems. */
const OTHER_LIBRARY = /\.(dylib|dll|exe|pdb)$/i;

interface Native {
  item: PackageFile;
  /** Relative to its package. */
  file: string;
  /** Whether it runs on the target, or surely does not. Both are false if neither its content nor its name tells. */
  runs: boolean;
  isForeign: boolean;
}

/**
 * The files among `files` that stay out, absolute, and warnings.
 * @throws BuildError for a package with files for other systems alone, by their names. inspectNative() refuses those that
 * were built on another system.
 */
export async function foreignFiles(
  files: readonly PackageFile[],
  architecture: Architecture,
): Promise<{ foreign: ReadonlySet<string>; warnings: string[] }> {
  const byPackage = new Map<InstalledPackage, Native[]>();
  for (const item of files) {
    const native = item.named === 'exactly' ? undefined : await nativeOf(item, architecture);
    if (native !== undefined) byPackage.set(item.owner, [...(byPackage.get(item.owner) ?? []), native]);
  }
  const foreign = new Set<string>();
  const warnings: string[] = [];
  for (const [owner, natives] of byPackage) {
    const left: Native[] = [];
    for (const native of natives.filter(({ isForeign }) => isForeign)) {
      const hasRight = natives.some(({ runs, file }) => runs && areVariants(native.file, file));
      if (hasRight) foreign.add(native.item.source);
      else if (isLibraryName(native.file) && namedSystem(native.file).system !== undefined) left.push(native);
    }
    if (left.length === 0) continue;
    const isForLinux = natives.some(({ file }) => namedSystem(file).system === 'linux');
    const isSource = files.some(
      (item) => item.owner === owner && item.source === path.join(owner.folder, 'binding.gyp'),
    );
    if (isForLinux || isSource) throw noneFits(owner, left, architecture);
    // A package such as native-reg has a part for Windows alone, and loads it there alone.
    for (const { item } of left) foreign.add(item.source);
    warnings.push(`${nameOf(owner)} has native code for other systems alone, which was left out`);
  }
  return { foreign, warnings };
}

async function nativeOf(item: PackageFile, architecture: Architecture): Promise<Native | undefined> {
  const { source, owner } = item;
  const file = path.relative(owner.folder, source);
  const isLibrary = isLibraryName(file) || OTHER_LIBRARY.test(file);
  if (!isLibrary && path.extname(file) !== '') return undefined;
  const { system, cpus } = namedSystem(file);
  const isTool = !isLibrary && system !== undefined;
  if (!isLibrary && !isTool) return undefined;
  if (!lstatSync(source).isFile()) return undefined;
  const start = startOf(source);
  const isNamed = isNamedForeign(file, architecture);
  if (foreignSystem(start) !== undefined) return { item, file, runs: false, isForeign: true };
  if (!isElf(start)) {
    if (isTool) return undefined;
    const runs = !isNamed && system === 'linux' && cpus.length > 0;
    return { item, file, runs, isForeign: isNamed };
  }
  // A damaged file is refused when all native files are inspected.
  const elf = await readElf(source).catch(() => undefined);
  if (elf === undefined) return { item, file, runs: !isNamed, isForeign: isNamed };
  const isOtherLibc = isMusl(elf) || elf.isFreeBsd || isNamedForeign(withoutCpus(file), architecture);
  const isForeign = elf.machine !== architecture || isOtherLibc;
  return { item, file, runs: !isForeign, isForeign };
}

/** The machine is in the file itself: a name such as lib/arm/tool.node may mean something else. */
function withoutCpus(file: string): string {
  return file.replaceAll(
    /(?<![a-z0-9])(arm\w*|aarch64|x86|ia32|x32|i[36]86|ppc64\w*|s390x|riscv64\w*)(?![a-z0-9])/gi,
    '',
  );
}

function noneFits(owner: InstalledPackage, left: readonly Native[], architecture: Architecture): BuildError {
  const cpu = ARCHITECTURES[architecture];
  const name = nameOf(owner);
  return new BuildError(`${name} has no native file for Debian on ${architecture}`, [
    `it has ${left
      .slice(0, 5)
      .map(({ file }) => file)
      .join(', ')}${left.length > 5 ? ` and ${left.length - 5} more` : ''}`,
    `install or build the right one: npm ci --os=linux --cpu=${cpu} --libc=glibc, or npm rebuild ${name} on Linux with ${cpu}`,
    `if the service does without it, leave it out: "exclude": ["node_modules/${name}/**/*.node"]`,
  ]);
}
