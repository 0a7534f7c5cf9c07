/**
 * The files in a folder that match a glob, symbolic links and strange names included.
 */
import fs from 'node:fs';
import path from 'node:path';
import { glob } from 'tinyglobby';
import { BuildError } from '../errors.ts';
import type { InputLog } from '../project/inputs.ts';
import { isIn } from '../project/read-file.ts';
import { unpackable, unreadable } from './modules/unpackable.ts';

interface SearchOptions {
  ignore?: readonly string[];
  /** Whether a pattern that names a folder means all files in it. */
  expandDirectories?: boolean;
  /** Whether a wildcard means names with a dot in front, too. */
  dot?: boolean;
  /** Notes each folder that is read: files may come and go in it. */
  inputs: InputLog;
}

/**
 * Paths relative to `folder`. Symbolic links are among them, for the caller to judge: tinyglobby would follow or forget
 * them. It would also forget errors.
 * @throws BuildError for a folder that cannot be read, or a name that no package can hold.
 */
export async function search(folder: string, pattern: string, options: SearchOptions): Promise<string[]> {
  const { ignore = [], expandDirectories = true, dot = false, inputs } = options;
  const problems: unknown[] = [];
  const read = (place: string, how: { withFileTypes: true }, done: (error: unknown, found: fs.Dirent[]) => void) => {
    // Braces, brackets and backslashes can hide `..` from every check of the pattern.
    if (!isIn(path.resolve(place), path.resolve(folder))) {
      problems.push(leadsOut(folder, pattern));
      return done(null, []);
    }
    fs.readdir(place, how, (error, entries = []) => {
      inputs.folder(path.resolve(place));
      // A pattern may start with a folder that does not exist.
      if (error && error.code !== 'ENOENT') problems.push(unreadable(place, error));
      for (const entry of entries) {
        const problem = unpackable(place, entry.name);
        if (problem) problems.push(problem);
        const isFolder = entry.isDirectory();
        Object.assign(entry, { isFile: () => !isFolder, isSymbolicLink: () => false });
      }
      done(error, entries);
    });
  };
  const adapter = { readdir: read as typeof fs.readdir };
  const found = await glob(pattern, {
    cwd: folder,
    ignore,
    expandDirectories,
    dot,
    followSymbolicLinks: false,
    fs: adapter,
  }).catch((cause: unknown) => {
    // The parser of globs throws a TypeError or a SyntaxError.
    throw new BuildError(`"${pattern}" is no glob`, ['correct its braces, brackets or slashes'], { cause });
  });
  if (problems.length > 0) throw problems[0];
  if (found.some((file) => !isIn(path.resolve(folder, file), path.resolve(folder)))) throw leadsOut(folder, pattern);
  return found;
}

function leadsOut(folder: string, pattern: string): BuildError {
  return new BuildError(`"${pattern}" leads out of ${folder}`, ['name files by their place in the project']);
}

/**
 * The entries of `folder` itself.
 * @throws BuildError for a folder that cannot be read, or a name that no package can hold.
 */
export function listFolder(folder: string, inputs: InputLog): fs.Dirent[] {
  let entries: fs.Dirent[];
  inputs.folder(path.resolve(folder));
  try {
    entries = fs.readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder, error);
  }
  for (const { name } of entries) {
    const problem = unpackable(folder, name);
    if (problem) throw problem;
  }
  return entries;
}

/** All files and symbolic links below `folder`, relative to it, in order of their parts. */
export function everything(folder: string, inputs: InputLog, below = ''): string[] {
  const entries = listFolder(path.join(folder, below), inputs).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const place = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? everything(folder, inputs, place) : [place];
  });
}
