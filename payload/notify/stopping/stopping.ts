/**
 * SIGTERM: systemd hears of the stop first. Then the app's own handler decides. An app without a handler answers the
 * requests in flight, and ends.
 */

import { setImmediate } from '../base/timers.ts';

/** The steps of a stop, in their order. */
interface StopHooks {
  /** SIGTERM has come. The app does not know of it yet. */
  began?: () => void;
  /** The app hears of SIGTERM when this resolves, or at a second SIGTERM. Without this hook, the app hears of it at once. */
  delay?: (() => Promise<void>) | undefined;
  /** The app has a handler of its own. It runs next. */
  leftToApp?: () => void;
  /** The app has no handler. The process ends with code 0 when this resolves. */
  drain: () => Promise<unknown>;
}

/** Follows SIGTERM from now on. */
export function onStop({ began, delay, leftToApp, drain }: StopHooks): void {
  let begun = false;
  const begin = (): void => {
    if (!begun) began?.();
    begun = true;
  };
  if (delay) {
    delaySigterm(() => {
      begin();
      return delay();
    });
  }
  let drains = false;
  const onSigterm = (): void => {
    begin();
    // A second SIGTERM must not interrupt the answers. Without any listener, Node would let it end the process.
    if (drains) return;
    drains = process.listenerCount('SIGTERM') === 1;
    if (drains) return void drain().then(() => process.exit(0));
    // The agent's listener is gone when the app's listeners run. signal-exit and NestJS count the listeners, or send the
    // signal again for its default action: they find the same state as without the agent.
    process.removeListener('SIGTERM', onSigterm);
    leftToApp?.();
  };
  process.on('SIGTERM', onSigterm);
}

/**
 * Delays SIGTERM for all listeners until `before` is done. Node calls process.emit() for a signal, which calls all
 * listeners at once: one listener cannot delay the others.
 */
function delaySigterm(before: () => Promise<void>): void {
  const { emit } = process;
  let sigterm: 'awaited' | 'delayed' | 'delivered' = 'awaited';
  const emitLater = function (this: NodeJS.Process, ...args: unknown[]): unknown {
    // Node adds the number of the signal. An app that calls process.emit() itself expects an immediate effect.
    const [name, , number] = args;
    if (name !== 'SIGTERM') return Reflect.apply(emit, this, args);
    if (sigterm !== 'awaited' || typeof number !== 'number') {
      sigterm = 'delivered';
      return Reflect.apply(emit, this, args);
    }
    sigterm = 'delayed';
    const deliver = (): unknown => sigterm === 'delayed' && Reflect.apply(process.emit, process, args);
    // In a turn of its own: an error of a handler must be an uncaught error, and not a rejected promise.
    void before().then(() => setImmediate(deliver));
    return true;
  };
  process.emit = emitLater as typeof process.emit;
}
