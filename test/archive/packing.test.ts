/**
 * Tar in pieces: contents around the borders of blocks and pieces.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BLOCK, writeHeaders } from '../../builder/archive/header.ts';
import { tar, tarRoom } from '../../builder/archive/tar.ts';
import type { Entry } from '../../builder/manifest.ts';
import { pretending } from '../support/faults.ts';
import { contentOf, fileEntry, inPackingFolder, MIB, packed, TIME, text } from './packed.ts';

const packing = suite('packing');
inPackingFolder(packing);

/** Header, content and zeros up to a block, entry by entry. */
function expected(entries: readonly Entry[]): Buffer {
  const root: Entry = { type: 'directory', path: '', mode: 0o755, owner: 'root' };
  const parts = [root, ...entries].flatMap((entry) => {
    const header = Buffer.alloc(8 * BLOCK);
    const end = writeHeaders({ into: header, at: 0 }, entry, TIME);
    const size = entry.type === 'text' ? entry.content.length : entry.type === 'file' ? entry.size : 0;
    return [header.subarray(0, end), contentOf(size), Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

const SIZES = [
  ...[0, 1, BLOCK - 1, BLOCK, BLOCK + 1],
  ...[-BLOCK - 1, -BLOCK, -1, 0, 1, BLOCK].map((more) => MIB / 2 + more),
  ...[-2 * BLOCK, -BLOCK, -1, 0, 1, BLOCK].map((more) => MIB + more),
  ...[-1, 0, 1].map((more) => 2 * MIB + more),
];

packing('contents of each size around the borders of blocks and pieces, one by one and all together', async () => {
  const files = await Promise.all(SIZES.map((size) => fileEntry(size)));
  const long = `/${'n'.repeat(400)}`;
  const links: Entry[] = Array.from({ length: 450 }, () => {
    return { type: 'link', path: long, target: long, mode: 0o777, owner: 'root' };
  });
  const all = [
    ...files,
    ...SIZES.map(text),
    ...links,
    { type: 'link', path: '/l', target: 'f1', mode: 0o777, owner: 'root' },
  ] as Entry[];
  for (const entries of [...[...files, ...SIZES.map(text)].map((entry) => [entry]), links, all, all.toReversed(), []]) {
    const names = entries.length === 1 ? entries[0]?.path : `${entries.length} entries`;
    const found = packed(entries);
    assert.ok(found.equals(expected(entries)), names);
    assert.ok(found.length <= tarRoom(entries) && tarRoom(entries) - found.length < 8 * BLOCK * (entries.length + 1));
  }
});

packing('a piece is filled as far as what comes next fits into it', () => {
  const long = (length: number): Entry => {
    return { type: 'directory', path: `/${'d'.repeat(length - 1)}`, mode: 0o755, owner: 'root' };
  };
  for (const [entries, pieces] of [
    [[text(5)], [5 * BLOCK]],
    // The archive ends with two blocks.
    [[text(MIB - 4 * BLOCK)], [MIB]],
    [[text(MIB - 3 * BLOCK)], [MIB - BLOCK, 2 * BLOCK]],
    // For a name of 512 characters there must be nine blocks. It takes four.
    [[text(MIB - 11 * BLOCK), long(512)], [MIB - 3 * BLOCK]],
    [
      [text(MIB - 10 * BLOCK), long(512)],
      [MIB - 8 * BLOCK, 6 * BLOCK],
    ],
  ] as const) {
    const found = [...tar(entries, TIME)].map(({ length }) => length);
    assert.equal(found, pieces, entries.map(({ path }) => path.slice(0, 9)).join());
    assert.ok(packed(entries).equals(expected(entries)));
  }
});

packing('a small file that ends at the border of a piece, or some blocks before or after it', async () => {
  for (const size of [1, BLOCK - 1, BLOCK, 200 * BLOCK - 1, 200 * BLOCK, 200 * BLOCK + 1]) {
    const blocks = Math.ceil(size / BLOCK);
    for (let before = -3; before <= 12; before += 1) {
      // The root's header, two headers, and the content end `before` blocks in front of the border.
      const entries = [text(MIB - (3 + blocks + before) * BLOCK), await fileEntry(size), text(3)];
      assert.ok(packed(entries).equals(expected(entries)), `${size} bytes, ${before} blocks before the border`);
    }
  }
});

packing('reads that give a part only make the same archive', async () => {
  const entries = [await fileEntry(0), await fileEntry(BLOCK + 1), await fileEntry(50_000), await fileEntry(MIB + 1)];
  const { readSync } = fs;
  const some = (file: number, into: Buffer, at: number, length: number, position: null): number =>
    readSync(file, into, at, Math.min(length, 10_007), position);
  const found = await pretending(fs, { readSync: some }, () => packed(entries));
  assert.ok(found.equals(expected(entries)));
});

packing('one read is enough for a file that fits into the piece', async () => {
  const entries = await Promise.all([0, 1, BLOCK, MIB / 2 - BLOCK, 7].map((size) => fileEntry(size)));
  const { readSync } = fs;
  const reads: number[] = [];
  const noting = (file: number, into: Buffer, at: number, length: number, position: null): number => {
    reads.push(length);
    return readSync(file, into, at, length, position);
  };
  await pretending(fs, { readSync: noting }, () => packed(entries));
  assert.equal(
    reads,
    entries.map(({ size }) => size + 1),
  );
});

packing('the sum of each content is told once, with the place of its entry', async () => {
  const directory: Entry = { type: 'directory', path: '/d', mode: 0o755, owner: 'root' };
  const entries = [directory, text(5), await fileEntry(MIB + 1), directory, await fileEntry(7), text(0)];
  const sums: [number, string][] = [];
  packed(entries, (at, md5) => sums.push([at, Buffer.from(md5).toString('hex')]));
  const sum = (size: number): string => createHash('md5').update(contentOf(size)).digest('hex');
  assert.equal(sums, [
    [1, sum(5)],
    [2, sum(MIB + 1)],
    [4, sum(7)],
    [5, sum(0)],
  ]);
});

packing.run();
