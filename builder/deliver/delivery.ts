/**
 * The input and the result of a verb that follows the build.
 */
import type { BuiltPackage, Manifest } from '../manifest.ts';
import type { BundledPackage } from '../programs/licenses.ts';

/** The severities of npm's advisories (npm-audit(1)), the least first. */
export const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** From which severity on a finding fails a check. */
export type AuditLevel = Severity | 'none';

export interface Delivery {
  /** The folder of the project. */
  project: string;
  built: BuiltPackage;
  /** The plan of the package. If the package was up to date, it is made now. */
  plan(): Promise<Manifest>;
  /** The packages in it that others wrote, from the same plan. */
  packages(): Promise<readonly BundledPackage[]>;
  auditLevel: AuditLevel;
  /** Aborted when the command is interrupted. */
  signal: AbortSignal;
  /** Shows the results of a stage. */
  show(stage: string, findings: readonly Finding[]): void;
  /** Tells a fact that does not stop the command. */
  warn(text: string): void;
}

/** One result of a stage. */
export interface Finding {
  state: 'passed' | 'failed' | 'skipped';
  text: string;
}

/** Does the verb's work. Returns fields for the result under `--json`. */
export type Deliver = (delivery: Delivery) => Promise<Record<string, unknown>>;
