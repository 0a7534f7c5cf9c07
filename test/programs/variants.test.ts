/**
 * Native files for several systems in one package: the right one stays, and has to be there.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { areVariants, namedSystem } from '../../builder/programs/variants.ts';
import { GLIBC, makeElf } from '../support/elf.ts';
import { folder, inFolders, installed, lay, paths, read, refused } from '../support/projects.ts';

const variants = suite('native files for several systems');
inFolders(variants);

const HOME = 'node_modules/x/';
const GLIBC_64 = makeElf(GLIBC);
const MUSL = makeElf({ needed: ['libc.musl-x86_64.so.1'] });
const ARM = makeElf({ ...GLIBC, machine: 183 });
const MAC = Buffer.from('cffaedfe07000001', 'hex');
const WINDOWS = Buffer.from('4d5a90000300', 'hex');

async function layNative(files: Record<string, Buffer>, json: object = {}): Promise<void> {
  await lay({ 'package.json': { dependencies: { x: '1' } }, ...installed('node_modules/x', json) });
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(folder, HOME, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, content);
  }
}

/** The native files of a package that stay for an architecture. */
async function kept(files: Record<string, Buffer>, architecture: 'amd64' | 'arm64' = 'amd64'): Promise<string[]> {
  await layNative(files);
  const { files: all, warnings } = await read('', { architecture });
  assert.not.ok(
    warnings.some((warning) => warning.includes('left out')),
    `${warnings}`,
  );
  const found = all.map((file) => file.path);
  return found.flatMap((file) =>
    /\/(package\.json|index\.js)$/.test(file) || !file.startsWith(HOME) ? [] : file.slice(HOME.length),
  );
}

variants('each layout that packages use keeps the right file alone', async () => {
  const named = (...names: string[]): Record<string, Buffer> => {
    const content = (name: string): Buffer => {
      if (/darwin|mac/.test(name)) return MAC;
      if (/win32|windows/.test(name)) return WINDOWS;
      return /musl/.test(name) ? MUSL : /arm64|aarch64/.test(name) ? ARM : GLIBC_64;
    };
    return Object.fromEntries(names.map((name) => [name, content(name)]));
  };
  const layouts: [string, ...string[]][] = [
    [
      'prebuilds/linux-x64.node',
      'prebuilds/linux-arm64.node',
      'prebuilds/linuxmusl-x64.node',
      'prebuilds/win32-x64.node',
    ],
    [
      'prebuilds/linux-x64/a.glibc.node',
      'prebuilds/linux-x64/a.musl.node',
      'prebuilds/darwin-x64/a.node',
      'prebuilds/linux-arm64/a.armv8.node',
    ],
    ['node.napi.glibc.node', 'node.napi.musl.node'],
    [
      'build/linux/x64/node/glibc-127-Release/a.node',
      'build/linux/x64/node/musl-127-Release/a.node',
      'build/darwin/x64/node/libc-115-Release/a.node',
      'build/win32/x64/node/msvc-115-Release/a.node',
    ],
    [
      'build/Release/db-6.1.0-linux-x64.node',
      'build/Release/db-6.1.0-darwin-arm64.node',
      'build/Release/db-6.1.0-win32-x64.node',
    ],
    [
      'lib/prof-linux-x64-glibc-115.node',
      'lib/prof-linux-x64-musl-115.node',
      'lib/prof-darwin-x64-137.node',
      'lib/prof-linux-arm64-glibc-115.node',
    ],
    [
      'bin/napi-v3/linux/x64/a.node',
      'bin/napi-v3/linux/arm64/a.node',
      'bin/napi-v3/darwin/x64/lib.1.dylib',
      'bin/napi-v3/win32/x64/DirectML.dll',
    ],
    ['x.linux-x64-gnu.node', 'x.linux-x64-musl.node', 'x.linux-arm64-gnu.node', 'x.win32-x64-msvc.node'],
    ['build/Release/pty.node', 'prebuilds/darwin-arm64/pty.node', 'prebuilds/win32-x64/conpty.node'],
    ['build/k/linux_x64/k.node', 'build/k/musl_x64/k.node', 'build/k/windows_x64/k.node', 'build/k/linux_arm64/k.node'],
    ['vendor/x86_64-linux/tool', 'vendor/aarch64-linux/tool', 'vendor/x86_64-windows/tool.exe'],
  ];
  for (const [right, ...others] of layouts) {
    assert.equal(await kept(named(right, ...others)), [right], right);
    await rm(path.join(folder, 'node_modules'), { recursive: true });
  }
});

variants('the content counts, not the name alone: FreeBSD, Electron and a file of another kind', async () => {
  const freebsd = Buffer.from(GLIBC_64);
  freebsd[7] = 9;
  const files = {
    'prebuilds/linux-x64/a.node': GLIBC_64,
    'prebuilds/freebsd-x64/a.node': freebsd,
    'prebuilds/linux-x64/electron-a.node': GLIBC_64,
  };
  assert.equal(await kept(files), ['prebuilds/linux-x64/a.node']);
  await rm(path.join(folder, 'node_modules'), { recursive: true });
  assert.equal(await kept({ 'bin/a-linux-x64.node': GLIBC_64, 'bin/a-x64.node': freebsd }), ['bin/a-linux-x64.node']);
  await rm(path.join(folder, 'node_modules'), { recursive: true });
  // Another program than the one that has a right variant.
  assert.equal(await kept({ 'prebuilds/tool.dll': WINDOWS, 'arm/helper.node': GLIBC_64 }), [
    'arm/helper.node',
    'prebuilds/tool.dll',
  ]);
});

variants('without the right file the build is refused, also for the other architecture', async () => {
  await layNative({ 'prebuilds/linux-arm64.node': ARM, 'prebuilds/darwin-x64.node': MAC });
  await refused(
    '',
    'x has no native file for Debian on amd64',
    'it has prebuilds/darwin-x64.node, prebuilds/linux-arm64.node',
    'npm rebuild x on Linux with x64',
  );
  assert.ok((await paths('', { architecture: 'arm64' })).includes(`${HOME}prebuilds/linux-arm64.node`));
});

variants('an addon that Linux has to compile is refused, one that only Windows has is left out', async () => {
  await layNative({ 'prebuilds/win32-x64/r.node': WINDOWS });
  assert.not.ok((await paths()).some((file) => file.endsWith('.node')));
  await lay({ [`${HOME}binding.gyp`]: '{}' });
  await refused('', 'x has no native file for Debian on amd64');
});

variants('systems in names', () => {
  for (const [name, system, cpus, libc, abi] of [
    ['prebuilds/linux-x64/node.abi115.musl.node', 'linux', ['x64'], 'musl', 115],
    ['a-x86_64-apple-darwin', 'darwin', ['x64'], undefined, undefined],
    ['lib/binding/node-v108-linux-arm64-glibc/a.node', 'linux', ['arm64'], 'glibc', 108],
    ['constructor/tostring/a.node', undefined, [], undefined, undefined],
    ['@img/sharp-linuxmusl-x64', 'linux', ['x64'], 'musl', undefined],
    ['uws_win32_ia32_137.node', 'win32', ['ia32'], undefined, 137],
    ['libvips-cpp.so.8.17.3', undefined, [], undefined, undefined],
  ] as const) {
    const found = namedSystem(name);
    assert.equal([found.system, [...found.cpus], found.libc, found.abi], [system, [...cpus], libc, abi], name);
  }
  assert.ok(areVariants('a/darwin/b.node', 'a/linux/c.node'));
  assert.not.ok(areVariants('a/b.node', 'a/c.node'));
  assert.not.ok(areVariants('a/darwin/b.node', 'c/linux/b.node'));
});

variants.run();
