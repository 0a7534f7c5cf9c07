/**
 * JavaScript and TypeScript as text: sources without comments, and the modules that they import.
 */
import { isBuiltin } from 'node:module';

/**
 * Strings, templates and escapes outside them (as in a regular expression) stay, comments go. A `//` behind a colon
 * stays, too: it begins no comment in an address. A loop of one class of characters takes no stack: outputs of builds have
 * strings of megabytes.
 */
const TOKEN =
  /("[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'|`[^`\\]*(?:\\[\s\S][^`\\]*)*`|\\[\s\S])|\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g;

/** A source without its comments, which may name files and packages that the program never touches. */
export function withoutComments(text: string): string {
  return text.replace(TOKEN, (_, kept: string | undefined) => kept ?? '');
}

const IMPORT = /(?<![.\w$])(?:from|import|require)\s*\(?\s*(["'`])([^"'`\n$]+)\1/g;

/** The specifiers of static imports, exports, import() and require() in a source without comments. */
export function importedSpecifiers(text: string): string[] {
  return [...text.matchAll(IMPORT)].flatMap(([, , specifier]) => specifier ?? []);
}

/**
 * A source with its calls as a person writes them: TypeScript compiles `join(a)` of an import to `(0, node_path_1.join)(a)`.
 * Decorators, which begin with a capital letter, stay.
 */
export function asWritten(text: string): string {
  return text.replaceAll(/\(0, ((?:[\w$]+\.)+[a-z_$][\w$]*)\)\(/g, '$1(');
}

/** The npm package of a specifier, or undefined for files, addresses, aliases (`#lib`) and Node's own modules. */
export function packageOfSpecifier(specifier: string): string | undefined {
  if (isBuiltin(specifier)) return undefined;
  return /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*(?=\/|$)/i.exec(specifier)?.[0];
}
