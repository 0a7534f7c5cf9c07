/**
 * Names of files, as packages hold them and messages show them; and errors as a user reads them.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError, describeError, fileSystemReason } from '../../builder/errors.ts';
import { fileNameProblem, shownName, shownPath, withEscapes } from '../../builder/file-names.ts';
import { anySign } from '../support/texts.ts';

const naming = suite('names of files and errors');

naming('the longest name leaves room for the ending that dpkg appends', () => {
  assert.is(fileNameProblem('x'.repeat(245)), undefined);
  assert.match(fileNameProblem('x'.repeat(246)) ?? '', 'at most 245 bytes');
  assert.is(fileNameProblem(`${'ä'.repeat(122)}x`), undefined);
  assert.match(fileNameProblem('ä'.repeat(123)) ?? '', 'at most 245 bytes');
});

naming('characters at the edges of what a name may hold', () => {
  const refused = [
    '\0',
    '\n',
    '\x1f',
    '\x7f',
    '\x80',
    '\x9f',
    '\u061c',
    '\u200e',
    '\u2028',
    '\u2029',
    '\u202a',
    '\u2066',
    '\ufffd',
    '\ud800',
    '\\',
  ];
  for (const letter of refused)
    assert.match(fileNameProblem(`a${letter}b`) ?? '', 'must be UTF-8', JSON.stringify(letter));
  for (const name of [' a', 'a ', '\u00a0a', 'a\u3000'])
    assert.match(fileNameProblem(name) ?? '', 'must be UTF-8', name);
  for (const name of ['a b', 'a\u00a0b', 'é', '漢', '🙂', '"', "'", '%', '*', '$(a)', '.a']) {
    assert.is(fileNameProblem(name), undefined, name);
  }
});

naming('a path is shown as it is, or in quotes with an escape for each character that a reader cannot see', () => {
  for (const path of ['/etc/a b', 'é/漢/🙂', "a'b", 'a%b']) assert.is(shownPath(path), path);
  assert.is(shownPath('a\u00a0b'), '"a\\u00a0b"');
  assert.is(shownPath('a"b'), '"a\\"b"');
  assert.is(shownPath('a\x1bb'), '"a\\u001bb"');
  assert.is(shownPath('a\x7fb'), '"a\\u007fb"');
  assert.is(shownName('a b'), '"a b"');
  assert.is(withEscapes('a\u200b\u{e0041}\u2028\ufffd'), 'a\\u200b\\udb40\\udc41\\u2028\\ufffd');
  fc.assert(
    fc.property(fc.string({ unit: anySign }), (name) => {
      assert.is(JSON.parse(shownName(name)), name);
      assert.not.match(shownName(name), /[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
});

naming('a mistake of the user has no stack, and a defect of the tool has one', () => {
  const problem = { place: 'package.json:1:2', key: 'deb.name', problem: 'is ""', fix: 'write one' };
  const mistake = new BuildError('a mistake', ['first', 'second'], { problems: [problem], cause: 'x' });
  assert.is(
    describeError(mistake),
    'error: a mistake\n  first\n  second\n  package.json:1:2: deb.name: is ""; write one',
  );
  assert.equal([mistake.name, mistake.exitCode, mistake.cause, mistake.problems], ['BuildError', 1, 'x', [problem]]);
  assert.is(new BuildError('usage', [], { exitCode: 2 }).exitCode, 2);
  assert.equal(new BuildError('bare').notes, []);
  assert.match(
    describeError(new TypeError('oops')),
    /^error: this is a defect in build-deb, not in your project\nTypeError: oops\n {4}at /,
  );
  const bare = Object.assign(new Error('no stack'), { stack: undefined });
  assert.match(describeError(bare), 'in your project\nno stack');
  assert.match(describeError('a text'), 'in your project\na text');
});

naming('a reason of the file system is told in words, another one in its own', () => {
  const refusal = (code: string, syscall?: string) =>
    Object.assign(new Error(`${code}: own words`), { code, ...(syscall && { syscall }) });
  assert.is(fileSystemReason(refusal('ENOSPC', 'write')), 'the disk is full');
  assert.is(fileSystemReason(refusal('EACCES')), 'permission denied');
  assert.is(fileSystemReason(refusal('EMFILE', 'open')), 'EMFILE: own words');
  for (const other of [refusal('ERR_ASSERTION'), new Error('x'), undefined, null, 'x']) {
    assert.is(fileSystemReason(other), undefined);
  }
});

naming.run();
