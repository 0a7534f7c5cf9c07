/**
 * The descriptors in reserve for commands.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type * as Spare from '../../../payload/notify/messages/spare-descriptors.ts';
import { isolate } from '../isolated.ts';

const spare = suite('notify agent: spare descriptors');

/** A process that has numbers from `first` to `last` left for its descriptors. */
class Table {
  readonly open = new Map<number, { ino: bigint; isDirectory: boolean }>();
  constructor(
    readonly first: number,
    public last: number,
  ) {}

  take(file: string): number {
    for (let number = this.first; number <= this.last; number += 1) {
      if (this.open.has(number)) continue;
      this.open.set(number, { ino: BigInt(file.length), isDirectory: file === '/' });
      return number;
    }
    throw new Error('EMFILE');
  }

  spareDescriptors(): ReturnType<typeof Spare.spareDescriptors> {
    const fs = {
      openSync: (file: string) => this.take(file),
      closeSync: (number: number) => assert.ok(this.open.delete(number)),
      fstatSync: (number: number, { bigint }: { bigint: boolean }) => {
        const found = this.open.get(number);
        if (!found || !bigint) throw new Error('EBADF');
        return { ino: found.ino, isDirectory: () => found.isDirectory };
      },
    };
    const modules = { 'node:fs': fs };
    return isolate<typeof Spare>('messages/spare-descriptors.ts', { modules }).spareDescriptors();
  }
}

spare('a process at its limit has descriptors for the time of its work', () => {
  const table = new Table(20, 40);
  const withSpare = table.spareDescriptors();
  table.last = 27;
  for (let round = 0; round < 3; round += 1) {
    assert.throws(() => table.take('a'), /EMFILE/);
    const during: number[] = [];
    assert.throws(
      () =>
        withSpare(() => {
          for (let count = 0; count < 8; count += 1) during.push(table.take('pipe'));
          for (const number of during) table.open.delete(number);
          throw new Error('no such command');
        }),
      /no such command/,
    );
    assert.equal(during, [20, 21, 22, 23, 24, 25, 26, 27]);
  }
});

spare('a number that belongs to the app by now stays open', () => {
  const table = new Table(20, 40);
  const withSpare = table.spareDescriptors();
  // Some apps close all descriptors that they did not open.
  table.open.clear();
  const [own, folder] = [table.take('/srv/file'), table.take('/')];
  table.open.set(folder, { ino: 99n, isDirectory: true });
  withSpare(() => assert.equal([...table.open.keys()], [own, folder]));
  assert.is(table.open.size, 10);
});

spare('the kernel agrees', () => {
  const withSpare = isolate<typeof Spare>('messages/spare-descriptors.ts').spareDescriptors();
  const before = openSync('/dev/null', 'r');
  closeSync(before);
  withSpare(() => {
    const during = openSync('/dev/null', 'r');
    assert.ok(during < before, `${during} of ${before}`);
    assert.ok(fstatSync(during).isCharacterDevice());
    closeSync(during);
  });
});

spare.run();
