/**
 * The workspace that a project is a member of: pnpm-workspace.yaml, package.json or a lock file above it shows it.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { LOCK_FILES } from './lock-files.ts';
import { readPackageJson } from './package-json.ts';
import { readRegular } from './read-file.ts';

/**
 * The folder whose files a project may carry: a workspace that names it as a member, for files that members share, or the
 * project itself. A lock file above makes no such folder, because one can lie in a home directory.
 */
export function sharedFolder(project: string): string {
  return foldersAbove(project).find((parent) => isMember(parent, project)) ?? project;
}

/** The folder whose node_modules a project shares with other members, or undefined if the project stands alone. */
export function findWorkspace(project: string): string | undefined {
  const parents = foldersAbove(project);
  const declared = parents.find((parent) => isMember(parent, project));
  const isLocked = (folder: string): boolean => LOCK_FILES.some((file) => existsSync(path.join(folder, file)));
  // A stray lock file in a home directory must not make a workspace of it.
  return declared ?? (isLocked(project) ? undefined : parents.find(isLocked));
}

function foldersAbove(project: string): string[] {
  const parents: string[] = [];
  for (let at = path.dirname(project); at !== path.dirname(at); at = path.dirname(at)) parents.push(at);
  return parents;
}

function isMember(parent: string, project: string): boolean {
  const patterns = [...pnpmPatterns(parent), ...npmPatterns(parent)];
  if (patterns.length === 0) return false;
  const files = patterns.map((pattern) => `${pattern}/package.json`);
  const members = globSync(files, { cwd: parent, ignore: '**/node_modules/**', expandDirectories: false });
  return members.includes(path.posix.join(path.relative(parent, project), 'package.json'));
}

/** The list `packages` of pnpm-workspace.yaml, as pnpm's documentation writes it: a `-` and a glob on each line. */
function pnpmPatterns(folder: string): string[] {
  const file = path.join(folder, 'pnpm-workspace.yaml');
  if (!existsSync(file)) return [];
  const [, list] = /^packages:[ \t]*\n((?:[ \t]*(?:-.*|#.*)?\n)*)/m.exec(`${readRegular(file)}\n`) ?? [];
  if (list === undefined) return [];
  const items = list.matchAll(/^[ \t]*-[ \t]+(['"]?)(.+?)\1[ \t]*(?:#.*)?$/gm);
  return [...items].flatMap(([, , pattern]) => pattern ?? []);
}

function npmPatterns(folder: string): string[] {
  if (!existsSync(path.join(folder, 'package.json'))) return [];
  const { workspaces } = readPackageJson(folder);
  return (Array.isArray(workspaces) ? workspaces : workspaces?.packages) ?? [];
}
