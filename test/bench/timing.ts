/**
 * One run of a command: how long it takes, and how much memory.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds between two looks at the memory. They take a hundredth of that. */
const LOOK = 20;

/** What stderr is kept of, for the message about a failure, in characters. */
const LAST_WORDS = 2000;

export interface Run {
  seconds: number;
  /** The most memory that the process itself ever had resident (VmHWM), in KiB. */
  own: number;
  /** The most that it and all that it started had resident at a time, in KiB; what they share counts for each. */
  all: number;
}

/**
 * Runs a command to its end.
 * @throws Error with what it said, if it fails; the reason of `signal`, which ends all its processes.
 */
export async function time(command: readonly string[], cwd: string, signal: AbortSignal): Promise<Run> {
  signal.throwIfAborted();
  const [program = '', ...args] = command;
  const started = performance.now();
  // A process group of its own can be ended as a whole.
  const child = spawn(program, args, { cwd, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const run: Run = { seconds: 0, own: 0, all: 0 };
  const { pid } = child;
  const end = (): void => endAll(pid);
  signal.addEventListener('abort', end);
  const looking = setInterval(() => look(pid, run), LOOK);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-LAST_WORDS);
  });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    run.seconds = (performance.now() - started) / 1000;
    signal.throwIfAborted();
    if (exitCode !== 0) throw new Error(`${command.join(' ')} failed in ${cwd}:\n${said}`);
    return run;
  } finally {
    clearInterval(looking);
    signal.removeEventListener('abort', end);
  }
}

/** Ends a group of processes; its last one may just have ended by itself. */
function endAll(group: number | undefined): void {
  try {
    if (group !== undefined) process.kill(-group, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function look(pid: number | undefined, run: Run): void {
  if (pid === undefined) return;
  run.own = Math.max(run.own, memory(pid, 'VmHWM'));
  run.all = Math.max(run.all, total(pid));
}

function total(pid: number): number {
  return children(pid).reduce((sum, child) => sum + total(child), memory(pid, 'VmRSS'));
}

/** A figure from proc_pid_status(5), in KiB; 0 for a process that has ended. */
function memory(pid: number, key: 'VmHWM' | 'VmRSS'): number {
  return Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(proc(`${pid}/status`))?.[1] ?? 0);
}

/** Those of each of its threads, for any may start processes. */
function children(pid: number): number[] {
  const own = threads(pid).map((thread) => proc(`${pid}/task/${thread}/children`));
  return own.flatMap((line) => line.split(' ').filter(Boolean).map(Number));
}

function threads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function proc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}
