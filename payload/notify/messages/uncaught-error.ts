/**
 * The last message of a process that dies of an uncaught error.
 */
import { monotonicMs } from '../base/clock.ts';
import { describeError } from './foreign.ts';
import type { Transport } from './transport.ts';

/** An app with a handler of its own, which decides to end after an uncaught error, ends within this time. */
export const RECENT_MS = 5000;

/**
 * Tells systemd the reason of an uncaught error. Node's own message and exit code stay the same.
 * @returns a function that gives such an error if there was one recently. The app may then be in any state.
 */
export function reportUncaughtErrors(transport: Transport): () => { value: unknown } | undefined {
  let failedAt = Number.NEGATIVE_INFINITY;
  let last: { value: unknown } | undefined;
  process.on('uncaughtExceptionMonitor', (value: unknown) => {
    failedAt = monotonicMs();
    last = { value };
    // An app with a handler of its own goes on.
    if (process.listenerCount('uncaughtException') > 0) return;
    const errno = errnoOf(value);
    transport.sendLast({ STATUS: `failed: ${describeError(value)}`, ...(errno === undefined ? {} : { ERRNO: errno }) });
  });
  return () => (monotonicMs() - failedAt < RECENT_MS ? last : undefined);
}

/** The number of errno(3), which is positive there and negative in Node. Undefined for an error without one. */
function errnoOf(error: unknown): number | undefined {
  try {
    const { errno } = error as NodeJS.ErrnoException;
    return error instanceof Error && Number.isInteger(errno) ? Math.abs(errno as number) : undefined;
  } catch {
    // An app may throw anything, such as null, or a proxy.
    return undefined;
  }
}
