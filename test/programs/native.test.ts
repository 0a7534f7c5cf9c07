/**
 * Native files as npm packages bring them: for the right and the wrong system, with libraries known and unknown. They
 * are made here, byte by byte, so that no compiler is needed.
 */
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { readElf } from '../../builder/programs/elf.ts';
import { debianDependency, symbolVersion } from '../../builder/programs/libraries.ts';
import { inspectNative, type NativeNeeds, type NativeTarget } from '../../builder/programs/native.ts';
import { DEBIAN_RELEASES } from '../../builder/releases.ts';
import { needing } from '../support/tools.ts';

interface Made {
  /** e_machine; amd64 unless told. */
  machine?: number;
  bits?: 32 | 64;
  interpreter?: string;
  needed?: string[];
  /** Versions of symbols, by library. */
  versions?: Record<string, string[]>;
  /** Versions that may be missing. */
  weak?: string[];
}

/** An ELF file of nothing but headers and a dynamic section, mapped to an address that is not its place in the file. */
function makeElf({ machine = 62, bits = 64, interpreter, needed = [], versions = {}, weak = [] }: Made): Buffer {
  const word = bits / 8;
  const base = 0x400000;
  let strings = '\0';
  const put = (text: string): number => {
    strings += `${text}\0`;
    return strings.length - text.length - 1;
  };
  const libraries = Object.entries(versions);
  const chain = libraries.map(([library, names], at) => {
    const entries = names.map((name, index) => {
      const fields = Buffer.alloc(16);
      fields.writeUInt16LE(weak.includes(name) ? 2 : 0, 4);
      fields.writeUInt32LE(put(name), 8);
      fields.writeUInt32LE(index === names.length - 1 ? 0 : 16, 12);
      return fields;
    });
    const head = Buffer.alloc(16);
    head.writeUInt16LE(1, 0);
    head.writeUInt16LE(names.length, 2);
    head.writeUInt32LE(put(library), 4);
    head.writeUInt32LE(16, 8);
    head.writeUInt32LE(at === libraries.length - 1 ? 0 : 16 * (names.length + 1), 12);
    return Buffer.concat([head, ...entries]);
  });
  const words = (...values: number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * word);
    for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, at * word);
    return bytes;
  };
  const tags = needed.map((library) => words(1, put(library)));
  const loader = interpreter === undefined ? [] : [put(interpreter)];
  const segments = 2 + loader.length;
  const [header, each] = bits === 64 ? [64, 56] : [52, 32];
  const verneed = header + segments * each;
  const strtab = verneed + Buffer.concat(chain).length;
  const dynamic = strtab + strings.length;
  const end = [words(5, base + strtab), words(10, strings.length), words(0x6ffffffe, base + verneed)];
  const table = Buffer.concat([...tags, ...end, words(0x6fffffff, libraries.length), words(0, 0)]);
  const segment = (type: number, offset: number, size: number): Buffer => {
    const [kind, rest] = [words(type), words(offset, base + offset, base + offset, size, size)];
    return Buffer.concat([kind, rest, Buffer.alloc(each - kind.length - rest.length)]);
  };
  const start = Buffer.alloc(header);
  start.write('\x7fELF', 'latin1');
  start.set([bits / 32, 1, 1], 4);
  start.writeUInt16LE(3, 16);
  start.writeUInt16LE(machine, 18);
  start.set(words(header), 24 + word);
  start.writeUInt16LE(each, 30 + 3 * word);
  start.writeUInt16LE(segments, 32 + 3 * word);
  return Buffer.concat([
    start,
    segment(1, 0, dynamic + table.length),
    segment(2, dynamic, table.length),
    ...loader.map((at) => segment(3, strtab + at, `${interpreter}\0`.length)),
    ...chain,
    Buffer.from(strings),
    table,
  ]);
}

const GLIBC = { needed: ['libc.so.6'], versions: { 'libc.so.6': ['GLIBC_2.2.5', 'GLIBC_2.34'] } };
const TARGET: NativeTarget = { architecture: 'amd64', releases: DEBIAN_RELEASES };

let folder = '';
const setUp = async (): Promise<void> => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-native-'));
};
const tearDown = (): Promise<void> => rm(folder, { recursive: true, force: true });

async function write(name: string, content: Buffer | string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

const elf = suite('ELF files');
elf.before.each(setUp);
elf.after.each(tearDown);

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

elf('what is not ELF is none, what cannot be read is named', async () => {
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
  // The last version points at itself: the count is what ends it, not the chain.
  const loop = makeElf({ versions: { 'libx.so.1': ['V_1', 'V_2'] } });
  loop.writeUInt16LE(0xffff, 64 + 2 * 56 + 2);
  await refused(readElf(await write('loop.node', loop)), 'needs too many versions');
});

elf('what the headers say of themselves is not believed', async () => {
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

async function refused(outcome: Promise<unknown>, ...expected: (string | RegExp)[]): Promise<BuildError> {
  const error = await outcome.then(
    () => assert.unreachable('nothing was refused'),
    (cause) => cause,
  );
  assert.instance(error, BuildError, error?.stack);
  const message = [error.message, ...error.notes].join('\n');
  for (const part of expected) assert.match(message, part);
  return error;
}

const native = suite('native files');
native.before.each(setUp);
native.after.each(tearDown);

/** Inspects files with these contents, called so. */
async function inspect(contents: Record<string, Buffer | string>, target = TARGET): Promise<NativeNeeds> {
  const files = [];
  for (const [name, content] of Object.entries(contents)) {
    files.push({ shown: `node_modules/x/${name}`, source: await write(name, content) });
  }
  return inspectNative(files, target);
}

native('an addon in C++ depends on the libraries whose symbols it uses, and no newer ones', async () => {
  const addon = makeElf({
    needed: ['libstdc++.so.6', 'libm.so.6', 'libgcc_s.so.1', 'libc.so.6', 'ld-linux-x86-64.so.2'],
    versions: {
      'libm.so.6': ['GLIBC_2.29'],
      'libstdc++.so.6': ['GLIBCXX_3.4.9', 'GLIBCXX_3.4.29', 'CXXABI_1.3.9'],
      'libgcc_s.so.1': ['GCC_3.0', 'GCC_4.2.0'],
      'libc.so.6': ['GLIBC_2.4', 'GLIBC_2.14'],
    },
  });
  const depends = ['libc6 (>= 2.34)', 'libgcc-s1 (>= 4.2)', 'libstdc++6 (>= 11)'];
  assert.equal(await inspect({ 'a.node': addon, 'b.node': makeElf(GLIBC) }), { depends, warnings: [], found: true });
});

native('a static executable, a script and a module need nothing', async () => {
  const files = { esbuild: makeElf({}), 'install.sh': '#!/bin/sh\n', 'a.js': '' };
  assert.equal(await inspect(files), { depends: [], warnings: [], found: true });
});

native('every file for another system is named at once, with what to do', async () => {
  const musl = makeElf({ needed: ['libc.musl-x86_64.so.1'] });
  const outcome = inspect({
    'good.node': makeElf(GLIBC),
    'arm.node': makeElf({ ...GLIBC, machine: 183 }),
    'pi.node': makeElf({ ...GLIBC, machine: 40, bits: 32 }),
    'alpine.node': musl,
    tool: makeElf({ interpreter: '/lib/ld-musl-x86_64.so.1' }),
    'android.node': makeElf({ needed: ['libc.so'] }),
    'mac.node': Buffer.from('cffaedfe07000001', 'hex'),
    'windows.node': 'MZ\x90\0',
    'pointer.node': 'version https://git-lfs.example/spec/v1',
    'cut.node': makeElf(GLIBC).subarray(0, 100),
  });
  const { notes, message } = await refused(outcome);
  assert.is(message, 'native files in the package would not run on Debian for amd64');
  assert.is(notes.length, 9);
  const expected = [
    /^node_modules\/x\/arm\.node is for arm64, the package for amd64: .*npm ci --cpu=x64.*or build .* with --arch arm64$/,
    /^node_modules\/x\/pi\.node is for armhf, the package for amd64: .*npm ci --cpu=x64(?!.*--arch)/,
    /^node_modules\/x\/alpine\.node is for musl .*npm ci --libc=glibc/,
    /^node_modules\/x\/tool is for musl/,
    /^node_modules\/x\/android\.node is for musl, or for Android/,
    /^node_modules\/x\/mac\.node is for macOS, .*npm ci --os=linux --cpu=x64/,
    /^node_modules\/x\/windows\.node is for Windows/,
    /^node_modules\/x\/pointer\.node is no native addon/,
    /^node_modules\/x\/cut\.node is damaged: .*; install/,
  ];
  for (const [at, pattern] of expected.entries()) assert.match(notes[at] ?? '', pattern);
});

native('one built on a newer Debian is refused for an older, and for that alone', async () => {
  const versions = { 'libc.so.6': ['GLIBC_2.34', 'GLIBC_2.38'], 'libstdc++.so.6': ['GLIBCXX_3.4.32'] };
  const addon = makeElf({ needed: ['libc.so.6', 'libstdc++.so.6'], versions });
  const { notes } = await refused(inspect({ 'a.node': addon }));
  assert.is(notes.length, 1);
  const note = notes[0] ?? '';
  assert.match(note, 'needs GLIBC_2.38 (libc6 2.38) and GLIBCXX_3.4.32 (libstdc++6 13.1); ');
  assert.match(note, 'Debian 12 has libc6 2.36 and libstdc++6 12, Debian 13 has libc6 2.41 and libstdc++6 14');
  assert.match(note, /build it on Debian 12, or set "debian": \["13", "testing"\] in the deb section/);
  const newer = { ...TARGET, releases: DEBIAN_RELEASES.slice(1) };
  assert.equal((await inspect({ 'a.node': addon }, newer)).depends, ['libc6 (>= 2.38)', 'libstdc++6 (>= 13.1)']);
  const older = { ...TARGET, releases: DEBIAN_RELEASES.slice(0, 2) };
  await refused(inspect({ 'a.node': addon }, older), 'or set "debian": ["13"] in');
  const oldOnly = { ...TARGET, releases: DEBIAN_RELEASES.slice(0, 1) };
  await refused(inspect({ 'a.node': addon }, oldOnly), 'or set "debian": ["13", "testing"]');
});

native('symbols of the compiler, without a number, and from the future count as well', async () => {
  const needing = (library: string, symbol: string): Record<string, Buffer> => ({
    'a.node': makeElf({ needed: [library], versions: { [library]: [symbol] } }),
  });
  await refused(inspect(needing('libgcc_s.so.1', 'GCC_14.0.0')), 'needs GCC_14.0.0', '["13", "testing"]');
  await refused(inspect(needing('libstdc++.so.6', 'CXXABI_1.3.15')), 'needs CXXABI_1.3.15', '["13", "testing"]');
  await refused(inspect(needing('libc.so.6', 'GLIBC_ABI_GNU2_TLS')), 'GLIBC_ABI_GNU2_TLS', '"debian": ["testing"]');
  const { notes } = await refused(inspect(needing('libstdc++.so.6', 'GLIBCXX_3.4.99')), 'build it on Debian 12');
  assert.not.match(notes[0] ?? '', '"debian"');
});

native('every supported Debian is newer than what can be known of its symbols', () => {
  for (const { libstdcxx } of DEBIAN_RELEASES) assert.not.equal(symbolVersion(libstdcxx)?.version, '99');
  assert.is(
    debianDependency(
      'libstdc++6',
      ['4', '9', '10.2', '4.4.2'].map((version) => ({ symbol: '', name: 'libstdc++6', version })),
    ),
    'libstdc++6 (>= 10.2)',
  );
});

native('a library in the package needs no other, an unknown one a word from its user', async () => {
  const addon = makeElf({ needed: ['libvips-cpp.so.8.17.3', '/opt/x/libx.so.1', 'libnowhere.so.7', 'libc.so.6'] });
  const { depends, warnings } = await inspect({ 'a.node': addon, 'libvips-cpp.so.8.17.3': makeElf(GLIBC) });
  assert.equal(depends, ['libc6 (>= 2.34)']);
  assert.equal(warnings, [
    'node_modules/x/a.node needs /opt/x/libx.so.1: name the Debian package it comes in in deb.depends',
    'node_modules/x/a.node needs libnowhere.so.7: name the Debian package it comes in in deb.depends',
  ]);
});

const asDebianSays = 'Debian tells of other libraries what it knows, and is not asked of those in the package';
needing('dpkg-shlibdeps', native)(asDebianSays, async () => {
  const [architecture, machine] =
    process.arch === 'arm64' ? (['arm64', 'aarch64'] as const) : (['amd64', 'x86_64'] as const);
  const target: NativeTarget = { architecture, releases: DEBIAN_RELEASES.slice(-1) };
  const text = await readFile('/bin/tar', 'latin1');
  // One that every Debian has, of which one library gets another name.
  const tar = (library: string): Buffer =>
    Buffer.from(text.replace('libselinux.so.1\0', library.padEnd(16, '\0')), 'latin1');
  const says = (library: string): string =>
    `node_modules/x/tar.node needs ${library}: name the Debian package it comes in in deb.depends`;

  const { depends, warnings } = await inspect({ 'tar.node': tar('libnowhere.so.1') }, target);
  assert.match(depends.join(), /^libacl1 \(>= [\d.-]+\),libc6 \(>= 2\.\d\d\)$/);
  assert.equal(warnings, [says('libnowhere.so.1')]);

  const own = await readFile(`/lib/${machine}-linux-gnu/libacl.so.1`);
  const carrying = { 'tar.node': tar('libnowhere.so.1'), 'libnowhere.so.1': own };
  assert.equal(await inspect(carrying, target), { depends, warnings: [], found: true });

  const known = await inspect({ 'tar.node': tar('libz.so.1') }, target);
  assert.equal(known, { depends: [...depends, 'zlib1g'], warnings: [], found: true });

  const place = await inspect({ 'tar.node': tar('/opt/x/ab.so.12') }, target);
  assert.equal(place.warnings, [says('/opt/x/ab.so.12'), says('libacl.so.1')]);
});

native('this very Node, as it is', async () => {
  const read = await readElf(process.execPath);
  assert.is(read?.machine, process.arch === 'arm64' ? 'arm64' : 'amd64');
  assert.ok(read?.needed.includes('libc.so.6'));
  assert.ok([...(read?.versions.values() ?? [])].flat().some((symbol) => symbol.startsWith('GLIBC_2.')));
  assert.match(read?.interpreter ?? '', /^\/lib.*\/ld-linux-/);
});

native.run();
