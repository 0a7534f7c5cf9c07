/**
 * Imports of development dependencies: they work on your machine, and fail on the target, where only production
 * dependencies are.
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { folderWith, installedJson, objectOf, production } from '../../project/package-json.ts';
import { readRegular } from '../../project/read-file.ts';
import { importedSpecifiers, packageOfSpecifier, withoutComments } from '../../project/source-text.ts';
import { API_PACKAGE } from '../notify-api.ts';
import type { InstalledPackage, PackageFile } from './installed.ts';

export const SOURCE = /\.[cm]?js$/;

/** Tests and settings of tools lie beside the program by custom, and no service loads them. */
export const FOR_TOOLS = /\.(config|test|spec)\.[cm]?js$/;

interface DevelopmentOptions {
  /** The packages that go into the Debian package. */
  packages: readonly InstalledPackage[];
  /** The workspace, or the project itself. */
  limit: string;
  /** The command that adds a dependency. */
  add: string;
}

/**
 * A warning for each development dependency that `files` import. A warning only, because a program may import a package
 * in a try block.
 */
export async function developmentWarnings(
  files: readonly PackageFile[],
  { packages, limit, add }: DevelopmentOptions,
): Promise<string[]> {
  const carried = new Set(packages.map(({ folder }) => folder));
  const shared = developmentNames(installedJson(limit));
  const importers = new Map<string, string[]>();
  for (const { owner, source } of files) {
    if (!owner.isOwn || !SOURCE.test(source) || FOR_TOOLS.test(source)) continue;
    const names = new Set([...developmentNames({ ...owner.json }), ...shared]);
    for (const name of await importedAmong(names, source)) {
      if (isCarried(name, { source, limit, carried })) continue;
      importers.set(name, [...(importers.get(name) ?? []), path.relative(limit, source)]);
    }
  }
  return [...importers].map(([name, [first, ...others]]) => {
    const importer = others.length === 0 ? `${first} imports` : `${first} and ${others.length} more import`;
    return `${importer} ${name}, which is a development dependency: ${add} ${name}`;
  });
}

/** The development dependencies of a package. The agent brings this tool's API along. */
function developmentNames(json: Record<string, unknown>): string[] {
  const needed = new Set([...production(json), ...Object.keys(objectOf(json.peerDependencies)), API_PACKAGE]);
  return Object.keys(objectOf(json.devDependencies)).filter((name) => !needed.has(name));
}

/** The packages of `names` that a source imports. */
async function importedAmong(names: ReadonlySet<string>, source: string): Promise<Set<string>> {
  const text = names.size === 0 ? '' : readRegular(source).toString();
  // Taking a large source apart costs more than this first look.
  if (![...names].some((name) => text.includes(name))) return new Set();
  const imported = importedSpecifiers(withoutComments(text)).flatMap((name) => packageOfSpecifier(name) ?? []);
  return new Set(imported.filter((name) => names.has(name)));
}

/** Whether Node finds the package on the target, too, because another package needs it. */
function isCarried(
  name: string,
  { source, limit, carried }: { source: string; limit: string; carried: ReadonlySet<string> },
): boolean {
  const at = folderWith(name, path.dirname(source), limit);
  return at !== undefined && carried.has(realpathSync(path.join(at, 'node_modules', name)));
}
