/**
 * What the user sees while the command works: on stderr, a line for each step that is done.
 */
import { styleText } from 'node:util';
import type { Follower } from '../archive/members.ts';
import { type Manifest, sizeOf } from '../manifest.ts';

/** Milliseconds between two looks of a step that takes long; the first comes so late that short ones have none. */
const EVERY = 200;

export class Progress {
  readonly #stream: NodeJS.WriteStream;
  #last = performance.now();
  /** Whether the line on the terminal is one that will be written over. */
  #isOpen = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** What does not stop the build, but should be known. */
  warn(text: string): void {
    this.#stream.write(`warning: ${text}\n`);
  }

  /** One line a step, with the milliseconds since the one before. */
  done(step: string, detail: string): void {
    const now = performance.now();
    const time = `${Math.round(now - this.#last)} ms`.padStart(8);
    this.#last = now;
    this.end();
    this.#stream.write(`${step.padEnd(8)}${this.#dim(time)}  ${detail}\n`);
  }

  /** Clears the line of a step that takes long: it is over, or there is an error to tell. */
  end(): void {
    if (this.#isOpen) this.#stream.write('\r\x1b[K');
    this.#isOpen = false;
  }

  /** Follows the packing on a terminal: how much, how fast, how long still. */
  packing({ entries }: Manifest): Pick<Follower, 'packed'> {
    if (!this.#stream.isTTY) return {};
    const total = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    const began = performance.now();
    let shown = began;
    const packed = (bytes: number): void => {
      const now = performance.now();
      if (now - shown < EVERY) return;
      shown = now;
      this.#isOpen = true;
      this.#stream.write(`\r${'pack'.padEnd(8)}${this.#dim(packingLine(bytes, total, (now - began) / 1000))}\x1b[K`);
    };
    return { packed };
  }

  #dim(text: string): string {
    return this.#stream.isTTY && !process.env.NO_COLOR ? styleText('dim', text) : text;
  }
}

const MEGABYTE = 1e6;

/** Of the archive, headers included, so many bytes have been handed on in `seconds`. */
export function packingLine(bytes: number, total: number, seconds: number): string {
  const part = Math.min(1, bytes / Math.max(1, total));
  const left = Math.ceil((seconds / part) * (1 - part));
  const megabytes = (value: number): string => (value / MEGABYTE).toFixed(value < 10 * MEGABYTE ? 1 : 0);
  const amount = `${megabytes(Math.min(bytes, total))} of ${megabytes(total)} MB`;
  return `${String(Math.floor(100 * part)).padStart(3)} %   ${amount}, ${megabytes(bytes / seconds)} MB/s, ${duration(left)} left`;
}

function duration(seconds: number): string {
  return seconds < 100 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
