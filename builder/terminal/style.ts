/**
 * Colours and weights on a terminal. util.styleText does the same since Node 20.12. The tool runs on Node 18.
 */

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Parameters of SGR that begin and end a style (ECMA-48, 8.3.117). */
const CODES: Record<Style, readonly [begin: number, end: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
};

/** Puts a style around a text. */
export type Paint = (style: Style, text: string) => string;

/** Styles for a terminal that shows them. Plain text for a file, under NO_COLOR (no-color.org) and on a dumb terminal. */
export function painting({ isTTY }: { isTTY?: boolean }): Paint {
  const { NO_COLOR, TERM } = process.env;
  if (!isTTY || NO_COLOR || TERM === 'dumb') return (_, text) => text;
  return (style, text) => `\x1b[${CODES[style][0]}m${text}\x1b[${CODES[style][1]}m`;
}
