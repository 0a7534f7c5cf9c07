/**
 * SIGTERM: systemd is told first; then the app's own handler decides, or, if it has none, the requests
 * in flight are answered before the process ends.
 */

/** What becomes of a stop. */
export interface Stop {
  /** SIGTERM has come; the app does not know of it yet. */
  began: () => void;
  /** The app and everybody else hear of it when this resolves, or when it comes a second time; none: at once. */
  linger?: (() => Promise<void>) | undefined;
  /** The app has a handler of its own, which is called next. */
  leftToTheApp?: () => void;
  /** It has none: when this is done, the process ends with code 0. */
  drain: () => Promise<unknown>;
}

/** Follows SIGTERM from now on. */
export function onStop({ began, linger, leftToTheApp, drain }: Stop): void {
  let isTold = false;
  const tellSystemd = (): void => {
    if (!isTold) began();
    isTold = true;
  };
  if (linger) {
    holdBack(() => {
      tellSystemd();
      return linger();
    });
  }
  // Once, and first: while the app's handlers run we are gone again, and whoever counts listeners or sends
  // the signal again for its default (signal-exit, NestJS) finds things as they are without us.
  process.once('SIGTERM', () => {
    tellSystemd();
    if (process.listenerCount('SIGTERM') > 0) {
      leftToTheApp?.();
      return;
    }
    // A second SIGTERM must not cut off what is being answered.
    process.on('SIGTERM', () => {});
    void drain().then(() => process.exit(0));
  });
}

/**
 * Nobody hears of SIGTERM before something else is done. Node calls process.emit() for a signal, and calls all listeners
 * of that moment: no listener can hold back the others.
 */
function holdBack(before: () => Promise<void>): void {
  const { emit } = process;
  let comes: 'first' | 'meanwhile' | 'again' = 'first';
  const passOn = function (this: NodeJS.Process, ...args: unknown[]): unknown {
    // Node adds the number of a signal. An app that calls process.emit() itself expects that it is done.
    const [name, , number] = args;
    if (name !== 'SIGTERM') return Reflect.apply(emit, this, args);
    if (comes !== 'first' || typeof number !== 'number') {
      comes = 'again';
      return Reflect.apply(emit, this, args);
    }
    comes = 'meanwhile';
    // What a handler throws is an uncaught error, as ever, and not a promise that was rejected.
    const tell = (): unknown => comes === 'meanwhile' && Reflect.apply(process.emit, process, args);
    void before().then(() => setImmediate(tell));
    return true;
  };
  process.emit = passOn as typeof process.emit;
}
