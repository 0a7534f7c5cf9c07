/**
 * Text in the columns of a terminal. Long lines continue below their own text, and no path is cut in two.
 */
import { wrap } from '../text.ts';

/** Columns of files and pipes, unless the environment variable COLUMNS says otherwise. */
const USUAL_COLUMNS = 80;

/** Below 40 columns, hanging indents leave no room for words. */
const FEWEST_COLUMNS = 40;

export function widthOf({ columns }: { columns?: number | undefined }, env = process.env): number {
  const given = Number(env.COLUMNS);
  return Math.max(FEWEST_COLUMNS, columns ?? (given > 0 ? given : USUAL_COLUMNS));
}

/**
 * `text` behind `prefix`; lines after the first begin below the text. A word that has no room there moves to the left.
 * @param width columns of the terminal
 */
export function hanging(prefix: string, text: string, width: number): string[] {
  const room = width - prefix.length;
  const lines = wrap(text, room).map((line, at) => {
    const indent = Math.max(0, Math.min(prefix.length, width - line.length));
    return at === 0 && line.length <= room ? `${prefix}${line}` : `${' '.repeat(indent)}${line}`;
  });
  // The first word is too long to stand behind the prefix.
  const isApart = lines[0] !== undefined && !lines[0].startsWith(prefix);
  return isApart || lines.length === 0 ? [prefix.trimEnd(), ...lines] : lines;
}

/** A line of text as it is if it fits, with its indent, else with hanging indents of two columns more. */
export function fitted(line: string, indent: string, width: number): string[] {
  if (indent.length + line.length <= width) return [`${indent}${line}`];
  const [own = ''] = /^\s*/.exec(line) ?? [];
  const before = `${indent}${own}`;
  const [first = '', ...rest] = wrap(line, width - before.length - 2);
  const others = rest.map((part) => hanging(`${before}  `, part, width)[0] ?? '');
  return [...hanging(before, first, width), ...others];
}

/** Items side by side, two columns between them. None is cut. */
export function sideBySide(prefix: string, items: readonly Item[], width: number): string[] {
  const lines: { text: string; length: number }[] = [];
  for (const { text, length = text.length } of items) {
    const last = lines.at(-1);
    if (last && prefix.length + last.length + 2 + length <= width) {
      last.text += `  ${text}`;
      last.length += 2 + length;
    } else lines.push({ text, length });
  }
  return lines.map(({ text }, at) => `${at === 0 ? prefix : ' '.repeat(prefix.length)}${text}`);
}

interface Item {
  text: string;
  /** Columns on the terminal, where colours make `text` longer. */
  length?: number;
}
