/**
 * Whose repository git reads: an archive may hold a `.git` that leads to another repository of the developer, whose
 * commits would then be public in the package.
 */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { git } from './git.ts';
import { isIn, sourceText } from './read-file.ts';

/**
 * The place of a repository that does not belong to the folder of the project, or undefined for one that does. Outside of
 * the folder, the repository itself names it: git writes so for worktrees and submodules (gitrepository-layout(5),
 * "worktrees"; git-config(1), core.worktree).
 * @param own the folder of git for this work tree, absolute
 * @param common the one for all its work trees, which holds the commits, from `project` on
 */
export async function foreignRepository(
  project: string,
  { own, common }: { own: string; common: string },
): Promise<string | undefined> {
  const holder = folderWithGit(project);
  if (holder === undefined) return undefined;
  const [folder, place] = [realpathSync(holder), realpathSync(path.resolve(project, common))];
  const link = linkOut(place, [place, realpathSync(own)]);
  if (link !== undefined) return link;
  return isIn(place, folder) || isWorktree(place, folder) || (await names(place, folder)) ? undefined : place;
}

/** The nearest folder from `project` upwards with a `.git`. */
function folderWithGit(project: string): string | undefined {
  for (let folder = project; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, '.git'))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

function isWorktree(repository: string, folder: string): boolean {
  return entriesOf(path.join(repository, 'worktrees')).some((name) => {
    const text = sourceText(path.join(repository, 'worktrees', name, 'gitdir')).trim();
    return realOf(path.resolve(repository, 'worktrees', name, text)) === realOf(path.join(folder, '.git'));
  });
}

async function names(repository: string, folder: string): Promise<boolean> {
  const { stdout } = await git(repository, ['config', '--file', path.join(repository, 'config'), 'core.worktree']);
  return realOf(path.resolve(repository, stdout.trim())) === folder;
}

/** The target of a link, or of a line of `alternates`, by which git would read the commits or names of another repository. */
function linkOut(repository: string, within: readonly string[]): string | undefined {
  const objects = entriesOf(path.join(repository, 'objects')).map((name) => `objects/${name}`);
  const refs = entriesOf(path.join(repository, 'refs'), true).map((name) => `refs/${name}`);
  const linked = ['HEAD', 'packed-refs', ...objects, ...refs].map((name) => path.join(repository, name));
  const targets = [...linked, ...alternates(repository)].map(realOf);
  return targets.find((real) => real !== undefined && !within.some((place) => isIn(real, place)));
}

/** Further folders of objects (gitrepository-layout(5), "objects/info/alternates"). */
function alternates(repository: string): string[] {
  const file = path.join(repository, 'objects/info/alternates');
  const lines = sourceText(file).split('\n');
  // A line without a text is the folder of objects itself.
  return lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => path.resolve(repository, 'objects', line.startsWith('"') ? unquoted(line) : line));
}

/** Git quotes a path with special characters as C does. */
function unquoted(line: string): string {
  return line
    .slice(1)
    .replace(/"$/, '')
    .replaceAll(/\\([\\"])/g, '$1');
}

function entriesOf(folder: string, recursive = false): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive, encoding: 'utf8' }) : [];
}

function realOf(place: string): string | undefined {
  return existsSync(place) ? realpathSync(place) : undefined;
}
