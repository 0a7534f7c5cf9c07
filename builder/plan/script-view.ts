/**
 * The values of a package that its maintainer scripts name.
 */
import type { UnitLists } from './unit-lists.ts';

/** The values that fragments may name. Lists are separated by spaces; an empty one stands for no such thing. */
export interface ScriptView extends UnitLists {
  name: string;
  systemUsers: string;
  /** Those of them that package.json names. */
  namedUsers: string;
  /** Each as USER:HOME. */
  homes: string;
  secrets: string;
  /** Whether units name the files of secrets with their paths. */
  absoluteSecrets: boolean;
  /** Absolute paths. */
  directories: string;
  /** Those where root has mount points, each as DIRECTORY:PACKAGED. */
  openDirectories: string;
  /** Whether files of the package belong to system users. */
  ownedFiles: boolean;
  /** Whether the package has files of `deb.files`, such as conffiles. */
  furtherFiles: boolean;
  /** Whether the package has a file for systemd-tmpfiles(8). */
  tmpfiles: boolean;
  /** The names of files in /etc/default. */
  settings: string;
  /** Earlier names of the package. */
  formerly: string;
  /** The least version of NodeSource's Node. */
  leastNode: string;
  /** Whether the previous version runs again if a service does not start. */
  returns: boolean;
  /** Whether the installation fails then. */
  failedStartFails: boolean;
  /** Whether the project wants to know of triggers. */
  interested: boolean;
  /** Whether the project adds a fragment to this script. */
  projectFragment: boolean;
}
