/**
 * The C library may lose the wake-up of a thread (glibc bug 25847). Node's pool of threads then rests beside waiting work,
 * until further work wakes it. A test that removed a directory waited for ever so.
 */
import { stat } from 'node:fs';

/** Milliseconds between two wake-ups. */
const WAKE_MS = 5000;

/** Gives the pool a little work now and then, as long as this process lives. */
export function wakeThreadPool(): void {
  setInterval(() => stat('.', () => {}), WAKE_MS).unref();
}
