/**
 * Imports of packages that are installed on your machine alone: development dependencies, and what these bring. They fail on
 * the target, where only production dependencies are.
 */
import { realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
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

/** A look of an import. Taking a large source apart costs more than this first look. */
const IMPORT = /\b(?:from|import|require)\s*\(?\s*["'`]([^"'`\s./][^"'`\s]*)["'`]/g;

/**
 * A warning for each package that `files` import and that the Debian package lacks. A warning only, because a program may
 * import a package in a try block.
 */
export async function developmentWarnings(
  files: readonly PackageFile[],
  { packages, limit, add }: DevelopmentOptions,
): Promise<string[]> {
  const carried = new Set(packages.map(({ folder }) => folder));
  const shared = developmentNames(installedJson(limit));
  const importers = new Map<string, string[]>();
  const development = new Set<string>();
  for (const { owner, source } of files) {
    if (!owner.isOwn || !SOURCE.test(source) || FOR_TOOLS.test(source)) continue;
    const names = new Set([...developmentNames({ ...owner.json }), ...shared]);
    for (const name of importedFrom(source)) {
      const isNamed = names.has(name);
      if (!isNamed && (isKnown(name, { ...owner.json }) || !isInstalledFor(owner, name, { source, limit }))) continue;
      if (isCarried(name, { source, limit, carried })) continue;
      if (isNamed) development.add(name);
      importers.set(name, [...(importers.get(name) ?? []), path.relative(limit, source)]);
    }
  }
  return [...importers].map(([name, [first, ...others]]) => {
    const importer = others.length === 0 ? `${first} imports` : `${first} and ${others.length} more import`;
    const flaw = development.has(name) ? 'is a development dependency' : 'no production dependency brings';
    return `${importer} ${name}, which ${flaw}: ${add} ${name}`;
  });
}

/** The development dependencies of a package. The agent brings this tool's API along. */
function developmentNames(json: Record<string, unknown>): string[] {
  const needed = new Set([...production(json), ...Object.keys(objectOf(json.peerDependencies)), API_PACKAGE]);
  return Object.keys(objectOf(json.devDependencies)).filter((name) => !needed.has(name));
}

/** The packages that a source imports. */
function importedFrom(source: string): Set<string> {
  const text = readRegular(source).toString();
  if (text.search(IMPORT) < 0) return new Set();
  return new Set(importedSpecifiers(withoutComments(text)).flatMap((name) => packageOfSpecifier(name) ?? []));
}

/** Whether a name is one of Node's modules, the project's own, or one of its dependencies, which may be left out. */
function isKnown(name: string, json: Record<string, unknown>): boolean {
  const listed = [...production(json), ...Object.keys(objectOf(json.peerDependencies)), json.name, API_PACKAGE];
  return isBuiltin(name) || listed.includes(name);
}

/** Whether a source finds a package beside its project. Some builds write packages among their output, which comes along. */
function isInstalledFor(
  { folder }: InstalledPackage,
  name: string,
  { source, limit }: { source: string; limit: string },
): boolean {
  const at = folderWith(name, path.dirname(source), limit);
  return at !== undefined && !at.startsWith(`${folder}/`);
}

/** Whether Node finds the package on the target, too, because another package needs it. */
function isCarried(
  name: string,
  { source, limit, carried }: { source: string; limit: string; carried: ReadonlySet<string> },
): boolean {
  const at = folderWith(name, path.dirname(source), limit);
  return at !== undefined && carried.has(realpathSync(path.join(at, 'node_modules', name)));
}
