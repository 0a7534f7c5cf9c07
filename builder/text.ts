/**
 * Text for people, in control files, changelogs and terminals.
 */
import { distance } from 'fastest-levenshtein';

/** Breaks a paragraph into lines of at most `width` characters; a longer word stands alone. */
export function wrap(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Edits from one word to the other; exchanged letters (`inti`) count as one edit. */
export function farness(one: string, other: string): number {
  const letters = (word: string): string => [...word].sort().join('');
  const edits = distance(one, other);
  return edits === 2 && letters(one) === letters(other) ? 1 : edits;
}
