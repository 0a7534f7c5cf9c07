/**
 * Texts as people write them, as they misspell them, and as an attacker writes them to leave the quotes.
 */
import fc, { type Arbitrary } from 'fast-check';

/** Texts with a meaning for a shell, a unit file, a control file, a man page or a template. They may be part of a value. */
const MEANINGFUL = [
  ...['"', "'", '`id`', '$(id)', '${HOME}', '%n', '%%', '$$', ';', '&& id', '| id', '> /x', '#', '*', '~', '!'],
  ...['.', ' ', "'; id; '", '" Environment="X=1', '{{name}}', '{{#each services}}', '.so /etc/passwd', '../..'],
  ...['/etc/passwd', '-', '--', '=', '<', '>', '@', 'é', '🙂'],
];

/** Texts that no value may hold. */
const FORBIDDEN = [
  '\n',
  '\r',
  '\t',
  '\0',
  '\nExecStartPre=/bin/id',
  '\n[Service]',
  '\\\n',
  '\\',
  '\u007f',
  '\u0085',
  '\u2028',
  '\u202e',
  '',
];

const joined = (parts: Arbitrary<string>, least: number): Arbitrary<string> =>
  fc.array(parts, { minLength: least, maxLength: 3 }).map((found) => found.join(''));
const meaningful = joined(fc.constantFrom(...MEANINGFUL, 'a', 'Word'), 1);
const forbidden = joined(fc.oneof(fc.constantFrom(...FORBIDDEN, ...MEANINGFUL), fc.string({ maxLength: 5 })), 0);

/** How many values are right for each that is not: about half of all configurations are to be accepted. */
const MOSTLY = 250;

/** Mostly one of `good`, rarely with more behind it, rarely another value. */
export function text(...good: string[]): Arbitrary<unknown> {
  const usual = fc.constantFrom(...good);
  return fc.oneof(
    { weight: MOSTLY, arbitrary: usual },
    { weight: 1, arbitrary: fc.tuple(usual, fc.oneof(meaningful, forbidden)).map(([a, b]) => a + b) },
    { weight: 1, arbitrary: fc.oneof(meaningful, forbidden, fc.jsonValue()) },
  );
}

/** Free text, where much is allowed. */
export const prose = fc.oneof(
  { weight: MOSTLY / 2, arbitrary: fc.constantFrom('Sells things', 'A "quoted" 100% $5 shop') },
  { weight: MOSTLY / 2, arbitrary: meaningful.map((found) => `x${found}`) },
  { weight: 1, arbitrary: forbidden },
);

/** Mostly `usual`, rarely any value of JSON. */
export function odd<T>(usual: Arbitrary<T>): Arbitrary<unknown> {
  return fc.oneof({ weight: MOSTLY, arbitrary: usual }, { weight: 1, arbitrary: fc.jsonValue() });
}

/** Mostly missing: JSON.stringify leaves out a key without a value. */
export function rarely<T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

export const flag = odd(fc.boolean());

export function wholeNumber(least: number, most: number): Arbitrary<unknown> {
  return odd(
    fc.oneof(
      { weight: MOSTLY, arbitrary: fc.integer({ min: least, max: most }) },
      { weight: 1, arbitrary: fc.integer() },
    ),
  );
}

/** Values by names. */
export function dictionary(names: readonly string[], value: Arbitrary<unknown>): Arbitrary<unknown> {
  return odd(fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 2 }));
}

export const settings = dictionary(
  ['PORT', 'LEVEL', 'GREETING'],
  fc.record({ value: text('8080', 'Hello, world: {x} <y>', '/a/b?c=d&e'), description: prose }),
);

/** An object with some of the keys. */
export function some(keys: Record<string, Arbitrary<unknown>>, required: string[] = []): Arbitrary<Json> {
  return fc.record<Json>(keys, { requiredKeys: required });
}

export type Json = Record<string, unknown>;

/** Puts right how the keys of an object fit together, but not always. */
export function mostlySound(drawn: Arbitrary<Json>, soundPart: (drawn: Json) => Json): Arbitrary<Json> {
  return fc.tuple(drawn, fc.nat(30)).map(([json, chance]) => (chance === 0 ? json : { ...json, ...soundPart(json) }));
}
