/**
 * Work that takes long: the time that it still takes, and its interruption.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import type { Manifest } from '../../builder/manifest.ts';
import { interruptions, isInterrupted, untilInterrupted } from '../../builder/terminal/interruption.ts';
import { Progress } from '../../builder/terminal/progress.ts';

const waiting = suite('long work');

/** The line on a terminal after this part of a package has been packed, in a moment. */
async function line(packedBytes: number, size: number): Promise<string> {
  let text = '';
  const stream = { isTTY: true, columns: 80, write: (more: string) => (text += more) };
  const progress = new Progress(stream as unknown as NodeJS.WriteStream);
  const { packed } = progress.packing({ entries: [{ type: 'file', size }] } as unknown as Manifest);
  await pause(210);
  packed?.(packedBytes);
  return stripVTControlCharacters(text).trimEnd();
}

waiting('the time that is left is in seconds, and from 100 seconds on in minutes and seconds', async () => {
  const [soon, later, over] = await Promise.all([line(5e6, 6e6), line(1e6, 4e9), line(7e6, 6e6)]);
  assert.match(soon, /^\rpack +83 % {3}5\.0 of 6\.0 MB, [\d.]+ MB\/s, \d{1,2} s left$/);
  assert.match(later, /^\rpack +0 % {3}1\.0 of 4000 MB, [\d.]+ MB\/s, \d+ min [1-5]?\d s left$/);
  // Headers count among the bytes, and not in the sizes.
  assert.match(over, /^\rpack +100 % {3}6\.0 of 6\.0 MB, [\d.]+ MB\/s, 0 s left$/);
});

waiting('a signal ends work with a reason, and no other work is ended', async () => {
  const signal = interruptions();
  assert.is(await untilInterrupted(Promise.resolve('done'), signal), 'done');
  const failed = new Error('failed');
  await untilInterrupted(Promise.reject(failed), signal).then(
    () => assert.unreachable(),
    (error) => assert.is(error, failed),
  );
  assert.is(isInterrupted(), false);
  const endless = untilInterrupted(new Promise(() => {}), signal);
  assert.is(process.emit('SIGHUP', 'SIGHUP'), true);
  await endless.then(
    () => assert.unreachable(),
    (error) => {
      assert.instance(error, BuildError);
      assert.is(error.message, 'interrupted by SIGHUP');
    },
  );
  assert.is(isInterrupted(), true);
});

waiting.run();
