/**
 * Text of others on the terminal and in files of a package.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { farness, oneLine, plainLines, visible, wrap } from '../../builder/text.ts';

const text = suite('text of others');

const INVISIBLE =
  '\0\x07\b\t\r\x1b\x7f\x80\x9b\xad\u061c\u200b\u200d\u200f\u2028\u2029\u202e\u2066\ufeff\u{e0041}\ud800';

text('characters without a look of their own are written as JSON writes them', () => {
  assert.is(visible('a\nb\x1b[2J\t\u202e\u{e0041}'), 'a\nb\\u001b[2J\\t\\u202e\\udb40\\udc41');
  assert.is(oneLine('a\nb\r'), 'a\\nb\\r');
  for (const letter of INVISIBLE) assert.match(visible(`x${letter}y`), /^x\\[tru0-9a-f\\]+y$/, JSON.stringify(letter));
  assert.is(visible('é ñ 漢字 🙂 "\\ '), 'é ñ 漢字 🙂 "\\ ');
});

text('JSON stays the same JSON', () => {
  const value = fc.anything({ withNullPrototype: false });
  fc.assert(
    fc.property(value, (found) => {
      const json = JSON.stringify(found, null, 2) ?? 'null';
      assert.equal(JSON.parse(visible(json)), JSON.parse(json));
    }),
  );
});

text('a line ends where any reader ends it, and no character remains that ends another', () => {
  assert.equal(plainLines('\ufeffa\r\nb\r\r\nc\rd\x0be\ff\x1cg\x85h\u2028i\u2029j\n'), [...'abcdefghij', '']);
  fc.assert(
    fc.property(fc.string({ unit: fc.oneof(fc.constantFrom(...INVISIBLE, '\n', 'a'), fc.string()) }), (found) => {
      for (const line of plainLines(found)) assert.not.match(line, /\p{C}|\p{Zl}|\p{Zp}/u);
    }),
  );
});

text('a tab is four blanks, and a mark is left out at the beginning alone', () => {
  assert.equal(plainLines('a\tb\r'), ['a    b', '']);
  assert.equal(plainLines('a\ufeffb'), ['a\\ufeffb']);
  assert.equal(plainLines(''), ['']);
});

text('lines are as long as they may be, and no longer', () => {
  assert.equal(wrap('aa bb cc', 5), ['aa bb', 'cc']);
  assert.equal(wrap('aa bb cc', 4), ['aa', 'bb', 'cc']);
  assert.equal(wrap('aa bb cc', 8), ['aa bb cc']);
  assert.equal(wrap('  aa \n\t bb ', 5), ['aa bb']);
  assert.equal(wrap('a-very-long-word b', 5), ['a-very-long-word', 'b']);
  assert.equal([wrap('', 5), wrap(' ', 5)], [[], []]);
});

text('exchanged letters are one edit, and other edits count as they are', () => {
  const cases: [string, string, number][] = [
    ...([
      ['init', 'init', 0],
      ['inti', 'init', 1],
      ['ini', 'init', 1],
      ['init', 'iniit', 1],
    ] as [string, string, number][]),
    ...([
      ['abcd', 'xbcy', 2],
      ['abcd', 'dcba', 4],
      ['abc', 'xyz', 3],
      ['', 'ab', 2],
    ] as [string, string, number][]),
  ];
  for (const [one, other, edits] of cases) assert.is(farness(one, other), edits, `${one} ${other}`);
});

text.run();
