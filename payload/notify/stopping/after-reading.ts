/**
 * Timers that cut connections. A process that waits for a busy machine finds two things when it goes on: the time is over,
 * and there are data from clients. Node may run the timers before it reads (docs.libuv.org, "The I/O loop"), and would cut
 * a connection although its request came in time.
 */

import { setImmediate } from '../base/timers.ts';

/** In place of `work` for a timer: runs it when Node has read the data. */
export function afterReading(work: () => void): () => void {
  return () => void setImmediate(work);
}
