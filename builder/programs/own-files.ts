/**
 * Which files of a package belong on the target machine: of the project's own packages what they ask for, of those
 * that others wrote everything except binaries for other systems.
 */
import fs from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { escapePath, glob } from 'tinyglobby';
import { ARCHITECTURES, type Architecture } from '../debian.ts';
import { BuildError, fileSystemReason } from '../errors.ts';
import { LOCK_FILES, type PackageJson } from './dependencies.ts';

/** What builds and runs leave behind. */
const LEFTOVERS = ['**/*.deb', '**/*.log', '**/*.tsbuildinfo'];

const NESTED = '**/node_modules/**';

/** Not for the target machine, as far as nobody asked for it. */
const UNASKED = ['test/**', 'tests/**', '__tests__/**', 'coverage/**', ...LOCK_FILES];

/** What `main` leaves to Node (its documentation, "Folders as modules"). */
const ENDINGS = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];

/** Platforms and processors as prebuildify writes them: `linux-x64`, `darwin-x64+arm64`; `linuxmusl` is Alpine. */
const TUPLE = /^(aix|android|darwin|freebsd|ios|linux|linuxmusl|netbsd|openbsd|sunos|win32)-([a-z0-9_+]+)$/;

/**
 * The files and symbolic links of the package in `folder` that belong on the target machine, relative to it:
 *
 * - what `include`, a list of globs, names, and package.json;
 * - without `include`, what `files` of package.json names, as npm understands it, and package.json, `main` and `bin`;
 * - without either, everything but the folders test, tests, __tests__ and coverage at the top, lock files, and
 *   `others`, the folders of packages that are dealt with on their own.
 *
 * Names that start with a dot, and any node_modules, are left out unless a pattern spells them out; the node_modules
 * at the top always is, because dependencies are found by themselves. `*.deb`, `*.log` and `*.tsbuildinfo` are left
 * out unless a pattern is that very file's name. A pattern that starts with `!` takes away from the others.
 * Neither .npmignore nor .gitignore counts.
 * @throws BuildError for a pattern of `include` that matches nothing or leads out of the project.
 */
export async function selectOwnFiles(
  folder: string,
  json: PackageJson,
  include: readonly string[] | undefined,
  others: readonly string[],
): Promise<string[]> {
  const ignore = [...LEFTOVERS, ...UNASKED, ...others.map((other) => `${escapePath(other)}/**`), NESTED];
  const named = json.files?.filter((pattern) => typeof pattern === 'string').map(asNpm);
  const found = include
    ? await matchAll(folder, include, true)
    : named
      ? [...(await entryPoints(folder, json)), ...(await matchAll(folder, named, false))]
      : await search(folder, '**', ignore);
  const files = [...new Set(['package.json', ...found])].sort();
  for (const below of new Set(files.map((file) => path.dirname(file)))) {
    const place = path.join(folder, below);
    if (fs.realpathSync(place) === place) continue;
    throw new BuildError(`${below} leads through a symbolic link`, ['name files by their real place in the project']);
  }
  return files;
}

/** npm's own reading of `files`: `dist/*` goes all the way down, and `!*.map` is meant at every level. */
function asNpm(pattern: string): string {
  const deep = pattern.replace(/(^|\/)\*$/, '$1**');
  return /^!(?!\/|\.\/)[^/]+$/.test(deep) ? `!**/${deep.slice(1)}` : deep;
}

async function matchAll(folder: string, patterns: readonly string[], isStrict: boolean): Promise<string[]> {
  const without = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => plain(pattern.slice(1)));
  const found: string[] = [];
  for (const pattern of patterns.filter((candidate) => !candidate.startsWith('!'))) {
    if (isStrict && (path.isAbsolute(pattern) || plain(pattern).startsWith('..'))) {
      throw new BuildError(`"${pattern}" leads out of ${folder}`, ['name files by their place in the project']);
    }
    const matches = await match(folder, plain(pattern), without, isStrict);
    if (isStrict && matches.length === 0) throw nothing(folder, pattern);
    found.push(...matches);
  }
  return found;
}

/** `./dist/`, `/dist` and `dist` are the same to npm. */
function plain(pattern: string): string {
  return path.posix.normalize(pattern).replace(/^\/+/, '').replace(/\/$/, '') || '.';
}

function nothing(folder: string, pattern: string): BuildError {
  const advice = /^(\.\/)?node_modules\b/.test(pattern)
    ? 'dependencies are found by themselves: leave it out'
    : 'correct or remove it, or build what it names first; names with a dot in front have to be spelled out';
  return new BuildError(`"${pattern}" matches no file in ${folder}`, [advice]);
}

/** A file or folder whose name is exactly that comes first, whatever its characters mean in a glob: `[id].js`. */
async function match(
  folder: string,
  pattern: string,
  without: readonly string[],
  expandDirectories: boolean,
): Promise<string[]> {
  if (pattern.startsWith('..') || pattern.split('/')[0] === 'node_modules') return [];
  const ignore = ['node_modules/**', ...without, ...without.map((other) => `${other}/**`), ...LEFTOVERS];
  if (!pattern.includes('node_modules')) ignore.push(NESTED);
  if (pattern === '.') return search(folder, '**', ignore);
  const exact = await lstat(path.join(folder, pattern)).catch(() => undefined);
  if (exact?.isDirectory()) return search(folder, `${escapePath(pattern)}/**`, ignore);
  return exact ? [pattern] : search(folder, pattern, ignore, expandDirectories);
}

/** Symbolic links are for the caller to judge: tinyglobby would follow or forget them. Nor may it forget errors. */
async function search(
  folder: string,
  pattern: string,
  ignore: readonly string[],
  expandDirectories = true,
): Promise<string[]> {
  const problems: unknown[] = [];
  const read = (place: string, options: { withFileTypes: true }, done: (error: unknown, found: fs.Dirent[]) => void) =>
    fs.readdir(place, options, (error, entries = []) => {
      // A pattern may start with a folder that does not exist.
      if (error && error.code !== 'ENOENT') problems.push(unreadable(place, error));
      for (const entry of entries) {
        if (!isPackable(entry.name)) problems.push(unpackable(place, entry.name));
        const isFolder = entry.isDirectory();
        Object.assign(entry, { isFile: () => !isFolder, isSymbolicLink: () => false });
      }
      done(error, entries);
    });
  const adapter = { readdir: read as typeof fs.readdir };
  const options = { cwd: folder, ignore, expandDirectories, followSymbolicLinks: false, fs: adapter };
  const found = await glob(pattern, options);
  if (problems.length > 0) throw problems[0];
  return found;
}

/** What `main` and `bin` name, which npm adds to `files`. */
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

/**
 * The files and symbolic links of a package that others wrote, absolute. Left out are its node_modules, which are
 * packages of their own; what version control keeps; and in prebuildify's layout what is for other systems, by the
 * names that node-gyp-build goes by. Tests and documents stay: who knows what a package reads of its own.
 */
export async function selectOthersFiles(folder: string, json: PackageJson, to: Architecture): Promise<string[]> {
  const isOut = (file: string): boolean => /^(node_modules|\.git|\.cache)$/.test(file) || isForeignPrebuild(file, to);
  const found = await list(folder, '', isOut);
  // The client that Prisma generates is the one thing known to be put beside packages instead of into one.
  const generated = path.resolve(folder, '../../.prisma');
  if (json.name !== '@prisma/client' || !fs.existsSync(generated)) return found;
  return [...found, ...(await list(generated, '', () => false))];
}

async function list(folder: string, below: string, isOut: (file: string) => boolean): Promise<string[]> {
  const place = path.join(folder, below);
  const entries = await readdir(place, { withFileTypes: true }).catch((error) => {
    throw unreadable(place, error);
  });
  const found = entries.map(async (entry) => {
    if (!isPackable(entry.name)) throw unpackable(place, entry.name);
    const file = path.join(below, entry.name);
    if (isOut(file)) return [];
    return entry.isDirectory() ? list(folder, file, isOut) : [path.join(folder, file)];
  });
  return (await Promise.all(found)).flat();
}

function isForeignPrebuild(file: string, architecture: Architecture): boolean {
  const [, tuple = '', name = ''] = /(?:^|\/)prebuilds\/([^/]+)(?:\/([^/]+))?$/.exec(file) ?? [];
  const [, platform, processors] = TUPLE.exec(tuple) ?? [];
  if (platform === undefined || processors === undefined) return false;
  if (platform !== 'linux' || !processors.split('+').includes(ARCHITECTURES[architecture])) return true;
  return name.endsWith('.node') && name.split('.').includes('musl');
}

/** A newline would end a line of md5sums early; a name that is not UTF-8 cannot be told apart from others. */
export function isPackable(name: string): boolean {
  return !/[\n\uFFFD]/.test(name);
}

function unpackable(folder: string, name: string): BuildError {
  const advice = 'a name in a package must be UTF-8 and in one line: rename or remove it';
  return new BuildError(`${folder} holds a file named ${JSON.stringify(name)}`, [advice]);
}

/** What the file system refused, as an error for users; anything else as it is. */
export function unreadable(place: string, cause: unknown): unknown {
  const reason = fileSystemReason(cause);
  return reason === undefined ? cause : new BuildError(`cannot read ${place}: ${reason}`, [], { cause });
}
