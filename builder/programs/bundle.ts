/**
 * Code of this tool for the target, such as the agent, as one file that every supported Node runs.
 */
import { build, type OutputFile, stop } from 'esbuild';
import { OLDEST_NODE } from '../releases.ts';

export interface Bundle {
  code: Buffer;
  /** The source files in it, relative to the tool. */
  inputs: string[];
}

/** How each of them is bundled. */
export const OPTIONS = {
  bundle: true,
  platform: 'node',
  // On Node 22 and 24 an ES module costs some 20 ms and 10 MiB more at start than CommonJS.
  format: 'cjs',
  target: `node${OLDEST_NODE}`,
  charset: 'utf8',
  legalComments: 'inline',
  metafile: true,
  write: false,
  logLevel: 'silent',
} as const;

/** Bundles `entry` (relative to `tool`) with all its imports. Writes no file. */
export async function bundle(tool: string, entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({ ...OPTIONS, absWorkingDir: tool, entryPoints: [entry] });
  const [{ contents }] = outputFiles as [OutputFile];
  return { code: Buffer.from(contents), inputs: Object.keys(metafile.inputs) };
}

/** Ends each bundling when `signal` comes: esbuild is a process that can wait for a file. */
export function stopWith(signal: AbortSignal): void {
  signal.addEventListener('abort', () => void stop());
}
