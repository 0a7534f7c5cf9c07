/**
 * What the schema finds wrong, told so that it teaches: what it must be, the nearest that is right, an example.
 */
import type { ErrorObject } from 'ajv';
import type { JSONPath } from 'jsonc-parser';
import type { Origins } from '../npm-fields.ts';
import type { Schema } from '../schema/key.ts';
import type { Mistake } from './mistakes.ts';
import { nearestValue } from './nearest-value.ts';
import { meantKey, propertiesOf, unknownKey } from './unknown-keys.ts';
import { example, shown, written } from './written.ts';

/** What the schema has found, in words. */
export function schemaMistakes(errors: readonly ErrorObject[], origins: Origins): Mistake[] {
  const wrong = new Set(errors.map(({ instancePath }) => instancePath));
  const meant = new Set(errors.map((error) => `${error.instancePath}/${meantKey(error)}`));
  const own = errors.filter(({ keyword, instancePath, schemaPath, parentSchema, params }) => {
    // What was derived from a wrong value is wrong with it; the others repeat what another error says better.
    const derived = origins.get(instancePath) === 'deb.name' && wrong.has('/deb/name');
    const misspelt = keyword === 'required' && meant.has(`${instancePath}/${params.missingProperty}`);
    const outer = keyword === 'propertyNames' || keyword === 'if' || schemaPath.includes('/anyOf/');
    return !derived && !misspelt && !outer && (keyword !== 'type' || parentSchema?.description !== undefined);
  });
  return own.map((error) => mistakeOf(error, origins));
}

function mistakeOf(error: ErrorObject, origins: Origins): Mistake {
  const { keyword, instancePath, params, data, propertyName } = error;
  const parent = error.parentSchema as Schema;
  const parts = instancePath.split('/').slice(1);
  const path = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (keyword === 'additionalProperties') return unknownKey(path, error);
  if (keyword === 'required') {
    return wrongValue([...path, params.missingProperty], propertiesOf(parent)[params.missingProperty] ?? {});
  }
  if (propertyName !== undefined) {
    const nearest = nearestValue(propertyName, { ...parent, type: 'string' });
    const advice = nearest === undefined ? '' : `; did you mean ${shown(nearest)}?`;
    const fix = `keys here must be ${parent.description}${advice}`;
    return { path: [...path, propertyName], problem: 'is not a valid name', fix };
  }
  const origin = origins.get(instancePath);
  if (origin === undefined) return wrongValue(path, parent, data);
  const key = path.join('.');
  if (origin !== 'deb.name') return { ...wrongValue(origin.split('.'), parent, data), key: `${origin} (or ${key})` };
  // The account is called like the package, unless told; a package may have names that no account can have.
  const from = origins.get('/deb/name') ?? origin;
  const { fix } = wrongValue(path, parent);
  return { path: from.split('.'), key, problem: `would be ${shown(data)}, from ${from}`, fix };
}

function wrongValue(path: JSONPath, parent: Schema, data?: unknown): Mistake {
  const long = typeof data === 'string' && data.length > Number(parent.maxLength) ? ` (it has ${data.length})` : '';
  const keys = path[0] === 'deb' ? path.slice(-1) : path;
  const nearest = nearestValue(data, parent);
  const advice = nearest === undefined ? example(keys, parent) : `; did you mean ${written(keys, nearest)}?`;
  return { path, showsValue: true, fix: `it must be ${parent.description}${long}${advice}` };
}
