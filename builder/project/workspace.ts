/**
 * The workspace that a project is a member of, as pnpm-workspace.yaml, package.json or a lock file above it shows.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { LOCK_FILES } from '../programs/modules/lockfile.ts';
import { readPackageJson } from '../programs/modules/package.ts';

/** The folder whose node_modules a project shares: its workspace's; undefined if it stands alone. */
export function findWorkspace(project: string): string | undefined {
  const parents: string[] = [];
  for (let at = path.dirname(project); at !== path.dirname(at); at = path.dirname(at)) parents.push(at);
  const declared = parents.find((parent) => isMember(parent, project));
  const isLocked = (folder: string): boolean => LOCK_FILES.some((file) => existsSync(path.join(folder, file)));
  // A stray lock file in somebody's home must not make a workspace of it.
  return declared ?? (isLocked(project) ? undefined : parents.find(isLocked));
}

function isMember(parent: string, project: string): boolean {
  const read = (file: string): string | undefined => {
    const place = path.join(parent, file);
    return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
  };
  const list =
    /^packages:[ \t]*\n((?:[ \t]*(?:-.*|#.*)?\n)*)/m.exec(`${read('pnpm-workspace.yaml') ?? ''}\n`)?.[1] ?? '';
  const patterns = [...list.matchAll(/^[ \t]*-[ \t]+(['"]?)(.+?)\1[ \t]*(?:#.*)?$/gm)].map(
    ([, , pattern = '']) => pattern,
  );
  if (existsSync(path.join(parent, 'package.json'))) {
    const { workspaces } = readPackageJson(parent) as { workspaces?: string[] | { packages?: string[] } };
    patterns.push(...((Array.isArray(workspaces) ? workspaces : workspaces?.packages) ?? []));
  }
  if (patterns.length === 0) return false;
  const files = patterns.map((pattern) => `${pattern.replace(/\/$/, '')}/package.json`);
  const members = globSync(files, { cwd: parent, ignore: '**/node_modules/**', expandDirectories: false });
  return members.includes(path.posix.join(path.relative(parent, project), 'package.json'));
}
