/**
 * The sources that a service begins with, as far as its imports show them.
 */
import path from 'node:path';
import { glob } from 'tinyglobby';
import { fileOfOption, isEnvFile, nodeOptions } from '../config/node-options.ts';
import { sourceText } from '../project/read-file.ts';
import { asWritten, importedSpecifiers, packageOfSpecifier, withoutComments } from '../project/source-text.ts';
import type { Start } from './start.ts';
import { findFile, type IsFile } from './start-file.ts';

/** A file of the project, its path relative to it. */
export interface TextFile {
  file: string;
  text: string;
}

/** The number of sources that `init` reads: enough to find a port and a health page. */
const MOST_SOURCES = 300;

/** The first sources of the program and its steps, and their imports from the project, all without comments. */
export async function readSources(project: string, start: Start | undefined, isFile: IsFile): Promise<TextFile[]> {
  if (start?.source === undefined) return [];
  const preloads = nodeOptions(start.nodeOptions).flatMap((option) => {
    const file = fileOfOption(option);
    return (
      (file === undefined || isEnvFile(option)
        ? undefined
        : findFile(path.posix.join(start.directory, file), isFile)) ?? []
    );
  });
  const loaded = await loadedFiles(project, start.source, start.framework?.loads);
  const files = new Set([start.source, ...sourcesOfSteps(start), ...preloads, ...loaded]);
  const sources: TextFile[] = [];
  // A loop over a Set also visits entries that are added on the way.
  for (const file of files) {
    if (sources.length === MOST_SOURCES) break;
    const text = asWritten(withoutComments(sourceText(path.join(project, file))));
    sources.push({ file, text });
    for (const specifier of importedSpecifiers(text).filter((name) => /^\.\.?(\/|$)/.test(name))) {
      const found = findFile(path.posix.join(path.posix.dirname(file), specifier), isFile);
      if (found !== undefined && !found.startsWith('../')) files.add(found);
    }
  }
  return sources;
}

/** Steps before the start have the settings and the writable directories of the service. */
function sourcesOfSteps({ steps }: Start): string[] {
  return steps.flatMap(({ source }) => (source === undefined || source.startsWith('node_modules/') ? [] : [source]));
}

/** Sources of yours: programs of others, and outputs of frameworks, show more than a service needs. */
export function ownSources(start: Start | undefined, sources: readonly TextFile[]): readonly TextFile[] {
  if (start?.framework?.include !== undefined) return [];
  return sources.filter(({ file }) => !file.startsWith('node_modules/'));
}

/** The packages that sources import. */
export function importedPackages(sources: readonly TextFile[]): string[] {
  return sources.flatMap(({ text }) => importedSpecifiers(text).flatMap((name) => packageOfSpecifier(name) ?? []));
}

/** The sources beside `source` that a framework loads by their folders. */
async function loadedFiles(project: string, source: string, loads: string | undefined): Promise<string[]> {
  if (loads === undefined) return [];
  const folder = path.posix.dirname(source);
  const found = await glob(loads, { cwd: path.join(project, folder) });
  return found.sort().map((file) => path.posix.join(folder, file));
}
