/**
 * Paths that sources compute: literals, joins with the folder of a file or with the working directory, and names of
 * constants that hold them. No code runs.
 */
import path from 'node:path';

/** Stands for the folder of the project. */
export const PROJECT = '/project';

/** A path as far as the text shows it. */
export interface PathValue {
  /** Absolute below {@link PROJECT}, relative to the working directory, or outside. */
  path: string;
  /** Whether the end is unknown: `uploads/${name}`. */
  isOpen: boolean;
}

/** The constants that a file can name. */
type Names = ReadonlyMap<string, PathValue>;

interface Place {
  text: string;
  at: number;
  names: Names;
  /** The folder of the file at run time, below {@link PROJECT}. */
  folder: string;
}

/** So many nested calls are read. */
const DEEPEST = 12;

const known = (text: string): PathValue => ({ path: text, isOpen: false });

/** The constants of a source that hold paths. `folder` is the folder of its file at run time. */
export function pathConstants(text: string, folder: string): Map<string, PathValue> {
  const names = new Map<string, PathValue>();
  for (const { 0: found, 1: name = '', index } of text.matchAll(/\b(?:const|let|var)\s+(\w+)\s*(?::\s*\w+)?\s*=\s*/g)) {
    const value = pathValue(text, index + found.length, { names, folder });
    if (value !== undefined) names.set(name, value);
  }
  return names;
}

/** The path that an expression at `at` means, or undefined for others. */
export function pathValue(
  text: string,
  at: number,
  { names, folder }: Pick<Place, 'names' | 'folder'>,
): PathValue | undefined {
  return read({ text, at, names, folder }, 0)?.value;
}

interface Read {
  value: PathValue | undefined;
  /** The place behind the expression. */
  end: number;
}

/** An expression with its operators: `process.env.DATA || 'data'`, `__dirname + '/logs'`. */
function read(place: Place, depth: number): Read | undefined {
  let left = operand(place, depth);
  while (left !== undefined) {
    const [sign = '', operator = ''] =
      /^\s*(?:as string\s*|!\s*)?(\|\||\?\?|\+)\s*/.exec(place.text.slice(left.end, left.end + 200)) ?? [];
    if (operator === '') return left;
    const right = operand({ ...place, at: left.end + sign.length }, depth);
    if (right === undefined) return { ...left, value: left.value && { ...left.value, isOpen: true } };
    const value = operator === '+' ? added(left.value, right.value) : (left.value ?? right.value);
    left = { value, end: right.end };
  }
  return undefined;
}

function added(left: PathValue | undefined, right: PathValue | undefined): PathValue | undefined {
  if (left === undefined || left.isOpen) return left;
  return right === undefined ? { ...left, isOpen: true } : { path: left.path + right.path, isOpen: right.isOpen };
}

const FOLDER = /^(?:__dirname|import\.meta\.dirname)\b/;
const FILE = /^(?:__filename|import\.meta\.filename|import\.meta\.url)\b/;
const CALL = /^(?:new\s+)?(?:\w+\.)*(join|resolve|normalize|dirname|fileURLToPath|URL)\(\s*/;

function operand(place: Place, depth: number): Read | undefined {
  const { text, at, names, folder } = place;
  const rest = text.slice(at, at + 2000);
  const matched = (pattern: RegExp, value: (match: RegExpExecArray) => PathValue | undefined): Read | undefined => {
    const match = pattern.exec(rest);
    return match ? { value: value(match), end: at + match[0].length } : undefined;
  };
  if (depth > DEEPEST) return undefined;
  const found =
    matched(/^(["'])((?:\\.|(?!\1)[^\\\n])*)\1/, (match) => known(match[2] ?? '')) ??
    matched(/^`((?:\\.|[^`\\])*)`/, (match) => template(match[1] ?? '', place, depth)) ??
    matched(FOLDER, () => known(folder)) ??
    matched(FILE, () => known(path.posix.join(folder, 'file'))) ??
    matched(/^(?:process\.cwd\(\)|process\.env\.(?:PWD|INIT_CWD)\b)/, () => known(PROJECT)) ??
    matched(/^process\.env(?:\.\w+|\[[^\]]*\])/, () => undefined) ??
    call(place, depth);
  if (found) return found;
  if (rest.startsWith('(')) {
    const inner = read({ ...place, at: at + 1 }, depth + 1);
    return inner && { ...inner, end: inner.end + (/^\s*\)/.exec(text.slice(inner.end))?.[0].length ?? 0) };
  }
  return matched(/^\w[\w.]*(?!\s*\()/, ([name]) => names.get(name));
}

/** A template: its text with the constants in it, up to the first part that is unknown. */
function template(content: string, place: Place, depth: number): PathValue {
  let whole: PathValue = known('');
  for (const part of content.split(/(\$\{[^}]*\})/)) {
    const inner = part.startsWith('${')
      ? read({ ...place, text: part.slice(2, -1), at: 0 }, depth + 1)?.value
      : known(part);
    const joined = added(whole, inner);
    if (joined === undefined || joined.isOpen) return { path: (joined ?? whole).path, isOpen: true };
    whole = joined;
  }
  return whole;
}

/** A call of `path` or `url` with its arguments. */
function call(place: Place, depth: number): Read | undefined {
  const head = CALL.exec(place.text.slice(place.at, place.at + 200));
  if (head === null) return undefined;
  const values: (PathValue | undefined)[] = [];
  let end = place.at + head[0].length;
  for (;;) {
    const argument = read({ ...place, at: end }, depth + 1);
    values.push(argument?.value);
    end = argument?.end ?? end;
    const next = /^\s*,\s*/.exec(place.text.slice(end, end + 100));
    if (argument === undefined || next === null) break;
    end += next[0].length;
  }
  end += /^\s*,?\s*\)(?:\.(?:pathname|href))?/.exec(place.text.slice(end, end + 100))?.[0].length ?? 0;
  return { value: combined(head[1] ?? '', values), end };
}

function combined(name: string, values: readonly (PathValue | undefined)[]): PathValue | undefined {
  const [first] = values;
  if (name === 'URL') {
    const base = values[1];
    return first && base && { ...first, path: path.posix.join(path.posix.dirname(base.path), first.path) };
  }
  if (first === undefined || name === 'fileURLToPath') return first;
  if (name === 'dirname') return { path: path.posix.dirname(first.path), isOpen: first.isOpen };
  const unknown = values.findIndex((value) => value === undefined || value.isOpen);
  const parts = values.slice(0, unknown < 0 ? undefined : unknown + 1).flatMap((value) => value?.path ?? []);
  const joined = name === 'resolve' ? path.posix.resolve(PROJECT, ...parts) : path.posix.join(...parts);
  // An open end keeps its slash: what follows is below.
  return { path: unknown < 0 ? joined : `${joined.replace(/\/$/, '')}/`, isOpen: unknown >= 0 };
}
