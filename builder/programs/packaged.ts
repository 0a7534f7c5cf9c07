/**
 * The result of both ways to package programs: as bundles, and with their modules.
 */
import type { PlannedEntry } from '../manifest.ts';
import type { NodeNeed } from '../node-range.ts';
import type { BundledPackage } from './licenses.ts';
import type { Owned } from './owned.ts';

export interface PackagedPrograms {
  entries: readonly PlannedEntry[];
  /** The folder of the project on the target, which is the working directory of each service. */
  directory: string;
  /** The first file of each service's program on the target, by its unit. */
  starts: ReadonlyMap<string, string>;
  /** Private files, which the services read. */
  owned: readonly Owned[];
  /** Packages in it that others wrote. */
  bundled: readonly BundledPackage[];
  /** The versions of Node that its parts want. */
  needs: readonly NodeNeed[];
  /** Variables of npm that the sources read, with their values. */
  variables?: Readonly<Record<string, string>> | undefined;
  /** Defects that may stop a program on the target, or may not. */
  warnings: readonly string[];
}
