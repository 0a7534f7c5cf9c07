/**
 * Paths that a source has from another one: `import { logFile } from './config.js'`, `config.uploads.dir`.
 */
import path from 'node:path';
import { type PathValue, pathConstants, pathValue } from './path-values.ts';
import type { TextFile } from './sources.ts';
import { findFile, type IsFile } from './start-file.ts';

type Names = Map<string, PathValue>;

/** A source, and its folder at run time. */
export interface Placed extends TextFile {
  folder: string;
}

/** The beginning of the value of a constant, an export, or a property, behind its name. */
const GIVEN =
  /(?:\b(?:const|let|var)\s+|\bexports\.|[{,]\s*["']?)(\w+)["']?\s*(?::\s*\w+\s*(?==[^=>])|)(?:=(?![=>])|:)\s*/g;

/** `{ a, b as c }`, `* as config`, `config`, and then the source. */
const IMPORT = /\bimport\s+(?!type\b)([^'"`;()]+?)\s+from\s*['"](\.\.?\/[^'"]*)['"]/g;

/** `const { a, b: c } = require('./config')`, also in a function of a compiler: `__importStar(require('./config'))`. */
const REQUIRE = /\b(?:const|let|var)\s+(\w+|\{[^{}]*\})\s*=\s*(?:\w+\()?require\(\s*['"](\.\.?\/[^'"]*)['"]\s*\)/g;

/** The names of each source for paths, with those that it imports from the others. */
export function namesOfSources(sources: readonly Placed[], isFile: IsFile): ReadonlyMap<string, Names> {
  const own = new Map(sources.map(({ file, text, folder }) => [file, pathConstants(text, folder)]));
  const given = new Map(sources.map((source) => [source.file, valuesIn(source, own.get(source.file) ?? new Map())]));
  for (const { file, text } of sources) {
    const names = own.get(file) as Names;
    for (const [, clause = '', specifier = ''] of [...text.matchAll(IMPORT), ...text.matchAll(REQUIRE)]) {
      const found = findFile(path.posix.join(path.posix.dirname(file), specifier), isFile);
      const values = given.get(found ?? '');
      if (values !== undefined) addNames(names, { text, clause, values });
    }
  }
  return own;
}

/** The values of all names of a source, the first one of each. */
function valuesIn({ text, folder }: Placed, names: Names): Names {
  const found: Names = new Map();
  for (const { 0: whole, 1: name = '', index } of text.matchAll(GIVEN)) {
    const value = found.has(name) ? undefined : pathValue(text, index + whole.length, { names, folder });
    if (value !== undefined) found.set(name, value);
  }
  return found;
}

function addNames(names: Names, { text, clause, values }: { text: string; clause: string; values: Names }): void {
  for (const item of clause.replaceAll(/[{}]/g, '').split(',')) {
    const [from = '', as = from] = item.trim().split(/\s*:\s*|\s+as\s+/);
    const value = values.get(from);
    if (value !== undefined && !names.has(as)) names.set(as, value);
    // The last word of a member is the name of the value: config.uploads.dir.
    for (const [member, last = ''] of text.matchAll(new RegExp(`(?<![.\\w$])${as}(?:\\.\\w+)*\\.(\\w+)`, 'g'))) {
      const inner = values.get(last);
      if (inner !== undefined) names.set(member, inner);
    }
  }
}
