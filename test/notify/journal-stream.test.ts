/**
 * The stream to the journal: a kernel that takes texts in part, and messages of several texts.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ERROR, INFO, markJsonLines } from '../../payload/notify/journal/journal-lines.ts';
import { JournalStream } from '../../payload/notify/journal/journal-stream.ts';
import { LINE, Output } from './output.ts';

const journal = suite('notify agent: stream to the journal');

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

journal.run();
