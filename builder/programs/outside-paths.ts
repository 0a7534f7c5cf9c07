/**
 * Paths of the program that lead out of the project: `path.join(__dirname, '../client/dist')`. On the target there is no such
 * file, and a page of it answers 404.
 */
import path from 'node:path';
import { isIn, sourceText, statsOf } from '../project/read-file.ts';
import { asWritten } from '../project/source-text.ts';
import { pathsIn, type SourcePath } from './bundle/paths.ts';

const SOURCE = /\.[cm]?[jt]sx?$/;

/** So many sources, and bytes of one, are read: an output of a build may have more. */
const [MOST_SOURCES, LARGEST_SOURCE] = [500, 256 * 1024];

/** Calls that take a plain relative path from the working directory. */
const READING = /\b(?:static|serveStatic|sirv|root|readFile(?:Sync)?|readdir(?:Sync)?|createReadStream|sendFile)\b/;

/** Modules of computed names. Their paths begin at the source. */
const LOADING = /(?:^| )(?:require|import) \($/;

/**
 * A warning for each path out of the project that leads to files here.
 * @param sources absolute files of the package
 */
export function outsideWarnings(project: string, sources: readonly string[]): string[] {
  const own = sources
    .filter((file) => SOURCE.test(file) && isIn(file, project) && !file.includes('/node_modules/'))
    .filter((file) => (statsOf(file)?.size ?? 0) < LARGEST_SOURCE)
    .slice(0, MOST_SOURCES);
  const told = new Map<string, string>();
  for (const file of own) {
    const text = sourceText(file);
    if (!text.includes('..')) continue;
    for (const named of pathsIn(asWritten(text), file, project)) {
      const place = placeOf(named, file);
      if (place !== undefined && !told.has(place) && leadsOut(place, project, sources)) told.set(place, file);
    }
  }
  const outermost = [...told].filter(
    ([place]) => ![...told.keys()].some((other) => other !== place && isIn(place, other)),
  );
  return outermost.map(([place, file]) => {
    const shown = path.relative(project, place);
    return `${path.relative(project, file)} reads ${shown}, which is outside of the project, and the package lacks it: copy it into the project when you build, and read the copy`;
  });
}

function placeOf({ path: place, isText, isPartial, text, context }: SourcePath, file: string): string | undefined {
  if (!isText) return place;
  if (!text.startsWith('../')) return undefined;
  if (isPartial && LOADING.test(context)) return path.resolve(path.dirname(file), text.slice(0, text.lastIndexOf('/')));
  return READING.test(context) ? place : undefined;
}

/** Whether files are there, and none of them in the package. A folder above the project is a step on the way. */
function leadsOut(place: string, project: string, sources: readonly string[]): boolean {
  if (isIn(place, project) || isIn(project, place) || /(^|\/)(\.env[^/]*|node_modules|package\.json)(\/|$)/.test(place))
    return false;
  return statsOf(place) !== undefined && !sources.some((file) => isIn(file, place));
}
