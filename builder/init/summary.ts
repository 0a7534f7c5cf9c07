/**
 * The description of the package: one line, and a text below it.
 */
import type { Json } from '../config/config.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

const SUMMARY_LENGTH = 80;

/** `summary` and `extendedDescription`, if npm's description is missing or too long for a line. */
export function atSummary({ readme }: Survey, { description }: Json): ProposalPart {
  // npm init takes the first line of a README as the description, badges and all.
  const isMarked = typeof description === 'string' && /<[a-z/!]|!\[|\]\(|^\s*\[[^\]]*\]:/i.test(description);
  const given = typeof description !== 'string' ? '' : isMarked ? firstParagraph(description) : oneLineOf(description);
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

/**
 * The first paragraph of prose in a README. Headings, badges, images, HTML, lists, tables, code, definitions of links and rows
 * of links are none. Empty without one.
 */
function firstParagraph(readme: string): string {
  const text = readme
    .replace(/\r/g, '')
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/^ {0,3}(```|~~~)[\s\S]*?^ {0,3}\1/gm, '')
    .replace(/<!--[\s\S]*?(-->|$)/g, '')
    // CommonMark: an HTML block starts with a tag and ends at a blank line.
    .replace(/^ {0,3}<\/?[a-z!][\s\S]*?(\n[ \t]*\n|$(?![\s\S]))/gim, '\n\n')
    .replace(/^ {0,3}#.*$/gm, '\n')
    .replace(/^.*\n {0,3}(=+|-+)[ \t]*$/gm, '\n')
    .replace(/^ {0,3}\[[^\]\n]+\]:[ \t]*\n?[ \t]*\S+(?:[ \t]*\n?[ \t]+(?:"[^"]*"|'[^']*'|\([^)]*\)))?[ \t]*$/gm, '\n');
  const blocks = text
    .split(/\n\s*\n/)
    .filter((block) => !/^\s*([-*+>|]|\d+[.)])\s|^\s*>|^\s*([=*_-]\s*){3,}$|^ {4}|\|\s*-{3}/m.test(block));
  return blocks.map((block) => proseOf(block)).find((block) => /\p{L}/u.test(block)) ?? '';
}

/** Markdown as plain text, or empty for a text of nothing but images, links and addresses. */
function proseOf(markdown: string): string {
  const link = /\[((?:[^[\]]|\[[^[\]]*\])*)\](\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])?/g;
  const pictured = markdown
    .replace(/!\[(?:[^[\]]|\[[^\]]*\])*\](\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])?/g, '')
    .replace(/<[^>]*>/g, '');
  if (!/[\p{L}\p{N}]/u.test(pictured.replace(link, '').replace(/https?:\S+/g, ''))) return '';
  const entities = pictured
    .replace(link, '$1')
    .replace(/&nbsp;|&#160;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>');
  const plain = entities
    .replace(/&amp;/g, '&')
    .replace(/&\w+;/g, ' ')
    .replace(/:[a-z0-9_+-]+:(?=\s|$)/g, '');
  return oneLineOf(plain.replace(/\*+|__|~~|`/g, ''));
}

/** Text as the schema allows it: one line, without backslashes. */
function oneLineOf(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\\\s]+/gu, ' ').trim();
}
