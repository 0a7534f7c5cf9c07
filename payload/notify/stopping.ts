/**
 * SIGTERM: systemd is told first; then the app's own handler decides, or, if it has none, the requests
 * in flight are answered before the process ends.
 */

/**
 * `began` is called when SIGTERM comes, with whether the app handles it; `drain` if it does not, and the process ends
 * with code 0 when that is done.
 */
export function onStop(began: (isLeftToTheApp: boolean) => void, drain: () => Promise<unknown>): void {
  // Once, and first: while the app's handlers run we are gone again, and whoever counts listeners or sends
  // the signal again for its default (signal-exit, NestJS) finds things as they are without us.
  process.once('SIGTERM', () => {
    const isLeftToTheApp = process.listenerCount('SIGTERM') > 0;
    began(isLeftToTheApp);
    if (isLeftToTheApp) return;
    // A second SIGTERM must not cut off what is being answered.
    process.on('SIGTERM', () => {});
    void drain().then(() => process.exit(0));
  });
}
