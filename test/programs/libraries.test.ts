/**
 * The table of libraries: versions of symbols, their Debian packages, and the order of versions.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compareVersions,
  debianDependency,
  isKnownPackage,
  packageOf,
  symbolVersion,
  versionIn,
} from '../../builder/programs/libraries.ts';
import { DEBIAN_RELEASES } from '../../builder/releases.ts';

const libraries = suite('libraries');

libraries('the Debian packages of libraries', () => {
  const libc = [
    ...[
      'ld-linux-x86-64.so.2',
      'ld-linux.so.2',
      'libc.so.6',
      'libm.so.6',
      'libmvec.so.1',
      'libpthread.so.0',
      'libdl.so.2',
    ],
    ...['librt.so.1', 'libutil.so.1', 'libresolv.so.2', 'libanl.so.1', 'libnsl.so.1', 'libthread_db.so.1'],
    ...['libBrokenLocale.so.1', 'libnss_files.so.2', 'libnss_dns.so.2'],
  ];
  for (const library of libc) assert.is(packageOf(library), 'libc6', library);
  const others = {
    'libstdc++.so.6': 'libstdc++6',
    'libgcc_s.so.1': 'libgcc-s1',
    'libatomic.so.1': 'libatomic1',
    'libgomp.so.1': 'libgomp1',
    'libz.so.1': 'zlib1g',
  };
  for (const [library, name] of Object.entries(others)) assert.is(packageOf(library), name);
  const unknown = [
    'libc.so',
    'xlibc.so.6',
    'libc.so.6.1',
    'libmm.so.6',
    'libstdc++.so.5',
    'libz.so',
    '/lib/libc.so.6',
    'libnss.so.2',
  ];
  for (const library of unknown) assert.is(packageOf(library), undefined, library);
  for (const name of ['libc6', ...Object.values(others)]) assert.ok(isKnownPackage(name), name);
  for (const name of ['libc', 'libssl3', 'libz.so.1']) assert.not.ok(isKnownPackage(name), name);
});

/** Symbols, and the package with the version that has them first. */
const SYMBOLS: Record<string, string | undefined> = {
  'GLIBC_2.2.5': 'libc6 2.2.5',
  'GLIBC_2.38': 'libc6 2.38',
  GLIBC_ABI_DT_RELR: 'libc6 2.36',
  GLIBC_ABI_DT_X86_64_PLT: 'libc6 2.42',
  GLIBC_ABI_GNU2_TLS: 'libc6 2.42',
  GLIBC_PRIVATE: undefined,
  'XGLIBC_2.2': undefined,
  'GLIBC_2.2x': undefined,
  'GCC_3.0': 'libgcc-s1 3.0',
  'GCC_3.3.1': 'libgcc-s1 3.3.1',
  'GCC_4.2.0': 'libgcc-s1 4.2',
  'GCC_4.0.0': 'libgcc-s1 4.0',
  'GCC_7.0.0': 'libgcc-s1 7',
  'GCC_14.0.0': 'libgcc-s1 14',
  'GLIBCXX_3.4': 'libstdc++6 4.1.1',
  'GLIBCXX_3.4.8': 'libstdc++6 4.1.1',
  'GLIBCXX_3.4.9': 'libstdc++6 4.2.1',
  'GLIBCXX_3.4.11': 'libstdc++6 4.4',
  'GLIBCXX_3.4.22': 'libstdc++6 6',
  'GLIBCXX_3.4.23': 'libstdc++6 7',
  'GLIBCXX_3.4.32': 'libstdc++6 13.1',
  'GLIBCXX_3.4.36': 'libstdc++6 16.2.0-3',
  'GLIBCXX_3.4.37': 'libstdc++6 99',
  'CXXABI_1.3': 'libstdc++6 4.1.1',
  'CXXABI_1.3.1': 'libstdc++6 4.1.1',
  'CXXABI_1.3.13': 'libstdc++6 11',
  'CXXABI_1.3.17': 'libstdc++6 16',
  'CXXABI_1.3.18': 'libstdc++6 99',
  CXXABI_TM_1: undefined,
  'GLIBCXX_3.5': undefined,
  'FOO_3.4.1': undefined,
};

libraries('the first version that has a symbol', () => {
  for (const [symbol, known] of Object.entries(SYMBOLS)) {
    const found = symbolVersion(symbol);
    assert.is(found && `${found.name} ${found.version}`, known, symbol);
    assert.is(found?.symbol, found && symbol);
  }
  const [oldest] = DEBIAN_RELEASES;
  const symbol = (name: string) => ({ symbol: '', name, version: '1' });
  assert.ok(oldest);
  assert.is(versionIn(oldest as never, symbol('libc6')), oldest?.libc);
  for (const name of ['libstdc++6', 'libgcc-s1']) {
    assert.is(versionIn(oldest as never, symbol(name)), symbolVersion(oldest?.libstdcxx ?? '')?.version);
  }
});

libraries('the order of versions, and the dependency on the newest', () => {
  const sorted = [
    '2.2.5',
    '2.4',
    '2.14',
    '2.34',
    '2.34.1',
    '4',
    '4.0',
    '4.4',
    '4.4.2',
    '9',
    '10.2',
    '16.2.0-3',
    '16.2.0-10',
    '16.2.1',
  ];
  for (const [at, one] of sorted.entries()) {
    for (const [index, other] of sorted.entries()) {
      assert.is(Math.sign(compareVersions(one, other)), Math.sign(at - index), `${one} and ${other}`);
    }
  }
  const symbols = ['2.4', '2.34', '2.14'].map((version) => ({ symbol: '', name: 'libc6', version }));
  const other = { symbol: '', name: 'libgcc-s1', version: '99' };
  assert.is(debianDependency('libc6', [...symbols, other]), 'libc6 (>= 2.34)');
  assert.is(debianDependency('zlib1g', symbols), 'zlib1g');
});

libraries.run();
