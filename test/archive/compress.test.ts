/**
 * Compression: the options of each program, and work that ends early.
 */
import fs from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compress } from '../../builder/archive/compress.ts';
import { BuildError } from '../../builder/errors.ts';
import type { Compression } from '../../builder/manifest.ts';
import { pretending } from '../support/faults.ts';
import { pieces, TEXTS } from '../support/pieces.ts';

const compression = suite('compression');
const { PATH } = process.env;
const NEVER = new AbortController().signal;
const [KIB, MIB, GIB] = [1024, 1024 ** 2, 1024 ** 3];
let folder = '';

compression.before.each(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'notifydemo-compress-'));
  await mkdir(path.join(folder, 'bin'));
});
compression.after.each(async () => {
  process.env.PATH = PATH;
  await rm(folder, { recursive: true, force: true });
});

/** Puts programs of these names first, which run `script`. */
async function programs(names: readonly string[], script: string): Promise<void> {
  for (const name of names) await writeFile(path.join(folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env.PATH = `${path.join(folder, 'bin')}:${PATH}`;
}

/** The result for these pieces, which claim to have `size` bytes. */
async function compressed(pieces: Iterable<Uint8Array>, how: Compression, size = 1, stop = NEVER): Promise<Buffer> {
  const place = path.join(folder, 'result');
  const file = fs.openSync(place, 'w');
  try {
    await compress({ pieces, size }, how, { file, stop });
  } finally {
    fs.closeSync(file);
  }
  return fs.readFileSync(place);
}

const machine = (cores: number, memory: number) => ({ availableParallelism: () => cores, totalmem: () => memory });

/** Options by method, level, threads (0: not told), size, cores and memory of the machine. */
const OPTIONS: [
  method: 'xz' | 'zstd',
  level: number,
  threads: number,
  size: number,
  machine: object,
  options: string,
][] = [
  // The dictionary: as large as the content, at least 64 KiB, at most that of the level.
  ['xz', 6, 2, 1, machine(4, 8 * GIB), '--lzma2=preset=6,dict=65536 --threads=+1 --block-size=25165824'],
  ['xz', 6, 2, 64 * KIB, machine(4, 8 * GIB), '--lzma2=preset=6,dict=65536 --threads=+1 --block-size=25165824'],
  ['xz', 6, 2, 64 * KIB + 1, machine(4, 8 * GIB), '--lzma2=preset=6,dict=131072 --threads=+1 --block-size=25165824'],
  ['xz', 6, 2, 5 * MIB, machine(4, 8 * GIB), '--lzma2=preset=6,dict=8388608 --threads=+1 --block-size=25165824'],
  ['xz', 0, 2, 5 * MIB, machine(4, 8 * GIB), '--lzma2=preset=0,dict=262144 --threads=+1 --block-size=25165824'],
  ['xz', 4, 2, 500 * MIB, machine(4, 8 * GIB), '--lzma2=preset=4,dict=4194304 --threads=2 --block-size=25165824'],
  ['xz', 7, 2, 500 * MIB, machine(4, 8 * GIB), '--lzma2=preset=7,dict=16777216 --threads=2 --block-size=50331648'],
  ['xz', 9, 2, 500 * MIB, machine(4, 8 * GIB), '--lzma2=preset=9,dict=67108864 --threads=2 --block-size=201326592'],
  // Threads: one for each block, as many as there are cores, at least two; half of the memory is enough for them.
  ['xz', 6, 0, 24 * MIB, machine(16, 64 * GIB), '--lzma2=preset=6,dict=8388608 --threads=+1 --block-size=25165824'],
  ['xz', 6, 0, 24 * MIB + 1, machine(16, 64 * GIB), '--lzma2=preset=6,dict=8388608 --threads=2 --block-size=25165824'],
  ['xz', 6, 0, 240 * MIB, machine(16, 64 * GIB), '--lzma2=preset=6,dict=8388608 --threads=10 --block-size=25165824'],
  ['xz', 6, 0, 9 * GIB, machine(16, 64 * GIB), '--lzma2=preset=6,dict=8388608 --threads=16 --block-size=25165824'],
  ['xz', 6, 0, 9 * GIB, machine(1, 64 * GIB), '--lzma2=preset=6,dict=8388608 --threads=2 --block-size=25165824'],
  ['xz', 6, 0, 9 * GIB, machine(16, 1021 * MIB), '--lzma2=preset=6,dict=8388608 --threads=3 --block-size=25165824'],
  ['xz', 6, 0, 9 * GIB, machine(16, 1019 * MIB), '--lzma2=preset=6,dict=8388608 --threads=2 --block-size=25165824'],
  ['xz', 6, 0, 9 * GIB, machine(16, 10 * MIB), '--lzma2=preset=6,dict=8388608 --threads=2 --block-size=25165824'],
  [
    'xz',
    9,
    0,
    9 * GIB,
    machine(16, 6 * 1010 * MIB),
    '--lzma2=preset=9,dict=67108864 --threads=3 --block-size=201326592',
  ],
  ['xz', 6, 7, 9 * GIB, machine(2, 10 * MIB), '--lzma2=preset=6,dict=8388608 --threads=7 --block-size=25165824'],
  // The window: as large as the content, from 17 to 27 bits.
  ['zstd', 12, 3, 1, machine(4, 8 * GIB), '-12 --long=17 --threads=3'],
  ['zstd', 12, 3, 128 * KIB + 1, machine(4, 8 * GIB), '-12 --long=18 --threads=3'],
  ['zstd', 19, 0, 128 * MIB, machine(5, 8 * GIB), '-19 --long=27 --threads=5'],
  ['zstd', 1, 0, 9 * GIB, machine(1, 8 * GIB), '-1 --long=27 --threads=2'],
];

compression('xz and zstd get the options that fit the content and the machine', async () => {
  await programs(['xz', 'zstd'], `echo "$(basename "$0") $*" > '${folder}/call'; cat`);
  for (const [method, level, threads, size, { ...functions }, options] of OPTIONS) {
    const how = { method, level, ...(threads > 0 ? { threads } : {}) };
    const result = await pretending(os, functions, () => compressed([Buffer.from('hello')], how, size));
    assert.is(result.toString(), 'hello');
    const call = await readFile(path.join(folder, 'call'), 'utf8');
    assert.is(call, `${method} --compress --stdout --quiet ${options}\n`, `${method} -${level}, ${size} bytes`);
  }
  const error = await compressed([], { method: 'xz', level: 10 }).catch((cause) => cause);
  assert.is(String(error), 'RangeError: xz has no level 10');
});

compression('a missing program is named with its Debian package, and one that fails with its words', async () => {
  await programs(['xz', 'zstd'], 'cat > /dev/null; echo "it is too hot" >&2; exit 1');
  for (const [method, comesIn] of [
    ['xz', 'xz-utils'],
    ['zstd', 'zstd'],
  ] as const) {
    const failing = await compressed([Buffer.from('a')], { method, level: 1 }).catch((error) => error);
    assert.equal([failing.message, failing.notes], [`${method} failed`, ['it is too hot']]);
    process.env.PATH = path.join(folder, 'empty');
    const missing = await compressed([], { method, level: 1 }).catch((error) => error);
    assert.instance(missing, BuildError);
    assert.equal(
      [missing.message, missing.notes],
      [`the program ${method} is missing`, [`install it: apt install ${comesIn}`]],
    );
    process.env.PATH = `${path.join(folder, 'bin')}:${PATH}`;
  }
});

compression('every method stops at the next piece when it is told to', async () => {
  for (const method of ['gzip', 'none', 'xz', 'zstd'] as const) {
    const controller = new AbortController();
    const reason = new BuildError('interrupted');
    let last = 0;
    const before = (at: number): void => {
      last = at;
      if (at === 2) controller.abort(reason);
    };
    const how = { method, level: method === 'none' ? 0 : 1, threads: 2 };
    const error = await compressed(pieces(TEXTS, before), how, 1, controller.signal).catch((cause) => cause);
    assert.is(error, reason, method);
    assert.is(last, 2, method);
  }
});

compression('a write that takes a part only is continued, and one that fails ends the work', async () => {
  const { write } = fs;
  const some = (file: number, part: Buffer, at: number, length: number, ...rest: [null, () => void]): void =>
    write(file, part, at, Math.min(length, 4099), ...rest);
  // The names of its results, for util.promisify().
  Object.defineProperties(some, Object.getOwnPropertyDescriptors(write));
  for (const method of ['none', 'gzip'] as const) {
    const how = { method, level: method === 'none' ? 0 : 1, threads: 2 };
    const result = await pretending(fs, { write: some }, () => compressed(pieces(TEXTS), how));
    const plain = method === 'none' ? result : zlib.gunzipSync(result);
    assert.ok(plain.equals(Buffer.from(TEXTS.join(''))), method);
    const full = fs.openSync('/dev/full', 'w');
    const content = { pieces: pieces(TEXTS), size: 1 };
    const error = await compress(content, how, { file: full, stop: NEVER }).catch((cause) => cause);
    assert.is(error.code, 'ENOSPC');
    fs.closeSync(full);
  }
});

compression.run();
