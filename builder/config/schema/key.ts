/**
 * Parts of the schema, and the TypeScript types that follow from them: a key is written once.
 *
 * `title` tells the meaning of a key, for the reference. `description` completes the sentence "KEY must be …" in an
 * error message, and `examples` shows a value. Values that land in scripts and units keep to characters without a
 * meaning there. Text for people may hold any character but control characters. It is escaped where it lands.
 */
export type Schema = Record<string, unknown>;

/**
 * Whether a section that the schema has passed holds a key: `always`, because it is required or has a default;
 * `inherited`, because npm-fields.ts fills it in; `optional`, if the project writes it.
 */
type Presence = 'always' | 'inherited' | 'optional';

declare const TYPE: unique symbol;

/** The schema of a value of type T. The type exists for the compiler only. */
export type Key<T, P extends Presence = 'optional'> = Schema & { readonly [TYPE]?: { value: T; presence: P } };

/** The type of the values that a schema accepts. */
export type ValueOf<S> = S extends { readonly [TYPE]?: { value: infer T } } ? T : never;

type Keys = Readonly<Record<string, Key<unknown, Presence>>>;

type NamesWith<K, P extends Presence> = {
  [N in keyof K]: K[N] extends { readonly [TYPE]?: { presence: infer Q } } ? (Q extends P ? N : never) : never;
}[keyof K];

/** The names of the keys that npm's own fields fill in. */
export type InheritedOf<K> = NamesWith<K, 'inherited'>;

type Flat<T> = { [N in keyof T]: T[N] };

/** The type of an object with these keys, of which `Required` have to be there. */
export type ObjectOf<K, Required extends keyof K = never> = Flat<
  { [N in NamesWith<K, 'always' | 'inherited'> | Required]: ValueOf<K[N]> } & {
    [N in Exclude<NamesWith<K, 'optional'>, Required>]?: ValueOf<K[N]>;
  }
>;

interface Words {
  /** Default: none, for the items of a list and the like, which have no row in the reference. */
  title?: string;
  description: string;
  example: unknown;
}

/** A type with its words. */
export function key<T, P extends Presence>({ title = '', description, example }: Words, type: Key<T, P>): Key<T, P> {
  return { ...type, title, description, examples: [example] };
}

export function withDefault<T>(type: Key<T>, value: T): Key<T, 'always'> {
  return { ...(type as Schema), default: value };
}

/** A section that the schema adds where it is missing: its keys have defaults of their own. */
export function section<T extends object>(type: Key<T>): Key<T, 'always'> {
  return { ...(type as Schema), default: {} };
}

/** A key that npm's own fields fill in: npm-fields.ts must know it, or the compiler complains. */
export function inherited<T>(type: Key<T>): Key<T, 'inherited'> {
  return { ...(type as Schema) };
}

interface StringRule {
  pattern?: string;
  format?: string;
  maxLength?: number;
  not?: Schema;
}

export function string(rule: StringRule): Key<string> {
  return { type: 'string', ...rule };
}

/** A whole number. */
export function integer(minimum: number, maximum: number): Key<number> {
  return { type: 'integer', minimum, maximum };
}

export const boolean: Key<boolean> = { type: 'boolean' };

export function array<T>(items: Key<T>, least = 0): Key<T[]> {
  return { type: 'array', items, ...(least > 0 && { minItems: least }) };
}

export function oneOf<const T extends string>(values: readonly T[]): Key<T> {
  return { enum: values };
}

export function anyOf<K extends readonly Key<unknown>[]>(...types: K): Key<ValueOf<K[number]>> {
  return { anyOf: types };
}

/** An object without other keys than these. */
export function object<K extends Keys, Required extends keyof K & string = never>(
  properties: K,
  required: readonly Required[] = [],
): Key<ObjectOf<K, Required>> {
  const type = { type: 'object', additionalProperties: false, properties };
  return required.length > 0 ? { ...type, required } : type;
}

/** An object whose keys the project chooses. */
export function dictionary<T>(names: Schema, values: Key<T>): Key<Record<string, T>, 'always'> {
  return withDefault({ type: 'object', propertyNames: names, additionalProperties: values }, {});
}
