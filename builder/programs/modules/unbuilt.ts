/**
 * Native addons that are installed, but not built: npm runs no install scripts with `ignore-scripts`, and newer versions
 * run only scripts that you have allowed.
 */
import path from 'node:path';

/**
 * A warning for each of `packages` (folders) that node-gyp would build, if `files` hold no built addon of its own or of
 * a package for one platform, whose name begins with its name. Paths are relative to the same folder.
 */
export function unbuiltWarnings(packages: readonly string[], files: readonly string[]): string[] {
  const present = new Set(files);
  const addons = files.filter((file) => file.endsWith('.node'));
  return packages.flatMap((folder) => {
    if (!present.has(`${folder}/binding.gyp`)) return [];
    const name = path.basename(folder);
    if (addons.some((file) => file.includes(`/${name}/`) || file.includes(`/${name}-`))) return [];
    return [
      `${folder} is a native addon, but was not built: run its install script with npm rebuild ${folder.replace(/^.*node_modules\//, '')}`,
    ];
  });
}
