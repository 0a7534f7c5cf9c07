/**
 * The rules of .gitignore and .npmignore, as text files of any editor.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { IgnoreFiles } from '../../builder/project/ignore-files.ts';
import { InputLog } from '../../builder/project/inputs.ts';

const ignoring = suite('rules of ignored files');
let folder = '';
ignoring.before.each(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ignoring-'));
});
ignoring.after.each(() => rmSync(folder, { recursive: true, force: true }));

function put(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

/** The files among these that a rule leaves out, each with the file of the rule. */
function hidden(files: string, { place = '', below = [] as string[], entries = [] as string[] } = {}): string {
  const rules = new IgnoreFiles(path.join(folder, place), { below, entries, inputs: new InputLog('') });
  const found = files.split(' ').map((file) => [file, rules.hiding(file)]);
  return found.flatMap(([file, mark]) => (mark === undefined ? [] : `${file} by ${mark}`)).join(', ');
}

ignoring('a byte order mark, line ends of Windows, comments and blanks are no part of a rule', () => {
  put('.gitignore', '\uFEFFa.js\r\n\r\n# b.js\r\n   \r\nc.js\r\n\\#d.js');
  assert.is(hidden('a.js b.js c.js #d.js A.js'), 'a.js by .gitignore, c.js by .gitignore, #d.js by .gitignore');
  // In a folder below, and before a rule that takes a file in again, where the rule gets another beginning.
  put('.gitignore', '\uFEFF!a.js');
  put('sub/.gitignore', '\uFEFFb.js');
  put('more/.gitignore', '\uFEFF# c.js');
  const files = 'a.js sub/b.js b.js more/c.js';
  assert.is(hidden(files, { below: ['sub', 'more'] }), 'sub/b.js by .gitignore');
});

ignoring('.npmignore counts instead of a .gitignore beside it, and a folder below has rules of its own', () => {
  put('.gitignore', 'a.js\n');
  put('.npmignore', 'b.js\n');
  put('sub[1]/.gitignore', 'c.js\n/d.js\n!b.js\ne/f.js\n');
  const files = 'a.js b.js sub[1]/b.js sub[1]/x/c.js sub[1]/d.js sub[1]/x/d.js sub[1]/e/f.js sub[1]/x/e/f.js c.js';
  assert.is(
    hidden(files, { below: ['sub[1]'] }),
    'b.js by .npmignore, sub[1]/x/c.js by .gitignore, sub[1]/d.js by .gitignore, sub[1]/e/f.js by .gitignore',
  );
});

ignoring('folders above count up to the top of the repository', () => {
  put('.gitignore', 'a.js\n');
  put('repo/.git/HEAD', '');
  put('repo/.gitignore', 'b.js\n/web/c.js\n/d.js\n');
  put('repo/web/.gitignore', '!b.js\n');
  assert.is(hidden('a.js b.js c.js d.js', { place: 'repo/web' }), 'c.js by .gitignore');
  // npm reads no .gitignore above a .npmignore.
  put('repo/web/.npmignore', 'd.js\n');
  assert.is(hidden('a.js b.js c.js d.js', { place: 'repo/web' }), 'd.js by .npmignore');
});

ignoring('rules about compiled files do not count, nor does one that hides the start of the program', () => {
  put('.gitignore', 'dist/\n/lib\nbuild/*\n*.map\ndata/\n/dist/own/\ngen\n');
  const files = 'dist/a.js lib/a.js build/a.js dist/a.map data/a dist/data/a dist/own/a gen/a.js';
  const always = 'dist/a.map by .gitignore, data/a by .gitignore, dist/own/a by .gitignore';
  assert.is(hidden(files), `${always}, gen/a.js by .gitignore`);
  assert.is(hidden(files, { entries: ['gen/a.js'] }), always);
});

ignoring.run();
