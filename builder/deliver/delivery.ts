/**
 * The input and the result of a verb that follows the build.
 */
import type { BuiltPackage, Manifest } from '../manifest.ts';

export interface Delivery {
  built: BuiltPackage;
  /** The plan of the package. If the package was up to date, it is made now. */
  plan(): Promise<Manifest>;
  /** Aborted when the command is interrupted. */
  signal: AbortSignal;
  /** Shows the results of a stage. */
  show(stage: string, findings: readonly Finding[]): void;
}

/** One result of a stage. */
export interface Finding {
  state: 'passed' | 'failed' | 'skipped';
  text: string;
}

/** Does the verb's work. Returns fields for the result under `--json`. */
export type Deliver = (delivery: Delivery) => Promise<Record<string, unknown>>;
