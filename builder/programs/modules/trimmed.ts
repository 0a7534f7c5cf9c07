/**
 * The files of packages without those that stay out: by your wish, because no program needs them, or because they are for
 * another system.
 */
import type { Architecture } from '../../releases.ts';
import type { Excluded } from './excluded.ts';
import { foreignFiles } from './foreign.ts';
import type { InstalledPackage, PackageFile } from './installed.ts';
import { unneededFiles } from './unneeded.ts';

interface Circumstances {
  packages: readonly InstalledPackage[];
  excluded: Excluded;
  architecture: Architecture;
}

/** @throws BuildError for a package with native code for other systems alone. */
export async function trimmed(
  files: readonly PackageFile[],
  { packages, excluded, architecture }: Circumstances,
): Promise<{ files: PackageFile[]; warnings: string[] }> {
  const chosen = files.filter((file) => !excluded.has(file));
  const unneeded = unneededFiles(chosen, packages);
  const needed = chosen.filter(({ source }) => !unneeded.has(source));
  const { foreign, warnings } = await foreignFiles(needed, architecture);
  return {
    files: needed.filter(({ source }) => !foreign.has(source)),
    warnings: [...warnings, ...excluded.warnings],
  };
}
