/**
 * Packages as they lie on the disk, and what their package.json says of them.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BuildError, fileSystemReason } from '../../errors.ts';

/** What counts here of a package.json (npm's documentation, "package.json"). */
export interface PackageJson {
  name?: string;
  version?: string;
  main?: string;
  bin?: string | Record<string, string>;
  files?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  bundleDependencies?: string[] | boolean;
  os?: string | string[];
  cpu?: string | string[];
  libc?: string | string[];
}

export interface Package {
  /** Its real path. */
  folder: string;
  json: PackageJson;
  /** The project itself, or a package of its workspace; everything else was written by others. */
  isOwn: boolean;
}

/** Something that belongs to `owner` and is a file or a symbolic link. */
export interface Found {
  owner: Package;
  /** Absolute. */
  source: string;
}

/**
 * The package.json in `folder`.
 * @throws BuildError if it cannot be read or holds no object.
 */
export function readPackageJson(folder: string): PackageJson {
  const file = path.join(folder, 'package.json');
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    if (typeof json === 'object' && json !== null) return json;
    throw new SyntaxError('it is not an object');
  } catch (cause) {
    const reason = fileSystemReason(cause);
    if (reason !== undefined) throw new BuildError(`cannot read ${file}: ${reason}`, [], { cause });
    throw new BuildError(`${file} is not valid JSON`, [(cause as Error).message], { cause });
  }
}
