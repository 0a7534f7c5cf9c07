/**
 * Native files as npm packages bring them: for the right and the wrong system, with libraries known and unknown.
 */
import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readElf } from '../../builder/programs/elf.ts';
import { debianDependency, symbolVersion } from '../../builder/programs/libraries.ts';
import { inspectNative, type NativeNeeds, type NativeTarget } from '../../builder/programs/native.ts';
import { DEBIAN_RELEASES } from '../../builder/releases.ts';
import { GLIBC, inFolders, makeElf, refused, write } from '../support/elf.ts';
import { needing } from '../support/tools.ts';

const native = suite('native files');
inFolders(native);

const TARGET: NativeTarget = { architecture: 'amd64', releases: DEBIAN_RELEASES };

const found = (needs: Partial<NativeNeeds>): NativeNeeds => {
  return { found: true, depends: [], addons: [], warnings: [], ...needs };
};

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
  assert.equal(await inspect({ 'a.node': addon, 'b.node': makeElf(GLIBC) }), found({ depends }));
});

native('a static executable, a script and a module need nothing', async () => {
  const files = { esbuild: makeElf({}), 'install.sh': '#!/bin/sh\n', 'a.js': '' };
  assert.equal(await inspect(files), found({}));
});

native('all files for other systems are named at once, with advice', async () => {
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
  // Debian 12 has neither GLIBC_2.38 nor GLIBC_2.37. The order in the file does not matter.
  const versions = { 'libc.so.6': ['GLIBC_2.34', 'GLIBC_2.38', 'GLIBC_2.37'], 'libstdc++.so.6': ['GLIBCXX_3.4.32'] };
  const addon = makeElf({ needed: ['libc.so.6', 'libstdc++.so.6'], versions });
  const { notes } = await refused(inspect({ 'a.node': addon }));
  assert.is(notes.length, 1);
  const note = notes[0] ?? '';
  assert.match(note, 'needs GLIBC_2.38 (libc6 2.38) and GLIBCXX_3.4.32 (libstdc++6 13.1); ');
  assert.match(note, 'Debian 12 has libc6 2.36 and libstdc++6 12, Debian 13 has libc6 2.41 and libstdc++6 14');
  assert.match(note, /build it on Debian 12, or set "targets": \["debian13", "testing"\] in the deb section/);
  const newer = { ...TARGET, releases: DEBIAN_RELEASES.slice(1) };
  assert.equal((await inspect({ 'a.node': addon }, newer)).depends, ['libc6 (>= 2.38)', 'libstdc++6 (>= 13.1)']);
  const older = { ...TARGET, releases: DEBIAN_RELEASES.slice(0, 2) };
  await refused(inspect({ 'a.node': addon }, older), 'or set "targets": ["debian13"] in');
  const oldOnly = { ...TARGET, releases: DEBIAN_RELEASES.slice(0, 1) };
  await refused(inspect({ 'a.node': addon }, oldOnly), 'or set "targets": ["debian13", "testing"]');
});

native('symbols of the compiler, without a number, and from the future count as well', async () => {
  const needing = (library: string, symbol: string): Record<string, Buffer> => ({
    'a.node': makeElf({ needed: [library], versions: { [library]: [symbol] } }),
  });
  await refused(inspect(needing('libgcc_s.so.1', 'GCC_14.0.0')), 'needs GCC_14.0.0', '["debian13", "testing"]');
  await refused(inspect(needing('libstdc++.so.6', 'CXXABI_1.3.15')), 'needs CXXABI_1.3.15', '["debian13", "testing"]');
  await refused(inspect(needing('libc.so.6', 'GLIBC_ABI_GNU2_TLS')), 'GLIBC_ABI_GNU2_TLS', '"targets": ["testing"]');
  const { notes } = await refused(inspect(needing('libstdc++.so.6', 'GLIBCXX_3.4.99')), 'build it on Debian 12');
  assert.not.match(notes[0] ?? '', '"targets"');
});

native('the table of symbols covers each supported Debian', () => {
  for (const { libstdcxx } of DEBIAN_RELEASES) assert.not.equal(symbolVersion(libstdcxx)?.version, '99');
  assert.is(
    debianDependency(
      'libstdc++6',
      ['4', '9', '10.2', '4.4.2'].map((version) => ({ symbol: '', name: 'libstdc++6', version })),
    ),
    'libstdc++6 (>= 10.2)',
  );
});

native('a library that a file names twice is one', async () => {
  const twice = ['libc.so.6', 'libc.so.6', 'libnowhere.so.7', 'libnowhere.so.7'];
  const warnings = ['node_modules/x/a.node needs libnowhere.so.7: name the Debian package it comes in in deb.depends'];
  assert.equal(await inspect({ 'a.node': makeElf({ needed: twice }) }), found({ depends: ['libc6'], warnings }));
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
  // A library that every Debian has, under another name.
  const tar = (library: string): Buffer =>
    Buffer.from(text.replace('libselinux.so.1\0', library.padEnd(16, '\0')), 'latin1');
  const says = (library: string): string =>
    `node_modules/x/tar.node needs ${library}: name the Debian package it comes in in deb.depends`;

  const { depends, warnings } = await inspect({ 'tar.node': tar('libnowhere.so.1') }, target);
  assert.match(depends.join(), /^libacl1 \(>= [\d.-]+\),libc6 \(>= 2\.\d\d\)$/);
  assert.equal(warnings, [says('libnowhere.so.1')]);

  const own = await readFile(`/lib/${machine}-linux-gnu/libacl.so.1`);
  const carrying = { 'tar.node': tar('libnowhere.so.1'), 'libnowhere.so.1': own };
  assert.equal(await inspect(carrying, target), found({ depends }));

  const known = await inspect({ 'tar.node': tar('libz.so.1') }, target);
  assert.equal(known, found({ depends: [...depends, 'zlib1g'] }));

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
