/**
 * Gives the lines of the app their priorities in the journal: console.error, console.warn and lines of JSON loggers. The
 * streams stay as they are unless they lead to the journal.
 */
import fs from 'node:fs';
import { ERROR, INFO, type MarkedText, markJsonLines, markMessage, WARNING } from './journal-lines.ts';

type StreamName = 'stdout' | 'stderr';
type Write = (chunk: unknown, ...rest: unknown[]) => unknown;

const STREAMS: readonly [StreamName, number][] = [
  ['stdout', 1],
  ['stderr', 2],
];

const CONSOLE = [
  ['error', 'stderr', ERROR],
  ['warn', 'stderr', WARNING],
  ['log', 'stdout', INFO],
  ['info', 'stdout', INFO],
  ['debug', 'stdout', INFO],
  ['dir', 'stdout', INFO],
] as const;

/** The call of console that writes at this moment. */
let call: { stream: StreamName; priority: number } | undefined;

/** JOURNAL_STREAM names one stream, so both descriptors lead to the same one, and share its lines. */
let isLineStart = true;

/** The rest of a prefix that the kernel has taken in part. */
let unwritten = '';

/** @param journalStream JOURNAL_STREAM, the device and the inode of the journal's socket (systemd.exec(5)) */
export function markPriorities(journalStream: string): void {
  const streams = STREAMS.filter(([, descriptor]) => identity(descriptor) === journalStream);
  if (streams.length === 0) return;
  for (const [name] of streams) markStream(name);
  markDescriptors(streams.map(([, descriptor]) => descriptor));
  for (const [method, stream, priority] of CONSOLE) {
    const write = console[method];
    if (!streams.some(([name]) => name === stream)) continue;
    console[method] = function (this: unknown, ...args: unknown[]) {
      const outer = call;
      call = { stream, priority };
      try {
        Reflect.apply(write, this, args);
      } finally {
        call = outer;
      }
    };
  }
  if (streams.some(([name]) => name === 'stderr')) process.on('uncaughtExceptionMonitor', reportUncaught);
}

function identity(descriptor: number): string | undefined {
  try {
    // Numbers would disturb Node's own use of them, see transport.ts.
    const { dev, ino } = fs.fstatSync(descriptor, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/** Node makes a stream at its first use. */
function markStream(name: StreamName): void {
  const property = Object.getOwnPropertyDescriptor(process, name);
  const { get } = property ?? {};
  if (!get) return;
  let seen: unknown;
  const marking = (): unknown => {
    const stream = Reflect.apply(get, process, []);
    if (stream !== seen) markWrites(stream, name);
    seen = stream;
    return stream;
  };
  Object.defineProperty(process, name, { ...property, get: marking });
}

function markWrites(stream: { write: Write }, name: StreamName): void {
  const { write } = stream;
  stream.write = function (this: unknown, chunk, ...rest) {
    const encoding = typeof rest[0] === 'string' ? rest[0] : 'utf8';
    if (typeof chunk === 'string' && /^utf-?8$/i.test(encoding)) {
      return Reflect.apply(write, this, [marked(chunk, name).text, ...rest]);
    }
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : chunk;
    if (!(bytes instanceof Uint8Array)) return Reflect.apply(write, this, [chunk, ...rest]);
    const { text } = marked(Buffer.from(bytes).toString('latin1'), name);
    const others = typeof rest[0] === 'string' ? rest.slice(1) : rest;
    return Reflect.apply(write, this, [Buffer.from(text, 'latin1'), ...others]);
  };
}

/** pino writes to the descriptor, past the stream, and counts the bytes. */
function markDescriptors(descriptors: readonly number[]): void {
  const { write, writeSync } = fs;
  const bytesFor = (descriptor: number, data: unknown, rest: unknown[]): Uint8Array | undefined => {
    if (!descriptors.includes(descriptor)) return undefined;
    // Offsets and positions are for files.
    if (rest.some((option) => option != null && option !== 'utf8' && option !== 'utf-8')) return undefined;
    if (typeof data === 'string') return Buffer.from(data);
    return data instanceof Uint8Array ? data : undefined;
  };
  const markedSync = (descriptor: number, data: unknown, ...rest: unknown[]): number => {
    const bytes = bytesFor(descriptor, data, rest);
    if (!bytes) return Reflect.apply(writeSync, fs, [descriptor, data, ...rest]);
    const before = { isLineStart, unwritten };
    const lines = marked(Buffer.from(bytes).toString('latin1'));
    try {
      return ownBytes(lines, writeSync(descriptor, Buffer.from(lines.text, 'latin1')));
    } catch (error) {
      ({ isLineStart, unwritten } = before);
      throw error;
    }
  };
  const markedLater = (descriptor: number, data: unknown, ...rest: unknown[]): void => {
    const done = rest.at(-1);
    const bytes = typeof done === 'function' ? bytesFor(descriptor, data, rest.slice(0, -1)) : undefined;
    if (!bytes) return void Reflect.apply(write, fs, [descriptor, data, ...rest]);
    const before = { isLineStart, unwritten };
    const lines = marked(Buffer.from(bytes).toString('latin1'));
    write(descriptor, Buffer.from(lines.text, 'latin1'), (error, written) => {
      if (error) ({ isLineStart, unwritten } = before);
      (done as (...results: unknown[]) => void)(error, error ? written : ownBytes(lines, written), data);
    });
  };
  fs.writeSync = likeNode(markedSync, writeSync);
  fs.write = likeNode(markedLater, write);
}

/** With the name, the length and util.promisify() of Node's own function. */
function likeNode<T extends object>(own: unknown, original: T): T {
  return Object.defineProperties(own as T, Object.getOwnPropertyDescriptors(original));
}

/** The text as it goes to the journal. `name` is missing for a write past the streams. */
function marked(text: string, name?: StreamName): MarkedText {
  const isMessage = call !== undefined && call.stream === name;
  const lines = isMessage
    ? { text: markMessage(text, call?.priority ?? INFO, isLineStart), marks: [] }
    : markJsonLines(text, isLineStart);
  if (text !== '') isLineStart = endsLine(text);
  if (unwritten === '') return lines;
  const rest = unwritten;
  unwritten = '';
  const later = lines.marks.map(([at, length]): [number, number] => [at + rest.length, length]);
  return { text: rest + lines.text, marks: [[0, rest.length], ...later] };
}

/** The number of the app's own bytes among the first `written` ones. The rest is not yet written. */
function ownBytes({ text, marks }: MarkedText, written: number): number {
  const isTaken = ([at, length]: [number, number]): number => Math.min(length, Math.max(0, written - at));
  if (written < text.length) {
    const cut = marks.find(([at, length]) => at <= written && written < at + length && (at < written || at === 0));
    unwritten = cut ? text.slice(written, cut[0] + cut[1]) : '';
    isLineStart = written > 0 ? endsLine(text.slice(0, written)) : cut === undefined;
  }
  return written - marks.reduce((sum, mark) => sum + isTaken(mark), 0);
}

function endsLine(text: string): boolean {
  return /[\n\0]$/.test(text);
}

/** Node prints an uncaught error past the streams. One line more has the priority. */
function reportUncaught(error: unknown): void {
  // An app with a handler of its own goes on. The error of a worker thread is for the app's main thread.
  if (process.listenerCount('uncaughtException') > 0 || !require('node:worker_threads').isMainThread) return;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  try {
    fs.writeSync(2, `${isLineStart ? '' : '\n'}<${ERROR}>uncaught ${markMessage(reason, ERROR, false)}\n`);
  } catch {
    // The process ends anyway.
  }
}
