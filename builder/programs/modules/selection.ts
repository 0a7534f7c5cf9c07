/**
 * The files of each package that belong on the target.
 */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { InputLog } from '../../project/inputs.ts';
import { isIn } from '../../project/read-file.ts';
import { secretKind } from '../../project/secrets/names.ts';
import { selectOthersFiles } from './dependency-files.ts';
import { exclusionsIn } from './excluded.ts';
import type { Hidden } from './ignored.ts';
import type { InstalledPackage, PackageFile } from './installed.ts';
import { selectOwnFiles } from './own-files.ts';

/** Patterns that are exactly the names of secrets in dependencies, as absolute paths, and the other patterns. */
export function forDependencies(patterns: readonly string[] | undefined, home: string) {
  const isOne = (pattern: string): boolean =>
    /^(\.\/)?node_modules\//.test(pattern) && secretKind(pattern) !== undefined;
  const kept = patterns?.filter(isOne).flatMap((pattern) => {
    const place = path.join(home, pattern);
    return existsSync(place) ? [realpathSync(place)] : [];
  });
  const others = patterns?.filter((pattern) => !isOne(pattern) && !exclusionsIn([pattern]).length);
  return { include: others?.length === 0 ? undefined : others, kept: new Set(kept) };
}

interface SelectOptions {
  /** The files that services start with, relative to the project. */
  entries?: readonly string[];
  needed?: readonly string[];
  inputs: InputLog;
  home: string;
  packages: readonly InstalledPackage[];
  include: readonly string[] | undefined;
  /** Files of packages that others wrote which the project asks for by name. */
  kept: ReadonlySet<string>;
}

/** The files and links of a package that belong on the target. */
export async function select(
  owner: InstalledPackage,
  options: SelectOptions,
): Promise<{ files: PackageFile[]; hidden: readonly Hidden[] }> {
  const { folder, json, isOwn } = owner;
  const { include, kept, entries = [], needed = [], inputs, home, packages } = options;
  if (!isOwn) {
    const sources = selectOthersFiles(owner, inputs);
    const files = sources.map(
      (source): PackageFile => ({ owner, source, named: kept.has(source) ? 'exactly' : 'not' }),
    );
    return { files, hidden: [] };
  }
  const others = packages.filter((other) => other.isOwn && other !== owner && isIn(other.folder, folder));
  const { files, hidden } = await selectOwnFiles(folder, json, {
    include: folder === home ? include : undefined,
    others: others.map((other) => path.relative(folder, other.folder)),
    entries: folder === home ? entries : [],
    needed: folder === home ? needed : [],
    inputs,
  });
  const found = [...files].map(([file, named]): PackageFile => ({ owner, source: path.join(folder, file), named }));
  return { files: found, hidden };
}
