/**
 * The last words of a process that dies of an error.
 */
import type { Transport } from './transport.ts';

/** Time in which an app with a handler of its own ends after an uncaught error, if it does not mean to go on, in ms. */
const LATELY = 5000;

/**
 * Tells systemd the reason of an uncaught error. Node's own message and exit code stay as they are. Returns what tells
 * whether there was one lately: in what state the app is nobody knows then.
 */
export function onFailure(transport: Transport): () => boolean {
  let failedAt = Number.NEGATIVE_INFINITY;
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    failedAt = performance.now();
    // An app with a handler of its own goes on.
    if (process.listenerCount('uncaughtException') > 0) return;
    const { message, errno } = (error ?? {}) as NodeJS.ErrnoException;
    const reason = String(message ?? error).split('\n', 1)[0] ?? '';
    // Node's numbers are negative, those of errno(3) are not.
    transport.sendLast({
      STATUS: `failed: ${reason}`,
      ...(typeof errno === 'number' ? { ERRNO: Math.abs(errno) } : {}),
    });
  });
  return () => performance.now() - failedAt < LATELY;
}
