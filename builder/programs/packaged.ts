/**
 * What each way to package a program, as a bundle or with its modules, comes to.
 */
import type { PlannedEntry } from '../manifest.ts';
import type { BundledPackage } from './licenses.ts';

export interface PackagedPrograms {
  entries: readonly PlannedEntry[];
  /** Where each service's program begins on the target, by its unit. */
  starts: ReadonlyMap<string, string>;
  /** What of it others wrote. */
  bundled: readonly BundledPackage[];
  /** What should be known, but stops nothing. */
  warnings: readonly string[];
}
