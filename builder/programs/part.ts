/**
 * What each way to package a program, as a bundle or with its modules, is given and comes to.
 */
import type { Architecture } from '../debian.ts';
import type { Inputs } from '../inputs.ts';
import type { Entry } from '../manifest.ts';
import type { BundledPackage } from './licenses.ts';

/** Where programs are collected, and for what. `tool` is this tool's own folder. */
export interface Surroundings {
  project: string;
  tool: string;
  architecture: Architecture;
  signal: AbortSignal;
  /** Notes whatever is looked at. */
  inputs: Inputs;
}

export interface Part {
  entries: readonly Entry[];
  /** Where each service's program begins on the target, by its unit. */
  starts: ReadonlyMap<string, string>;
  /** What of it others wrote. */
  bundled: readonly BundledPackage[];
  /** What should be known, but stops nothing. */
  warnings: readonly string[];
}
