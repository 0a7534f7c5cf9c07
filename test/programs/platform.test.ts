/**
 * Files and packages for other systems, and kinds of files.
 */
import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { foreignSystem, isElf, isExecutable, isLibraryName, startOf } from '../../builder/programs/file-kinds.ts';
import { runsOn } from '../../builder/programs/modules/platform.ts';
import { unbuiltWarnings } from '../../builder/programs/modules/unbuilt.ts';
import { collect, landed } from '../support/collected.ts';
import { folder, inFolders, installed, lay, read, refused } from '../support/projects.ts';

const platform = suite('systems and kinds of files');
inFolders(platform);

platform('kinds of files, by their first bytes and by their names', async () => {
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
  for (const start of ['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe'])
    assert.is(foreignSystem(bytes(start)), 'macOS', start);
  for (const start of ['4d5a', '4d5a9000']) assert.is(foreignSystem(bytes(start)), 'Windows', start);
  for (const start of ['', '7f454c46', '00feedfa', 'feedfac0', '004d5a00', '4d'])
    assert.is(foreignSystem(bytes(start)), undefined, start);
  for (const [start, runs, isNative] of [
    ['#!/b', true, false],
    ['#!', true, false],
    ['\x7fELF', true, true],
    ['\x7fEL', false, false],
    ['x#!/', false, false],
    ['#', false, false],
    ['', false, false],
  ] as const) {
    assert.equal(
      [isExecutable(Buffer.from(start, 'latin1')), isElf(Buffer.from(start, 'latin1'))],
      [runs, isNative],
      start,
    );
  }
  for (const name of ['a.node', 'x/liba.so', 'liba.so.1', 'liba.so.1.22.3']) assert.ok(isLibraryName(name), name);
  for (const name of ['a.nodes', 'node', 'a.so.js', 'a.so.x', 'aso', 'a.so.', 'a.node.js'])
    assert.not.ok(isLibraryName(name), name);
  for (const text of ['', 'a', 'four', 'more than four']) {
    await writeFile(path.join(folder, 'file'), text);
    assert.is(startOf(path.join(folder, 'file')).toString(), text.slice(0, 4));
  }
  assert.throws(() => startOf(path.join(folder, 'gone')), /cannot read .*gone: it does not exist/);
});

platform("npm's rules for os, cpu and libc", () => {
  const runs = (json: object, name = 'a'): boolean => runsOn('amd64', name, json);
  for (const [json, isFor] of [
    [{}, true],
    [{ os: 'linux', cpu: 'x64', libc: 'glibc' }, true],
    [{ os: [], cpu: [], libc: [] }, true],
    [{ os: ['darwin', 'linux'] }, true],
    [{ os: ['any'] }, true],
    [{ os: ['darwin'] }, false],
    [{ os: ['!darwin'] }, true],
    [{ os: ['!linux'] }, false],
    [{ os: ['linux', '!linux'] }, false],
    [{ os: ['!darwin', 'win32'] }, false],
    [{ cpu: 'arm64' }, false],
    [{ cpu: '!x64' }, false],
    [{ libc: 'musl' }, false],
    [{ libc: ['musl', 'glibc'] }, true],
    [{ libc: '!glibc' }, false],
  ] as const) {
    assert.is(runs(json), isFor, JSON.stringify(json));
  }
  assert.is(runs({}, '@img/sharp-linuxmusl-x64'), false);
  assert.is(runs({}, 'my-linuxmusl'), true);
  for (const name of ['@swc/core-linux-x64-musl', '@parcel/watcher-linux-x64-musl'])
    assert.is(runs({ os: ['linux'], cpu: ['x64'] }, name), false, name);
  assert.is(runs({ cpu: ['x64'], libc: ['glibc'] }, 'musl-tools'), true);
  assert.is(runsOn('arm64', 'a', { cpu: ['arm64'] }), true);
});

platform('addons that nobody has built', () => {
  const place = 'node_modules/a';
  const warned = (...files: string[]): number => unbuiltWarnings([place], files).length;
  assert.is(warned(`${place}/index.js`), 0);
  assert.is(warned(`${place}/binding.gyp`), 1);
  assert.is(warned(`${place}/sub/binding.gyp`), 0);
  for (const built of [`${place}/build/a.node`, 'node_modules/@x/a-linux-x64/b.node', 'node_modules/a-linux/x.node'])
    assert.is(warned(`${place}/binding.gyp`, built), 0, built);
  for (const other of [
    `${place}/a.node.js`,
    'node_modules/ab/x.node',
    'node_modules/b/a.node',
    'node_modules/ba-x/x.node',
  ])
    assert.is(warned(`${place}/binding.gyp`, other), 1, other);
  const all = unbuiltWarnings(['node_modules/@s/b'], ['node_modules/@s/b/binding.gyp']);
  assert.equal(all, [
    'node_modules/@s/b is a native addon, but was not built: run its install script with npm rebuild @s/b',
  ]);
});

platform('a package for another C library stays out, although its name is computed', async () => {
  const targets = { '@pages/linux-x64-gnu': '1', '@pages/linux-x64-musl': '1' };
  await lay({ 'app.js': "require('pages');", ...installed('node_modules/pages', { optionalDependencies: targets }) });
  await lay({ 'node_modules/pages/index.js': 'require(`@pages/${target()}`);' });
  for (const name of Object.keys(targets))
    await lay(installed(`node_modules/${name}`, { os: ['linux'], cpu: ['x64'] }));
  const found = landed(await collect({}, { dependencies: { pages: '1' } }));
  assert.ok(
    found.some((file) => file.endsWith('node_modules/@pages/linux-x64-gnu/index.js')),
    found.join(),
  );
  assert.not.ok(found.some((file) => file.includes('musl')));
});

platform('a tree with more files than are read at a time, and sizes that no package holds', async () => {
  const files = Array.from({ length: 70 }, (_, at) => `f${String(at).padStart(2, '0')}`);
  await lay({ 'package.json': {}, ...Object.fromEntries(files.map((file) => [file, file])) });
  const { files: found } = await read();
  assert.equal(
    found.map((file) => file.path),
    [...files, 'package.json'],
  );
  assert.ok(found.every(({ path: file, size }) => file === 'package.json' || size === 3));
  await truncate(path.join(folder, 'f00'), 100e9);
  await read();
  await truncate(path.join(folder, 'f00'), 100e9 + 1);
  await refused('', 'f00 has more than 100 GB');
});

platform.run();
