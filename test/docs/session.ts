/**
 * A page as a session at a terminal: the commands that a reader types, and the output that the page shows.
 */

import { listingsOf } from './markdown.ts';

interface Typed {
  command: string;
  /** Lines, of which `[…]` stands for any number of others. */
  shown: string[];
}

const OMITTED = '[…]';

/** Parts of output that differ from run to run: durations, sizes, and times of day, with the blanks that align them. */
const VARIABLE = [
  / +\d+ ms/g,
  / +\d+\.\d s/g,
  / \d+(ms|s)/g,
  / \d+(\.\d+)? [kM]B/g,
  / [A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g,
];

/** The commands after `$ ` in listings without a language, in their order. */
export function sessionOf(page: string): Typed[] {
  const typed: Typed[] = [];
  for (const text of listingsOf(page, '').filter((listing) => listing.startsWith('$ '))) {
    for (const line of text.trimEnd().split('\n')) {
      if (line.startsWith('$ ')) typed.push({ command: line.slice(2), shown: [] });
      else typed.at(-1)?.shown.push(line);
    }
  }
  return typed;
}

/** The output without blanks at line ends, colours, the notices that npm 11 adds, and differences from run to run. */
function comparable(text: string): string {
  const plain = text
    .replaceAll(/\p{Cc}\[[0-9;]*m/gu, '')
    .replaceAll(/^npm notice .*\n/gm, '')
    .replaceAll(/[ \r]+$/gm, '');
  return VARIABLE.reduce((result, pattern) => result.replaceAll(pattern, ' …'), plain).trimEnd();
}

/** Whether a command printed the lines that the page shows, and further ones only where the page says so. */
export function isAsShown(shown: readonly string[], output: string): boolean {
  const lines = shown.map((line) => (line === OMITTED ? '(?:[^\\n]*\\n)*' : `${quoted(comparable(line))}\\n`));
  return new RegExp(`^${lines.join('')}$`).test(output.trim() === '' ? '' : `${comparable(output)}\n`);
}

function quoted(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
