/**
 * Each key of the schema takes the values at its edges, and refuses those just beyond.
 */
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Schema } from '../../builder/config/schema/key.ts';
import { formats, schema } from '../../builder/config/schema/schema.ts';
import { keysOf, sectionsOf } from '../../builder/tool/reference.ts';
import { EDGES } from './edges/edges.ts';
import { NAMES } from './edges/names.ts';

const edges = suite('edges of keys');
const ajv = new Ajv({ strictTypes: false, formats });
const { deb, ...npmFields } = schema.properties;

/** All keys by their places. */
const keys = new Map<string, Schema>(Object.entries(npmFields).map(([key, value]) => [`npm.${key}`, value]));
for (const { place, schema: section } of sectionsOf('deb', deb)) {
  for (const [key, value] of keysOf(section)) keys.set(`${place}.${key}`, value);
}

/** The choices of a key with a few values: each of them is taken, and no other one. */
function choices({
  type,
  enum: values,
}: Schema): { takes: readonly unknown[]; refuses: readonly unknown[] } | undefined {
  if (type === 'boolean') return { takes: [true, false], refuses: ['true', 'yes', 0, 1, null] };
  if (!Array.isArray(values)) return undefined;
  return { takes: values, refuses: ['', `${values[0]} `, String(values[0]).toUpperCase(), true, null, values] };
}

/** Objects and lists of them have sections of their own. */
function isSection({ properties, additionalProperties, items }: Schema): boolean {
  return [properties, additionalProperties, (items as Schema | undefined)?.if].some(Boolean);
}

edges('each key has a row of edges, and each row is that of a key', () => {
  const own = [...keys].filter(([, key]) => choices(key) === undefined && !isSection(key)).map(([place]) => place);
  assert.equal(own.sort(), Object.keys(EDGES).sort());
});

for (const [place, key] of keys) {
  const found = choices(key) ?? EDGES[place];
  if (found === undefined) continue;
  edges(place, () => {
    const validate = ajv.compile(key);
    for (const value of found.takes) assert.ok(validate(value), `refuses ${JSON.stringify(value)}`);
    for (const value of found.refuses) assert.not(validate(value), `takes ${JSON.stringify(value)}`);
  });
}

edges('names that a project chooses', () => {
  const dictionaries = [...keys].filter(([, { propertyNames }]) => propertyNames !== undefined);
  assert.equal(dictionaries.map(([place]) => place).sort(), Object.keys(NAMES).sort());
  for (const [place, { propertyNames }] of dictionaries) {
    const validate = ajv.compile(propertyNames as Schema);
    for (const name of NAMES[place]?.takes ?? []) assert.ok(validate(name), `${place} refuses ${name}`);
    for (const name of NAMES[place]?.refuses ?? []) assert.not(validate(name), `${place} takes ${name}`);
  }
});

edges('a section has no other keys than its own, and all that it requires', () => {
  const required: Record<string, string[]> = {
    deb: ['entry'],
    'deb.before': ['entry'],
    'deb.settings.VARIABLE': ['description'],
    'deb.services.KEY.settings.VARIABLE': ['description'],
    'deb.secrets.VARIABLE': ['description'],
    'deb.service.hardenOverrides.DIRECTIVE': ['value', 'because'],
    'deb.services.KEY.hardenOverrides.DIRECTIVE': ['value', 'because'],
    'deb.writable[] with "path"': ['path'],
    'deb.files[] with "from"': ['from', 'to'],
    'deb.files[] with "link"': ['link', 'to'],
    'deb.files[] with "directory"': ['directory'],
  };
  for (const { place, schema: section } of sectionsOf('deb', deb)) {
    assert.is(section.additionalProperties, false, place);
    assert.equal(section.required ?? [], required[place] ?? [], place);
  }
  assert.equal(schema.required, ['version', 'license', 'deb']);
});

edges.run();
