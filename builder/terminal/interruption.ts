/**
 * Ctrl-C and other signals that end a build early.
 */
import { setMaxListeners } from 'node:events';
import { BuildError } from '../errors.ts';

/** Aborted by the first Ctrl-C, SIGTERM or SIGHUP, so that the build can remove its partial files. */
export function interruptions(): AbortSignal {
  const controller = new AbortController();
  // Every command that runs listens. Node would warn of the eleventh.
  setMaxListeners(0, controller.signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      controller.abort(new BuildError(`interrupted by ${signal}`, ['an earlier package is untouched']));
    });
  }
  return controller.signal;
}

let workGoesOn = false;

/** Whether work goes on whose result is of no use any more. */
export function isInterrupted(): boolean {
  return workGoesOn;
}

/** The result of `work`, which writes no file, or the reason of the interruption: some work cannot be ended. */
export function untilInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      workGoesOn = true;
      reject(signal.reason);
    });
    work.then(resolve, reject);
  });
}
