/**
 * Calls that make a path of their arguments.
 */
import path from 'node:path';
import type { Token } from '../../project/tokens.ts';

/** The value of an expression: a text, or a path once it is known to be absolute. */
export interface Value {
  text: string;
  isPartial?: boolean;
  isMade?: boolean;
}

const JOINING = /^(?:join|resolve|normalize)$/;
/** Calls whose result leads to the same place as their argument. */
const PASSING =
  /^(?:fileURLToPath|pathToFileURL|String|realpathSync|toNamespacedPath|require\.resolve|import\.meta\.resolve)$/;

/** @param name with its object, such as `path.join` */
export function makesPath(name: string): boolean {
  const last = lastWord(name);
  return JOINING.test(last) || PASSING.test(last) || PASSING.test(name) || /^(?:dirname|URL)$/.test(last);
}

function lastWord(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** The result of a call that makes a path. */
export function pathOf(whole: string, values: readonly (Value | undefined)[], file: string): Value | undefined {
  const name = lastWord(whole);
  const [first, second] = values;
  if (first === undefined) return undefined;
  if (name === 'URL') {
    if (second === undefined) return first.isMade ? first : undefined;
    const folder = second.text.endsWith('/') ? second.text : path.dirname(second.text);
    return { ...first, text: path.resolve(folder, first.text), isMade: true };
  }
  if (name === 'dirname') return { text: path.dirname(first.text), isMade: true };
  if (whole.endsWith('.resolve') && /^(?:require|import)/.test(whole)) {
    return /^\.\.?\//.test(first.text)
      ? { ...first, text: path.resolve(path.dirname(file), first.text), isMade: true }
      : undefined;
  }
  if (PASSING.test(name)) return first;
  const unknown = values.findIndex((value) => value === undefined || value.isPartial);
  const known = (unknown < 0 ? values : values.slice(0, unknown)) as Value[];
  if (known.length === 0) return { ...first, isMade: true };
  const join = name === 'resolve' ? path.resolve : path.join;
  const texts = known.map(({ text }) => text);
  const text = name === 'resolve' && !path.isAbsolute(texts[0] ?? '') ? path.join(...texts) : join(...texts);
  return { text, isMade: true, isPartial: unknown >= 0 };
}

/** The place of the comma or parenthesis behind the argument that begins at a token. */
export function endOfArgument(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at += 1) {
    const { kind, text } = tokens[at] as Token;
    if (/^[([{]$/.test(text) || (kind === 'template' && text.startsWith('`') && text.endsWith('${'))) depth += 1;
    if (depth === 0 && /^[,)]$/.test(text)) return at;
    if (/^[)\]}]$/.test(text) || (kind === 'template' && text.startsWith('}') && text.endsWith('`'))) depth -= 1;
  }
  return tokens.length;
}

/** The words before an expression, up to the beginning of its statement: at most seven. */
export function contextOf(tokens: readonly Token[], start: number): string {
  const words: string[] = [];
  for (let at = start - 1; at >= 0 && at > start - 8; at -= 1) {
    const { text } = tokens[at] as Token;
    if (/^[;}]$/.test(text)) break;
    words.push(text);
  }
  return words.reverse().join(' ');
}

/** The place behind the template in which a token is. */
export function endOfTemplate(tokens: readonly Token[], start: number): number {
  const end = tokens.findIndex(({ kind, text }, at) => at >= start && kind === 'template' && /^\}[\s\S]*`$/.test(text));
  return end < 0 ? tokens.length : end + 1;
}
