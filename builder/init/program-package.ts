/**
 * The dependency that is the program of a service, as n8n is for a project that only starts it: its sources show whether
 * it listens, and its health page.
 */
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { glob } from 'tinyglobby';
import { packageOfEntry } from '../project/binaries.ts';
import { folderWith, installedJson, production } from '../project/package-json.ts';
import { sourceText } from '../project/read-file.ts';
import { withoutComments } from '../project/source-text.ts';
import { FRAMEWORKS, frameworkAmong } from './frameworks.ts';
import type { TextFile } from './sources.ts';
import type { Start } from './start.ts';

/** Enough for the largest of such programs: n8n has some 5,000 files. */
const MOST_FILES = 10_000;
const LONGEST_FILE = 2 * 1024 * 1024;

/** Tests, and pages for browsers, which ask servers instead of answering. */
const NOT_THE_SERVER = [
  'node_modules',
  'test',
  'tests',
  '__tests__',
  'public',
  'static',
  'www',
  'assets',
  'client',
].map((folder) => `**/${folder}/**`);

/** A word of a source that may serve, or name a health page. */
const OF_INTEREST = /health|readyz|livez|\/ping|\/status|\.listen\s*\(/;

/** The sources of interest in the package of the entry and in its parts, or undefined if the project itself is the program. */
export async function programSources(project: string, start: Start | undefined): Promise<TextFile[] | undefined> {
  const name = packageOfEntry(start?.entry ?? '');
  const sources: TextFile[] = [];
  for (const part of name === undefined ? [] : partsOf(name, project)) {
    const files = await glob('**/*.{js,cjs,mjs}', {
      cwd: part.folder,
      ignore: NOT_THE_SERVER,
      followSymbolicLinks: false,
    });
    for (const file of files.sort().slice(0, MOST_FILES)) {
      const text = readable(path.join(part.folder, file));
      if (OF_INTEREST.test(text))
        sources.push({ file: `node_modules/${part.name}/${file}`, text: withoutComments(text) });
    }
  }
  return name === undefined ? undefined : sources;
}

/** The packages among some that depend on a web framework themselves, or that the table says to open a server. */
export function serversAmong(names: readonly string[], project: string): string[] {
  const isServer = (name: string): boolean => {
    const known = FRAMEWORKS.find((framework) => framework.package === name);
    if (known !== undefined) return known.server !== undefined;
    const folder = installedAt(name, project);
    return folder !== undefined && frameworkAmong(production(installedJson(folder))) !== undefined;
  };
  return [...new Set(names)].filter(isServer);
}

/** A package, and its dependencies from the same authors: `directus` is a shell around `@directus/api`. */
function partsOf(name: string, project: string): { name: string; folder: string }[] {
  const scope = name.startsWith('@') ? name.split('/')[0] : `@${name}`;
  const parts = new Map<string, string>();
  const add = (part: string, from: string): void => {
    const folder = installedAt(part, from);
    if (folder === undefined || parts.has(part)) return;
    parts.set(part, folder);
    const own = production(installedJson(folder)).filter((dependency) => dependency.startsWith(`${scope}/`));
    for (const dependency of own) add(dependency, folder);
  };
  add(name, project);
  return [...parts].map(([part, folder]) => ({ name: part, folder }));
}

/** The real folder of a package as Node finds it from a folder, or undefined if the package is not installed. */
function installedAt(name: string, from: string): string | undefined {
  const place = folderWith(name, from);
  return place === undefined ? undefined : realpathSync(path.join(place, 'node_modules', name));
}

function readable(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() && stats.size <= LONGEST_FILE ? sourceText(file) : '';
}
