/**
 * Paths that a source makes of its own place, of the working directory, or of texts: `path.join(__dirname, 'views')`,
 * `new URL('./worker.js', import.meta.url)`, `process.cwd()`.
 */
import path from 'node:path';
import { type Token, tokensOf } from '../../project/tokens.ts';
import { contextOf, endOfArgument, endOfTemplate, makesPath, pathOf, type Value } from './path-calls.ts';

/** A path in a source. */
export interface SourcePath {
  /** Absolute. */
  path: string;
  /** Whether a part follows that only the running program knows. */
  isPartial: boolean;
  /** Whether it is a text alone, without a call that makes a path of it. */
  isText: boolean;
  /** As the source has it. */
  text: string;
  /** The words in front of it: `readdirSync`, `Worker`, `root`. */
  context: string;
}

/** @param file the absolute path of the source */
export function pathsIn(source: string, file: string, project: string): SourcePath[] {
  return new Reader(tokensOf(source), file, project).read();
}

class Reader {
  readonly #variables = new Map<string, Value>();
  #at = 0;

  constructor(
    readonly tokens: readonly Token[],
    readonly file: string,
    readonly project: string,
  ) {}

  read(): SourcePath[] {
    const found: SourcePath[] = [];
    while (this.#at < this.tokens.length) {
      const start = this.#at;
      if (this.#isImport(start)) {
        this.#at += 1;
        continue;
      }
      const value = this.#sum(this.tokens.length);
      if (value === undefined) {
        this.#at = start + 1;
        continue;
      }
      this.#define(start, value);
      const { text, isPartial = false, isMade = false } = value;
      const absolute = path.resolve(this.project, text);
      // A path without its end is that of the folder.
      const known =
        isPartial && !text.endsWith('/') && !path.extname(text) && !isMade ? path.dirname(absolute) : absolute;
      found.push({ path: known, isPartial, isText: !isMade, text, context: contextOf(this.tokens, start) });
    }
    return found;
  }

  #token(at: number): string {
    return this.tokens[at]?.text ?? '';
  }

  #next(text: string): boolean {
    if (this.#token(this.#at) !== text) return false;
    this.#at += 1;
    return true;
  }

  #isImport(at: number): boolean {
    if (this.tokens[at]?.kind !== 'string') return false;
    const before = this.#token(at - 1);
    if (/^(?:from|import)$/.test(before)) return true;
    return before === '(' && /^(?:require|import)$/.test(this.#token(at - 2)) && this.#token(at - 3) !== '.';
  }

  #define(start: number, value: Value): void {
    if (this.#token(start - 1) !== '=' || value.isPartial) return;
    const isVariable = /^(?:const|let|var|,)$/.test(this.#token(start - 3)) || /^[;})]?$/.test(this.#token(start - 3));
    if (isVariable) this.#variables.set(this.#token(start - 2), value);
  }

  /** Terms and `+`, up to the token `end`. */
  #sum(end: number): Value | undefined {
    const first = this.#term();
    if (first === undefined) return undefined;
    let sum: Value = first;
    while (this.#at < end && this.#token(this.#at) === '+' && this.#token(this.#at + 1) !== '+') {
      this.#at += 1;
      const more = sum.isPartial ? undefined : this.#term();
      if (more === undefined) return { ...sum, isPartial: true };
      sum = { text: sum.text + more.text, isMade: true, ...(more.isPartial ? { isPartial: true } : {}) };
    }
    return sum;
  }

  #term(): Value | undefined {
    const value = this.#primary();
    if (value === undefined) return undefined;
    while (this.#token(this.#at) === '.' && /^(?:pathname|href|toString)$/.test(this.#token(this.#at + 1))) {
      this.#at += 2;
      if (this.#next('(')) this.#next(')');
    }
    return value;
  }

  #primary(): Value | undefined {
    const token = this.tokens[this.#at];
    if (token === undefined) return undefined;
    if (token.kind === 'template') return this.#template();
    if (token.kind === 'string') {
      this.#at += 1;
      return { text: token.value ?? '' };
    }
    if (token.kind !== 'word') return undefined;
    const start = this.#at;
    const name = this.#name();
    const value = this.#named(name) ?? (this.#token(this.#at) === '(' ? this.#call(name) : undefined);
    if (value === undefined) this.#at = start;
    return value;
  }

  /** `path.posix.join`, `import.meta.url`, `new URL`. */
  #name(): string {
    let name = this.#token(this.#at);
    this.#at += 1;
    if (name === 'new') {
      name = this.#token(this.#at);
      this.#at += 1;
    }
    while (this.#token(this.#at) === '.' && this.tokens[this.#at + 1]?.kind === 'word') {
      if (this.#variables.has(name)) break;
      if (/^(?:__dirname|__filename|import\.meta\.(?:url|dirname|filename))$/.test(name)) break;
      name += `.${this.#token(this.#at + 1)}`;
      this.#at += 2;
    }
    return name;
  }

  #named(name: string): Value | undefined {
    const known = this.#variables.get(name);
    if (known !== undefined && this.#token(this.#at) !== '=') return known;
    if (/^(?:__dirname|import\.meta\.dirname)$/.test(name)) return { text: path.dirname(this.file), isMade: true };
    if (/^(?:__filename|import\.meta\.(?:url|filename))$/.test(name)) return { text: this.file, isMade: true };
    return undefined;
  }

  #call(name: string): Value | undefined {
    if (name === 'process.cwd') {
      this.#at += 1;
      return this.#next(')') ? { text: this.project, isMade: true } : undefined;
    }
    return makesPath(name) ? pathOf(name, this.#arguments(), this.file) : undefined;
  }

  /** The arguments of a call, or undefined for those that only the running program knows. */
  #arguments(): (Value | undefined)[] {
    const values: (Value | undefined)[] = [];
    this.#at += 1;
    while (this.#at < this.tokens.length && !this.#next(')')) {
      const end = endOfArgument(this.tokens, this.#at);
      const value = this.#sum(end);
      values.push(this.#at < end ? this.#otherwise(end) : value);
      this.#at = end;
      this.#next(',');
    }
    return values;
  }

  /** `process.env.VIEWS ?? 'views'`: the value that an expression has by default. */
  #otherwise(end: number): Value | undefined {
    for (let at = this.#at; at < end; at += 1) {
      if (!/^(?:\?\?|\|\|)$/.test(this.#token(at) + this.#token(at + 1))) continue;
      this.#at = at + 2;
      const value = this.#sum(end);
      return this.#at === end ? value : undefined;
    }
    return undefined;
  }

  #template(): Value {
    const token = this.tokens[this.#at] as Token;
    this.#at += 1;
    if (token.value !== undefined) return { text: token.value };
    const text = token.text.slice(1, -2);
    const inner = this.#sum(this.tokens.length);
    const rest = this.tokens[this.#at];
    if (inner === undefined || rest?.kind !== 'template' || !rest.text.startsWith('}')) {
      this.#at = endOfTemplate(this.tokens, this.#at);
      return { text, isPartial: true };
    }
    this.#at += 1;
    const isWhole = rest.text.endsWith('`');
    if (!isWhole) this.#at = endOfTemplate(this.tokens, this.#at);
    const known = text + inner.text + rest.text.slice(1, isWhole ? -1 : -2);
    return { text: known, isMade: inner.isMade ?? false, isPartial: inner.isPartial ?? !isWhole };
  }
}
