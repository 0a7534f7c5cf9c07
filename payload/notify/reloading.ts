/**
 * SIGHUP, for an app that listens for it: systemd hears that a reload has begun and, when the service is
 * healthy again, that it is over.
 */
import type { Transport } from './transport.ts';

/**
 * Follows SIGHUP once the app has a listener of its own: without one the signal keeps its default.
 * Only what `isReady` can reload.
 * `healthy` resolves with true when the service is healthy after the reload.
 */
export function onReload(
  transport: Transport,
  isReady: () => boolean,
  healthy: () => Promise<boolean>,
  over: () => void,
): void {
  const reload = (): void => {
    if (!isReady()) return;
    // Both in one message, or systemd takes it for an older reload (sd_notify(3)).
    const now = process.hrtime.bigint() / 1000n;
    transport.send({ RELOADING: 1, MONOTONIC_USEC: String(now), STATUS: 'reloading' });
    // The app's own listeners run before the next turn of the loop.
    setImmediate(() => void healthy().then((is) => is && over()));
  };
  process.on('newListener', (event, listener) => {
    if (event !== 'SIGHUP' || listener === reload || process.listeners('SIGHUP').includes(reload)) return;
    // Before the first listener of the app's: it then runs after ours.
    process.prependListener('SIGHUP', reload);
  });
  process.on('removeListener', (event, listener) => {
    if (event === 'SIGHUP' && listener !== reload && process.listenerCount('SIGHUP') === 1) {
      process.removeListener('SIGHUP', reload);
    }
  });
}
