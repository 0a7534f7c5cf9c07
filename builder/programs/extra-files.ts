/**
 * What a package carries besides its program: files, symbolic links and directories that the project names.
 */
import { existsSync, lstatSync } from 'node:fs';
import { readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config, ExtraFile } from '../config/config.ts';
import { BuildError } from '../errors.ts';
import { type Entry, type PlannedEntry, planned } from '../manifest.ts';
import type { InputLog } from '../project/inputs.ts';
import { everything, search } from './search.ts';
import { nearbyFile } from './similar-files.ts';

/** What belongs to an account, which there is only after dpkg has unpacked: a line of tmpfiles.d(5). */
export interface Owned {
  /** A directory to be made, or something that is there. */
  type: 'd' | 'z';
  path: string;
  mode: string;
  owner: string;
}

export interface ExtraFiles {
  entries: PlannedEntry[];
  owned: Owned[];
}

/** The same of one item of `config.files`. */
interface Found {
  entries: Entry[];
  owned: Owned[];
}

/**
 * Reads what `config.files` names, relative to `project`.
 * @throws BuildError for what is not there.
 */
export async function readExtraFiles(
  project: string,
  { files, services }: Config,
  inputs: InputLog,
): Promise<ExtraFiles> {
  const all: ExtraFiles = { entries: [], owned: [] };
  for (const [at, file] of files.entries()) {
    const found: Found = { entries: [], owned: [] };
    if ('link' in file)
      found.entries.push({ type: 'link', path: file.to, target: file.link, mode: 0o777, owner: 'root' });
    else if ('directory' in file) addDirectory(file, found, services[0].user);
    else await addFiles(project, file, at, found, inputs);
    all.entries.push(...planned(`deb.files[${at}]`, found.entries));
    all.owned.push(...found.owned);
  }
  return all;
}

function addDirectory(
  { directory, mode, owner: named }: Extract<ExtraFile, { directory: string }>,
  found: Found,
  user: string,
): void {
  const target = directory.replace(/\/$/, '');
  const owner = named ?? (target.startsWith('/var/') ? user : 'root');
  // What dpkg has unpacked belongs to root, and what is below /var may have been deleted by whoever cleans up there.
  if (owner !== 'root' || target.startsWith('/var/')) {
    found.owned.push({ type: 'd', path: target, mode: mode ?? (owner === 'root' ? '0755' : '0750'), owner });
  } else {
    found.entries.push({ type: 'directory', path: target, mode: Number.parseInt(mode ?? '0755', 8), owner });
  }
}

async function addFiles(
  project: string,
  file: Extract<ExtraFile, { from: string }>,
  at: number,
  found: Found,
  inputs: InputLog,
): Promise<void> {
  const { from, to, mode, owner = 'root' } = file;
  for (const { name, target } of await matches(project, from, to, at)) {
    const source = path.join(project, name);
    // One after the other: where there are many, waiting for each takes ten times as long.
    const info = lstatSync(source);
    if (info.isSymbolicLink()) {
      const pointed = await linkTarget(project, source, file.from, at);
      inputs.file(source);
      found.entries.push({ type: 'link', path: target, target: pointed, mode: 0o777, owner: 'root' });
      continue;
    }
    const { size, mode: permissions } = info;
    const usual = permissions & 0o100 ? '0755' : '0644';
    const conffile = file.conffile ?? target.startsWith('/etc/');
    const bits = Number.parseInt(mode ?? usual, 8);
    found.entries.push({ type: 'file', path: target, mode: bits, owner: 'root', source, size, conffile });
    if (owner !== 'root' && target.includes("'")) {
      throw new BuildError(`${target} cannot be given to ${owner}`, [
        'rename the file: a name with a quote has no place in a script',
      ]);
    }
    if (owner !== 'root') found.owned.push({ type: 'z', path: target, mode: mode ?? usual, owner });
  }
}

/** What a symbolic link points to, if that is carried along with it. */
async function linkTarget(project: string, link: string, from: string, at: number): Promise<string> {
  const target = await readlink(link);
  const pointed = path.resolve(path.dirname(link), target);
  const folder = path.resolve(project, fixedPart(`${from}/`));
  if (!path.isAbsolute(target) && pointed.startsWith(`${folder}/`) && existsSync(pointed)) return target;
  throw new BuildError(`${path.relative(project, link)} is a symbolic link to ${target}, which is not carried along`, [
    `deb.files.${at} in package.json names it: name what it points to, or make the link in the package, with "link" and "to"`,
  ]);
}

/** The files and symbolic links that `from` means, and where each lands. */
async function matches(
  project: string,
  from: string,
  to: string,
  at: number,
): Promise<{ name: string; target: string }[]> {
  const isFolder = await stat(path.join(project, from)).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const pattern = isFolder ? `${from.replace(/\/$/, '')}/**` : from;
  const names = isFolder
    ? everything(project, path.posix.normalize(from).replace(/^\.?\/?$|\/$/, ''))
    : await search(project, pattern, { dot: true, expandDirectories: false });
  if (names.length === 0) throw await noMatch(project, from, at, isFolder);
  // As cp does it: one file may get another name, several keep theirs in a folder.
  const single = !isFolder && names.length === 1 && names[0] === from;
  if (single) return [{ name: from, target: to.endsWith('/') ? `${to}${path.posix.basename(from)}` : to }];
  const fixed = fixedPart(isFolder ? path.posix.normalize(pattern) : pattern);
  return names.sort().map((name) => ({ name, target: `${to.replace(/\/$/, '')}/${name.slice(fixed.length)}` }));
}

/** A folder, a glob or a file that comes to nothing. */
async function noMatch(project: string, from: string, at: number, isFolder: boolean): Promise<BuildError> {
  const key = `deb.files.${at} in package.json`;
  if (isFolder) {
    return new BuildError(`there is no file in the folder ${from} of ${project}`, [
      `${key} names it: fill it first, or leave it out; for an empty directory in the package, use "directory"`,
    ]);
  }
  const isGlob = fixedPart(`${from}/`) !== `${from}/`;
  const what = isGlob ? `no file in ${project} matches ${from}` : `there is no file ${from} in ${project}`;
  const nearby = isGlob ? undefined : nearbyFile(project, from);
  return new BuildError(what, [
    `${key} names it: correct its "from", or leave it out`,
    nearby ? `did you mean "from": "${nearby}"?` : 'is it what a build makes? Then build first: npm run build',
  ]);
}

/** `public/` of `public/**`: the folders before the first one with a wildcard. */
function fixedPart(pattern: string): string {
  const folders = pattern.split('/').slice(0, -1);
  const wild = folders.findIndex((folder) => /[*?[\]{}()!]/.test(folder));
  const fixed = wild < 0 ? folders : folders.slice(0, wild);
  return fixed.length === 0 ? '' : `${fixed.join('/')}/`;
}
