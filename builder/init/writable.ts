/**
 * The directories of the project that its program writes to, as far as the sources show them.
 */
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { namedWrites, type Write } from './named-places.ts';
import { type PathValue, PROJECT, pathConstants, pathValue } from './path-values.ts';
import { reasonsForModules } from './payload.ts';
import type { ProposalPart } from './proposal.ts';
import { ownSources, type TextFile } from './sources.ts';
import type { Survey } from './survey.ts';
import { LOOKS } from './writes.ts';

/** Directories whose content can be made again, by their names. */
const CACHE = /(^|\/)\.?(cache|tmp|temp)$/;

/** The configuration takes no other path (schema/writable.ts). */
const FITTING = /^[A-Za-z0-9._@+,=~/-]{1,200}$/;

/** `writable`, from the writes in the sources, and the places that settings name. */
export function atWritable(survey: Survey, json: Json): ProposalPart {
  const sources = ownSources(survey.start, survey.sources);
  const shown = sources.flatMap((source) => writesOf(source, folderAtRunTime(source.file, survey, json)));
  const writes = [...shown, ...namedWrites(survey)];
  const isProgram = (directory: string): boolean =>
    directory === '' ||
    survey.sources.some(({ file }) => file.startsWith(`${directory}/`)) ||
    /^(src|dist|build|node_modules)$/.test(directory);
  const places = new Map<string, string>();
  for (const { directory, from } of writes) {
    if (!isProgram(directory) && FITTING.test(directory) && !places.has(directory)) places.set(directory, from);
  }
  const outer = [...places].filter(
    ([directory]) => ![...places.keys()].some((other) => directory.startsWith(`${other}/`)),
  );
  const beside = writes.filter(({ directory, file }) => isProgram(directory) && file !== '');
  const questions = [
    ...new Set(beside.map(({ directory, file, from }) => besideText(path.posix.join(directory, file), from))),
  ];
  if (outer.length === 0) return { questions };
  const writable = outer.map(([directory]) => (CACHE.test(directory) ? { path: directory, cache: true } : directory));
  const guesses = [
    `writable: ${outer.map(([directory, from]) => `${directory} (${from})`).join(', ')}: the program writes there`,
  ];
  return { deb: { writable }, guesses, questions };
}

/** An item of `deb.writable`. */
type Item = string | { path: string };

/** The items that lie in no other one, each once. The configuration takes no directory twice. */
export function outermost(items: readonly Item[]): Item[] {
  const places = items.map((item) => (typeof item === 'string' ? item : item.path));
  return items.filter((_, at) => {
    const own = places[at] ?? '';
    return !places.some((other, place) => own.startsWith(`${other}/`) || (own === other && place < at));
  });
}

function besideText(file: string, from: string): string {
  const name = path.posix.basename(file);
  return `deb.writable: ${from} writes ${file} among the files of the program, which are read-only on the target: let it write to a directory of its own, such as data/${name}, and add "writable": ["data"]`;
}

/** The folder of a source when it runs: in dist/ for a compiled one. */
function folderAtRunTime(file: string, { start, ...survey }: Survey, json: Json): string {
  const folder = path.posix.dirname(file);
  const isCompiled = start?.source !== undefined && start.source !== start.entry && /tsx?$/.test(file);
  if (!isCompiled || reasonsForModules({ start, ...survey }, json).length === 0)
    return path.posix.join(PROJECT, folder);
  const below = path.posix.relative(path.posix.dirname(start.source ?? ''), folder);
  return path.posix.join(PROJECT, path.posix.dirname(start.entry), below);
}

function writesOf({ file, text }: TextFile, folder: string): Write[] {
  const names = pathConstants(text, folder);
  return LOOKS.filter(({ unless }) => !unless?.test(text)).flatMap(({ before, is }) =>
    [...text.matchAll(before)].flatMap((match) => {
      // An address keeps its quote behind the scheme.
      const at = match.index + match[0].length;
      const inAddress = /^["'`]/.test(match[0]);
      const value = inAddress ? literal(text, at) : pathValue(text, at, { names, folder });
      const found = value && placeOf(value, is);
      return found ? [{ ...found, from: file }] : [];
    }),
  );
}

function literal(text: string, at: number): PathValue {
  return { path: /^[^"'`]*/.exec(text.slice(at, at + 300))?.[0] ?? '', isOpen: false };
}

/** The directory and the file of a value, relative to the project. Undefined for places outside. */
function placeOf({ path: written, isOpen }: PathValue, is: 'directory' | 'file'): Omit<Write, 'from'> | undefined {
  if (written === '' || /^(:memory:|[a-z]+:)/.test(written)) return undefined;
  const target = path.posix.resolve(PROJECT, written);
  if (target !== PROJECT && !target.startsWith(`${PROJECT}/`)) return undefined;
  const relative = path.posix.relative(PROJECT, target);
  if (relative.split('/').includes('node_modules')) return undefined;
  if (isOpen) {
    const directory = written.endsWith('/') ? relative : path.posix.dirname(relative).replace(/^\.$/, '');
    return { directory, file: '' };
  }
  if (is === 'directory') return { directory: relative, file: '' };
  return { directory: path.posix.dirname(relative).replace(/^\.$/, ''), file: path.posix.basename(relative) };
}
