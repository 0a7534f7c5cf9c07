/**
 * The stream to the journal, which stdout and stderr share: the place in its line, and a prefix that is written in part.
 */
import { INFO, type MarkedText, markJsonLines, markMessage } from './journal-lines.ts';

export type StreamName = 'stdout' | 'stderr';

/** A text for the stream, and the stream's state before. */
interface WaitingText extends MarkedText {
  before: readonly [isLineStart: boolean, unwritten: string];
}

export class JournalStream {
  #isLineStart = true;
  /** The rest of a prefix that the kernel has taken in part. */
  #unwritten = '';
  #call: { name: StreamName; priority: number } | undefined;

  get isLineStart(): boolean {
    return this.#isLineStart;
  }

  /** Texts that `write` writes to the stream `name` are one message. */
  message(name: StreamName, priority: number, write: () => void): void {
    const outer = this.#call;
    this.#call = { name, priority };
    try {
      write();
    } finally {
      this.#call = outer;
    }
  }

  /** The text with its prefixes. `name` is missing for a write past the streams. */
  mark(text: string, name?: StreamName): WaitingText {
    const call = this.#call;
    const before = [this.#isLineStart, this.#unwritten] as const;
    const { text: own, marks } =
      call === undefined || call.name !== name || isJsonCall(text, call.priority)
        ? markJsonLines(text, this.#isLineStart)
        : { text: markMessage(text, call.priority, this.#isLineStart), marks: [] };
    if (text !== '') this.#isLineStart = endsLine(text);
    const rest = this.#unwritten;
    if (rest === '') return { text: own, marks, before };
    this.#unwritten = '';
    const later = marks.map(([at, length]) => [at + rest.length, length] as const);
    return { text: rest + own, marks: [[0, rest.length], ...later], before };
  }

  /** The text was not written. */
  undo({ before }: WaitingText): void {
    [this.#isLineStart, this.#unwritten] = before;
  }

  /**
   * The kernel has taken the first `written` bytes. The app writes the rest again, as after each short write.
   * @param encoding of the text. Latin1 stands for bytes
   * @returns the number of the app's own bytes among them
   */
  wrote(lines: MarkedText, written: number, encoding: 'utf8' | 'latin1'): number {
    if (written >= (encoding === 'latin1' ? lines.text.length : Buffer.byteLength(lines.text))) {
      let own = written;
      for (const [, length] of lines.marks) own -= length;
      return own;
    }
    const bytes = Buffer.from(lines.text, encoding);
    const place = (at: number): number => Buffer.byteLength(lines.text.slice(0, at), encoding);
    const marks = lines.marks.map(([at, length]) => [place(at), length] as const);
    const cut = marks.find(([at, length]) => at < written && written < at + length);
    this.#unwritten = cut ? bytes.toString('latin1', written, cut[0] + cut[1]) : '';
    this.#isLineStart = endsLine(bytes.toString('latin1', 0, written));
    const isTaken = ([at, length]: readonly [number, number]): number => Math.min(length, Math.max(0, written - at));
    return written - marks.reduce((sum, mark) => sum + isTaken(mark), 0);
  }
}

/** JSON has no line ends. In a message of several lines, a later line that looks like JSON may come from a client. */
function isJsonCall(text: string, priority: number): boolean {
  return priority === INFO && text.startsWith('{') && text.indexOf('\n') === text.length - 1 && !text.includes('\0');
}

function endsLine(text: string): boolean {
  return text.endsWith('\n') || text.endsWith('\0');
}
