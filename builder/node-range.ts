/**
 * Ranges of Node versions as npm writes them, joined: a service runs where the demands of all its parts are met.
 */
import { type Comparator, Range, SemVer, satisfies } from 'semver';
import { DEBIAN_RELEASES, type DebianRelease, LTS_NODES, OLDEST_NODE } from './releases.ts';
import { isNodeRange } from './version.ts';

/** A demand on the version of Node, and its reason, such as `next 16.0.1 by its engines`. */
export interface NodeNeed {
  range: string;
  because: string;
}

/** Versions from one on and below another, or without an end. */
interface Interval {
  from: SemVer;
  below: SemVer | undefined;
}

/**
 * The range in which all of `ranges` agree, from the oldest Node on that this tool supports, or undefined if they do not
 * agree. Text that is no range does not count.
 */
export function commonRange(ranges: readonly string[]): string | undefined {
  let common: Interval[] = [{ from: new SemVer(`${OLDEST_NODE}.0.0`), below: undefined }];
  for (const range of new Set(ranges.filter(isNodeRange))) {
    const others = intervalsOf(range);
    common = joined(common.flatMap((one) => others.flatMap((other) => overlap(one, other))));
  }
  return common.length === 0 ? undefined : common.map(written).join(' || ');
}

/** The range, and all versions that are newer: authors name the versions of their time, and Node rarely breaks a program. */
export function withNewer(range: string): string {
  const last = intervalsOf(range).at(-1);
  return last?.below === undefined ? range : `${range} || >=${last.below}`;
}

/** The demands that `version` does not meet. */
export function unmet(version: string, needs: readonly NodeNeed[]): NodeNeed[] {
  return needs.filter(({ range }) => isNodeRange(range) && !satisfies(version, range));
}

/** The releases of Debian whose Node meets all of `needs`. */
export function releasesFor(needs: readonly NodeNeed[], among: readonly DebianRelease[] = DEBIAN_RELEASES) {
  return among.filter(({ node }) => unmet(node, needs).length === 0);
}

/** The Node to carry for `needs`: the current LTS, or another that meets them, or undefined. */
export function ltsFor(needs: readonly NodeNeed[]): string | undefined {
  return LTS_NODES.find((version) => unmet(version, needs).length === 0);
}

/** `next 16.0.1 by its engines and 3 more`: the reasons in a few words. */
export function reasonsIn(needs: readonly NodeNeed[]): string {
  const [first, ...others] = [...new Set(needs.map(({ because, range }) => `${because} (${range})`))];
  return `${first}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

function intervalsOf(range: string): Interval[] {
  return joined(new Range(range).set.flatMap((set) => intervalOf(set) ?? []));
}

/** The versions that meet all of `comparators`. Pre-releases count as their release. */
function intervalOf(comparators: readonly Comparator[]): Interval | undefined {
  let interval: Interval | undefined = { from: new SemVer('0.0.0'), below: undefined };
  for (const { operator, semver } of comparators) {
    // `*` is a comparator without a version.
    if (!(semver instanceof SemVer) || interval === undefined) continue;
    const { major, minor, patch } = semver;
    const [at, next] = [new SemVer(`${major}.${minor}.${patch}`), new SemVer(`${major}.${minor}.${patch + 1}`)];
    const from = operator === '>' ? next : operator.startsWith('<') ? interval.from : at;
    const below = operator === '<' ? at : operator.startsWith('>') ? undefined : next;
    [interval] = overlap(interval, { from, below });
  }
  return interval;
}

function overlap(one: Interval, other: Interval): Interval[] {
  const from = one.from.compare(other.from) >= 0 ? one.from : other.from;
  const ends = [one.below, other.below].filter((end) => end !== undefined).sort((a, b) => a.compare(b));
  const below = ends[0];
  return below === undefined || from.compare(below) < 0 ? [{ from, below }] : [];
}

/** In order, and one interval where two meet. */
function joined(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const next of [...intervals].sort((a, b) => a.from.compare(b.from))) {
    const last = result.at(-1);
    if (last === undefined || (last.below !== undefined && last.below.compare(next.from) < 0)) {
      result.push({ ...next });
    } else if (last.below !== undefined && (next.below === undefined || next.below.compare(last.below) > 0)) {
      last.below = next.below;
    }
  }
  return result;
}

/** `>=20.9 <23`. */
function written({ from, below }: Interval): string {
  return `>=${short(from)}${below === undefined ? '' : ` <${short(below)}`}`;
}

function short({ major, minor, patch }: SemVer): string {
  return [major, minor, patch].join('.').replace(/(\.0)+$/, '');
}
