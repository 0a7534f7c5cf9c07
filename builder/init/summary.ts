/**
 * The description of the package: one line, and a text below it.
 */
import type { Json } from '../config/config.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

const SUMMARY_LENGTH = 80;

/** `summary` and `extendedDescription`, if npm's description is missing or too long for a line. */
export function atSummary({ readme }: Survey, { description }: Json): ProposalPart {
  const given = typeof description === 'string' ? oneLineOf(description) : '';
  if (given !== '' && given === description && [...given].length <= SUMMARY_LENGTH) return {};
  const text = given || firstParagraph(readme);
  if (text === '')
    return { questions: ['deb.summary: say in one line what the service does, such as "Shop of the example company"'] };
  return {
    deb: summarized(text),
    guesses: [`summary: from ${given ? 'description' : 'the first paragraph of the README'}`],
  };
}

/**
 * The first sentence if it is short enough, with the others below it. Else the first words, with the whole text below
 * them: the extended description must not continue the synopsis (Debian Policy 3.4.2).
 */
function summarized(text: string): Json {
  const [, sentence, rest] = /^(.{2,80}?[^.\s])[.!](?:\s+(\p{Lu}.*))?$/u.exec(text) ?? [];
  if (sentence !== undefined && [...sentence].length <= SUMMARY_LENGTH) {
    return { summary: sentence, ...(rest === undefined ? {} : { extendedDescription: [rest] }) };
  }
  const letters = [...text];
  if (letters.length <= SUMMARY_LENGTH) return { summary: text };
  const start = letters.slice(0, SUMMARY_LENGTH + 1).join('');
  const words = start.replace(/[\s,;:–-]+\S*$/u, '') || start;
  return { summary: [...words].slice(0, SUMMARY_LENGTH).join(''), extendedDescription: [text] };
}

/** The first paragraph of prose in a README: headings, badges, lists and code do not count. Empty without one. */
function firstParagraph(readme: string): string {
  const text = readme
    .replace(/\r/g, '')
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
    .replace(/<!--[\s\S]*?-->|<[^>]+>/g, '')
    .replace(/^#.*$/gm, '\n')
    .replace(/!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])/g, '')
    .replace(/\[([^\]]*)\](\([^)]*\)|\[[^\]]*\])?/g, '$1');
  const blocks = text.split(/\n\s*\n/).filter((block) => !/^\s*([-*+>|]|\d+\.)\s|^\s*(=|-){3,}\s*$|^ {4}/m.test(block));
  const plain = blocks.map((block) => oneLineOf(block.replace(/\*+|__|`/g, '')));
  return plain.find((block) => /\p{L}/u.test(block)) ?? '';
}

/** Text as the schema allows it: one line, without backslashes. */
function oneLineOf(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\\\s]+/gu, ' ').trim();
}
