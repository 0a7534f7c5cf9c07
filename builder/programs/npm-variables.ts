/**
 * Variables that npm sets for the scripts of package.json, such as npm_package_version. A service is none of them, and its
 * unit sets those that come from package.json.
 */
import path from 'node:path';
import { sourceText } from '../project/read-file.ts';
import { withoutComments } from '../project/source-text.ts';

const NOT_OWN = /(^|\/)(node_modules|\.[^/]+)\/|^\.\.\//;

const NAME = 'npm_(?:package|config|lifecycle)_\\w+';

/** Behind process.env, or between the braces that take it apart. */
const READ = new RegExp(
  `\\bprocess\\.env(?:\\.(${NAME})|\\[\\s*['"\`](${NAME})['"\`]\\s*\\])|[{,]\\s*(${NAME})\\b[^{}]*\\}\\s*=\\s*process\\.env\\b`,
  'g',
);

const WORD = /\bnpm_package_\w+/g;

/** A line of a unit takes no other value. */
const VALUE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}"'`\\$%]*$/u;

/** The first of these variables that a source reads without a default and that is not in `set`, or undefined. */
export function npmVariable(text: string, set: ReadonlyMap<string, string>): string | undefined {
  for (const found of text.matchAll(READ)) {
    const name = found[1] ?? found[2] ?? found[3] ?? '';
    const isDefaulted = found[3] === undefined && /^\s*(\|\||\?\?)/.test(text.slice(found.index + found[0].length));
    if (!isDefaulted && !set.has(name)) return name;
  }
  return undefined;
}

interface NpmVariables {
  /** The variables that the sources read, with the values that npm takes from package.json. A unit sets them. */
  values: Readonly<Record<string, string>>;
  /** Warnings about sources that read others. */
  warnings: string[];
}

/** The variables in the project's own sources among `files`, which are relative to `root`. */
export function npmVariables(root: string, files: readonly string[], json: Record<string, unknown>): NpmVariables {
  const own = files.filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !NOT_OWN.test(file));
  const set = ofPackage(json);
  const values: Record<string, string> = {};
  const warnings = own.flatMap((file) => {
    const text = sourceText(path.join(root, file));
    if (!text.includes('npm_')) return [];
    const plain = withoutComments(text);
    for (const [name] of plain.matchAll(WORD)) {
      const value = set.get(name);
      if (value !== undefined) values[name] = value;
    }
    const name = npmVariable(plain, set);
    if (name === undefined) return [];
    return [`${file} reads ${name}, which npm sets for its scripts alone: read package.json instead, or set a default`];
  });
  return { values, warnings };
}

/** The variables that npm makes of package.json (its documentation, "scripts", "package.json vars"). */
export function ofPackage({ name, version, config, engines, bin }: Record<string, unknown>): Map<string, string> {
  const found = new Map<string, string>();
  const add = (key: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [inner, below] of Object.entries(value)) add(`${key}_${inner}`, below);
    else if (/^(string|number|boolean)$/.test(typeof value) && VALUE.test(String(value)))
      found.set(key, value === false ? '' : String(value));
  };
  for (const [key, value] of Object.entries({ name, version, config, engines, bin })) add(`npm_package_${key}`, value);
  return found;
}
