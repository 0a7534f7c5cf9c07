/**
 * JavaScript and TypeScript as tokens, without comments. Strings, templates and regular expressions are told apart, so
 * that their text is never taken for code.
 */

export interface Token {
  kind: 'word' | 'string' | 'template' | 'other';
  /** As it stands in the source. */
  text: string;
  /** Its place in the source. */
  at: number;
  /** The value of a string, or of a template without expressions. */
  value?: string;
}

const SPACE = /(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/|<!--.*)+/y;
const WORD = /[\w$#\\\u0080-\uFFFF]+/y;
const STRING = /"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/y;
/** The rest of a template up to its end or its next expression. */
const TEMPLATE = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*(`|\$\{)/y;
const REGEXP = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
/** Words before an expression, where a slash begins a regular expression. */
const BEFORE_VALUE = /^(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield|instanceof)$/;

/** The tokens of a source, in order. A source with mistakes gives some tokens, too. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  /** Open braces: whether each belongs to a template. */
  const braces: boolean[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const add = (kind: Token['kind'], text: string, value?: string): void => {
    tokens.push({ kind, text, at, ...(value === undefined ? {} : { value }) });
    at += text.length;
  };
  /** From the backquote, or from the brace that ends an expression. */
  const template = (): void => {
    at += 1;
    const rest = take(TEMPLATE) ?? source.slice(at);
    at -= 1;
    const isWhole = source[at] === '`' && rest.endsWith('`');
    add('template', source[at] + rest, isWhole ? unescaped(rest.slice(0, -1)) : undefined);
    if (rest.endsWith('${')) braces.push(true);
  };
  while (at < source.length) {
    at += take(SPACE)?.length ?? 0;
    const character = source[at];
    if (character === undefined) break;
    const word = take(WORD);
    const last = tokens.at(-1);
    if (word !== undefined) add('word', word);
    else if (character === '"' || character === "'") string(take(STRING), character, add);
    else if (character === '`') template();
    else if (character === '}' && braces.pop()) template();
    else if (character === '/' && beginsValue(last)) add('other', take(REGEXP) ?? character);
    else {
      if (character === '{') braces.push(false);
      add('other', character);
    }
  }
  return tokens;
}

function string(
  text: string | undefined,
  quote: string,
  add: (kind: 'string' | 'other', text: string, value?: string) => void,
) {
  if (text === undefined) add('other', quote);
  else add('string', text, unescaped(text.slice(1, -1)));
}

function beginsValue(last: Token | undefined): boolean {
  if (last === undefined) return true;
  if (last.kind === 'word') return BEFORE_VALUE.test(last.text);
  return last.kind === 'other' && !/^[)\]}]$/.test(last.text);
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(?:\n|([\s\S]))/g, (_, character: string | undefined) => character ?? '');
}

/** The source with `name` in place of the `import` of each import(). */
export function withImportFunction(source: string, name: string): string {
  if (!/\bimport\s*(?:\/\*[\s\S]*?\*\/\s*)?\(/.test(source)) return source;
  const tokens = tokensOf(source);
  let code = '';
  let end = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.text !== 'import' || tokens[at + 1]?.text !== '(' || tokens[at - 1]?.text === '.') continue;
    code += source.slice(end, token.at) + name;
    end = token.at + token.text.length;
  }
  return code + source.slice(end);
}
