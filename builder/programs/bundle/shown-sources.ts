/**
 * Sources as esbuild sees them: with marks in place of awaits, and with the calls of what createRequire() has made.
 */
import path from 'node:path';
import type { OnLoadResult } from 'esbuild';
import { sourceText } from '../../project/read-file.ts';

/** A module that shows esbuild the calls of what createRequire() has made: it takes them for those of other functions. */
export const REQUIRES = 'requires';

/** The source that replaces a file, or undefined if the file is shown as it is. */
export function shownSource(file: string, awaiting: string | undefined): OnLoadResult | undefined {
  if (!/\.[cm]?[jt]sx?$/.test(file)) return undefined;
  const text = awaiting ?? sourceText(file);
  const hasRequires = requiredBy(text).length > 0;
  if (awaiting === undefined && !hasRequires) return undefined;
  const contents = hasRequires ? `${text}\n;() => import('build-deb:requires');\n` : text;
  return { contents, resolveDir: path.dirname(file), loader: 'default' };
}

const CREATED = /\b(?:const|let|var)\s+([\w$]+)\s*=\s*(?:[\w$]+\.)?createRequire\(/g;

/** The specifiers of calls such as `createRequire(import.meta.url)('./data.json')`. */
export function requiredBy(text: string): string[] {
  if (!text.includes('createRequire')) return [];
  const names = [...text.matchAll(CREATED)].flatMap(([, name]) => name?.replaceAll('$', '\\$') ?? []);
  const made = ['createRequire\\([^()]*\\)', ...names].join('|');
  const calls = new RegExp(`(?<![.\\w$])(?:${made})\\(\\s*(["'])([^"'\\n]+)\\1`, 'g');
  return [...new Set([...text.matchAll(calls)].flatMap(([, , specifier]) => specifier ?? []))];
}
