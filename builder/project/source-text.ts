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

/** The npm package of a specifier, or undefined for files, addresses, aliases (`#lib`) and Node's own modules. */
export function packageOfSpecifier(specifier: string): string | undefined {
  if (isBuiltin(specifier)) return undefined;
  return /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*(?=\/|$)/i.exec(specifier)?.[0];
}
