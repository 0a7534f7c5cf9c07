/**
 * Files that change or vanish while they are packed, or cannot be read.
 */
import fs from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BLOCK } from '../../builder/archive/header.ts';
import { BuildError } from '../../builder/errors.ts';
import type { Entry } from '../../builder/manifest.ts';
import { pretending, systemError } from '../support/faults.ts';
import { fileEntry, folder, inPackingFolder, MIB, packed } from './packed.ts';

const changed = suite('files that change');
inPackingFolder(changed);

function refusal(entry: Entry & { type: 'file' }): BuildError {
  try {
    packed([entry]);
  } catch (error) {
    if (error instanceof BuildError) return error;
    throw error;
  }
  return assert.unreachable(`${entry.source} with ${entry.size} bytes was packed`) as never;
}

changed('a file of another size than planned is refused, be it small or large, and nothing stays open', async () => {
  const open = async () => (await readdir('/proc/self/fd')).length;
  const before = await open();
  // The first read of a large file ends where the piece does, behind two headers, with a block to spare.
  const read = MIB - 3 * BLOCK;
  for (const size of [1, BLOCK, MIB / 2, read - 1, read, read + 1, read + 2, MIB, 2 * MIB]) {
    for (const planned of [size - 1, size + 1, Math.floor(size / 2), size * 2]) {
      const entry = await fileEntry(size, planned);
      const { message, notes } = refusal(entry);
      assert.is(message, `${entry.source} changed while it was being packed`, `${size} bytes planned as ${planned}`);
      assert.equal(notes, ['build again when nothing writes to it']);
    }
  }
  const { message } = refusal({ ...(await fileEntry(1)), source: folder });
  assert.is(message, `${folder} changed while it was being packed`);
  assert.is(await open(), before);
});

changed('a file that grows while it is read is refused', async () => {
  for (const size of [BLOCK, MIB / 2, 3 * MIB]) {
    const entry = await fileEntry(size);
    const { readSync } = fs;
    let reads = 0;
    const growing = (file: number, into: Buffer, at: number, length: number, position: null): number => {
      reads += 1;
      if (reads === 1) fs.appendFileSync(entry.source, 'more');
      return readSync(file, into, at, length, position);
    };
    const error = await pretending(fs, { readSync: growing }, () => refusal(entry));
    assert.is(error.message, `${entry.source} changed while it was being packed`);
    await rm(entry.source);
  }
});

changed('a file that has vanished, or that the disk does not give, is named with the reason', async () => {
  for (const size of [7, MIB]) {
    const entry = await fileEntry(size);
    const failing = (error: Error) => () => {
      throw error;
    };
    const broken = await pretending(fs, { readSync: failing(systemError('EIO', 'read')) }, () => refusal(entry));
    assert.is(broken.message, `cannot read ${entry.source}: EIO: as the test wants it, read`);
    assert.equal(broken.notes, ['nothing was written']);
    const denied = await pretending(fs, { openSync: failing(systemError('EACCES')) }, () => refusal(entry));
    assert.is(denied.message, `cannot read ${entry.source}: permission denied`);
    const defect = new RangeError('a defect of ours');
    const thrown = await pretending(fs, { readSync: failing(defect) }, () => refusal(entry)).catch((error) => error);
    assert.is(thrown, defect);
    await rm(entry.source);
    assert.is(refusal(entry).message, `cannot read ${entry.source}: it does not exist`);
  }
});

changed.run();
