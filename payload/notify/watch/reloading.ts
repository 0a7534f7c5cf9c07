/**
 * SIGHUP, in an app that listens for it: systemd hears when a reload begins, and when the service is healthy again.
 */
import { monotonicUsec } from '../base/clock.ts';
import { setImmediate } from '../base/timers.ts';
import type { Transport } from '../messages/transport.ts';

interface ReloadHooks {
  /** Whether the unit is of Type=notify-reload. From systemd 262 on, such a unit fails without a listener at READY=1. */
  isExpected: boolean;
  /** Whether the service can reload: it is ready, and does not stop. */
  isReady: () => boolean;
  /** The app's own listeners have run. */
  onReloaded: () => void;
}

/**
 * Follows SIGHUP from now on if the unit expects reloads, else once the app has a listener of its own. Without a listener
 * SIGHUP ends the process.
 */
export function onReload(transport: Transport, { isExpected, isReady, onReloaded }: ReloadHooks): void {
  const reload = (): void => {
    if (!isReady()) return;
    // Both belong in one message: otherwise systemd may take this for an earlier reload (sd_notify(3)).
    transport.send({ RELOADING: 1, MONOTONIC_USEC: monotonicUsec(), STATUS: 'reloading' });
    // The app's own listeners run before the next turn of the loop.
    setImmediate(onReloaded);
  };
  if (isExpected) {
    listen(reload);
    return;
  }
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

/** Listens first, whatever the app does with listeners. */
function listen(reload: () => void): void {
  process.on('SIGHUP', reload);
  process.on('removeListener', (event, listener) => {
    // removeAllListeners(), too: without a listener the next reload would end the service.
    if (event === 'SIGHUP' && listener === reload) process.prependListener('SIGHUP', reload);
  });
}
