/**
 * Random names of files: sound ones that a package carries, and others that a build refuses.
 */
import fc, { type Arbitrary } from 'fast-check';
import { fileNameProblem } from '../../builder/file-names.ts';

/** Texts with a meaning to a shell, awk, tmpfiles.d(5), glob(7), dpkg or a terminal, and letters of many scripts. */
const PIECES = [
  ...[
    '"',
    "'",
    '`id`',
    '$(id)',
    '${HOME}',
    '$IFS',
    '%',
    '%n',
    '%%',
    '%h',
    '*',
    '?',
    '[',
    ']',
    '[!a]',
    '{a,b}',
    '{',
    '}',
  ],
  ...[
    ' ',
    '  ',
    ';',
    '&',
    '|',
    '<',
    '>',
    '>x',
    '#',
    '# ',
    '!',
    '~',
    '^',
    '=',
    'a=b',
    ':',
    ',',
    '@',
    '+',
    '-',
    '--',
    '.',
  ],
  ...['..', '(', ')', 'z ', 'override ', ' 0666 shop ', '.dpkg', '.conf', 'obsolete', '&&', '$1', '*.*', '~root'],
  ...[
    'é',
    'e\u0301',
    'ß',
    'Ж',
    'שלום',
    'مرحبا',
    '日本',
    '\u200d',
    '🙂',
    '👩‍💻',
    '\u{1f1e9}',
    '\u00a0x',
    'ﬁ',
    '\u{10ffff}',
  ],
  ...['a', 'b', 'Word', '0', '7', 'x'.repeat(60)],
];

/** Each of these makes a name unfit, in each place. */
const UNFIT = [
  '\n',
  '\r',
  '\t',
  '\u0001',
  '\u001b[31m',
  '\u007f',
  '\u0085',
  '\u009b',
  '\u2028',
  '\u2029',
  '\\',
  '\\n',
].concat(['\u202e', '\u2066', '\u200f', '\ufffd']);

const joined = (most: number): Arbitrary<string> =>
  fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: most }).map((pieces) => pieces.join(''));

/** A sound name, now and then as long as dpkg takes. */
export const soundName: Arbitrary<string> = fc
  .oneof({ weight: 20, arbitrary: joined(6) }, { weight: 1, arbitrary: joined(4).map(lengthened) })
  .filter((name) => fileNameProblem(name) === undefined && name !== '.' && name !== '..');

function lengthened(name: string): string {
  return `${name}${'y'.repeat(Math.max(0, 245 - Buffer.byteLength(name)))}`;
}

/** A name with an unfit character, or with a blank at an end, or too long. */
export const unfitName: Arbitrary<string> = fc.oneof(
  fc.tuple(joined(3), fc.constantFrom(...UNFIT), joined(3)).map((parts) => parts.join('')),
  fc.constantFrom(' ', '\u00a0', '\u3000').chain((blank) => joined(3).map((name) => `${blank}${name}`)),
  joined(3).map((name) => `${name} `),
  fc.integer({ min: 246, max: 255 }).map((length) => 'l'.repeat(length)),
);

/** So many different names; the same for the same seed. */
export function names(arbitrary: Arbitrary<string>, count: number, seed: number): string[] {
  const found = new Set<string>();
  for (let round = 0; found.size < count; round += 1) {
    for (const name of fc.sample(arbitrary, { numRuns: count, seed: seed + round })) found.add(name);
  }
  return [...found].slice(0, count);
}
