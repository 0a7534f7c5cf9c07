/**
 * Versions: from npm's to Debian's (deb-version(7)), and what follows from them.
 */

/** semver.org, without hyphens in the pre-release: in a Debian version one would begin the revision. */
const VERSION = /^(\d+\.\d+\.\d+)(?:-([0-9A-Za-z.]+))?(?:\+([0-9A-Za-z.]+))?$/;

/**
 * The Debian version of an npm version; undefined if there is none that Debian orders the same way.
 * `1.2.3-rc.1` becomes `1.2.3~rc.1`, which sorts before `1.2.3`.
 */
export function debianVersion(version: string): string | undefined {
  const match = VERSION.exec(version);
  if (!match) return undefined;
  const [, release, prerelease, build] = match;
  return `${release}${prerelease ? `~${prerelease}` : ''}${build ? `+${build}` : ''}`;
}

/** `>=18` or `>=18.2`, as npm's engines say it. */
const NODE_RANGE = /^>=\s*(\d+(?:\.\d+){0,2})$/;

/** The dependency on Debian's nodejs for a range of Node versions; undefined if the range is not `>=…`. */
export function nodeDependency(range: string): string | undefined {
  const match = NODE_RANGE.exec(range);
  return match ? `nodejs (>= ${match[1]})` : undefined;
}

/** The file names of a package: dpkg's own, and a short one to type. */
export function fileNames(name: string, version: string, architecture: string): { full: string; short: string } {
  return { full: `${name}_${version}_${architecture}.deb`, short: `${name}.deb` };
}
