/**
 * The places of a schema: its keys, the values of its enumerations, the forms of values that have several.
 */
import type { Schema } from '../../builder/config/schema/key.ts';

/** Stands for each value that a schema accepts. */
export const ALL = Symbol('all');

type Properties = Record<string, Schema>;

/** The places below `place` that `value` uses; of ALL, each that there is: `deb.service.harden "sealed"`. */
export function* placesIn(schema: Schema, value: unknown, place: string): Iterable<string> {
  const { properties, additionalProperties, items, anyOf, enum: values, if: condition } = schema;
  if (Array.isArray(values))
    yield* values.filter((one) => value === ALL || value === one).map((one) => `${place} "${one}"`);
  if (Array.isArray(anyOf)) yield* formsIn(anyOf, value, place);
  if (condition !== undefined) yield* branchIn(schema, value, place);
  for (const [key, inner] of Object.entries((properties ?? {}) as Properties)) {
    const below = value === ALL ? ALL : (value as Properties)[key];
    if (below === undefined) continue;
    yield `${place}.${key}`;
    yield* placesIn(inner, below, `${place}.${key}`);
  }
  if (typeof additionalProperties === 'object') yield* eachIn(additionalProperties as Schema, value, `${place}.KEY`);
  if (items !== undefined) yield* eachIn(items as Schema, value, `${place}[]`);
}

/** Items of a list, or values of a dictionary. */
function* eachIn(schema: Schema, value: unknown, place: string): Iterable<string> {
  if (value === ALL) yield* placesIn(schema, ALL, place);
  else for (const item of Object.values(value as object)) yield* placesIn(schema, item, place);
}

function* formsIn(forms: Schema[], value: unknown, place: string): Iterable<string> {
  for (const form of forms) {
    if (value !== ALL && !hasType(value, form)) continue;
    yield `${place} as ${form.type}`;
    yield* placesIn(form, value, place);
  }
}

function hasType(value: unknown, { type }: Schema): boolean {
  if (type === 'array') return Array.isArray(value);
  return type === (typeof value === 'number' ? 'integer' : typeof value);
}

/** An object of the type that its own key tells. */
function* branchIn({ if: condition, then, else: otherwise }: Schema, value: unknown, place: string): Iterable<string> {
  const [own = ''] = (condition as { required: string[] }).required;
  const hasIt = value !== ALL && typeof value === 'object' && own in (value as object);
  if (value === ALL || hasIt) yield* placesIn(then as Schema, value, `${place} with ${own}`);
  if (value === ALL || !hasIt) yield* placesIn(otherwise as Schema, value, place);
}
