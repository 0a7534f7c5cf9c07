/**
 * The streams to the journal in the process of the test: each way to write.
 */
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LINE, Output, write } from './output.ts';

const journal = suite('notify agent: writes to the journal');

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
  output.console.log?.('{"level":50}\n{"level":50}');
  output.console.warn?.('{"level":60}');
  assert.is(
    output.shown,
    `<3>${LINE}<3>${LINE}${LINE.trim()}\0<6><0>\nx\n${LINE}\n{"level":50}\n{"level":50}\n<4>{"level":60}\n`,
  );
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
