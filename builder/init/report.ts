/**
 * What `build-deb init` has to say.
 */
import type { Proposal } from './proposal.ts';

/** What was written, guessed and not found out, for the user to read. */
export function describeProposal({ deb, fields, guesses, questions }: Proposal): string {
  const keys = [...Object.keys(fields), ...Object.keys(deb).map((key) => `deb.${key}`)];
  const next = questions.length > 0 ? 'fill in what is missing, then npx build-deb --plan' : 'npx build-deb --plan';
  const lines = [
    ['wrote', `package.json: ${keys.join(', ') || 'an empty deb section'}`],
    ...guesses.map((guess) => ['guessed', guess]),
    ...questions.map((question) => ['missing', question]),
    ['next', next],
  ];
  // A word of the left column stands once.
  return lines
    .map(([word = '', text], at) => `${(lines[at - 1]?.[0] === word ? '' : word).padEnd(8)}  ${text}\n`)
    .join('');
}
