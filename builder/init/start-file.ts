/**
 * The files that the names of programs mean: files that exist, and files that a compiler will write.
 */
import path from 'node:path';
import { INSIDE } from '../config/schema/common.ts';
import type { FrameworkRun } from './frameworks.ts';

const EXTENSIONS = ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.tsx'];

/** The configuration takes no other path. */
const ENTRY = new RegExp(INSIDE, 'u');

/** Whether the project has a file, by its path relative to it. */
export type IsFile = (file: string) => boolean;

/** The places where programs are. */
export interface Places {
  isFile: IsFile;
  /** The file of a dependency's program, by the name of its command. */
  binaryOf: (command: string) => string | undefined;
  /** The ways of frameworks that fit the project. */
  runs: readonly FrameworkRun[];
  /** The text of a file of the project, or empty if it has none. */
  text: (file: string) => string;
}

/** A program of a project. */
export interface Program {
  /** The file that Node runs, relative to the project. A compiler may still have to write it. */
  entry: string;
  /** The first file of the project's own code: the entry, its TypeScript source, or a framework's app. */
  source: string | undefined;
}

/** The program that a word means: an existing file of the project, or one to be compiled, or undefined for other words. */
export function programOf(word: string, isFile: IsFile): Program | undefined {
  const name = path.posix.normalize(word).replace(/(?<=.)\/$/, '');
  if (word === '' || /^(\.\.)?(\/|$)|[\p{Cc}$`*]|\.config\.[cm]?js$/u.test(name)) return undefined;
  const found = findFile(name, isFile);
  const isThere = found !== undefined && (found === name || !/\.[cm]?js$/.test(name));
  const entry = isThere ? found : compiledName(name);
  if (!ENTRY.test(entry)) return undefined;
  if (!['', ...EXTENSIONS].includes(path.extname(entry))) return undefined;
  return { entry, source: isThere ? entry : (found ?? sourceOf(entry, isFile)) };
}

/** The file that `name` means to Node or a compiler: itself, with an extension, an index, or the TypeScript of a .js. */
export function findFile(name: string, isFile: IsFile): string | undefined {
  const file = path.posix.normalize(name);
  const ends = EXTENSIONS.flatMap((extension) => [`${file}${extension}`, path.posix.join(file, `index${extension}`)]);
  const compiled = /^(.*)js$/.exec(file)?.[1];
  return [file, ...ends, ...(compiled === undefined ? [] : [`${compiled}ts`, `${compiled}tsx`])].find(isFile);
}

/** The file that a compiler writes for `node dist/main` or `node dist`. */
function compiledName(name: string): string {
  if (path.extname(name) !== '') return name;
  return /^(dist|build|out|lib|\.)$/.test(name) ? path.posix.join(name, 'index.js') : `${name}.js`;
}

/** The TypeScript that a compiled file comes from: in src/ for dist/, or in the same place without it. */
function sourceOf(compiled: string, isFile: IsFile): string | undefined {
  const inside = compiled.replace(/^(dist|build|out|lib)\//, '');
  const found = [`src/${inside}`, inside].map((file) => findFile(file, isFile));
  return found.find((file) => file !== undefined && /tsx?$/.test(file));
}
