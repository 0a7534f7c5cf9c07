/**
 * The name of an anonymous default export, as in `export default class {}`. JavaScript calls it `default` (ECMAScript,
 * "Runtime Semantics: Evaluation" of exports), and esbuild calls it after its file.
 */
import { type Token, tokensOf } from '../../project/tokens.ts';

/** The export in code of esbuild. */
const EXPORTED = /^ {2}default: \(\) => ([^\s,]+),?$/m;
const OPENING = /[([{]$/;

/**
 * The code in which the default export has its right name. Its lines stay where they are.
 * @param source the text that esbuild has translated
 */
export function withDefaultName(code: string, source: string): string {
  const name = EXPORTED.exec(code)?.[1];
  // esbuild makes up a name that the source does not have.
  if (name === undefined || source.includes(name)) return code;
  const escaped = name.replaceAll('$', '\\$');
  if (new RegExp(`^(?:async )?function\\*? ${escaped}\\(`, 'm').test(code)) return withNamedFunction(code, name);
  const declared = new RegExp(`^class ${escaped}\\b`, 'm').exec(code);
  if (declared !== null) {
    const [start, body] = [declared.index, declared.index + declared[0].length];
    return withNamedValue(code, { start, begin: `let ${name} = `, value: `class${code.slice(body)}`, end: '}' });
  }
  const value = new RegExp(`^(?:var|let|const) ${escaped} = (?=async\\b|function\\b|class\\b|\\(|[\\w$]+ =>)`, 'm');
  const assigned = value.exec(code);
  if (assigned === null) return code;
  const start = assigned.index;
  return withNamedValue(code, { start, begin: assigned[0], value: code.slice(start + assigned[0].length), end: ';' });
}

/** A function exists before the first statement of its module runs, and so does its name. */
function withNamedFunction(code: string, name: string): string {
  const named = `Object.defineProperty(${name}, "name", { value: "default", configurable: true });`;
  return code.replace(/\nmodule\.exports = __toCommonJS\(/, (line) => ` ${named}${line}`);
}

/** A property gives its name to an anonymous function or class. */
function withNamedValue(
  code: string,
  { start, begin, value, end }: { start: number; begin: string; value: string; end: ';' | '}' },
): string {
  const length = lengthOf(tokensOf(value), end);
  if (length === undefined) return code;
  const rest = value.slice(length).replace(/^;/, '');
  return `${code.slice(0, start)}${begin}{ default: ${value.slice(0, length)} }.default;${rest}`;
}

/** The length of a statement without its semicolon, or of a class with its last brace. */
function lengthOf(tokens: readonly Token[], end: ';' | '}'): number | undefined {
  let depth = 0;
  for (const { text, at, kind } of tokens) {
    if (kind !== 'other') continue;
    if (depth === 0 && text === ';') return end === ';' ? at : undefined;
    if (OPENING.test(text)) depth += 1;
    else if (/^[)\]}]$/.test(text)) depth -= 1;
    if (depth === 0 && text === '}' && end === '}') return at + 1;
  }
  return undefined;
}
