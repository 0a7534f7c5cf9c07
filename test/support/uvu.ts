/**
 * Test files in processes of their own.
 */
import { stripVTControlCharacters } from 'node:util';
import { run } from '../../builder/shell.ts';

/** The results of some tests. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
  /** The output, if a test failed. */
  details: string;
  /** Each test that failed, with the first lines of the reason. */
  failures: string[];
}

/** Test files that run in one process. */
export interface TestFiles {
  folder: string;
  /** A regular expression on the paths below the folder. */
  pattern: string;
  env?: NodeJS.ProcessEnv;
  /** The time that they take on a machine that does nothing else, if it is long: those begin first. */
  seconds?: number;
}

/** A test that never gives the event loop back cannot end itself (run-files.ts). A chapter on a busy machine takes less. */
const LONGEST_MS = 40 * 60_000;

/** A test that failed: its name and at most nine lines more, up to the next one or the count. */
const FAILURE = /^ +FAIL .*(?:\n(?! +FAIL | *\(\d+ \/ | {2}Total).*){0,9}/gm;

/**
 * Runs test files by uvu, which counts. A process that ends before its last test, or is ended after `longest`
 * milliseconds, is a failure too.
 */
export async function countTests(
  { folder, pattern, env }: TestFiles,
  signal: AbortSignal,
  longest = LONGEST_MS,
): Promise<Count> {
  signal.throwIfAborted();
  const args = ['--import=tsx', 'test/support/run-files.ts', folder, pattern];
  const limit = AbortSignal.timeout(longest);
  const both = AbortSignal.any([signal, limit]);
  const { exitCode, stdout, stderr } = await run('node', args, { env: { ...process.env, ...env }, signal: both }).catch(
    (error: unknown) => {
      if (!limit.aborted || signal.aborted) throw error;
      return { exitCode: `none within ${longest / 1000} s`, stdout: '', stderr: '' };
    },
  );
  const text = stripVTControlCharacters(stdout);
  const [total, passed, skipped] = totalsOf(text);
  const failed = Math.max(total - passed, exitCode === 0 ? 0 : 1);
  const failures = [...text.matchAll(FAILURE)].map(([block]) => block.trimEnd().replaceAll(/\n\s*\n/g, '\n'));
  if (failures.length < failed) failures.push(`   FAIL  ${folder} ${pattern}: exit code ${exitCode}`);
  return { passed, failed, skipped, details: failed > 0 ? `${text}${stderr}` : '', failures };
}

/** The last lines of uvu, which does not count in its exit code a test that throws `undefined`. */
export function totalsOf(text: string): [total: number, passed: number, skipped: number] {
  const count = (label: string): number => Number(new RegExp(`^  ${label}: +(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return [count('Total'), count('Passed'), count('Skipped')];
}

export function sum(counts: readonly Count[]): Record<'passed' | 'failed' | 'skipped', number> {
  const add = (key: 'passed' | 'failed' | 'skipped'): number => counts.reduce((total, count) => total + count[key], 0);
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') };
}

/** Works on all items in their order, on as many at once as there are lanes. */
export async function inLanes<T>(lanes: number, items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
