/**
 * Kinds of files, sources as text, and native addons, each with its edges.
 */
import type fs from 'node:fs';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isAddon } from '../../builder/project/addons.ts';
import { privacyOf } from '../../builder/project/private-files.ts';
import { irregular, refuseIrregular } from '../../builder/project/read-file.ts';
import { importedSpecifiers, packageOfSpecifier, withoutComments } from '../../builder/project/source-text.ts';

const kinds = suite('kinds of files');

kinds('kinds of files that are none', () => {
  const kind = (...names: string[]): string | undefined => {
    const is = (name: string) => () => names.includes(name);
    return irregular({
      ...{ isFile: is('file'), isDirectory: is('folder'), isFIFO: is('pipe'), isSocket: is('socket') },
      isSymbolicLink: is('link'),
    } as fs.Stats);
  };
  const all = [['file'], ['folder'], ['pipe'], ['socket'], ['link'], []].map((names) => kind(...names));
  assert.equal(all, [undefined, 'a directory', 'a named pipe', 'a socket', 'a symbolic link', 'a device']);
  const stats = { isFile: () => false, isDirectory: () => true } as unknown as fs.Stats;
  Object.assign(stats, { isFIFO: () => false, isSocket: () => false, isSymbolicLink: () => false });
  assert.throws(() => refuseIrregular(stats, 'x'), /^cannot read x: it is a directory$/);
});

kinds('imports, and texts that only look like them', () => {
  const one = (text: string): string[] => importedSpecifiers(text);
  for (const text of ["from 'a'", 'import"a"', 'require( "a" )', 'import(`a`)', "}from'a'", "export * from\n'a'"])
    assert.equal(one(text), ['a'], text);
  for (const text of [
    "my.require('a')",
    "xrequire('a')",
    "$import('a')",
    "require('')",
    "require('a\n')",
    'require(`a${b}`)',
    'require(\'a")',
    'from a',
  ])
    assert.equal(one(text), [], text);
  for (const [text, left] of [
    ['a / b // c', 'a / b '],
    ['\'//\' + "/*" // x', '\'//\' + "/*" '],
    ['a: // kept', 'a: '],
    ['http://x', 'http://x'],
    ['`a\n// b` // c', '`a\n// b` '],
    ['/* a */ b /* c', ' b /* c'],
    ["'a\n// b", "'a\n"],
    ["'it\\'s' // b", "'it\\'s' "],
  ] as const) {
    assert.is(withoutComments(text), left, text);
  }
  for (const [specifier, name] of [
    ['@a/b', '@a/b'],
    ['@a', undefined],
    ['a.b_c~d/e', 'a.b_c~d'],
    ['-a', '-a'],
    ['_a', undefined],
    ['.a', undefined],
    ['A', 'A'],
    ['a b', undefined],
    ['fs', undefined],
    ['node:fs', undefined],
    ['', undefined],
  ] as const) {
    assert.is(packageOfSpecifier(specifier), name, specifier);
  }
});

kinds('addons by their package.json', () => {
  const is = (json: object): boolean => isAddon('/nowhere', { ...json });
  for (const json of [
    { main: 'a.node' },
    { exports: { x: { y: './a.node' } } },
    { gypfile: true },
    { dependencies: { bindings: '1' } },
  ])
    assert.ok(is(json), JSON.stringify(json));
  for (const json of [
    {},
    { main: 'a.node.js' },
    { main: 'node' },
    { gypfile: 'true' },
    { devDependencies: { bindings: '1' } },
    { dependencies: ['bindings'] },
  ])
    assert.not.ok(is(json), JSON.stringify(json));
});

kinds('a private file is one that neither its group nor others may read, unless each file of the project is so', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'privacy-'));
  try {
    const modes = [0o600, 0o700, 0o640, 0o604, 0o644];
    const isPrivate = (file: string): boolean[] => modes.map((mode) => privacyOf(folder)(mode, file));
    assert.equal(isPrivate('a.js'), [true, true, false, false, false]);
    writeFileSync(path.join(folder, 'package.json'), '{}', { mode: 0o644 });
    assert.equal(isPrivate('a.js'), [true, true, false, false, false]);
    chmodSync(path.join(folder, 'package.json'), 0o600);
    assert.equal(isPrivate('a.js'), [false, false, false, false, false]);
    assert.equal(isPrivate('.env'), [true, true, false, false, false]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

kinds.run();
