/**
 * The streams to the journal in the process of the test: each way to write, and a kernel that takes texts in part.
 */
import { EventEmitter } from 'node:events';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ERROR, INFO, markJsonLines } from '../../payload/notify/journal/journal-lines.ts';
import { JournalStream } from '../../payload/notify/journal/journal-stream.ts';
import type * as Priorities from '../../payload/notify/journal/priorities.ts';
import { isolate } from './isolated.ts';

const journal = suite('notify agent: streams to the journal');

type Done = (error: Error | null, written?: number, data?: unknown) => void;
type Stream = { write: (...args: unknown[]) => unknown };

/** A process whose descriptors 1 and 2 lead to the journal, 8:1, unless `inodes` says otherwise. */
class Output {
  /** All bytes that have come to the descriptors, as latin1. */
  text = '';
  /** Calls that come through as they are. */
  readonly passed: unknown[][] = [];
  /** How many bytes the kernel takes at the next writes. 0 is an error. */
  sizes: number[] = [];
  isMainThread = true;
  streams: Record<string, Stream> = { stdout: this.stream(), stderr: this.stream() };
  readonly fs: Record<string, (...args: never[]) => unknown>;
  readonly console: Record<string, (...args: unknown[]) => unknown> = {};
  readonly process = new EventEmitter() as EventEmitter & Record<string, unknown>;

  constructor(inodes: Record<number, bigint> = { 1: 1n, 2: 1n }) {
    const take = (data: string | Uint8Array, encoding?: BufferEncoding | null): number => {
      const bytes = typeof data === 'string' ? Buffer.from(data, encoding ?? 'utf8') : Buffer.from(data);
      const size = this.sizes.shift() ?? bytes.length;
      if (size === 0) throw new Error('EAGAIN');
      this.text += bytes.toString('latin1', 0, size);
      return Math.min(size, bytes.length);
    };
    const isWhole = (position: unknown, rest: unknown[]): boolean => position === null && rest.length === 0;
    this.fs = {
      fstatSync: (descriptor: number, options: object) => {
        assert.equal(options, { bigint: true });
        if (inodes[descriptor] === undefined) throw new Error('EBADF');
        return { dev: 8n, ino: inodes[descriptor] };
      },
      writeSync: (...[descriptor, data, position, encoding, ...rest]: [number, string, null, 'utf8', ...unknown[]]) => {
        if (!isWhole(position, rest) || descriptor > 2)
          return this.passed.push([descriptor, data, position, encoding, ...rest]);
        return take(data, encoding);
      },
      write: Object.assign(
        (
          ...[descriptor, data, position, encoding, done, ...rest]: [number, string, null, 'utf8', Done, ...unknown[]]
        ) => {
          if (!isWhole(position, rest))
            return void this.passed.push([descriptor, data, position, encoding, done, ...rest]);
          let written = 0;
          try {
            written = take(data, encoding);
          } catch (error) {
            return void setImmediate(done, error as Error, 0);
          }
          setImmediate(done, null, written);
        },
        { own: 1 },
      ),
    };
    for (const name of ['stdout', 'stderr']) {
      Object.defineProperty(this.process, name, {
        configurable: true,
        enumerable: true,
        get: () => this.streams[name],
      });
    }
    // Node's console writes a line to the stream of the method.
    const toError = ['error', 'warn'];
    for (const method of [...toError, 'log', 'info', 'debug', 'dir']) {
      this.console[method] = (...args) => {
        (this.process[toError.includes(method) ? 'stderr' : 'stdout'] as Stream).write(`${args.join(' ')}\n`);
      };
    }
  }

  stream(): Stream {
    return {
      write: (...args) => {
        const [chunk, encoding] = args;
        if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return this.passed.push(args);
        const bytes = typeof chunk === 'string' && typeof encoding === 'string' ? encoding : undefined;
        this.text += Buffer.from(chunk as string, bytes as 'utf8').toString('latin1');
        const done = args.find((arg) => typeof arg === 'function') as (() => void) | undefined;
        done?.();
        return 'written';
      },
    };
  }

  /** Loads the module, and gives the streams of the journal their priorities. */
  mark(stream = '8:1'): this {
    const { markPriorities } = isolate<typeof Priorities>('journal/priorities.ts', {
      globals: { process: this.process, console: this.console },
      modules: { 'node:fs': this.fs, 'node:worker_threads': { isMainThread: this.isMainThread } },
    });
    markPriorities(stream);
    return this;
  }

  call(name: string, ...args: unknown[]): unknown {
    return Reflect.apply(this.fs[name] as never, this.fs, args);
  }

  /** The bytes so far, as text. */
  get shown(): string {
    return Buffer.from(this.text, 'latin1').toString();
  }
}

const LINE = '{"level":50,"a":"é"}\n';
const write = (output: Output, name: string, ...args: unknown[]): unknown =>
  (output.process[name] as Stream).write(...args);

journal('the descriptors that lead to the journal, and no others', () => {
  for (const [inodes, stdout, stderr] of [
    [{ 1: 1n, 2: 1n }, '<3>', '<3>'],
    [{ 1: 1n, 2: 2n }, '<3>', ''],
    [{ 1: 2n, 2: 1n }, '', '<3>'],
    [{ 2: 1n }, '', '<3>'],
    [{ 1: 2n, 2: 2n }, '', ''],
    [{}, '', ''],
  ] as const) {
    const output = new Output(inodes);
    const before = [output.fs.writeSync, output.console.log, output.console.error];
    output.mark();
    for (const [at, name] of ['stdout', 'stderr'].entries()) {
      write(output, name, LINE);
      output.call('writeSync', at + 1, LINE, null);
    }
    assert.is(
      output.shown,
      `${stdout}${LINE}`.repeat(2) + `${stderr}${LINE}`.repeat(2),
      JSON.stringify(Object.keys(inodes)),
    );
    const isSame = [output.fs.writeSync, output.console.log, output.console.error].map((now, at) => now === before[at]);
    assert.equal(isSame, [!stdout && !stderr, !stdout, !stderr]);
    assert.is(output.process.listenerCount('uncaughtExceptionMonitor'), stderr ? 1 : 0);
  }
});

journal('console: the method decides, for its own stream alone', () => {
  const output = new Output().mark();
  for (const method of Object.keys(output.console)) output.console[method]?.(method, '{"level":50}\nx');
  assert.equal(output.shown.split('\n'), [
    '<3>error {"level":50}',
    '<3>x',
    '<4>warn {"level":50}',
    '<4>x',
    ...['log', 'info', 'debug', 'dir'].flatMap((method) => [`${method} {"level":50}`, 'x']),
    '',
  ]);
  output.text = '';
  output.console.log?.(LINE.trim());
  output.console.error?.(LINE.trim());
  output.console.log?.(`${LINE.trim()}\0<0>`);
  output.console.log?.(`x\n${LINE}`);
  assert.is(output.shown, `<3>${LINE}<3>${LINE}${LINE.trim()}\0<6><0>\nx\n${LINE}\n`);
});

journal('streams: text in UTF-8, text in other encodings, bytes, and what is no data at all', () => {
  const bytes = Buffer.from(LINE);
  for (const [chunk, ...rest] of [
    [LINE],
    [LINE, 'utf8'],
    [LINE, 'UTF-8'],
    [LINE, undefined],
    [LINE, () => {}],
    [bytes],
    [new Uint8Array(bytes)],
    [bytes, 'hex'],
    [bytes.toString('hex'), 'hex'],
    [bytes.toString('latin1'), 'latin1'],
    [bytes.toString('base64'), 'base64'],
  ] as unknown[][]) {
    const output = new Output().mark();
    let calls = 0;
    const args = rest[0] instanceof Function ? [() => (calls += 1)] : [...rest, () => (calls += 1)];
    assert.is(write(output, 'stdout', chunk, ...args), 'written');
    assert.is(output.shown, `<3>${LINE}`, String(rest[0]));
    assert.is(calls, 1);
  }
  const output = new Output().mark();
  write(output, 'stdout', null, 'utf8');
  write(output, 'stdout', { level: 50 });
  assert.equal([output.passed, output.text], [[[null, 'utf8'], [{ level: 50 }]], '']);
});

journal('a stream that Node or the app replaces is marked too, and none is marked twice', () => {
  const output = new Output().mark();
  write(output, 'stdout', LINE);
  write(output, 'stdout', LINE);
  output.streams.stdout = output.stream();
  write(output, 'stdout', LINE);
  assert.is(output.shown, `<3>${LINE}`.repeat(3));
  assert.is(Object.getOwnPropertyDescriptor(output.process, 'stdout')?.enumerable, true);
  const plain = new Output();
  const own = plain.stream();
  Object.defineProperty(plain.process, 'stdout', { value: own, configurable: true });
  plain.mark();
  write(plain, 'stdout', LINE);
  assert.is(plain.shown, LINE);
});

journal('writes to descriptors: whole texts are marked, other writes pass as they are', () => {
  const output = new Output().mark();
  const bytes = Buffer.from(LINE);
  for (const args of [
    [LINE],
    [LINE, null],
    [LINE, undefined, 'utf8'],
    [bytes],
    [bytes, null, undefined],
    [new Uint8Array(bytes)],
  ])
    assert.is(output.call('writeSync', 1, ...args), bytes.length);
  assert.is(output.shown, `<3>${LINE}`.repeat(6));
  const others = [
    [3, LINE, null, 'utf8'],
    [1, bytes, 2, 3],
    [1, LINE, 0, 'utf8'],
    [1, LINE, null, 'latin1', 0],
    [1, { level: 50 }, undefined, undefined],
  ];
  for (const args of others) output.call('writeSync', ...args);
  assert.equal(output.passed, others);
  assert.is(output.shown, `<3>${LINE}`.repeat(6));
});

journal('asynchronous writes: the results are those of the app, and other writes pass as they are', async () => {
  const output = new Output();
  Object.defineProperty(output.fs.write, promisify.custom, { value: 'promised' });
  output.mark();
  const written = (...args: unknown[]): Promise<unknown[]> =>
    new Promise((resolve) => output.call('write', 2, ...args, (...results: unknown[]) => resolve(results)));
  const bytes = Buffer.from(LINE);
  for (const args of [[LINE], [LINE, 'utf8'], [LINE, null, 'utf8'], [bytes], [bytes, undefined]])
    assert.equal(await written(...args), [null, bytes.length, args[0]]);
  assert.is(output.shown, `<3>${LINE}`.repeat(5));
  output.sizes = [0];
  const [error, count, data] = await written(LINE);
  assert.equal([String(error), count, data], ['Error: EAGAIN', 0, LINE]);
  const done = (): void => {};
  const others = [
    [3, LINE, undefined, 'utf8', done],
    [1, bytes, 0, 5, done],
    [1, LINE, undefined, 'utf8', undefined],
  ];
  for (const args of others) output.call('write', ...args);
  assert.equal(output.passed, others);
  const { write } = output.fs as unknown as { write: { own: number; [promisify.custom]: unknown } };
  assert.equal([write.own, write[promisify.custom]], [1, 'promised']);
});

const LINES = [LINE, '{"level":30}\n', 'plain\n', 'part ', '<0>x\n', '{"level":40}'];

journal('a kernel that takes writes in part, or not at all, gets the same text', async () => {
  const lines = fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 12 });
  const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 3, max: 40 })), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(lines, sizes, fc.boolean(), async (texts, kernel, isSync) => {
      const output = new Output().mark();
      output.sizes = [...kernel];
      const once = (data: Buffer): Promise<number> =>
        new Promise((resolve, reject) => {
          if (isSync) resolve(output.call('writeSync', 1, data) as number);
          else
            output.call('write', 1, data, (error: unknown, count: number) => (error ? reject(error) : resolve(count)));
        });
      // As sonic-boom does: what the kernel has not taken comes again.
      let data = Buffer.from(texts.join(''));
      while (data.length > 0) data = data.subarray(await once(data).catch(() => 0));
      assert.is(output.shown, markJsonLines(texts.join(''), true).text);
    }),
    { numRuns: 100 },
  );
});

journal('each cut of a text: the app writes the rest again, and no prefix is lost or comes twice', () => {
  for (const text of [`\n${LINE}{"level":40}\n`, `é${LINE}plain\n${LINE}`, `${LINE}é`]) {
    const whole = Buffer.from(markJsonLines(text, true).text);
    for (let first = 1; first <= whole.length; first += 1) {
      for (const isText of [true, false]) {
        for (const next of [1, 2, 3, 5, 100]) {
          const stream = new JournalStream();
          let data = Buffer.from(text);
          let output = '';
          for (let size = first, isFirst = true; data.length > 0; size = next, isFirst = false) {
            const encoding = isText && isFirst ? 'utf8' : 'latin1';
            const marked = stream.mark(encoding === 'utf8' ? text : data.toString('latin1'));
            const taken = Buffer.from(marked.text, encoding).subarray(0, size);
            output += taken.toString('latin1');
            data = data.subarray(stream.wrote(marked, taken.length, encoding));
          }
          assert.is(output, whole.toString('latin1'), JSON.stringify([text, first, isText, next]));
        }
      }
    }
  }
});

journal('a message is one call: nested calls, calls that throw, and texts past the streams', () => {
  const stream = new JournalStream();
  const marked = (text: string, name?: 'stdout' | 'stderr'): string => stream.mark(text, name).text;
  stream.message('stderr', ERROR, () => {
    assert.is(marked('a\n', 'stderr'), '<3>a\n');
    stream.message('stdout', INFO, () => assert.is(marked('b\n', 'stderr'), 'b\n'));
    assert.is(marked('c\n', 'stderr'), '<3>c\n');
    assert.is(marked('d\n', 'stdout'), 'd\n');
    assert.is(marked('e\n'), 'e\n');
  });
  const fails = (): void => {
    throw new Error('of the console');
  };
  assert.throws(() => stream.message('stderr', ERROR, fails), /of the console/);
  assert.is(marked('f\n', 'stderr'), 'f\n');
  assert.is(marked('g'), 'g');
  assert.is(marked(''), '');
  assert.is(stream.isLineStart, false);
  assert.is(marked(LINE), LINE);
  assert.is(stream.isLineStart, true);
  assert.is(marked('\0'), '\0');
  assert.is(stream.isLineStart, true);
});

journal('an uncaught error: one line with the priority, where the process ends of it', () => {
  for (const [before, error, handled, isMain, told] of [
    ['', new TypeError('bad\nworse'), false, true, '<3>uncaught TypeError: bad\n<3>worse\n'],
    ['part', new Error('bad'), false, true, 'part\n<3>uncaught Error: bad\n'],
    ['line\n', 'text', false, true, 'line\n<3>uncaught text\n'],
    ['', new Error('bad'), true, true, ''],
    ['', new Error('bad'), false, false, ''],
  ] as const) {
    const output = new Output();
    output.isMainThread = isMain;
    output.mark();
    write(output, 'stdout', before);
    if (handled) output.process.on('uncaughtException', () => {});
    output.process.emit('uncaughtExceptionMonitor', error);
    assert.is(output.shown, told);
  }
  const full = new Output().mark();
  full.sizes = [0];
  full.process.emit('uncaughtExceptionMonitor', new Error('bad'));
  assert.is(full.text, '');
});

journal.run();
