/**
 * Packages in the places where they are installed.
 */
import type { PackageJson } from '../../project/package-json.ts';

/** The project, a member of its workspace, or a package that others wrote. */
export interface InstalledPackage {
  /** Its real path. */
  folder: string;
  json: PackageJson;
  /** Whether it is the project itself, or a member of its workspace. */
  isOwn: boolean;
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
