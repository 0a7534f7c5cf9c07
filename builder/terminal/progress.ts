/**
 * The progress of a command on stderr: one line for each step that is done, with its findings.
 */
import type { Follower } from '../archive/members.ts';
import type { Finding } from '../deliver/delivery.ts';
import { type Manifest, sizeOf } from '../manifest.ts';
import { visible } from '../text.ts';
import { hanging, sideBySide, widthOf } from './layout.ts';
import { type Paint, painting, type Style } from './style.ts';

/** Milliseconds between two updates of a long step. The first update comes so late that a short step has none. */
const UPDATE_INTERVAL = 200;

/** Columns of a step's name, and of its time. */
const [NAME, TIME] = [7, 7];

const MARKS: Record<Finding['state'], readonly [mark: string, style: Style]> = {
  passed: ['✓', 'green'],
  failed: ['✗', 'red'],
  skipped: ['–', 'dim'],
};

export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #paint: Paint;
  #last = performance.now();
  /** Whether the terminal's last line will be overwritten. */
  #isOpen = false;
  /** `check` plans a package that is up to date again, and its warnings have been written then. */
  readonly #warnings = new Set<string>();

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#paint = painting(stream);
  }

  /** A fact that does not stop the build. The same text is written once. */
  warn(text: string): void {
    if (this.#warnings.has(text)) return;
    this.#warnings.add(text);
    this.end();
    const [label, ...rest] = ['warning:', ...hanging('warning: ', visible(text), widthOf(this.#stream))];
    const lines = rest.join('\n').replace(label, this.#paint('yellow', label));
    this.#stream.write(`${lines}\n`);
  }

  /** One step, with the milliseconds since the step before. */
  done(step: string, detail: string): void {
    this.#write(step, (prefix, width) => hanging(prefix, visible(detail), width));
  }

  /** One step with several results, each behind its mark. */
  show(step: string, findings: readonly Finding[]): void {
    const items = findings.map(({ state, text: said }) => {
      const [mark, style] = MARKS[state];
      const text = visible(said);
      return { text: `${this.#paint(style, mark)} ${text}`, length: mark.length + 1 + text.length };
    });
    this.#write(step, (prefix, width) => sideBySide(prefix, items, width));
  }

  #write(step: string, layout: (prefix: string, width: number) => string[]): void {
    const now = performance.now();
    const time = elapsed(now - this.#last).padStart(TIME);
    this.#last = now;
    this.end();
    const [first = '', ...others] = layout(`${step.padEnd(NAME)}${time}  `, widthOf(this.#stream));
    const shown = `${first.slice(0, NAME)}${this.#paint('dim', time)}${first.slice(NAME + TIME)}`;
    this.#stream.write(`${[shown, ...others].join('\n')}\n`);
  }

  /** Clears the line of a long step, before another line or at the end. */
  end(): void {
    if (this.#isOpen) this.#stream.write('\r\x1b[K');
    this.#isOpen = false;
  }

  /** Shows the progress of packing on a terminal: amount, speed and time left. */
  packing({ entries }: Manifest): Pick<Follower, 'packed'> {
    if (!this.#stream.isTTY) return {};
    const total = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    const began = performance.now();
    let shown = began;
    const packed = (bytes: number): void => {
      const now = performance.now();
      if (now - shown < UPDATE_INTERVAL) return;
      shown = now;
      this.#isOpen = true;
      const line = packingLine(bytes, total, (now - began) / 1000).slice(0, widthOf(this.#stream) - NAME - 1);
      this.#stream.write(`\r${'pack'.padEnd(NAME)}${this.#paint('dim', line)}\x1b[K`);
    };
    return { packed };
  }
}

function elapsed(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.floor(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

const [KILOBYTE, MEGABYTE] = [1e3, 1e6];

/** A size for people: `28 kB`, `12.3 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < MEGABYTE) return `${Math.ceil(bytes / KILOBYTE)} kB`;
  return `${(bytes / MEGABYTE).toFixed(bytes < 100 * MEGABYTE ? 1 : 0)} MB`;
}

/** So many bytes of the archive, headers included, were packed in `seconds`. */
function packingLine(bytes: number, total: number, seconds: number): string {
  const part = Math.min(1, bytes / Math.max(1, total));
  const left = Math.ceil((seconds / part) * (1 - part));
  const megabytes = (value: number): string => (value / MEGABYTE).toFixed(value < 10 * MEGABYTE ? 1 : 0);
  const amount = `${megabytes(Math.min(bytes, total))} of ${megabytes(total)} MB`;
  return `${String(Math.floor(100 * part)).padStart(3)} %   ${amount}, ${megabytes(bytes / seconds)} MB/s, ${duration(left)} left`;
}

function duration(seconds: number): string {
  return seconds < 100 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
