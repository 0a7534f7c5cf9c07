/**
 * Mistakes in package.json, told so that they teach: where, what, what it must be, the nearest that is right, an example.
 */
import type { ErrorObject } from 'ajv';
import { closest, distance } from 'fastest-levenshtein';
import { findNodeAtLocation, type JSONPath, type Node } from 'jsonc-parser';
import { BuildError } from '../errors.ts';
import type { Schema } from './fragments.ts';
import { schema } from './schema.ts';

export interface Mistake {
  /** The key, or the nearest one above it that is there. */
  path: JSONPath;
  text: string;
}

/** Where keys of the `deb` section that npm's own fields provide come from: `/deb/name` → `name`. */
export type Origins = ReadonlyMap<string, string>;

/** Every mistake with its line and column, in their order in the file. */
export function mistakesError(mistakes: readonly Mistake[], text: string, tree: Node): BuildError {
  const placed = mistakes.map(({ path, text: what }) => ({ offset: offsetOf(tree, path), what }));
  placed.sort((a, b) => a.offset - b.offset);
  const notes = [...new Set(placed.map(({ offset, what }) => `package.json:${position(text, offset)}: ${what}`))];
  const count = notes.length === 1 ? 'a mistake' : `${notes.length} mistakes`;
  return new BuildError(`package.json has ${count} in its configuration`, notes);
}

/** Line and column, from 1. */
export function position(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** Where a key begins, or what is nearest above it. */
function offsetOf(tree: Node, path: JSONPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node) return node.parent?.type === 'property' ? node.parent.offset : node.offset;
  }
  return tree.offset;
}

/** What the schema has found, in words. */
export function schemaMistakes(errors: readonly ErrorObject[], origins: Origins): Mistake[] {
  const wrong = new Set(errors.map(({ instancePath }) => instancePath));
  const own = errors.filter(({ keyword, instancePath, schemaPath }) => {
    // What was derived from a wrong value is wrong with it; the others repeat what another error says better.
    const derived = origins.get(instancePath) === 'deb.name' && wrong.has('/deb/name');
    return !derived && keyword !== 'propertyNames' && keyword !== 'if' && !schemaPath.includes('/anyOf/');
  });
  return own.map((error) => ({ path: pathOf(error, origins), text: describe(error, origins) }));
}

/** `deb.services.worker`, as in a message. */
export function placeName(path: JSONPath): string {
  return path.join('.');
}

function pathOf({ instancePath, keyword, params, propertyName }: ErrorObject, origins: Origins): JSONPath {
  const origin = origins.get(instancePath);
  if (origin !== undefined) return origin.split('.');
  const last = keyword === 'additionalProperties' ? params.additionalProperty : propertyName;
  return [...parts(instancePath), ...(last === undefined ? [] : [last])];
}

function parts(pointer: string): JSONPath {
  const words = pointer.split('/').slice(1);
  return words
    .map((word) => word.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((word) => (/^\d+$/.test(word) ? Number(word) : word));
}

function describe(error: ErrorObject, origins: Origins): string {
  const { keyword, instancePath, params, data } = error;
  const parent = error.parentSchema as Schema & { properties?: Record<string, Schema> };
  const place = placeName(parts(instancePath));
  const inside = place === '' ? '' : `${place}.`;
  if (keyword === 'additionalProperties') {
    const name = params.additionalProperty as string;
    return `${inside}${name}: there is no such key; ${suggestKey(name, Object.keys(parent.properties ?? {}))}`;
  }
  if (keyword === 'required') {
    const name = params.missingProperty as string;
    const missing = parent.properties?.[name] ?? {};
    return `${inside}${name}: missing; it must be ${missing.description}${example(name, missing)}`;
  }
  if (error.propertyName !== undefined)
    return `${inside}${error.propertyName}: keys here must be ${parent.description}`;
  const origin = origins.get(instancePath);
  const found = data === '' && origin ? 'is missing' : `is ${shorten(JSON.stringify(data))}`;
  const whence = origin ? `${origin} (or ${place})` : place;
  return `${whence}: ${found}; it must be ${parent.description}${nearestValue(data, parent)}${example(place.split('.').at(-1) ?? '', parent)}`;
}

function shorten(json: string): string {
  return json.length > 120 ? `${json.slice(0, 117)}...` : json;
}

/** `, as in "mail": true`; items of a list have no key. */
function example(name: string, { examples }: Schema): string {
  const value = (examples as unknown[] | undefined)?.[0];
  if (value === undefined) return '';
  return `, as in ${/^\d*$/.test(name) ? '' : `"${name}": `}${JSON.stringify(value)}`;
}

function nearestValue(data: unknown, { enum: values }: Schema): string {
  if (typeof data !== 'string' || !Array.isArray(values)) return '';
  const nearest = closest(data, values);
  return distance(data, nearest) <= data.length / 2 ? ` (did you mean "${nearest}"?)` : '';
}

/** The nearest valid key, or where a key of this name does belong. */
function suggestKey(name: string, valid: readonly string[]): string {
  const elsewhere = PLACES.get(name);
  const nearest = closest(name, valid as string[]);
  const near = distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(1, name.length / 2);
  if (elsewhere !== undefined && !(near && distance(name, nearest) <= 1)) return `"${name}" belongs into ${elsewhere}`;
  return near ? `did you mean "${nearest}"?` : `there are: ${valid.join(', ')}`;
}

/** Where each key of the schema stands: `health` in `deb.service`. */
const PLACES = new Map<string, string>();
function note(place: string, { properties }: Schema): void {
  for (const [name, value] of Object.entries((properties ?? {}) as Record<string, Schema>)) {
    if (!PLACES.has(name)) PLACES.set(name, place);
    note(`${place}.${name}`, value);
  }
}
note('deb', schema.properties.deb);
note(
  'deb.services.KEY',
  (schema.properties.deb.properties as { services: { additionalProperties: Schema } }).services.additionalProperties,
);
