/**
 * Files of packages that others wrote which no program needs: types, source maps, tests, and steps of a compilation. They are
 * a third of the bytes of a large application. Such a file stays if package.json or a source names it.
 */
import path from 'node:path';
import { sourceText } from '../../project/read-file.ts';
import type { InstalledPackage, PackageFile } from './installed.ts';

/** Declarations of types, source maps, and the intermediate files of node-gyp, which no loader of addons looks for. */
const DATA = /\.d\.[cm]?ts$|\.map$|^build\/(Release|Debug)\/(obj(\.target|\.host)?|\.deps)\//;

/** A folder of tests at the top of a package, one called __tests__ anywhere, and a test beside its source. */
const TEST_FOLDER = /^(?:tests?|(?:.*\/)?__tests__)(?=\/)/;
const TEST_FILE = /\.(test|spec)\.[cm]?[jt]sx?$/;

const SOURCE = /\.[cm]?[jt]sx?$/;

/** Texts in quotes with one of these words, without blanks: paths and the names of modules. */
const MENTION = /(?<=["'`])(?:[^"'`\s]*[/.])?(?:tests?|__tests__|spec|d\.[cm]?ts|map)(?:[/.][^"'`\s]*)?(?=["'`])/g;

/** The same words alone are paths as arguments of these functions. */
const WORD_IN_CALL = /\b(?:join|resolve|require|import)\s*\((?:[^()'"`]*,)?\s*["'`](tests?|__tests__)["'`]/;

/** What Node adds to the name of a module (its documentation, "Modules: CommonJS modules"). */
const ENDINGS = ['', '.js', '.json', '.cjs', '.mjs', '/index.js', '/index.json'];

/** A program that checks types when it runs needs the declarations. */
const TYPE_CHECKERS = ['ts-node'];

/** A file, or a folder of tests, which stays or goes as a whole. Absolute. */
type Unit = string;

/** The files among `files` that stay out, absolute. */
export function unneededFiles(files: readonly PackageFile[], packages: readonly InstalledPackage[]): Set<string> {
  const units = new Map<string, Unit>();
  for (const { owner, source, named } of files) {
    const unit = owner.isOwn || named === 'exactly' ? undefined : unitOf(owner, source);
    if (unit !== undefined) units.set(source, unit);
  }
  if (units.size === 0) return new Set();
  const reached = reachedUnits(files, packages, units);
  const checks = packages.some(({ json }) => TYPE_CHECKERS.includes(String(json.name)));
  const stays = (source: string, unit: Unit): boolean => reached.has(unit) || (checks && /\.d\.[cm]?ts$/.test(source));
  return new Set([...units].flatMap(([source, unit]) => (stays(source, unit) ? [] : [source])));
}

function unitOf({ folder }: InstalledPackage, source: string): Unit | undefined {
  const file = path.relative(folder, source);
  const [tests] = TEST_FOLDER.exec(file) ?? [];
  if (tests !== undefined) return path.join(folder, tests);
  return DATA.test(file) || TEST_FILE.test(file) ? source : undefined;
}

function reachedUnits(
  files: readonly PackageFile[],
  packages: readonly InstalledPackage[],
  units: ReadonlyMap<string, Unit>,
): Set<Unit> {
  const all = new Set(units.values());
  const reached = new Set<Unit>();
  const byName = new Map<string, string[]>();
  for (const { folder, json } of packages) {
    if (typeof json.name === 'string') byName.set(json.name, [...(byName.get(json.name) ?? []), folder]);
  }
  const reach = (place: string): void => {
    for (const file of ENDINGS.map((ending) => `${place}${ending}`)) {
      const unit = units.get(file) ?? (all.has(file) ? file : folderAmong(all, file));
      if (unit !== undefined) reached.add(unit);
    }
  };
  for (const { folder, json } of packages) for (const file of namedFiles(json)) reach(path.join(folder, file));
  // What stays may name more.
  const pending = files.filter(({ source }) => SOURCE.test(source) && !units.has(source));
  const later = files.filter(({ source }) => SOURCE.test(source) && units.has(source) && !DATA.test(source));
  const seen = new Set<PackageFile>();
  for (let next = pending; next.length > 0; next = later.filter((file) => isNew(file, { seen, reached, units }))) {
    for (const file of next) {
      seen.add(file);
      for (const place of mentioned(file, byName)) reach(place);
    }
  }
  return reached;
}

interface Progress {
  seen: ReadonlySet<PackageFile>;
  reached: ReadonlySet<Unit>;
  units: ReadonlyMap<string, Unit>;
}

function isNew(file: PackageFile, { seen, reached, units }: Progress): boolean {
  return !seen.has(file) && reached.has(units.get(file.source) ?? '');
}

/** The folder of tests that holds a path, which may be a folder in it. */
function folderAmong(units: ReadonlySet<Unit>, place: string): Unit | undefined {
  for (let at = path.dirname(place); at !== path.dirname(at); at = path.dirname(at)) if (units.has(at)) return at;
  return undefined;
}

/** The places that a source may mean, absolute: beside itself, from the top of its package, and in other packages. */
function mentioned({ owner, source }: PackageFile, byName: ReadonlyMap<string, readonly string[]>): string[] {
  const text = sourceText(source);
  const words = [...text.matchAll(MENTION)].map(([word]) => word.replace(/\$\{.*/s, '').replace(/\/$/, ''));
  const [, alone] = WORD_IN_CALL.exec(text) ?? [];
  const paths = words.filter((word) => !/^(tests?|__tests__|spec|map)$/.test(word));
  if (alone !== undefined) paths.push(alone);
  return paths.flatMap((word) => {
    const [name = ''] = /^(?:@[^/]+\/)?[^/]+/.exec(word) ?? [];
    const inOthers = (byName.get(name) ?? []).map((folder) => path.join(folder, word.slice(name.length)));
    const base = path.dirname(source);
    return [path.resolve(base, word), path.join(owner.folder, word), ...inOthers];
  });
}

/** The files that a package.json names for Node. Of a pattern such as `./test/*.js` that is the folder. */
function namedFiles({ main, bin, ...json }: InstalledPackage['json']): string[] {
  const { exports, imports, module } = json as Record<string, unknown>;
  const leaves = (value: unknown): string[] => {
    if (typeof value === 'string') return [value.replace(/\/?[^/]*\*.*$/, '')];
    return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(ofCondition) : [];
  };
  const ofCondition = ([condition, value]: [string, unknown]): string[] => (condition === 'types' ? [] : leaves(value));
  return [main, bin, exports, imports, module].flatMap(leaves).filter((file) => file !== '' && file !== '.');
}
