/**
 * The report of `build-deb init`.
 */
import type { Proposal } from './proposal.ts';

/** The written keys, the guesses, the open questions and the next step, a line each. */
export function describeProposal({ deb, fields, guesses, questions }: Proposal): string {
  const keys = [...Object.keys(fields), ...Object.keys(deb).map((key) => `deb.${key}`)];
  const next = questions.length > 0 ? 'fill in what is missing, then npx build-deb --plan' : 'npx build-deb --plan';
  const lines: [string, string][] = [
    ['wrote', `package.json: ${keys.join(', ') || 'an empty deb section'}`],
    ...guesses.map((guess): [string, string] => ['guessed', guess]),
    ...questions.map((question): [string, string] => ['missing', question]),
    ['next', next],
  ];
  // Repeated words of the left column are blank.
  return lines.map(([word, text], at) => `${(lines[at - 1]?.[0] === word ? '' : word).padEnd(8)}  ${text}\n`).join('');
}
