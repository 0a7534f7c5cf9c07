/**
 * The tests of the agent on Node releases: which files run on which.
 */
import path from 'node:path';
import { run } from '../../builder/shell.ts';
import { packages } from '../system/npm.ts';
import type { TestFiles } from './uvu.ts';

/** Parts of test/notify, whose tests run the agent in processes, that take about the same time, by the first letters of their files. */
const AGENT_PARTS = ['[a-d]', '[e-l]', '[m-r]', '[s-z]'];

/** A Node, and the test files that run on it. */
interface Runtime {
  name: string;
  files: TestFiles[];
}

function runtime(name: string, executable: string, parts = AGENT_PARTS): Runtime {
  const files = parts.map((letters) => ({
    folder: 'test',
    pattern: `^notify/${letters}[^/]*\\.test\\.ts$`,
    env: { NODE_UNDER_TEST: executable },
    seconds: 100,
  }));
  return { name, files };
}

/** Whether other releases are at hand: their executables are for Linux on amd64. */
export const hasReleases = process.arch === 'x64' && process.platform === 'linux';

/** Node releases that the agent is meant for: this one, and others whose executables are at hand and go to `scratch`. */
export async function runtimes(scratch: string, signal: AbortSignal): Promise<Runtime[]> {
  const own = `this Node, ${process.version}`;
  if (!hasReleases) return [runtime(own, process.execPath)];
  const archive = await packages('test/notify/runtimes');
  const args = ['--extract', '--file', archive, '--directory', scratch, '--wildcards', '*/bin/node'];
  await run('tar', args, { signal });
  const other = (release: number, parts = AGENT_PARTS): Runtime =>
    runtime(`Node ${release}`, path.join(scratch, `node_modules/node${release}/bin/node`), parts);
  // The oldest release and the newest one have all parts. The releases between them share the parts.
  const [first = '', second = '', ...others] = AGENT_PARTS;
  return [
    other(18),
    runtime(own, process.execPath, [first, second]),
    other(22, others.slice(0, 1)),
    other(24, others.slice(1)),
    other(26),
  ];
}
