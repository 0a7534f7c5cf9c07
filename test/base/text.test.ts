/**
 * Text of others on the terminal and in files of a package.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { oneLine, plainLines, visible } from '../../builder/text.ts';

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

text.run();
