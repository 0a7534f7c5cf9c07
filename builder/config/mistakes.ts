/**
 * Mistakes in package.json, told so that they teach: where, what, what it must be, the nearest that is right, an example.
 */
import { Ajv, type ErrorObject } from 'ajv';
import { closest, distance } from 'fastest-levenshtein';
import { findNodeAtLocation, getNodeValue, type JSONPath, type Node } from 'jsonc-parser';
import { BuildError } from '../errors.ts';
import type { Schema } from './fragments.ts';
import { formats, schema } from './schema.ts';

export interface Mistake {
  /** The key, or where it should be. */
  path: JSONPath;
  /** What it is called, if not by its path. */
  name?: string;
  text: string;
  /** Whether its value is wrong, and so is shown. */
  isValue?: boolean;
}

/** Where keys of the `deb` section that npm's own fields provide come from: `/deb/name` → `name`. */
export type Origins = ReadonlyMap<string, string>;

/** Every mistake with its line and column, in their order in the file. */
export function mistakesError(mistakes: readonly Mistake[], text: string, tree: Node): BuildError {
  const placed = mistakes.map(({ path, name = path.join('.'), text, isValue }) => {
    const nodes = path.map((_, at) => nodeAt(tree, path.slice(0, at + 1)));
    const [node, nearest = tree] = [nodes.at(-1), nodes.findLast((node) => node !== undefined)];
    const found = node ? `is ${shown(getNodeValue(node), 60)}` : 'is missing';
    const { offset } = nearest.parent?.type === 'property' ? nearest.parent : nearest;
    return { offset, what: `${name}: ${isValue ? `${found}; ` : ''}${text}` };
  });
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

function nodeAt(tree: Node, path: JSONPath): Node | undefined {
  const below = (node: Node | undefined, part: string | number): Node | undefined =>
    node && findNodeAtLocation(node, [node.type === 'array' ? Number(part) : String(part)]);
  return path.reduce(below, tree as Node | undefined);
}

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
    return { path: [...path, propertyName], text: `keys here must be ${parent.description}${advice}` };
  }
  const origin = origins.get(instancePath);
  if (origin === undefined) return wrongValue(path, parent, data);
  const name = path.join('.');
  if (origin !== 'deb.name') return { ...wrongValue(origin.split('.'), parent, data), name: `${origin} (or ${name})` };
  // The account is called like the package, unless told; a package may have names that no account can have.
  const from = origins.get('/deb/name') ?? origin;
  const { text } = wrongValue(path, parent);
  return { path: from.split('.'), name, text: `would be ${shown(data)}, from ${from}; ${text}` };
}

function wrongValue(path: JSONPath, parent: Schema, data?: unknown): Mistake {
  const long = typeof data === 'string' && data.length > Number(parent.maxLength) ? ` (it has ${data.length})` : '';
  const keys = path[0] === 'deb' ? path.slice(-1) : path;
  const nearest = nearestValue(data, parent);
  const advice = nearest === undefined ? example(keys, parent) : `; did you mean ${written(keys, nearest)}?`;
  return { path, text: `it must be ${parent.description}${long}${advice}`, isValue: true };
}

function example(keys: JSONPath, { examples }: Schema): string {
  return `, as in ${written(keys, (examples as unknown[] | undefined)?.[0] ?? {})}`;
}

/** `"engines": { "node": ">=18" }`; items of a list have no key. */
function written(keys: JSONPath, value: unknown): string {
  const pair = (inner: string, key: string | number, at: number): string => {
    if (/^\d+$/.test(String(key))) return inner;
    return at === 0 ? `"${key}": ${inner}` : `{ "${key}": ${inner} }`;
  };
  return keys.reduceRight(pair, shown(value));
}

/** A value as JSON in one line. */
function shown(value: unknown, length = 120): string {
  const json = JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ');
  return json.length > length ? `${json.slice(0, length - 3)}...` : json;
}

/** Answers for one key; the schema itself has been checked, which takes Ajv the longest. */
const fits = new Ajv({ strict: false, meta: false, validateSchema: false, formats });

/** What `data` may be meant to be: the first of some ways to write it that the schema accepts. */
function nearestValue(data: unknown, parent: Schema): unknown {
  const [only = data] = Array.isArray(data) && data.length === 1 ? data : [];
  if (!/^(string|number|boolean)$/.test(typeof only)) return undefined;
  const text = String(only);
  const near = closest(text, (parent.enum as string[] | undefined) ?? ['']);
  const forms = [text, ...(distance(text, near) <= text.length / 2 ? [near] : [])];
  forms.push(...REWRITINGS.map(([pattern, meant]) => text.replace(pattern, meant)), text.toUpperCase());
  const words = text.replaceAll(/\B[A-Z](?=[a-z])/g, '-$&').replaceAll(/[@_/ ]+/g, '-');
  if (/^(@[\w-]+\/)?[\w -]+$/.test(text)) forms.push(words.replace(/^-/, '').toLowerCase());
  const values: unknown[] = forms.flatMap((form) => (/^\d+$/.test(form) ? [form, Number(form)] : [form]));
  values.push(text.split(text.startsWith('-') ? ' ' : ', '), { value: text, about: 'What it is for.' });
  return text === '' ? undefined : values.find((value) => fits.validate(parent, value));
}

/** What people write, as git's tags, npm, cron and other systems have it, and what they mean. */
const REWRITINGS: readonly [RegExp, string][] = [
  [/^(\d) (\d) \* \* \*$/, '*-*-* 0$2:0$1:00'],
  [/^(\d+) (\d+) \* \* \*$/, '*-*-* $2:$1:00'],
  [/^\*\/(\d+) \* \* \* \*$/, '*:0/$1'],
  [/^every day$/i, 'daily'],
  [/^(v|node |@)/, ''],
  [/(?<=-.*)-/g, '.'],
  [/^\d+\.\d+$/, '$&.0'],
  [/ \(.*\)$/, ''],
  [/ ?s(ec\w*)?$/, ''],
  [/(?<=\d{3})000$/, ''],
  [/^\w+:\/\/[^/]+/, ''],
  [/^\/usr\/local\//, '/usr/'],
  [/^\/opt\//, '/usr/lib/'],
  [/^\w[\w./-]*$/, '/$&'],
  [/^[0-7]{3}$/, '0$&'],
];

/** What other tools call things, without case, - and _; and what that is here. */
const HABITS: readonly [string, string][] = [
  ['deb.entry', 'main bin command cmd startcommand execstart script'],
  ['deb.files', 'assets contents extrafiles extraresources conffiles'],
  ['deb.settings', 'env environment environmentvariables'],
  ['deb.summary', 'description synopsis'],
  ['deb.depends', 'dependencies requires'],
  ['deb.maintainer', 'author vendor'],
  ['deb.node', 'engines'],
  ['deb.revision', 'release'],
  ['deb.service', 'systemd systemdunits'],
  ['deb.scripts', 'maintainerscripts afterinstall'],
  ['from', 'src source'],
  ['to', 'dest dst destination target'],
  ['about', 'description comment'],
  ['it stands beside "deb", where npm wants it', 'version license homepage'],
  [
    'programs lie in /usr/lib/NAME and start in /var/lib/NAME, where they may write',
    'installdir workingdirectory volumes',
  ],
  ['build-deb --arch says for which machine', 'arch architecture'],
  ['the administrator writes its value to /etc/credstore/NAME.VARIABLE', 'value'],
];

/** Every key, by its place. */
const KEYS = new Map<string, Schema>();
function note(place: string, parent: Schema): void {
  for (const [name, value] of Object.entries(propertiesOf(parent))) {
    KEYS.set(`${place}.${name}`, value);
    note(`${place}.${name}`, value);
  }
}
note('deb', schema.properties.deb);
note('deb.services.KEY', propertiesOf(schema.properties.deb).services?.additionalProperties as Schema);

function propertiesOf({ properties = {} }: Schema): Record<string, Schema> {
  return properties as Record<string, Schema>;
}

/** What a key may mean that does not belong where it stands; the likeliest first. */
function meanings(name: string): string[] {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
  const habits = HABITS.filter(([, names]) => names.split(' ').includes(plain)).map(([meaning]) => meaning);
  const misplaced = [...KEYS.keys()].filter((place) => place.endsWith(`.${name}`));
  return [...habits, ...misplaced, ...(/^[A-Z][A-Z\d_]+$/.test(name) ? ['deb.settings'] : [])];
}

/** The key of the same object that an unknown one means. */
function meantKey({ params, parentSchema }: ErrorObject): string | undefined {
  const name: unknown = params.additionalProperty;
  if (typeof name !== 'string') return undefined;
  const valid = Object.keys(propertiesOf(parentSchema as Schema));
  const known = meanings(name).map((place) => place.split('.').at(-1) ?? '');
  const own = known.find((key) => valid.includes(key));
  const near = closest(name, valid);
  const far = known.length > 0 ? distance(name, near) : distance(name.toLowerCase(), near.toLowerCase());
  return own ?? (far <= Math.max(1, known.length > 0 ? 1 : name.length / 3) ? near : undefined);
}

function unknownKey(path: JSONPath, error: ErrorObject): Mistake {
  const name = error.params.additionalProperty as string;
  const own = meantKey(error);
  const meaning = meanings(name).find((place) => KEYS.has(place) || place.includes(' '));
  const valid = Object.keys(propertiesOf(error.parentSchema as Schema));
  let advice = valid.length < 6 ? `here are: ${valid.join(', ')}` : 'build-deb --schema lists all keys';
  if (own !== undefined && meaning !== [...path, own].join('.')) advice = `did you mean "${own}"?`;
  else if (meaning !== undefined) {
    const found = KEYS.get(meaning);
    advice = found ? `use ${meaning}${example(meaning.split('.').slice(1), found)}` : meaning;
  }
  return { path: [...path, name], text: `there is no such key; ${advice}` };
}
