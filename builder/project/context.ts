/**
 * Where a package is built, and for which machine.
 */
import type { Architecture } from '../releases.ts';
import type { InputLog } from './inputs.ts';

/** `project` and `tool`, this tool's own folder, are absolute paths. */
export interface BuildContext {
  project: string;
  tool: string;
  architecture: Architecture;
  signal: AbortSignal;
  /** Notes whatever is looked at. */
  inputs: InputLog;
}
