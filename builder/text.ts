/**
 * Text for people, in control files, changelogs and terminals.
 */
import { distance } from 'fastest-levenshtein';

/** Breaks a paragraph into lines of at most `width` characters. A longer word stands alone. */
export function wrap(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Edits from one word to the other. Exchanged letters (`inti`) count as one edit. */
export function farness(one: string, other: string): number {
  const letters = (word: string): string => [...word].sort().join('');
  const edits = distance(one, other);
  return edits === 2 && letters(one) === letters(other) ? 1 : edits;
}

/**
 * Characters that a reader does not see as they are: they move the cursor, change colours, break lines for some programs
 * only, or turn the order of letters. Control characters (C0, DEL, C1), format characters (bidi marks, zero width), line
 * and paragraph separators, halves of surrogate pairs. A line feed is none here.
 */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** As JSON writes them. */
const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escaped(found: string): string {
  const units = Array.from({ length: found.length }, (_, at) => found.charCodeAt(at).toString(16).padStart(4, '0'));
  return SHORT[found] ?? units.map((unit) => `\\u${unit}`).join('');
}

/**
 * Text of others for a terminal: no control character takes effect, and each is visible, as in `\u001b[2J`. Line feeds stay,
 * because messages have lines. The result of JSON stays the same JSON.
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, escaped);
}

/** A name, a version or a path of others inside of a sentence or a field: visible(), and in one line. */
export function oneLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n');
}

/** CR LF, also with several CR, and each other end of a line; FS, GS, RS and NEL are some. */
const LINE_END = new RegExp(['\r*\n', '\r', '\v', '\f', '\x1c', '\x1d', '\x1e', '\x85', '\u2028', '\u2029'].join('|'));

/**
 * Text of others as lines for a file of a package. A line ends at each character that ends one for any reader of Debian's
 * formats: to Python's splitlines() that is more than CR and LF. Other control characters become visible.
 */
export function plainLines(text: string): string[] {
  return text
    .replace(/^\ufeff/, '')
    .split(LINE_END)
    .map((line) => visible(line.replaceAll('\t', '    ')));
}
