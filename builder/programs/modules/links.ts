/**
 * Symbolic links: those that a package needs, and their targets.
 */
import { lstatSync, realpathSync } from 'node:fs';
import { readdir, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { BuildError } from '../../errors.ts';
import { isIn } from '../../project/read-file.ts';
import type { InstalledPackage, PackageFile } from './installed.ts';

/** The real path of the package `name` in the node_modules of `at`, by which Node knows it, and each link on the way. */
export function follow(at: string, name: string): { real: string; links: [string, string][] } {
  const links: [string, string][] = [];
  let real = at;
  for (const part of ['node_modules', ...name.split('/')]) {
    const next = path.join(real, part);
    real = lstatSync(next).isSymbolicLink() ? realpathSync(next) : next;
    if (real !== next) links.push([next, real]);
  }
  return { real, links };
}

/** `files` and all folders above them. */
export function withFolders(files: readonly string[]): Set<string> {
  const found = new Set(files);
  for (const file of files) {
    for (let at = path.dirname(file); !found.has(at); at = path.dirname(at)) found.add(at);
  }
  return found;
}

/**
 * The real target of a link in a package, or undefined if the target was left out as a binary for another system.
 * @throws BuildError if the link would be dangling on the target machine.
 */
export async function targetOf(
  { source, owner }: PackageFile,
  root: string,
  present: Set<string>,
): Promise<string | undefined> {
  const text = await readlink(source);
  const wrong = (why: string, ...advice: string[]): BuildError =>
    new BuildError(`${path.relative(root, source)} is a symbolic link to ${text}, ${why}`, advice);
  const advice = 'remove it, or name in package.json\'s "files" only what the service needs';
  if (path.isAbsolute(text)) {
    throw wrong('an absolute path, which means something else on another machine', 'make it relative, or a copy');
  }
  const target = await realpath(source).catch((error: NodeJS.ErrnoException) => {
    throw wrong(error.code === 'ELOOP' ? 'which leads back to itself' : 'which does not exist', advice);
  });
  if (!isIn(target, root)) throw wrong(`outside ${root}`, 'replace it with a copy of what it leads to');
  if (present.has(target)) return target;
  if (!owner.isOwn && isIn(target, owner.folder)) return undefined;
  throw wrong('which is not part of the package', 'include what it leads to, too', advice);
}

/**
 * pnpm's hoisted links to `packages`: through those beside its store packages find undeclared dependencies, and through
 * those in node_modules the project does (pnpm's documentation, "hoist" and "publicHoistPattern").
 */
export async function pnpmLinks(packages: readonly InstalledPackage[]): Promise<[string, string][]> {
  const included = new Set(packages.map(({ folder }) => folder));
  const stores = new Set([...included].flatMap((folder) => /^(.*?\/node_modules)\/\.pnpm\//.exec(folder)?.[1] ?? []));
  const found: [string, string][] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const place = path.join(folder, entry.name);
      const target = entry.isSymbolicLink() ? await realpath(place).catch(() => undefined) : undefined;
      if (target !== undefined && included.has(target)) found.push([place, target]);
      if (entry.isDirectory() && entry.name.startsWith('@')) await visit(place);
    }
  };
  for (const store of stores) await Promise.all([visit(store), visit(path.join(store, '.pnpm/node_modules'))]);
  return found;
}
