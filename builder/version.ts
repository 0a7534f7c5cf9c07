/**
 * Versions: from npm's to Debian's (deb-version(7)), and the relations and file names that depend on them.
 */
import { type Comparator, minVersion, Range, SemVer, satisfies } from 'semver';
import { DEBIAN_RELEASES, type DebianRelease, OLDEST_NODE } from './releases.ts';

/** semver.org, without hyphens in the pre-release: in a Debian version one would begin the revision. */
const VERSION = /^(\d+\.\d+\.\d+)(?:-([0-9A-Za-z.]+))?(?:\+([0-9A-Za-z.]+))?$/;

/**
 * The Debian version of an npm version, or undefined if there is none that Debian orders the same way.
 * `1.2.3-rc.1` becomes `1.2.3~rc.1`, which sorts before `1.2.3`.
 */
export function debianVersion(version: string): string | undefined {
  const match = VERSION.exec(version);
  if (!match) return undefined;
  const [, release, prerelease, build] = match;
  return `${release}${prerelease ? `~${prerelease}` : ''}${build ? `+${build}` : ''}`;
}

/** The suffix of a snapshot's version, `~git20261122.abcdef0`: it sorts before the release itself. */
export function snapshotSuffix(time: number, commit: string): string {
  const day = new Date(time * 1000).toISOString().slice(0, 10).replaceAll('-', '');
  return `~git${day}.${commit.slice(0, 7)}`;
}

export function isNodeRange(range: string): boolean {
  try {
    return new Range(range).range !== undefined && range.trim() !== '';
  } catch {
    return false;
  }
}

/** The releases whose nodejs is in `range`, oldest first. */
export function releasesWithNode(range: string, among: readonly DebianRelease[] = DEBIAN_RELEASES): DebianRelease[] {
  return among.filter(({ node }) => satisfies(node, range));
}

/**
 * The dependencies on Debian's nodejs for a range of Node versions as npm writes them. Debian cannot say "18 or 22":
 * the versions between them are allowed.
 */
export function nodeDependencies(range: string): string[] {
  const least = minVersion(range);
  const old = !least || least.major < OLDEST_NODE;
  const dependencies = [`nodejs (>= ${old ? OLDEST_NODE : shortVersion(least)})`];
  const limits = new Range(range).set.map(limitOf);
  if (!limits.includes(undefined)) {
    const highest = (limits as SemVer[]).reduce((a, b) => (a.compare(b) > 0 ? a : b));
    // Debian's 23.0.0~rc1 is no 22 any more.
    dependencies.push(`nodejs (<< ${shortVersion(highest)}~)`);
  }
  return dependencies;
}

/** The first version that is too new for all of `comparators`, or undefined if none is. */
function limitOf(comparators: readonly Comparator[]): SemVer | undefined {
  for (const { operator, semver } of comparators) {
    // `*` is a comparator without a version.
    if (operator.startsWith('>') || !(semver instanceof SemVer)) continue;
    const { major, minor, patch } = semver;
    return new SemVer(`${major}.${minor}.${operator === '<' ? patch : patch + 1}`);
  }
  return undefined;
}

/** `18` for 18.0.0, `18.2` for 18.2.0. */
function shortVersion({ major, minor, patch }: SemVer): string {
  return [major, minor, patch].join('.').replace(/(\.0)+$/, '');
}

/** `1.2.3-1` for `2:1.2.3-1`. */
export function withoutEpoch(version: string): string {
  return version.replace(/^\d+:/, '');
}

interface FileNames {
  full: string;
  short: string;
  sbom: string;
}

/**
 * The file names of a package: dpkg's own, which has no epoch (dpkg-name(1)), a short one to type, and that of the bill of
 * materials (CycloneDX, "recognized file patterns").
 */
export function fileNames(name: string, version: string, architecture: string): FileNames {
  const base = `${name}_${withoutEpoch(version)}_${architecture}`;
  return { full: `${base}.deb`, short: `${name}.deb`, sbom: `${base}.cdx.json` };
}
