/**
 * The program that marks the step before the start as done (payload/before.ts).
 */
import type { Config } from '../config/config.ts';
import { type PlannedEntry, planned, textEntry } from '../manifest.ts';
import { bundle } from './bundle.ts';

/** It, if the package has such a step. No service has a name with an underscore. */
export async function markProgram(
  { name, before }: Pick<Config, 'name' | 'before'>,
  tool: string,
): Promise<{ entries: PlannedEntry[]; inputs: string[] }> {
  if (before === undefined) return { entries: [], inputs: [] };
  const { code, inputs } = await bundle(tool, 'payload/before.ts');
  const file = textEntry(`/usr/lib/${name}/before_mark.cjs`, code);
  return { entries: planned('the program that marks the step before the start', [file]), inputs };
}
