/**
 * The files of the project's own packages which belong on the target machine: those that package.json asks for.
 */
import { existsSync, realpathSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { escapePath } from 'tinyglobby';
import { BuildError } from '../../errors.ts';
import type { InputLog } from '../../project/inputs.ts';
import { LOCK_FILES } from '../../project/lock-files.ts';
import type { PackageJson } from '../../project/package-json.ts';
import { secretKind } from '../../project/secrets/names.ts';
import { search } from '../search.ts';
import { type Hidden, withoutIgnored } from './ignored.ts';
import type { Naming } from './installed.ts';

/** Files that builds and runs leave behind; a bill of materials is NAME_VERSION_ARCH.cdx.json. */
const LEFTOVERS = ['**/*.deb', '**/*_*_*.cdx.json', '**/*.tgz', '**/*.log', '**/*.tsbuildinfo'];

const NESTED = '**/node_modules/**';

/** Files that stay out unless a pattern names them. */
const UNASKED = ['test/**', 'tests/**', '__tests__/**', 'coverage/**', ...LOCK_FILES];

/** The endings that Node adds to `main` (its documentation, "Folders as modules"). */
const ENDINGS = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];

/** The choice among the files of a package. */
interface OwnFilesChoice {
  /** Globs, or undefined if package.json decides. */
  include?: readonly string[] | undefined;
  /** Folders of packages that are selected on their own, relative to this package. */
  others: readonly string[];
  /** Files that services start with, relative to this package. */
  entries: readonly string[];
  /** Files that are chosen whatever the patterns say. */
  needed: readonly string[];
  inputs: InputLog;
}

/** The chosen files and symbolic links of a package, relative to it. */
interface OwnFiles {
  files: ReadonlyMap<string, Naming>;
  /** Files that .npmignore or .gitignore leave out. */
  hidden: readonly Hidden[];
}

/**
 * The files and symbolic links of the package in `folder` that belong on the target machine, relative to it:
 *
 * - those that `include`, a list of globs, names, and package.json; `.` in it means the third of these choices;
 * - without `include`, those that `files` of package.json names, as npm reads it, and package.json, `main` and `bin`;
 * - without either, all but the folders test, tests, __tests__ and coverage at the top, lock files, `others`, and what
 *   .npmignore, else .gitignore, names (see withoutIgnored()).
 *
 * Names that start with a dot are left out at the top unless a pattern spells them out, and everywhere if they belong to
 * tools or hold secrets (see isOfTools()). Any node_modules is left out, but a folder that `include` names is taken with all
 * that is in it. The node_modules at the top always is left out, because dependencies are found by themselves. LEFTOVERS are
 * left out unless a pattern is that very file's name. A pattern that starts with `!` takes away from the others.
 * @throws BuildError for a pattern of `include` without a match, or one that leads out of the project.
 */
export async function selectOwnFiles(folder: string, json: PackageJson, choice: OwnFilesChoice): Promise<OwnFiles> {
  const { include, inputs } = choice;
  const asked = Array.isArray(json.files) ? json.files : undefined;
  const patterns = include ?? asked?.filter((pattern) => typeof pattern === 'string').map(asNpm);
  const start = include ? [] : await entryPoints(folder, json);
  const others = patterns?.filter((pattern) => !include || plain(pattern) !== '.');
  const isWhole = others?.length !== patterns?.length || patterns === undefined;
  const named = others ? await matchAll(others, { folder, isStrict: include !== undefined, inputs }) : [];
  const { files: whole, hidden: unnamed } = isWhole
    ? await unasked(folder, patterns ?? [], { ...choice, entries: [...choice.entries, ...start] })
    : { files: [], hidden: [] };
  const found = [...named, ...whole];
  const hidden = unnamed.filter(({ file }) => !named.includes(file));
  const more = patterns ? start : [];
  const exists = (file: string): boolean => existsSync(path.join(folder, file));
  const files = [...new Set(['package.json', ...more, ...choice.needed.filter(exists), ...found])].sort();
  for (const below of new Set(files.map((file) => path.dirname(file)))) {
    const place = path.join(folder, below);
    if (realpathSync(place) === place) continue;
    throw new BuildError(`${below} leads through a symbolic link`, ['name files by their real place in the project']);
  }
  const exact = new Set(patterns?.map(plain));
  const naming = (file: string): Naming => (exact.has(file) ? 'exactly' : named.includes(file) ? 'by pattern' : 'not');
  return { files: new Map(files.map((file) => [file, naming(file)])), hidden };
}

/** The choice without any pattern, but for those that start with `!`. */
async function unasked(folder: string, patterns: readonly string[], { others, entries, inputs }: OwnFilesChoice) {
  const ignore = [
    ...without(patterns),
    ...LEFTOVERS,
    ...UNASKED,
    ...others.map((other) => `${escapePath(other)}/**`),
    NESTED,
  ];
  const found = await search(folder, '**', { ignore, dot: true, inputs });
  const files = found.filter((file) => !file.startsWith('.') && !isOfTools(file));
  return withoutIgnored(folder, files, { entries, inputs });
}

/** npm reads `files` this way: `dist/*` goes all the way down, and `!*.map` is meant at every level. */
function asNpm(pattern: string): string {
  const deep = pattern.replace(/(^|\/)\*$/, '$1**');
  return /^!(?!\/|\.\/)[^/]+$/.test(deep) ? `!**/${deep.slice(1)}` : deep;
}

/** The place of patterns. Strict ones, those of `include`, must match, and name folders for all files in them. */
interface Place {
  folder: string;
  isStrict: boolean;
  inputs: InputLog;
}

async function matchAll(patterns: readonly string[], place: Place): Promise<string[]> {
  const { folder, isStrict } = place;
  const found: string[] = [];
  for (const pattern of patterns.filter((candidate) => !candidate.startsWith('!'))) {
    if (isStrict && (path.isAbsolute(pattern) || plain(pattern).startsWith('..'))) {
      throw new BuildError(`"${pattern}" leads out of ${folder}`, ['name files by their place in the project']);
    }
    const matches = await match(plain(pattern), without(patterns), place);
    if (isStrict && matches.length === 0) throw noMatch(folder, pattern);
    found.push(...matches);
  }
  return found;
}

/** The patterns that take away from others. */
function without(patterns: readonly string[]): string[] {
  return patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => plain(pattern.slice(1)));
}

/** `./dist/`, `/dist` and `dist` are the same to npm. */
function plain(pattern: string): string {
  return path.posix.normalize(pattern).replace(/^\/+/, '').replace(/\/$/, '') || '.';
}

function noMatch(folder: string, pattern: string): BuildError {
  const advice = /^(\.\/)?node_modules\b/.test(pattern)
    ? 'dependencies are found by themselves: leave it out'
    : 'correct or remove it, or build what it names first; names with a dot in front have to be spelled out';
  return new BuildError(`"${pattern}" matches no file in ${folder}`, [advice]);
}

/** An exact name comes first, even if its characters mean something else in a glob: `[id].js`. */
async function match(pattern: string, not: readonly string[], { folder, isStrict, inputs }: Place): Promise<string[]> {
  if (pattern.startsWith('..') || pattern.split('/')[0] === 'node_modules') return [];
  const ignore = ['node_modules/**', ...not, ...LEFTOVERS];
  if (!pattern.includes('node_modules')) ignore.push(NESTED);
  if (pattern === '.') return search(folder, '**', { ignore, inputs });
  const exact = await lstat(path.join(folder, pattern)).catch(() => undefined);
  const whole = exact?.isDirectory() ? pattern : await folderOf(folder, pattern);
  if (whole === undefined)
    return exact ? [pattern] : search(folder, pattern, { ignore, expandDirectories: isStrict, inputs });
  const all = isStrict ? ignore.filter((other) => other !== NESTED) : ignore;
  const found = await search(folder, `${escapePath(whole)}/**`, { ignore: all, dot: true, inputs });
  return found.filter((file) => !isOfTools(file.slice(whole.length + 1)));
}

/** The folder that a pattern such as `dist/**` means with all that is in it. */
async function folderOf(folder: string, pattern: string): Promise<string | undefined> {
  const [, name] = /^([^*?{}[\]()!]+)\/\*\*$/.exec(pattern) ?? [];
  const stats = name === undefined ? undefined : await lstat(path.join(folder, name)).catch(() => undefined);
  return stats?.isDirectory() ? name : undefined;
}

/**
 * Names with a dot that tools of developers leave behind, in folders of any depth. A .gitkeep is none of them: its folder
 * has to be there, even if it is empty.
 */
const TOOLS =
  /(^|\/)\.(github|gitlab|circleci|husky|vscode|idea|cache|parcel-cache|turbo|nx|nyc_output|yarn|pnpm-store|vercel|DS_Store|git(ignore|attributes|modules)|npmignore|dockerignore|editorconfig|nvmrc|node-version|(eslint|prettier|stylelint|babel|swc|mocha|nyc|lintstaged)(rc|ignore|cache)?(\.\w+)?)(\/|$)/;

/** Whether a path holds a name with a dot that no program reads: of a tool, or of a file with secrets. */
function isOfTools(file: string): boolean {
  if (!/(^|\/)\./.test(file)) return false;
  const kind = secretKind(file);
  return TOOLS.test(file) || (kind?.weight === 'secret' && !kind.isDoubtful);
}

/** The files of `main` and `bin`, which npm adds to `files`. */
async function entryPoints(folder: string, { main, bin }: PackageJson): Promise<string[]> {
  const named = [main ?? 'index.js', ...(typeof bin === 'string' ? [bin] : Object.values(bin ?? {}))];
  const found = named.map(async (name) => {
    for (const ending of ENDINGS) {
      const file = path.posix.normalize(`${name}${ending}`);
      const isFile = await lstat(path.join(folder, file))
        .then((stats) => !stats.isDirectory())
        .catch(() => false);
      if (isFile && !file.startsWith('..')) return [file];
    }
    return [];
  });
  return (await Promise.all(found)).flat();
}
