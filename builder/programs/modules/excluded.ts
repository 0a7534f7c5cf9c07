/**
 * `exclude`: patterns for files that stay out, in the project and in its packages.
 */

import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { InstalledPackage, PackageFile } from './installed.ts';

/** The patterns of `exclude`, and those of `include` with `!` in front that reach into node_modules. */
export class Excluded {
  readonly #patterns: readonly { pattern: string; matcher: Ignore }[];
  readonly #matched = new Set<string>();

  /** @param home the folder of the project: patterns start there */
  constructor(
    readonly home: string,
    { exclude = [], include = [] }: { exclude?: readonly string[]; include?: readonly string[] },
  ) {
    const patterns = [...exclude, ...exclusionsIn(include)];
    this.#patterns = patterns.map((pattern) => ({ pattern, matcher: ignore().add(expanded(pattern).map(anchored)) }));
  }

  /** Whether all of a package stays out, by its name: its package.json does. */
  readonly isExcluded = (name: string): boolean => this.#matches(`node_modules/${name}/package.json`);

  /** Whether a file stays out: `node_modules/x/a.js` means that file of x wherever x is installed. */
  has({ owner, source }: PackageFile): boolean {
    if (this.#patterns.length === 0) return false;
    return this.#places(owner, source).some((place) => this.#matches(place));
  }

  /** A warning for each pattern that no file has matched. */
  get warnings(): string[] {
    const idle = this.#patterns.filter(({ pattern }) => !this.#matched.has(pattern));
    return idle.map(({ pattern }) => `"exclude": "${pattern}" matches no file that would be in the package`);
  }

  #places({ folder, json, isOwn }: InstalledPackage, source: string): string[] {
    const below = path.relative(folder, source);
    const logical =
      typeof json.name === 'string' && !(isOwn && folder === this.home) ? [`node_modules/${json.name}/${below}`] : [];
    return [path.relative(this.home, source), ...logical].filter((place) => place !== '' && !/^\.\.?\//.test(place));
  }

  #matches(place: string): boolean {
    const found = this.#patterns.filter(({ matcher }) => ignore.isPathValid(place) && matcher.ignores(place));
    for (const { pattern } of found) this.#matched.add(pattern);
    return found.length > 0;
  }
}

/** The patterns of `include` that take away from packages of others, as patterns of `exclude`. */
export function exclusionsIn(include: readonly string[]): string[] {
  return include
    .filter((pattern) => /^!(\.\/)?(\*\*\/)?node_modules\//.test(pattern))
    .map((pattern) => pattern.slice(1));
}

/** Like a glob, and unlike a line of .gitignore, a name without a slash means the top alone. */
function anchored(pattern: string): string {
  return `/${pattern.replace(/^(\.?\/)+/, '').replace(/\/$/, '')}`;
}

/** `a.{js,ts}` as `a.js` and `a.ts`, which .gitignore's patterns do not know. */
function expanded(pattern: string): string[] {
  const [whole, inner] = /\{([^{}]*,[^{}]*)\}/.exec(pattern) ?? [];
  if (whole === undefined || inner === undefined) return [pattern];
  return inner.split(',').flatMap((part) => expanded(pattern.replace(whole, () => part)));
}
