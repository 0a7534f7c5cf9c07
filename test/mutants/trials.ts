/**
 * Runs test files in a copy of the project, so that a mutant disturbs no work in the original.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { run } from '../../builder/shell.ts';
import { totalsOf } from '../support/uvu.ts';
import type { Trial } from './areas.ts';

/** Copies all files of the project that git knows or would add. The npm packages stay links. */
export async function copyProject(to: string): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const files = stdout.split('\0').filter((file) => file !== '');
  await Promise.all(files.map((file) => cp(file, path.join(to, file), { force: true })));
  await mkdir(path.join(to, 'node_modules'), { recursive: true });
  for (const name of await readdir('node_modules')) {
    if (name !== '.cache') await symlink(path.resolve('node_modules', name), path.join(to, 'node_modules', name));
  }
}

/** Stands in the output of a test that has been ended because it took too long. */
export const OVERDUE = 'ended after';

/** Runs one test file, up to its first failure. Returns its output if it fails, or takes too long. */
export async function failureOf(copy: string, test: string, seconds: number, env = {}): Promise<string | undefined> {
  const pattern = `^${test.replaceAll('.', '\\.')}$`;
  const args = ['--import=tsx', 'test/support/run-files.ts', 'test', pattern, '--bail'];
  // A process group of its own: a test that fails leaves behind the commands that it has started.
  const child = spawn('node', args, { cwd: copy, env: { ...process.env, ...env }, detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const end = (): void => endGroup(child.pid as number);
  const limit = setTimeout(() => {
    output += `\n${OVERDUE} ${seconds} s\n`;
    end();
  }, seconds * 1000);
  // Before the copy is removed: a process that writes there would hinder that.
  process.prependOnceListener('exit', end);
  const [code] = await once(child, 'exit');
  process.off('exit', end);
  clearTimeout(limit);
  end();
  const text = stripVTControlCharacters(output);
  const [total, passed] = totalsOf(text);
  return code === 0 && total === passed ? undefined : text;
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // No process of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** For a test without a mutant, on a busy machine as well. */
const LONGEST_TRIAL_S = 600;

/** Runs a test file without a mutant, and finds out which functions it runs. */
export async function trial(copy: string, test: string): Promise<Trial> {
  const reports = path.join(copy, 'node_modules/.coverage');
  const start = performance.now();
  const failure = await failureOf(copy, test, LONGEST_TRIAL_S, { NODE_V8_COVERAGE: reports });
  if (failure !== undefined) throw new Error(`${test} fails without a mutant:\n${failure}`);
  const seconds = (performance.now() - start) / 1000;
  const ran = await coverage(reports, copy);
  await rm(reports, { recursive: true, force: true });
  return { test, seconds, ran };
}

interface Coverage {
  result: { url: string; functions: { functionName: string; ranges: { count: number }[] }[] }[];
}

/** Also of processes that the test has started: these run bundles, so functions count by their names alone. */
async function coverage(reports: string, copy: string): Promise<Set<string>> {
  const ran = new Set<string>();
  for (const file of await readdir(reports)) {
    const { result }: Coverage = JSON.parse(await readFile(path.join(reports, file), 'utf8'));
    for (const { url, functions } of result.filter((script) => script.url.startsWith(`file://${copy}/`))) {
      ran.add(url.slice(`file://${copy}/`.length));
      for (const { functionName, ranges } of functions) {
        // A bundler numbers functions of the same name, and V8 tells `get` and `set`.
        const name = functionName.replace(/^[gs]et /, '');
        if (ranges.some(({ count }) => count > 0)) ran.add(name).add(name.replace(/\d+$/, ''));
      }
    }
  }
  return ran;
}
