/**
 * The generated parts of docs/reference.md: the tables of keys from the JSON schema, and the help of each verb.
 */
import type { Schema } from '../config/schema/key.ts';

/** A table of keys, under the place where they stand: `deb.service`. */
interface Section {
  place: string;
  schema: Schema;
  /** The rule for names that the project chooses. */
  names?: string;
}

/** The keys of a schema. A schema of another type than an object has no keys. */
export function keysOf({ properties = {} }: Schema): [string, Schema][] {
  return Object.entries(properties as Record<string, Schema>);
}

/** The tables that a schema needs: its own, and those of the objects and lists in it. */
export function sectionsOf(place: string, schema: Schema): Section[] {
  const inside = keysOf(schema).flatMap(([key, value]) => sectionsOf(`${place}.${key}`, value));
  const { additionalProperties: values, items } = schema as { additionalProperties?: unknown; items?: Schema };
  if (isSchema(values)) {
    const [own, ...below] = sectionsOf(`${place}.${nameOfKeys(place)}`, values);
    const names = (schema.propertyNames as Schema | undefined)?.description;
    if (own) inside.push({ ...own, names: String(names ?? '') }, ...below);
  }
  if (items) inside.push(...sectionsOf(`${place}[]`, items));
  // A key that only one form of object has tells the form: see builder/config/schema/files.ts.
  const { if: condition, then, else: otherwise } = schema as Record<string, Schema | undefined>;
  if (condition && then && otherwise) {
    const own = (condition.required as string[])[0] ?? '';
    const last = (otherwise.required as string[] | undefined)?.[0];
    const rest = last === undefined ? place : `${place} with "${last}"`;
    inside.push({ place: `${place} with "${own}"`, schema: then }, ...sectionsOf(rest, otherwise));
  }
  return keysOf(schema).length > 0 ? [{ place, schema }, ...inside] : inside;
}

/**
 * The page `markdown` with its generated parts as they have to be. Each stands between `<!-- begin NAME -->` and
 * `<!-- end NAME -->`: `keys`, the tables of the keys below `deb`; and `help`, the output of --help. All other text is
 * written by hand, and stays.
 * @throws Error if the page has no place for one of them.
 */
export function reference(markdown: string, deb: Schema, help: string): string {
  const known = new Map<string, string>();
  const tables = sectionsOf('deb', deb).map((section) => table(section, known));
  const parts = { keys: tables.join('\n'), help: `\`\`\`\n${help.trimEnd()}\n\`\`\`\n` };
  return Object.entries(parts).reduce((page, [name, text]) => {
    const [begin, end] = [`<!-- begin ${name} -->\n`, `<!-- end ${name} -->`];
    const [before = '', rest] = page.split(begin);
    const after = rest?.split(end)[1];
    if (after === undefined) throw new Error(`there is no ${begin.trim()} … ${end} in the page`);
    return `${before}${begin}\n${text}\n${end}${after}`;
  }, markdown);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}

/** The placeholder for a name that the project chooses. */
function nameOfKeys(place: string): string {
  if (place.endsWith('services')) return 'KEY';
  return place.endsWith('Overrides') ? 'DIRECTIVE' : 'VARIABLE';
}

/** A section's table. Keys that an earlier one has explained in the same words are only named. */
function table({ place, schema, names = '' }: Section, known: Map<string, string>): string {
  const rows: string[] = [];
  const others = new Map<string, string[]>();
  for (const [key, value] of keysOf(schema)) {
    const text = JSON.stringify([key, value]);
    const before = known.get(text);
    if (before === undefined) rows.push(row(key, value, (schema.required as string[] | undefined)?.includes(key)));
    else others.set(before, [...(others.get(before) ?? []), `\`${key}\``]);
    if (before === undefined) known.set(text, place);
  }
  const head = ['| key | meaning | it must be | default | example |', '| --- | --- | --- | --- | --- |'];
  const repeated = [...others].map(
    ([before, keys]) => `As in [\`${before}\`](#${anchor(before)}): ${keys.join(', ')}.\n`,
  );
  const chosen = names === '' ? [] : [`Keys here are ${plain(names)}.\n`];
  return [`## \`${place}\`\n`, ...chosen, ...(rows.length > 0 ? [...head, ...rows, ''] : []), ...repeated].join('\n');
}

function row(key: string, schema: Schema, isRequired = false): string {
  const {
    title = '',
    description = '',
    examples = [],
  } = schema as { title?: string; description?: string; examples?: unknown[] };
  // Where the default depends on something, the title says so in its last sentence.
  const [, meaning = title, told] = /^(.*?) Default: (.*)\.$/s.exec(title) ?? [];
  const cells = [`\`${key}\``, meaning, plain(description), told ?? defaultOf(schema, isRequired), code(examples[0])];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function defaultOf({ default: value }: Schema, isRequired: boolean): string {
  if (isRequired) return 'has to be there';
  const isEmpty = value === undefined || (typeof value === 'object' && Object.keys(value as object).length === 0);
  return isEmpty ? 'none' : code(value);
}

/** Text for a terminal as Markdown, with its special characters escaped. Titles are Markdown already. */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_~<>[\]]/g, '\\$&');
}

/** JSON in one line. */
function code(value: unknown): string {
  return `\`${JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ')}\``;
}

/** Where a heading can be linked to, as GitHub names it. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
