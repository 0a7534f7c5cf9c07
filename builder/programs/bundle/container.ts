/**
 * One file out of the modules of a bundle, with its runtime in front, and an index map of the sources
 * (tc39.es/ecma426, "Index map").
 */
import path from 'node:path';
import { type Compiled, withDependencies } from './compile.ts';
import { COMPILED, ES_MODULE, JSON_FILE, type Kind } from './kinds.ts';

/** A module of the bundle. */
export interface BundledModule extends Compiled {
  /** Relative to the root of the program. */
  place: string;
  kind: Kind;
  isOwn: boolean;
  required: Record<string, number | string>;
  imported: Record<string, number | string>;
  statics: string[];
  isAsync: boolean;
}

interface Container {
  code: string;
  map: string;
}

const USUAL = 'exports, require, module, __filename, __dirname, __bundleImport';
const GIVEN = `${USUAL}, __bundleMeta, __export, __reExport, __toESM, __toCommonJS, __dependencies`;

/** The code of a bundle. Its first module is the program. */
export function makeContainer(modules: readonly BundledModule[], runtime: string, hasMap: boolean): Container {
  const own = `{ require, module, filename: __filename, hasMap: ${hasMap} }`;
  let code = `(function (module) {\n${runtime}\nreturn module.exports;\n})({ exports: {} }).open(${own}, [\n`;
  let line = code.split('\n').length - 1;
  const sections: object[] = [];
  for (const module of modules) {
    const { place, kind, required, imported, statics, isAsync } = module;
    const facts = [place, kind, required, imported, statics, isAsync ? 1 : 0];
    const text = bodyOf(module);
    const head = `[${facts.map((fact) => JSON.stringify(fact)).join(', ')}, ${headOf(module)}\n`;
    sections.push({ offset: { line: line + 1, column: 0 }, map: mapOf(module, text) });
    code += `${head}${text}\n}],\n`;
    line += text.split('\n').length + 2;
  }
  code += ']);\n';
  return { code, map: JSON.stringify({ version: 3, sections }) };
}

function headOf({ kind, isAsync }: BundledModule): string {
  const strict = kind === ES_MODULE || kind === COMPILED ? ' "use strict";' : '';
  if (kind === JSON_FILE) return 'function () {';
  return `${isAsync ? 'async ' : ''}function (${kind === ES_MODULE || kind === COMPILED ? GIVEN : USUAL}) {${strict}`;
}

function bodyOf({ kind, code, isAsync }: BundledModule): string {
  // A line with `#!` is a comment at the beginning of a file alone.
  const text = code.replace(/^#!/, '//');
  return kind === ES_MODULE ? withDependencies(text, isAsync) : text;
}

/** Unchanged lines of packages have no mappings: the runtime counts them. */
function mapOf({ place, mappings, isOwn }: BundledModule, text: string): object {
  const sources = [path.posix.join('app', place)];
  if (mappings !== undefined) return { version: 3, sources, names: [], mappings };
  const lines = isOwn ? `AAAA${';AACA'.repeat(text.split('\n').length - 1)}` : 'AAAA';
  return { version: 3, sources, names: [], mappings: lines, x_unchanged: true };
}
