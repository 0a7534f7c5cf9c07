/**
 * The last words of a process that dies of an error.
 */
import type { Transport } from './transport.ts';

/** Tells systemd the reason of an uncaught error. Node's own message and exit code stay as they are. */
export function onFailure(transport: Transport): void {
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
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
}
