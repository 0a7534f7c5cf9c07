/**
 * Gives the lines of the app their priorities in the journal: console.error, console.warn and lines of JSON loggers. The
 * streams stay as they are unless they lead to the journal.
 */
import { ERROR, INFO, markMessage, WARNING } from './journal-lines.ts';
import { JournalStream, type StreamName } from './journal-stream.ts';

/** The object whose functions are replaced. An import of it would be a copy with a getter for each function. */
const fs = require('node:fs') as typeof import('node:fs');

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

/** Node's own warnings, such as one about a deprecation: they go through console.error. */
const NODE_WARNING = /^\(node:\d+\) |^\(Use `/;

/** @param journal JOURNAL_STREAM, the device and the inode of the journal's socket (systemd.exec(5)) */
export function markPriorities(journal: string): void {
  const streams = STREAMS.filter(([, descriptor]) => identity(descriptor) === journal);
  if (streams.length === 0) return;
  const stream = new JournalStream();
  for (const [name] of streams) markStream(stream, name);
  const descriptors = streams.map(([, descriptor]) => descriptor);
  markSyncWrites(stream, descriptors);
  markAsyncWrites(stream, descriptors);
  const names = streams.map(([name]) => name);
  for (const [method, name, priority] of CONSOLE) {
    if (!names.includes(name)) continue;
    const write = console[method];
    console[method] = function (this: unknown, ...args: unknown[]) {
      const [text] = args;
      const isWarning = priority === ERROR && typeof text === 'string' && NODE_WARNING.test(text);
      stream.message(name, isWarning ? WARNING : priority, () => Reflect.apply(write, this, args));
    };
  }
  if (names.includes('stderr')) process.on('uncaughtExceptionMonitor', (error) => reportUncaught(stream, error));
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
function markStream(stream: JournalStream, name: StreamName): void {
  const property = Object.getOwnPropertyDescriptor(process, name);
  const { get } = property ?? {};
  if (!get) return;
  let seen: unknown;
  const marking = (): unknown => {
    const writable = Reflect.apply(get, process, []);
    if (writable !== seen) markWrites(stream, writable, name);
    seen = writable;
    return writable;
  };
  Object.defineProperty(process, name, { ...property, get: marking });
}

function markWrites(stream: JournalStream, writable: { write: Write }, name: StreamName): void {
  const { write } = writable;
  writable.write = function (this: unknown, chunk, ...rest) {
    const [encoding] = rest;
    if (typeof chunk === 'string' && (typeof encoding !== 'string' || /^utf-?8$/i.test(encoding))) {
      return Reflect.apply(write, this, [stream.mark(chunk, name).text, ...rest]);
    }
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : chunk;
    if (!(bytes instanceof Uint8Array)) return Reflect.apply(write, this, [chunk, ...rest]);
    // A chunk may end within a character of several bytes.
    const { text } = stream.mark(Buffer.from(bytes).toString('latin1'), name);
    const others = typeof encoding === 'string' ? rest.slice(1) : rest;
    return Reflect.apply(write, this, [Buffer.from(text, 'latin1'), ...others]);
  };
}

/** pino writes to the descriptor, past the stream, and counts the bytes. */
function markSyncWrites(stream: JournalStream, descriptors: readonly number[]): void {
  const { writeSync } = fs;
  const marking = (descriptor: number, data: unknown, ...rest: unknown[]): number => {
    const encoding = descriptors.includes(descriptor) ? wholeEncoding(data, rest) : undefined;
    if (encoding === undefined) return Reflect.apply(writeSync, fs, [descriptor, data, ...rest]);
    const lines = stream.mark(wholeText(data));
    try {
      // Node takes text for UTF-8 sooner than it reads the name of the encoding.
      const written = writeSync(descriptor, lines.text, null, encoding === 'utf8' ? undefined : encoding);
      return stream.wrote(lines, written, encoding);
    } catch (error) {
      stream.undo(lines);
      throw error;
    }
  };
  fs.writeSync = likeNode(marking, writeSync);
}

function markAsyncWrites(stream: JournalStream, descriptors: readonly number[]): void {
  const { write } = fs;
  const marking = (descriptor: number, data: unknown, ...rest: unknown[]): void => {
    const done = rest.at(-1);
    const isOurs = descriptors.includes(descriptor) && typeof done === 'function';
    const encoding = isOurs ? wholeEncoding(data, rest.slice(0, -1)) : undefined;
    if (encoding === undefined) return void Reflect.apply(write, fs, [descriptor, data, ...rest]);
    const lines = stream.mark(wholeText(data));
    write(descriptor, lines.text, null, encoding, (error, written) => {
      if (error) stream.undo(lines);
      const count = error ? written : stream.wrote(lines, written, encoding);
      (done as (...results: unknown[]) => void)(error, count, data);
    });
  };
  fs.write = likeNode(marking, write);
}

/** How to write text that stands for the data. Undefined for a write with offsets or positions, and for other data. */
function wholeEncoding(data: unknown, rest: readonly unknown[]): 'utf8' | 'latin1' | undefined {
  for (const option of rest) if (option !== undefined && option !== null && option !== 'utf8') return undefined;
  if (typeof data === 'string') return 'utf8';
  return data instanceof Uint8Array ? 'latin1' : undefined;
}

/** Bytes may end within a character, so each of them is one in the text. */
function wholeText(data: unknown): string {
  return typeof data === 'string' ? data : Buffer.from(data as Uint8Array).toString('latin1');
}

/** With the name, the length and util.promisify() of Node's own function. */
function likeNode<T extends object>(own: unknown, original: T): T {
  return Object.defineProperties(own as T, Object.getOwnPropertyDescriptors(original));
}

/** Node prints an uncaught error past the streams. One line more has the priority. */
function reportUncaught(stream: JournalStream, error: unknown): void {
  // An app with a handler of its own goes on. The error of a worker thread is for the app's main thread.
  if (process.listenerCount('uncaughtException') > 0 || !require('node:worker_threads').isMainThread) return;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  try {
    const text = `<${ERROR}>uncaught ${markMessage(reason, ERROR, false)}\n`;
    fs.writeSync(2, stream.isLineStart ? text : `\n${text}`);
  } catch {
    // The process ends anyway.
  }
}
