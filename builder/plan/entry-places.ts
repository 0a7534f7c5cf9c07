/**
 * The final paths of a package: their names, and their places on the target. Globs are expanded by now.
 */
import type { Config } from '../config/config.ts';
import { placeProblem } from '../config/places.ts';
import { BuildError } from '../errors.ts';
import { fileNameProblem, shownPath } from '../file-names.ts';
import type { PlannedEntry } from '../manifest.ts';
import type { Programs } from '../programs/programs.ts';
import { originOf } from './account-directories.ts';

/** Bytes of the longest path that Linux takes, without the ending that dpkg appends and the zero byte. */
const LONGEST_PATH = 4095 - '.dpkg-new'.length;

/** @throws BuildError for a name that dpkg cannot handle, also in the target of a symbolic link. */
export function refuseNames(entries: readonly PlannedEntry[]): void {
  for (const entry of entries) {
    for (const path of entry.type === 'link' ? [entry.path, entry.target] : [entry.path]) {
      const problem = path.split('/').map(fileNameProblem).find(Boolean) ?? lengthProblem(path);
      if (problem === undefined) continue;
      throw new BuildError(`no package can hold ${shownPath(path)}`, [
        `it comes from ${entry.from}`,
        `${problem}: rename it`,
      ]);
    }
  }
}

function lengthProblem(path: string): string | undefined {
  return Buffer.byteLength(path) > LONGEST_PATH ? `a path has at most ${LONGEST_PATH} bytes` : undefined;
}

/** @throws BuildError if an item of `deb.files` lands where it may not, or with an owner or mode that has no place there. */
export function refusePlaces(config: Config, { owned }: Programs, entries: readonly PlannedEntry[]): void {
  const given = new Map(owned.map((file) => [file.path, { owner: file.owner, mode: Number.parseInt(file.mode, 8) }]));
  const directories = owned.filter(({ type }) => type === 'd');
  const all = [
    ...entries
      .filter(({ from }) => from.startsWith('deb.files['))
      .map((entry) => ({ ...entry, ...given.get(entry.path) })),
    ...directories.map(({ path, mode, owner }) => {
      return { type: 'directory' as const, path, mode: Number.parseInt(mode, 8), owner, from: originOf(config, path) };
    }),
  ];
  for (const { type, path, mode, owner, from } of all) {
    const kind = type === 'link' || type === 'directory' ? type : 'file';
    const found = placeProblem({ type: kind, path, mode, owner }, config.name);
    if (found === undefined) continue;
    throw new BuildError(`${path} cannot be in the package: ${found.problem}`, [`it comes from ${from}`, found.fix]);
  }
}
