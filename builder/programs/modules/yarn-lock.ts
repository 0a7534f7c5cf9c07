/**
 * Differences between node_modules and Yarn's lock file, of version 1 (`ms@^2.0.0:` with `version "2.1.3"`) and later ones
 * (`"ms@npm:^2.0.0":` with `version: 2.1.3`).
 */
import path from 'node:path';
import { readRegular } from '../../project/read-file.ts';
import type { Dependencies } from './dependencies.ts';

/** The version of members of the workspace, which have none of their own there. */
const LOCAL = '0.0.0-use.local';

/** Packages in versions that the lock file does not have, or undefined for a file without any entry. */
export function yarnDifferences(
  file: string,
  { dependencies }: Pick<Dependencies, 'dependencies'>,
): string[] | undefined {
  const locked = lockedVersions(readRegular(file).toString());
  if (locked.size === 0) return undefined;
  const base = path.dirname(file);
  const differences = dependencies.flatMap(({ name, place, to }) => {
    const versions = locked.get(name);
    const { version } = to.json;
    if (to.isOwn || versions?.has(LOCAL) || (version !== undefined && versions?.has(version))) return [];
    const shown = path.relative(base, place);
    if (versions === undefined) return [`${shown} is not in the lock file`];
    return [`${shown} is ${version}, not ${[...versions].join(' or ')}`];
  });
  return [...new Set(differences)].sort();
}

function lockedVersions(text: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, key = '', version = ''] of text.matchAll(/^(\S[^\n]*@[^\n]*):\n {2}version:? "?([^"\s]+)"?$/gm)) {
    for (const descriptor of key.replaceAll('"', '').split(', ')) {
      const [name] = /^@?[^@]+/.exec(descriptor) ?? [];
      if (name !== undefined) found.set(name, (found.get(name) ?? new Set()).add(version));
    }
  }
  return found;
}
