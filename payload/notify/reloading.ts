/**
 * SIGHUP, in an app that listens for it: systemd hears when a reload begins, and when the service is healthy again.
 */
import { monotonicUsec } from './clock.ts';
import type { Transport } from './transport.ts';

interface ReloadHooks {
  /** Whether the service can reload: it is ready, and does not stop. */
  isReady: () => boolean;
  /** The app's own listeners have run. */
  onReloaded: () => void;
}

/** Follows SIGHUP once the app has a listener of its own. Without a listener, SIGHUP still ends the process. */
export function onReload(transport: Transport, { isReady, onReloaded }: ReloadHooks): void {
  const reload = (): void => {
    if (!isReady()) return;
    // Both belong in one message: otherwise systemd may take this for an earlier reload (sd_notify(3)).
    transport.send({ RELOADING: 1, MONOTONIC_USEC: monotonicUsec(), STATUS: 'reloading' });
    // The app's own listeners run before the next turn of the loop.
    setImmediate(onReloaded);
  };
  process.on('newListener', (event, listener) => {
    if (event !== 'SIGHUP' || listener === reload || process.listeners('SIGHUP').includes(reload)) return;
    // Node adds the app's first listener after this call, so that it runs after ours.
    process.prependListener('SIGHUP', reload);
  });
  process.on('removeListener', (event, listener) => {
    if (event === 'SIGHUP' && listener !== reload && process.listenerCount('SIGHUP') === 1) {
      process.removeListener('SIGHUP', reload);
    }
  });
}
