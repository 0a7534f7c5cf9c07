/**
 * Sources as tokens, and files that an entry means.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { binaryOf, entryFile, packageOfEntry } from '../../builder/project/binaries.ts';
import { tokensOf, withImportFunction } from '../../builder/project/tokens.ts';

const tokens = suite('tokens of a source, and files of an entry');

/** The texts of the tokens, with the first letter of their kind. */
const texts = (source: string): string =>
  tokensOf(source)
    .map(({ kind, text }) => `${kind[0]}${text}`)
    .join(' ');

tokens('strings, templates and regular expressions are told from code', () => {
  for (const [source, expected] of [
    ['a=1', 'wa o= w1'],
    [' a // b\n/* c */ d', 'wa wd'],
    ['a = /[/]"/g; b / c', 'wa o= o/[/]"/g o; wb o/ wc'],
    ['/x/.test(a)', 'o/x/ o. wtest o( wa o)'],
    ['return /x/', 'wreturn o/x/'],
    ['f(1) / 2', 'wf o( w1 o) o/ w2'],
    ['"a\\"b" + \'c\'', 's"a\\"b" o+ s\'c\''],
    ['"open', 'o" wopen'],
    ['`a${ { b: `c` } }d` + e', 't`a${ o{ wb o: t`c` o} t}d` o+ we'],
    ['`open', 't`open'],
    ['', ''],
  ] as const)
    assert.is(texts(source), expected, source);
  const source = '  one("two")';
  for (const { at, text } of tokensOf(source)) assert.is(source.slice(at, at + text.length), text);
});

tokens('values of strings, and of templates without expressions', () => {
  const values = tokensOf('"a\\nb\\\nc" \'\' `t\\`` `t${x}` y').map(({ value }) => value);
  assert.equal(values, ['anbc', '', 't`', undefined, undefined, undefined, undefined]);
});

tokens('import() gets another name, and no other import does', () => {
  for (const [source, expected] of [
    ['import("a")', 'load("a")'],
    ['x = [import ("a"), import(/* b */ `c`)]', 'x = [load ("a"), load(/* b */ `c`)]'],
    ['loader.import("a"); import("b")', 'loader.import("a"); load("b")'],
    ['import.meta.url; import("b"); import c from "d";', 'import.meta.url; load("b"); import c from "d";'],
    ['"import(1)"; import("b")', '"import(1)"; load("b")'],
    ['import a from "a";', 'import a from "a";'],
  ] as const)
    assert.is(withImportFunction(source, 'load'), expected);
});

tokens('an entry in node_modules: the program behind a command, and a package at the top of the workspace', () => {
  const top = realpathSync(mkdtempSync(path.join(tmpdir(), 'entries-')));
  try {
    const project = path.join(top, 'packages/shop');
    const put = (place: string, text: string): void => {
      mkdirSync(path.dirname(path.join(project, place)), { recursive: true });
      writeFileSync(path.join(project, place), text);
    };
    put('package.json', JSON.stringify({ name: 'shop', dependencies: { own: '1', script: '1', hoisted: '1' } }));
    put('node_modules/own/cli.js', '');
    put('node_modules/script/package.json', JSON.stringify({ name: 'script', bin: { run: './run.js' } }));
    put('node_modules/script/run.js', '');
    put('../../node_modules/hoisted/a.js', '');
    put('../../node_modules/hoisted/package.json', '{ "name": "hoisted" }');
    put('node_modules/.bin/run', '#!/bin/sh\n');
    symlinkSync('../own/cli.js', path.join(project, 'node_modules/.bin/own'));
    symlinkSync('../gone/cli.js', path.join(project, 'node_modules/.bin/gone'));
    put('node_modules/own/package.json', JSON.stringify({ name: 'own', bin: './cli.js' }));
    const json = { dependencies: { script: '1', own: '1', absent: '1' } };
    const commands = ['own', 'script', 'run', 'toString'].map((command) => binaryOf(command, project, json));
    assert.equal(commands, ['node_modules/own/cli.js', undefined, 'node_modules/script/run.js', undefined]);
    const found = (entry: string): string => path.relative(project, entryFile(entry, project));
    assert.is(found('./src/../a.js'), 'a.js');
    assert.is(found('node_modules/.bin/own'), 'node_modules/own/cli.js');
    assert.is(found('node_modules/.bin/run'), 'node_modules/script/run.js');
    assert.is(found('node_modules/.bin/gone'), 'node_modules/.bin/gone');
    assert.is(found('node_modules/own/cli.js'), 'node_modules/own/cli.js');
    assert.is(found('node_modules/hoisted/a.js'), '../../node_modules/hoisted/a.js');
    assert.is(found('node_modules/absent/a.js'), 'node_modules/absent/a.js');
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
  assert.is(packageOfEntry('node_modules/@a/b/c.js'), '@a/b');
  assert.is(packageOfEntry('src/a.js'), undefined);
  assert.is(packageOfEntry('node_modules/.bin/a'), undefined);
});

tokens.run();
