/**
 * The files of a framework's output in a package.
 */
import path from 'node:path';
import type { Writable } from './framework.ts';
import type { FrameworkRun } from './frameworks.ts';

export interface FrameworkFiles {
  /** Whether the build has written the output. */
  isBuilt: boolean;
  /** Globs for `include`, or none for the usual choice. */
  include: string[];
  /** Folders to copy in the package, relative to the project. */
  copies: { from: string; to: string }[];
  /** Directories that it writes to. */
  writable: Writable[];
}

/**
 * The files of a way to run a project.
 * @param names the names at the top of the project
 * @param exists whether the project has a file or a folder
 */
export function frameworkFiles(
  run: FrameworkRun,
  names: readonly string[],
  exists: (place: string) => boolean,
): FrameworkFiles {
  const { entry, output, include = [], copies = [], writable = [] } = run;
  const [first = ''] = include;
  const wanted = include.filter(
    (pattern) => pattern.startsWith('!') || pattern === first || isThere(pattern, names, exists),
  );
  return {
    isBuilt: output === undefined ? entry.some(exists) : exists(output),
    include: wanted.flatMap((pattern) =>
      pattern.includes('*') && !pattern.startsWith('!') ? matching(pattern, names) : [pattern],
    ),
    copies: copies.filter(({ from, to }) => exists(from) && !exists(to)),
    writable: writable.flatMap((item): Writable[] => {
      if (typeof item === 'string' || !('isOfBuild' in item)) return [item];
      const { path: folder, cache } = item;
      return exists(folder) || !exists(path.posix.dirname(folder)) ? [{ path: folder, cache }] : [];
    }),
  };
}

function isThere(pattern: string, names: readonly string[], exists: (place: string) => boolean): boolean {
  return (
    pattern === '.' ||
    (pattern.includes('*') ? matching(pattern, names).length > 0 : exists(path.posix.normalize(pattern)))
  );
}

/** The names at the top of the project that a pattern such as `next.config.*` means. */
function matching(pattern: string, names: readonly string[]): string[] {
  const [before = '', after = ''] = pattern.split('*');
  return names.filter((name) => name.startsWith(before) && name.endsWith(after));
}
