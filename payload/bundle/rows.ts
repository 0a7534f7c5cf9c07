/**
 * The content of a bundle as the build writes it: a row for each module.
 */

/** How Node reads a module (nodejs.org/api/packages.html, "Determining module system"). */
export const COMMON_JS = 0;
export const ES_MODULE = 1;
/** TypeScript with `import`, which the project compiles to CommonJS. */
export const COMPILED = 2;
export const JSON_FILE = 3;

/** Begins a file outside the bundle that Node takes for an ES module. */
export const IMPORTED = 'import:';

/** The module of a specifier: its row in the bundle, or a file outside the bundle, relative to the project's root. */
export type Target = number | string;
type Targets = Readonly<Record<string, Target>>;

/** The function around a module, with the names that Node gives to it. */
export type Body = (this: unknown, ...names: unknown[]) => unknown;

export type Row = readonly [
  /** The place of the source, relative to the root. */
  place: string,
  kind: number,
  required: Targets,
  imported: Targets,
  /** The specifiers of static imports in their order. */
  statics: readonly string[],
  /** Whether it awaits at its top level, or imports a module that does. */
  isAsync: 0 | 1,
  body: Body,
];
