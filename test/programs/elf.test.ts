/**
 * The reader of ELF headers.
 */
import { readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { readElf } from '../../builder/programs/elf.ts';
import { folder, GLIBC, inFolders, makeElf, refused, write } from '../support/elf.ts';

const elf = suite('ELF files');
inFolders(elf);

elf('an executable of either width tells its loader, its libraries and their symbols', async () => {
  const versions = { 'libc.so.6': ['GLIBC_2.4', 'GLIBC_2.38'], 'libstdc++.so.6': ['GLIBCXX_3.4.21'] };
  const made = { interpreter: '/lib/ld-linux.so.2', needed: ['libc.so.6', 'libstdc++.so.6'], versions };
  for (const [bits, machine, name] of [
    [64, 183, 'arm64'],
    [32, 40, 'armhf'],
  ] as const) {
    const file = await write('program', makeElf({ ...made, bits, machine }));
    const expected = { machine: name, ...made, versions: new Map(Object.entries(versions)) };
    assert.equal(await readElf(file), expected);
  }
});

elf('a version that may be missing is not needed', async () => {
  const made = { ...GLIBC, weak: ['GLIBC_2.34'] };
  const read = await readElf(await write('weak.so', makeElf(made)));
  assert.equal(read?.versions.get('libc.so.6'), ['GLIBC_2.2.5']);
});

elf('other machines have names, or at least numbers; those of big-endian ones are read rightly', async () => {
  const named = async (content: Buffer): Promise<string | undefined> =>
    (await readElf(await write('a', content)))?.machine;
  assert.is(await named(makeElf({ machine: 243 })), 'riscv64');
  assert.is(await named(makeElf({ machine: 0x2a })), 'machine 0x2a');
  const big = makeElf({}).fill(0xff, 20);
  big.writeUInt8(2, 5);
  big.writeUInt16BE(22, 18);
  assert.is(await named(big), 's390x');
});

elf('other files are no ELF, and unreadable files are named', async () => {
  for (const content of ['', '\x7fE', '#!/bin/sh\n'])
    assert.is(await readElf(await write('script', content)), undefined);
  await refused(readElf(path.join(folder, 'none'), 'lib/none'), 'cannot read lib/none: it does not exist');
});

elf('a file cut short or altered is read, or refused by its name, but never breaks the reader', async () => {
  const real = await readFile('/bin/true').catch(() => Buffer.alloc(0));
  const made = makeElf({ ...GLIBC, interpreter: '/lib64/ld-linux-x86-64.so.2' });
  const seeds = [made, makeElf({ ...GLIBC, bits: 32, machine: 3 }), ...(real.length > 0 ? [real] : [])];
  const file = path.join(folder, 'altered.node');
  const change = fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 0x7f, 0xff), fc.nat(255)));
  const changes = fc.array(change, { maxLength: 12 });
  let refusals = 0;
  const attempt = async (seed: Buffer, altered: [number, number][], length: number, early: boolean): Promise<void> => {
    const bytes = Buffer.from(seed);
    // The headers come first, and all depends on them.
    for (const [at, value] of altered) bytes[at % (early ? Math.min(bytes.length, 900) : bytes.length)] = value;
    bytes.write('\x7fELF', 'latin1');
    await writeFile(file, bytes);
    await truncate(file, Math.max(4, bytes.length - length));
    await readElf(file).catch((error) => {
      assert.instance(error, BuildError, error.stack);
      assert.match(error.message, `${file} is damaged: `);
      refusals += 1;
    });
  };
  const cut = fc.oneof(fc.constant(0), fc.nat(made.length));
  const property = fc.asyncProperty(fc.constantFrom(...seeds), changes, cut, fc.boolean(), attempt);
  await fc.assert(property, { numRuns: 600 });
  assert.ok(refusals > 100 && refusals < 600, `${refusals} refusals`);
});

elf('a file that would go on for ever is left', async () => {
  const many = Array.from({ length: 5000 }, (_, at) => `V_${at}`);
  const file = await write('endless.node', makeElf({ versions: { 'libx.so.1': many } }));
  await refused(readElf(file), /endless\.node is damaged: it needs too many versions/);
  // The last version points at itself: the count ends the list, not the chain.
  const loop = makeElf({ versions: { 'libx.so.1': ['V_1', 'V_2'] } });
  loop.writeUInt16LE(0xffff, 64 + 2 * 56 + 2);
  await refused(readElf(await write('loop.node', loop)), 'needs too many versions');
});

elf('wrong headers are found out', async () => {
  const altered = async (at: number, value: number, bytes: number): Promise<string> => {
    const lying = makeElf(GLIBC);
    lying.writeUIntLE(value, at, bytes);
    return write('lying.node', lying);
  };
  await refused(readElf(await altered(32 + 5, 0xff, 3)), 'it refers to a place beyond its end');
  await refused(readElf(await altered(54, 1, 2)), 'its program headers have a wrong size');
  await refused(readElf(await altered(64 + 56 + 32, 0x100000, 4)), 'its dynamic section is too long');
  await refused(readElf(await altered(64 + 16, 0x500000, 4)), 'it refers to an address that is not loaded');
});

elf('a name with escape sequences is not shown', async () => {
  await refused(readElf(await write('a.node', makeElf({ needed: ['lib\x1b[2J.so'] }))), 'a name in it is none');
});

elf.run();
