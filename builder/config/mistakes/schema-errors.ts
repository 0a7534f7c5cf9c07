/**
 * Errors of the schema as mistakes: the rule for the value, the nearest right value or an example.
 */
import type { ErrorObject } from 'ajv';
import type { JSONPath } from 'jsonc-parser';
import type { Origins } from '../npm-fields.ts';
import { freeName, reservation } from '../reserved/reservation.ts';
import type { Schema } from '../schema/key.ts';
import type { Mistake } from './mistakes.ts';
import { nearestValue } from './nearest-value.ts';
import { meantKey, propertiesOf, unknownKey } from './unknown-keys.ts';
import { example, shown, written } from './written.ts';

/** The errors that say most, as mistakes. */
export function schemaMistakes(errors: readonly ErrorObject[], origins: Origins): Mistake[] {
  const wrong = new Set(errors.map(({ instancePath }) => instancePath));
  const meant = new Set(errors.map((error) => `${error.instancePath}/${meantKey(error)}`));
  const own = errors.filter(({ keyword, instancePath, schemaPath, parentSchema, params }) => {
    // A value that follows from a wrong one is wrong too. Other errors repeat a better message.
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
    const missing = propertiesOf(parent)[params.missingProperty];
    if (missing === undefined) throw new Error(`the schema requires ${params.missingProperty}, but has no such key`);
    return wrongValue([...path, params.missingProperty], missing);
  }
  if (propertyName !== undefined) {
    const nearest = nearestValue(propertyName, { ...parent, type: 'string' });
    const advice = nearest === undefined ? '' : `; did you mean ${shown(nearest)}?`;
    const fix = `keys here must be ${parent.description}${advice}`;
    return { path: [...path, propertyName], problem: 'is not a valid name', fix };
  }
  const origin = origins.get(instancePath);
  if (keyword === 'format' && /^free-/.test(params.format)) return reservedName(path, String(data), origin);
  if (origin === undefined) return wrongValue(path, parent, data);
  const key = path.join('.');
  if (origin !== 'deb.name') return { ...wrongValue(origin.split('.'), parent, data), key: `${origin} (or ${key})` };
  // By default the user has the name of the package. Not each name of a package is a name of a user.
  const from = origins.get('/deb/name') ?? origin;
  const { fix } = wrongValue(path, parent);
  return { path: from.split('.'), key, problem: `would be ${shown(data)}, from ${from}`, fix };
}

/** A name that belongs to Debian. `origin` is the field that it comes from, unless the key itself is written. */
function reservedName(path: JSONPath, name: string, origin: string | undefined): Mistake {
  const problem = `${name} ${reservation(name)}`;
  const fix = (keys: JSONPath): string => `choose another name, as in ${written(keys, freeName(name))}`;
  if (origin === undefined) return { path, showsValue: true, problem, fix: fix(path.slice(-1)) };
  return {
    path: origin.split('.'),
    key: `${origin} (or ${path.join('.')})`,
    showsValue: true,
    problem,
    fix: fix(path),
  };
}

function wrongValue(path: JSONPath, parent: Schema, data?: unknown): Mistake {
  const long = typeof data === 'string' && data.length > Number(parent.maxLength) ? ` (it has ${data.length})` : '';
  const keys = path[0] === 'deb' ? path.slice(-1) : path;
  const nearest = nearestValue(data, parent);
  const advice = nearest === undefined ? example(keys, parent) : `; did you mean ${written(keys, nearest)}?`;
  return { path, showsValue: true, fix: `it must be ${parent.description}${long}${advice}` };
}
