/**
 * The one way to run commands; the only place that knows zx.
 */
import type { StdioOptions } from 'node:child_process';
import { $, which } from 'zx/core';
import { BuildError } from './errors.ts';
import { cleanEnvironment } from './search-path.ts';

export interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
}

interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Standard input; without it, none. */
  input?: string;
  /** Ends the command, and what it has started, early. */
  signal?: AbortSignal;
}

// Commands stay in our process group: Ctrl-C reaches them, too.
$.detached = false;
// Not bash, which zx would take: where its input is a socket, as Node makes them, it takes itself for a remote shell and
// reads the user's ~/.bashrc first (bash(1), INVOCATION). The shell becomes the command, which so hears signals itself.
$.shell = 'sh';
$.prefix = 'exec ';
// The way of every shell (POSIX, 2.2.2); zx has bash's own.
$.quote = (word) => `'${word.replaceAll("'", "'\\''")}'`;

/** The environment of each command: a command that a dependency brings is none of the system's, see search-path.ts. */
function environment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return cleanEnvironment(env, process.cwd());
}

/** Whether a command can be found on PATH, where run() looks it up. */
export function isInstalled(command: string): boolean {
  return which.sync(command, { nothrow: true, path: environment().PATH ?? '' }) !== null;
}

/**
 * Runs a command to its end and returns its output and its exit code.
 * @throws the reason of `signal`, if that ended it.
 */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<Run> {
  const { cwd = process.cwd(), input } = options;
  const env = environment(options.env);
  const stdio: StdioOptions = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'];
  const abortable = options.signal ? { signal: options.signal } : {};
  const running = $({ cwd, env, stdio, nothrow: true, quiet: true, ...abortable })`${[command, ...args]}`;
  if (input !== undefined) {
    // A command may end before it has read everything; its exit code tells.
    running.stdin.on('error', () => {});
    running.stdin.end(input);
  }
  const { exitCode, stdout, stderr } = await running;
  options.signal?.throwIfAborted();
  return { exitCode: exitCode ?? 1, stdout, stderr };
}

/** Runs a command that speaks with the user itself: its output goes to stderr. Returns its exit code. */
export async function runAttached(command: string, args: string[]): Promise<number> {
  const stdio: StdioOptions = ['inherit', 2, 2];
  const { exitCode } = await $({ stdio, env: environment(), nothrow: true, quiet: true })`${[command, ...args]}`;
  return exitCode ?? 1;
}

/**
 * Starts a command that prints a line when it has what it waits for, and then holds it until its input ends: also when this
 * process is killed. Returns a function that ends it.
 * @param waiting is called once if the line takes longer than a second
 * @throws BuildError if the command ends before; the reason of `signal`, if that ended it.
 */
export async function hold(
  [command, ...args]: readonly [string, ...string[]],
  { signal, waiting }: { signal: AbortSignal; waiting: () => void },
): Promise<() => Promise<void>> {
  const stdio: StdioOptions = ['pipe', 'pipe', 'pipe'];
  const running = $({ stdio, env: environment(), signal, nothrow: true, quiet: true })`${[command, ...args]}`;
  running.stdin.on('error', () => {});
  const timer = setTimeout(waiting, 1000);
  const ended = running.then(({ stderr }) => {
    throw new BuildError(`${command} failed`, stderr.trim().split('\n'));
  });
  ended.catch(() => {});
  try {
    await Promise.race([new Promise((resolve) => running.stdout.once('data', resolve)), ended]);
  } finally {
    clearTimeout(timer);
    signal.throwIfAborted();
  }
  return async () => {
    running.stdin.end();
    await running;
  };
}

/**
 * Writes each of `pieces` while the next one is made.
 * @throws the reason of `signal`, which ends it early.
 */
export async function pump(
  pieces: Iterable<Uint8Array>,
  write: (piece: Uint8Array) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let written = Promise.resolve();
  for (const piece of pieces) {
    await written;
    signal.throwIfAborted();
    written = write(piece);
    // Whoever waits for it gets to know.
    written.catch(() => {});
  }
  await written;
}

/**
 * Streams `pieces` through a command straight into the open file `output`; nothing is held in memory. A piece must be
 * good until the next but one is asked for.
 * @throws BuildError if the command fails; the error of `pieces`, unchanged; the reason of `signal`, which ends it early.
 */
export async function filter(
  [command, ...args]: readonly [string, ...string[]],
  pieces: Iterable<Uint8Array>,
  { output, signal }: { output: number; signal: AbortSignal },
): Promise<void> {
  const stdio: StdioOptions = ['pipe', output, 'pipe'];
  // Messages in English: they are shown, and some are recognised. Of xz's own variables, none: the result
  // must not depend on who builds.
  const env = environment({ ...process.env, LC_ALL: 'C', XZ_OPT: '', XZ_DEFAULTS: '' });
  const running = $({ stdio, env, signal, nothrow: true, quiet: true })`${[command, ...args]}`;
  const { stdin } = running;
  stdin.on('error', () => {});
  const write = (piece: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      stdin.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  const fed = await pump(pieces, write, signal).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
  if (fed) stdin.destroy();
  else stdin.end();
  const { exitCode, stderr } = await running;
  signal.throwIfAborted();
  // A command that ended early closes the pipe; why it ended says more than that.
  if (fed && !CLOSED.includes(fed.code ?? '')) throw fed;
  if (exitCode !== 0 || fed) throw new BuildError(`${command} failed`, stderr.trim().split('\n'), { cause: fed });
}

/** The errors of a write to a command that has ended. */
const CLOSED = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE'];
