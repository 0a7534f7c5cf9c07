/**
 * Texts for property tests. fast-check's own units `binary` and `grapheme` take a second of the processor at their first use.
 */
import fc from 'fast-check';

/** Unicode has no character for the halves of surrogate pairs. */
const SURROGATES = { first: 0xd800, count: 0x800 };

const codePoint = fc
  .nat({ max: 0x10ffff - SURROGATES.count })
  .map((index) => String.fromCodePoint(index < SURROGATES.first ? index : index + SURROGATES.count));

/** One sign of several code points: a letter and its accent, a flag, a sequence with a joiner, Hangul, and one with a variant. */
const SEQUENCES = ['e\u0301', '🇫🇷', '👩🏽‍💻', '\u1100\u1161\u11a8', '❤️', 'न\u093f'];

/** A unit of fc.string(): often ASCII, control characters included. */
export const anySign = fc.oneof(
  fc.nat({ max: 0x7f }).map((code) => String.fromCharCode(code)),
  codePoint,
  fc.constantFrom(...SEQUENCES),
);
