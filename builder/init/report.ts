/**
 * The report of `build-deb init`.
 */
import { wrap } from '../text.ts';
import type { Proposal } from './proposal.ts';

/** Columns of a terminal, and of the words on the left. */
const [COLUMNS, LEFT] = [80, 10];

/** The written keys, the guesses, the open questions and the next step. */
export function describeProposal({ deb, fields, guesses, questions }: Proposal): string {
  const keys = [...Object.keys(fields), ...Object.keys(deb).map((key) => `deb.${key}`)];
  const next = questions.length > 0 ? 'fill in what is missing, then npx build-deb --plan' : 'npx build-deb --plan';
  return describeLines([
    ['wrote', `package.json: ${keys.join(', ') || 'an empty deb section'}`],
    ...guesses.map((guess): [string, string] => ['guessed', guess]),
    ...questions.map((question): [string, string] => ['missing', question]),
    ['next', next],
  ]);
}

/** Lines with a word on the left. */
export function describeLines(lines: readonly (readonly [word: string, text: string])[]): string {
  // Repeated words of the left column are blank, and a long text continues below itself.
  const rows = lines.flatMap(([word, text], at) => {
    const shown = lines[at - 1]?.[0] === word ? '' : word;
    return wrap(text, COLUMNS - LEFT).map((part, line) => `${(line === 0 ? shown : '').padEnd(LEFT)}${part}\n`);
  });
  return rows.join('');
}
