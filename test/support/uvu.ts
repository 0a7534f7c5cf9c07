/**
 * Test files in processes of their own.
 */
import { stripVTControlCharacters } from 'node:util';
import { run } from '../../builder/shell.ts';

/** What became of some tests. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
  /** What was printed, if one failed. */
  details: string;
  /** Each test that failed, and the first lines of why. */
  failures: string[];
}

/** A test that failed: its name and at most nine lines more, up to the next one or the count. */
const FAILURE = /^ +FAIL .*(?:\n(?! +FAIL | *\(\d+ \/ | {2}Total).*){0,9}/gm;

/** Runs the test files of a folder that match, by uvu, which counts. An end before the last test is a failure, too. */
export async function countTests(
  folder: string,
  pattern: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Count> {
  signal.throwIfAborted();
  const args = ['--import=tsx', 'node_modules/uvu/bin.js', folder, pattern];
  const { exitCode, stdout, stderr } = await run('node', args, { env: { ...process.env, ...env }, signal });
  const text = stripVTControlCharacters(stdout);
  const count = (label: string): number => Number(new RegExp(`^  ${label}: +(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const [total, passed, skipped] = [count('Total'), count('Passed'), count('Skipped')];
  const failed = Math.max(total - passed, exitCode === 0 ? 0 : 1);
  const failures = [...text.matchAll(FAILURE)].map(([block]) => block.trimEnd().replaceAll(/\n\s*\n/g, '\n'));
  if (failures.length < failed) failures.push(`   FAIL  ${folder} ${pattern}: exit code ${exitCode}`);
  return { passed, failed, skipped, details: failed > 0 ? `${text}${stderr}` : '', failures };
}

/** Works on all items, so many at once, in their order. */
export async function atOnce<T>(many: number, items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const some = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: many }, some));
}
