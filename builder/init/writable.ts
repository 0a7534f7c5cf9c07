/**
 * The directories of the project that its program writes to, as far as the sources show them.
 */
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { isFileName } from '../config/writable.ts';
import { secretKind } from '../project/secrets/names.ts';
import { namesOfSources, type Placed } from './imported-paths.ts';
import { namedWrites } from './named-places.ts';
import { type PathValue, PROJECT, pathConstants, pathValue } from './path-values.ts';
import { reasonsForModules } from './payload.ts';
import type { ProposalPart } from './proposal.ts';
import { ownSources } from './sources.ts';
import type { Survey } from './survey.ts';
import { LOOKS } from './writes.ts';
import { placeOf, type Write, writesOfArguments, writesOfVariables } from './written-words.ts';

/** Directories whose content can be made again, by their names. */
const CACHE = /(^|\/)\.?(cache|tmp|temp)$/;

/** The configuration takes no other path (schema/writable.ts). */
const FITTING = /^[A-Za-z0-9._@+,=~/-]{1,200}$/;

/** The folder of a source whose place at run time only its build knows. */
const OUTSIDE = '/outside';

/** `writable`, from the writes in the sources and the arguments of the program. */
export function atWritable(survey: Survey, json: Json): ProposalPart {
  const sources = ownSources(survey.start, survey.sources);
  const placed = sources.map((source) => ({ ...source, folder: folderAtRunTime(source.file, survey, json) }));
  const names = namesOfSources(placed, survey.isFile);
  const writes = [
    ...writesOfArguments(survey.start),
    ...[...survey.env.read, ...survey.env.examples].flatMap((file) => writesOfVariables(file, survey)),
    ...namedWrites(survey),
    ...survey.whole.flatMap((source) => writesOf({ ...source, folder: OUTSIDE }, names)),
    ...placed.flatMap((source) => writesOf(source, names)),
  ];
  const isProgram = (directory: string): boolean =>
    directory === '' ||
    survey.sources.some(({ file }) => file.startsWith(`${directory}/`)) ||
    /^(src|dist|build|node_modules)$/.test(directory);
  const places = new Map<string, string>();
  const note = (place: string, from: string): void => {
    if (FITTING.test(place) && !places.has(place)) places.set(place, from);
  };
  for (const write of writes) {
    const { directory, from } = write;
    // `filename` is also the program of a worker.
    if (/\.[cm]?[jt]sx?$/.test(write.file) && survey.isFile(path.posix.join(directory, write.file))) continue;
    if (!isProgram(directory)) note(directory, from);
    else if (write.file !== '' || write.isOpen) note(besidePlace(write, survey), `${from}, beside its files`);
  }
  const outer = outermost(
    [...places.keys()].map((place) => (CACHE.test(place) ? { path: place, cache: true } : place)),
  );
  if (outer.length === 0) return {};
  const shown = outer.map((item) => {
    const place = typeof item === 'string' ? item : item.path;
    return `${place} (${places.get(place)})`;
  });
  return { deb: { writable: outer }, guesses: [`writable: ${shown.join(', ')}: the program writes there`] };
}

/** What to declare for a file among those of the program: the file if it has a first content, else its directory. */
function besidePlace({ directory, file }: Write, { isFile }: Survey): string {
  const place = path.posix.join(directory, file);
  // A build leaves databases of the developer out.
  if (file !== '' && isFile(place) && secretKind(place) === undefined) return place;
  if (directory === '') return '.';
  return file !== '' && isFileName(file) ? place : directory;
}

/** An item of `deb.writable`. */
type Item = string | { path: string };

/** The items that lie in no other one, each once, and files. The configuration takes no directory twice. */
export function outermost(items: readonly Item[]): Item[] {
  const places = items.map((item) => (typeof item === 'string' ? item : item.path));
  return items.filter((_, at) => {
    const own = places[at] ?? '';
    const isInside = (other: string): boolean => own.startsWith(`${other}/`) && !isFileName(own);
    return !places.some((other, place) => isInside(other) || (own === other && place < at));
  });
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

function writesOf({ file, text, folder }: Placed, all: ReturnType<typeof namesOfSources>): Write[] {
  const names = all.get(file) ?? pathConstants(text, folder);
  return LOOKS.filter(({ unless }) => !unless?.test(text)).flatMap(({ before, is, only }) =>
    [...text.matchAll(before)].flatMap((match) => {
      // An address keeps its quote behind the scheme.
      const at = match.index + match[0].length;
      const inAddress = /^["'`]/.test(match[0]);
      const value = inAddress ? literal(text, at) : pathValue(text, at, { names, folder });
      const found = value && placeOf(value, is);
      return found && only?.test(value.path) !== false ? [{ ...found, from: file }] : [];
    }),
  );
}

function literal(text: string, at: number): PathValue {
  return { path: /^[^"'`]*/.exec(text.slice(at, at + 300))?.[0] ?? '', isOpen: false };
}
