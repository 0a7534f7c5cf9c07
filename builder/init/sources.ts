/**
 * The sources that a service begins with, as far as its imports show them.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'tinyglobby';
import type { Start } from './start.ts';
import { findFile, type IsFile } from './start-file.ts';

/** A file of the project, its path relative to it. */
export interface TextFile {
  file: string;
  text: string;
}

/** As many sources as a shallow look takes. */
const MOST_SOURCES = 300;

/** The first sources, and what they import from the project, breadth first; without comments. */
export async function readSources(project: string, start: Start | undefined, isFile: IsFile): Promise<TextFile[]> {
  if (start?.source === undefined) return [];
  const files = new Set([start.source]);
  if (start.framework) {
    // fastify-cli's templates load these by their folders, not by imports.
    const cwd = path.join(project, path.dirname(start.source));
    const loaded = await glob('{routes,plugins}/**/*.{js,cjs,mjs,ts,cts,mts}', { cwd });
    for (const file of loaded.sort()) files.add(path.posix.join(path.posix.dirname(start.source), file));
  }
  const sources: TextFile[] = [];
  // A Set hands out what is added while it is walked.
  for (const file of files) {
    if (sources.length === MOST_SOURCES) break;
    const text = await readFile(path.join(project, file), 'utf8').catch(() => '');
    sources.push({ file, text: withoutComments(text) });
    for (const [, specifier = ''] of text.matchAll(
      /\b(?:from|import|require)\s*\(?\s*['"](\.{1,2}(?:\/[^'"\n]*)?)['"]/g,
    )) {
      const found = findFile(path.posix.join(path.posix.dirname(file), specifier), isFile);
      if (found !== undefined && !found.startsWith('../')) files.add(found);
    }
  }
  return sources;
}

function withoutComments(text: string): string {
  return text.replace(/^\s*(\/\/.*|\/\*[\s\S]*?\*\/)/gm, '');
}
