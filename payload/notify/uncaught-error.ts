/**
 * The last message of a process that dies of an uncaught error.
 */
import { monotonicMs } from './clock.ts';
import type { Transport } from './transport.ts';

/** An app with a handler of its own, which decides to end after an uncaught error, ends within this time. */
const RECENT_MS = 5000;

/**
 * Tells systemd the reason of an uncaught error. Node's own message and exit code stay the same.
 * @returns a function that tells whether there was such an error recently. The app may then be in any state.
 */
export function reportUncaughtErrors(transport: Transport): () => boolean {
  let failedAt = Number.NEGATIVE_INFINITY;
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    failedAt = monotonicMs();
    // An app with a handler of its own goes on.
    if (process.listenerCount('uncaughtException') > 0) return;
    const { message, errno } = (error ?? {}) as NodeJS.ErrnoException;
    const reason = String(message ?? error).split('\n', 1)[0] ?? '';
    // Node's numbers are negative, and the numbers of errno(3) are positive.
    transport.sendLast({
      STATUS: `failed: ${reason}`,
      ...(typeof errno === 'number' ? { ERRNO: Math.abs(errno) } : {}),
    });
  });
  return () => monotonicMs() - failedAt < RECENT_MS;
}
