/**
 * Native addons that are installed, but not built: npm leaves their install scripts out if it was told to, or if nobody
 * has allowed them.
 */
import path from 'node:path';

/**
 * A warning for each of `packages` (folders) that node-gyp would build, where `files` hold nothing that was built: no
 * addon of its own, nor one in a package that is named after it, as those for one platform are. Paths are relative to
 * the same folder.
 */
export function unbuiltWarnings(packages: readonly string[], files: readonly string[]): string[] {
  const present = new Set(files);
  const addons = files.filter((file) => file.endsWith('.node'));
  return packages.flatMap((folder) => {
    if (!present.has(`${folder}/binding.gyp`)) return [];
    const name = path.basename(folder);
    if (addons.some((file) => file.includes(`/${name}/`) || file.includes(`/${name}-`))) return [];
    return [`${folder} is a native addon, but was not built: run its install script with npm rebuild ${name}`];
  });
}
