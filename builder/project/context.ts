/**
 * The place where a package is built, and the machine that it is for.
 */
import type { Architecture } from '../releases.ts';
import type { InputLog } from './inputs.ts';

/** `project`, and `tool`, this tool's own folder, are absolute paths. */
export interface BuildContext {
  project: string;
  tool: string;
  architecture: Architecture;
  signal: AbortSignal;
  /** Notes each file and folder that the build reads. */
  inputs: InputLog;
}
