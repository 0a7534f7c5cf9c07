/**
 * Arbitraries that follow from the schema, for keys without one of their own.
 */
import fc, { type Arbitrary } from 'fast-check';
import type { Key, Schema } from '../../builder/config/schema/key.ts';
import { flag, odd, some, text, wholeNumber } from './texts.ts';

type Arbitraries = Record<string, Arbitrary<unknown>>;

/** An arbitrary for each key of an object: its own, which the compiler compares with the keys, or one of its schema. */
export function arbitrariesOf<T>(type: Key<T>, own: { [K in keyof T]?: Arbitrary<unknown> }): Arbitraries {
  return fromKeys(type, own as Arbitraries);
}

function fromKeys({ properties }: Schema, own: Partial<Arbitraries> = {}): Arbitraries {
  const keys = Object.entries(properties as Record<string, Schema>);
  return Object.fromEntries(keys.map(([key, schema]) => [key, own[key] ?? fromSchema(schema)]));
}

function fromSchema(schema: Schema): Arbitrary<unknown> {
  const { type, enum: values, examples, items, minimum, maximum, minItems = 0, properties, anyOf } = schema;
  if (values !== undefined) return text(...(values as string[]));
  if (anyOf !== undefined) return fc.oneof(...(anyOf as Schema[]).map(fromSchema));
  if (type === 'boolean') return flag;
  if (type === 'integer') return wholeNumber(Number(minimum), Number(maximum));
  if (type === 'string' && examples !== undefined) return text(...(examples as string[]));
  if (type === 'array') {
    return odd(fc.array(fromSchema(items as Schema), { minLength: Number(minItems), maxLength: Number(minItems) + 1 }));
  }
  if (properties !== undefined) return odd(some(fromKeys(schema), schema.required as string[]));
  // One of the examples as it is: dictionaries, and objects of several types.
  return odd(fc.constantFrom(...(examples as unknown[])));
}
