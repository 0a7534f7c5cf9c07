/**
 * package.json as JSON: the place of the first syntax error, its line, and the fix.
 */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { BuildError } from '../../errors.ts';
import { excerpt, position } from './mistakes.ts';

/**
 * Parses the text of a package.json.
 * @throws BuildError if it is no JSON, or not an object.
 */
export function parseObject(text: string): Node {
  refuseDepth(text);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  // Later errors mostly follow from the first one.
  const [first] = errors;
  if (first !== undefined) throw syntaxError(text, first);
  if (tree?.type === 'object') return tree;
  const kind = KINDS[tree?.type ?? 'null'];
  const problem = `it is ${kind}; npm wants { first and } last, and keys with their values between them`;
  throw new BuildError('package.json does not hold an object', at(text, tree?.offset ?? 0, problem));
}

/** Brackets inside each other. The parser calls itself for each of them, and no package.json of a person has a tenth. */
const DEEPEST = 500;

function refuseDepth(text: string): void {
  let depth = 0;
  let isText = false;
  for (let offset = 0; offset < text.length; offset += 1) {
    const letter = text[offset];
    if (isText && letter === '\\') offset += 1;
    else if (letter === '"') isText = !isText;
    // A text ends with its line, also where its quote is missing.
    else if (letter === '\n') isText = false;
    else if (!isText && (letter === '{' || letter === '[')) depth += 1;
    else if (!isText && (letter === '}' || letter === ']')) depth -= 1;
    if (depth <= DEEPEST) continue;
    throw new BuildError(
      'package.json is not usable',
      at(text, offset, `more than ${DEEPEST} brackets are nested here`),
    );
  }
}

const KINDS: Partial<Record<Node['type'], string>> = {
  array: 'a list',
  boolean: 'true or false',
  null: 'null',
  number: 'a number',
  string: 'a text',
};

function syntaxError(text: string, error: ParseError): BuildError {
  const { offset, problem } = inWords(text, error);
  return new BuildError('package.json is not valid JSON', at(text, offset, problem));
}

interface SyntaxProblem {
  offset: number;
  problem: string;
}

function inWords(text: string, { error, offset, length }: ParseError): SyntaxProblem {
  const code = printParseErrorCode(error);
  if (text.trim() === '') return { offset: 0, problem: 'it is empty: npm init writes one' };
  const before = text.slice(0, offset).trimEnd();
  if (code === 'InvalidSymbol') return { offset, problem: symbol(text, offset, length) };
  if (code === 'CommaExpected') return missingComma(text, offset, before);
  if (/^Close|^EndOfFile/.test(code)) return brackets(text, offset, before);
  const isValue = code === 'ValueExpected';
  if (isValue || code === 'PropertyNameExpected') {
    if (before.endsWith(',')) return { offset: before.length - 1, problem: 'there is a comma too many: remove it' };
    if (text[offset] === ',' && !before.endsWith(':'))
      return { offset, problem: 'there is a comma too many: remove it' };
    if (text.length === offset && isValue)
      return { offset, problem: 'the file ends in the middle: write the rest of it' };
    return { offset, problem: isValue ? 'a value is missing here' : 'a key in double quotes is missing here' };
  }
  const [problem, pattern] = WORDS[code] ?? [code.replaceAll(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)];
  return { offset: offset + (pattern ? Math.max(0, text.slice(offset).search(pattern)) : 0), problem };
}

/** By the parser's code. A pattern finds the place inside a text. The parser points to the beginning of the text. */
const WORDS: Record<string, [problem: string, pattern?: RegExp]> = {
  ColonExpected: ['a colon is missing between the key and its value, as in "key": "value"'],
  InvalidCommentToken: ['there are no comments in JSON: remove it'],
  UnexpectedEndOfString: ['the closing double quote is missing; a line break in a text is written \\n'],
  UnexpectedEndOfNumber: ['the number is not complete: digits follow its point and its exponent'],
  InvalidUnicode: [
    'after \\u come four hexadecimal digits, as in \\u00e9; a backslash itself is written \\\\',
    /\\u(?![\da-f]{4})/i,
  ],
  InvalidEscapeCharacter: [
    'after a backslash comes one of " \\ / b f n r t u; a backslash itself is written \\\\',
    /(?<!\\)\\(?:\\\\)*(?!["\\/bfnrtu])/,
  ],
  InvalidCharacter: ['there is a control character in this text: remove it, or write \\t if it is a tab', /\p{Cc}/u],
};

/** The fix for a word that JSON does not have. */
function symbol(text: string, offset: number, length: number): string {
  const word = text.slice(offset, offset + length);
  const rest = text.slice(offset);
  if (/^([<>|=])\1{6}/.test(word)) return 'git has left a conflict here: keep one of the two sides, without the marks';
  if (word.startsWith('#')) return 'there are no comments in JSON: remove it';
  if (/^['`“”„‘’«»]/.test(word)) return 'texts and keys stand in double quotes only: "';
  if (/^(true|false|null)$/i.test(word)) return `it is written in lower case: ${word.toLowerCase()}`;
  if (/^(undefined|none|nil|nan)$/i.test(word)) return 'JSON has no such value: write null, or remove the key';
  if (/^[+-]?\.?\d/.test(word)) return 'this is no number as JSON has it: no + first, a digit before its point';
  if (/^[;=]/.test(word)) return 'commas stand between entries, and a colon between a key and its value';
  if (/"[ \t]*$/.test(text.slice(0, offset))) return QUOTE_INSIDE;
  if (/^[\w$.-]+\s*:/.test(rest)) return 'keys stand in double quotes, as in "key": "value"';
  return 'texts stand in double quotes, as in "key": "value"';
}

const QUOTE_INSIDE = 'the text has ended at the double quote: write \\" for one inside it, or a comma after it';

/** A message points to the end of the value before the comma. The parser points to the next value. */
function missingComma(text: string, offset: number, before: string): SyntaxProblem {
  const inList = openBrackets(before).at(-1)?.bracket === '[';
  // After a bracket of the other kind, or a key in a list, a bracket is missing rather than a comma.
  if (/^[}\]]/.test(text.slice(offset))) return brackets(text, offset, before);
  if (inList && /^("(?:[^"\\\n]|\\.)*"\s*)?:/.test(text.slice(offset))) return brackets(text, offset, before);
  if (before.endsWith('"') && before.length === offset) return { offset: offset - 1, problem: QUOTE_INSIDE };
  if (/(?<![\w.])0$/.test(text.slice(0, offset)) && /^\d/.test(text.slice(offset))) {
    return {
      offset: offset - 1,
      problem: 'a number does not begin with 0: remove it, or write a text in double quotes',
    };
  }
  return { offset: before.length, problem: 'a comma is missing here' };
}

const CLOSING: Record<string, string> = { '{': '}', '[': ']' };

interface Bracket {
  bracket: string;
  offset: number;
}

/** The brackets of `text` that are still open. */
function openBrackets(text: string): Bracket[] {
  const open: Bracket[] = [];
  for (const found of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[{}[\]]/g)) {
    if (found[0] in CLOSING) open.push({ bracket: found[0], offset: found.index });
    else if (found[0].length === 1) open.pop();
  }
  return open;
}

/** An open bracket before `offset`, or text behind the last bracket. */
function brackets(text: string, offset: number, before: string): SyntaxProblem {
  const open = openBrackets(before);
  const last = open.at(-1);
  if (last === undefined) return { offset, problem: 'nothing may follow the last bracket: is there one too many?' };
  const place = `the ${last.bracket} of line ${position(text, last.offset).split(':')[0]}`;
  const problem = `a ${CLOSING[last.bracket]} is missing: ${place} is not closed, or one after it`;
  return { offset: before.length, problem };
}

/** The problem with its place, and the line. */
function at(text: string, offset: number, problem: string): string[] {
  return [`package.json:${position(text, offset)}: ${problem}`, ...excerpt(text, offset)];
}
