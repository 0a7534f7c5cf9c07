/**
 * How keys and values of package.json are written in messages: as they would stand there, in one line.
 */
import type { JSONPath } from 'jsonc-parser';
import { withEscapes } from '../../file-names.ts';
import type { Schema } from '../schema/key.ts';

/** `, as in "engines": { "node": ">=18" }`: the schema's own example of such a key. */
export function example(keys: JSONPath, { examples }: Schema): string {
  if (!Array.isArray(examples)) throw new Error(`the schema has no example of ${keys.join('.')}`);
  return `, as in ${written(keys, examples[0])}`;
}

/** A project names its settings itself, and the key of a message is cut, too (failure.ts). */
const LONGEST_KEY = 60;

/** `"engines": { "node": ">=18" }`. Items of a list have no key. */
export function written(keys: JSONPath, value: unknown): string {
  const pair = (inner: string, key: string | number, at: number): string => {
    if (/^\d+$/.test(String(key))) return inner;
    const name = shown(String(key), LONGEST_KEY);
    return at === 0 ? `${name}: ${inner}` : `{ ${name}: ${inner} }`;
  };
  return keys.reduceRight(pair, shown(value));
}

/** A value as JSON in one line, of at most `length` characters. */
export function shown(value: unknown, length = 120): string {
  const json = withEscapes(JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' '));
  return json.length > length ? `${json.slice(0, length - 3)}...` : json;
}
