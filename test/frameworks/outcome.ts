/**
 * The outcome of a project on a newcomer's road.
 */

/** How far it came: it is installed and asked, or it ends earlier. */
export type Stage = 'make' | 'init' | 'build' | 'install' | 'ready' | 'page' | 'asset' | 'write' | 'kept' | Ending;
type Ending = 'journal' | 'restart' | 'stop' | 'purge';

/** A step that did not go as on the developer's machine. */
export class Failure extends Error {
  readonly stage: Stage;
  /** Messages of the steps before. */
  readonly warnings: readonly string[];

  constructor(stage: Stage, message: string, warnings: readonly string[] = []) {
    super(message);
    this.stage = stage;
    this.warnings = warnings;
  }
}

export interface Outcome {
  verdict: 'ok' | 'edit' | 'stopped' | 'warned' | 'wrong' | 'unmade';
  /** Lines of the deb section that a person writes. */
  lines: number;
  stage?: Stage;
  message: string;
}

/** Stages whose failure is a message of the tool or of apt: the person sees it at once. */
const TOLD: readonly Stage[] = ['init', 'build', 'install'];

/** The outcome after a failure. */
export function outcomeOf({ stage, message, warnings }: Failure): Outcome {
  const failed = { lines: 0, stage, message };
  if (stage === 'make') return { ...failed, verdict: 'unmade' };
  if (TOLD.includes(stage)) return { ...failed, verdict: 'stopped' };
  if (warnings.length === 0) return { ...failed, verdict: 'wrong' };
  return { ...failed, verdict: 'warned', message: `${message}\n${warnings.join('\n')}` };
}
