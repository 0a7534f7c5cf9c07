/**
 * The sources that a framework builds its output from: they show where the server writes, although the output runs.
 */
import path from 'node:path';
import { glob } from 'tinyglobby';
import { sourceText } from '../project/read-file.ts';
import { withoutComments } from '../project/source-text.ts';
import type { TextFile } from './sources.ts';
import type { Start } from './start.ts';

const MOST_SOURCES = 1000;

const SOURCES = '**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx,vue,svelte,astro}';

/** Outputs, tests, and files for browsers. */
const OTHERS = ['node_modules', 'dist', 'build', 'out', 'coverage', 'public', 'static', 'test', 'tests', '__tests__'];

const FOR_BROWSERS = /^\s*['"]use client['"]/;

/** All sources of a project whose framework has an output, without comments, else none. */
export async function wholeSources(project: string, start: Start | undefined): Promise<TextFile[]> {
  if (start?.framework?.include === undefined) return [];
  const ignore = OTHERS.map((folder) => `**/${folder}/**`);
  const files = await glob(SOURCES, { cwd: project, ignore, followSymbolicLinks: false });
  return files
    .sort()
    .slice(0, MOST_SOURCES)
    .map((file) => ({ file, text: withoutComments(sourceText(path.join(project, file))) }))
    .filter(({ text }) => !FOR_BROWSERS.test(text));
}
