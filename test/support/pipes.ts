/**
 * Named pipes in the places of files: no build may wait for one.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { setInterval } from 'node:timers/promises';

/** Milliseconds between two looks for a reader. */
const OFTEN = 50;

/** Does `work` with a named pipe. A reader of it would wait without an end: it gets an empty file, and the test fails. */
export async function unread<Result>(pipe: string, work: () => Promise<Result>): Promise<Result> {
  execFileSync('mkfifo', [pipe]);
  const stop = new AbortController();
  const done = work().finally(() => stop.abort());
  try {
    for await (const _ of setInterval(OFTEN, undefined, { signal: stop.signal })) {
      if (hasReader(pipe)) throw new Error(`${pipe} is read, and a named pipe has no end`);
    }
  } catch (error) {
    if (!stop.signal.aborted) {
      await done.catch(() => {});
      throw error;
    }
  }
  return done;
}

/** Only with a reader a named pipe can be opened for writing alone without a wait (fifo(7)). */
function hasReader(pipe: string): boolean {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    return false;
  }
}
