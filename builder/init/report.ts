/**
 * The report of `build-deb init`.
 */
import { wrap } from '../text.ts';
import type { Proposal } from './proposal.ts';

/** Columns of a terminal, and of the words on the left. */
const [COLUMNS, LEFT] = [80, 10];

/** The keys that were written, the guesses, the questions and the next step, for you to read. */
export function describeProposal({ deb, fields, guesses, questions }: Proposal): string {
  const keys = [...Object.keys(fields), ...Object.keys(deb).map((key) => `deb.${key}`)];
  const next = questions.length > 0 ? 'fill in what is missing, then npx build-deb --plan' : 'npx build-deb --plan';
  const lines = [
    ['wrote', `package.json: ${keys.join(', ') || 'an empty deb section'}`],
    ...guesses.map((guess) => ['guessed', guess]),
    ...questions.map((question) => ['missing', question]),
    ['next', next],
  ];
  // A word of the left column stands once, and a long text continues below itself.
  return lines
    .flatMap(([word = '', text = ''], at) => {
      const shown = lines[at - 1]?.[0] === word ? '' : word;
      return wrap(text, COLUMNS - LEFT).map((part, line) => `${(line === 0 ? shown : '').padEnd(LEFT)}${part}\n`);
    })
    .join('');
}
