/**
 * Packages in the places where they are installed.
 */
import path from 'node:path';
import type { PackageJson } from '../../project/package-json.ts';
import { oneLine } from '../../text.ts';

/** The project, a member of its workspace, or a package that others wrote. */
export interface InstalledPackage {
  /** Its real path. */
  folder: string;
  json: PackageJson;
  /** Whether it is the project itself, or a member of its workspace. */
  isOwn: boolean;
}

/** The name for messages. A package.json may hold any value. */
export function nameOf({ folder, json: { name } }: InstalledPackage): string {
  return oneLine(typeof name === 'string' ? name : path.basename(folder));
}

/** How the project asks for a file: by a pattern that is exactly its name, by any other pattern, or not at all. */
export type Naming = 'exactly' | 'by pattern' | 'not';

/** A file or a symbolic link of a package. */
export interface PackageFile {
  owner: InstalledPackage;
  named: Naming;
  /** Absolute. */
  source: string;
}
