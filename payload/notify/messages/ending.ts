/**
 * The last message of a process that ends by itself. Without it systemd would go on showing "ready on :3000".
 */
import { writeSync } from 'node:fs';
import { monotonicMs } from '../base/clock.ts';
import { describeError } from './foreign.ts';
import { printable } from './message.ts';
import type { Transport } from './transport.ts';
import { RECENT_MS } from './uncaught-error.ts';

/** The state of the service at its end. */
interface End {
  phase: 'starting' | 'ready' | 'stopping';
  /** Why the service is not ready yet. */
  reason: string;
  /** An error shortly before, which the app has handled by ending. */
  error: { value: unknown } | undefined;
}

/** Tells systemd code and time when the process ends by itself, unless a last message has named the reason. */
export function reportEnd(transport: Transport, end: () => End): void {
  let isTold = false;
  let rejected: { value: unknown; atMs: number } | undefined;
  const tell = (code: unknown): void => {
    if (isTold || transport.hasEnded()) return;
    isTold = true;
    const isRecent = rejected !== undefined && monotonicMs() - rejected.atMs < RECENT_MS;
    const { error = isRecent ? rejected : undefined, ...state } = end();
    const status = describeEnd(String(code ?? 0), { ...state, error });
    if (status === undefined) return;
    transport.sendLast({ STATUS: status });
    if (state.phase === 'starting') complain(status);
  };
  const { emit } = process;
  const { reallyExit } = process as unknown as { reallyExit: (code?: unknown) => never };
  // The last step of process.exit(). Listeners for 'exit' may be gone by then, and may change the code or end it all.
  Object.assign(process, {
    reallyExit(this: NodeJS.Process, code?: unknown) {
      tell(code);
      return Reflect.apply(reallyExit, this, [code]);
    },
  });
  // Without process.exit(): no work is left. All listeners for 'exit' have run when the first emit() returns.
  process.emit = function (this: NodeJS.Process, ...args: unknown[]): unknown {
    // A listener of the agent's would keep Node from ending the process.
    if (args[0] === 'unhandledRejection') rejected = { value: args[1], atMs: monotonicMs() };
    const result = Reflect.apply(emit, this, args);
    const isOver = (process as unknown as { _exiting?: boolean })._exiting === true;
    if (args[0] === 'exit' && isOver) tell(process.exitCode ?? args[1]);
    return result;
  } as typeof process.emit;
}

function describeEnd(code: string, { phase, reason, error }: End): string | undefined {
  // The stop has its own status, and systemd shows its code.
  if (phase === 'stopping') return undefined;
  const ended = `ended with code ${code} after ${age(process.uptime())}`;
  if (error && code !== '0') return `failed: ${describeError(error.value)} (${ended})`;
  return phase === 'ready' ? ended : `${ended}, before it was ready: ${reason}`;
}

/** A time for people. @param seconds the age of the process */
function age(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** Writes without the app's console, which may be another one by now. */
export function complain(text: string): void {
  try {
    writeSync(2, `${printable(text)}\n`);
  } catch {
    // Nobody reads the output any more.
  }
}
