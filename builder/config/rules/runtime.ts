/**
 * Rules about Node and the releases of Debian.
 */
import { minVersion, satisfies } from 'semver';
import { DEBIAN_RELEASES, type DebianRelease, LTS_NODES, OLDEST_NODE, TARGETS } from '../../releases.ts';
import { releasesWithNode } from '../../version.ts';
import type { Json } from '../config.ts';
import type { Mistake } from '../mistakes/mistakes.ts';
import type { DebSection } from '../schema/schema.ts';

/** The releases that a package is for: those that it names, if their Node is in its range. */
export function supportedReleases(deb: DebSection): DebianRelease[] {
  const isOfRelease = deb.runtime === 'debian' && deb.nodeFrom === 'debian';
  return isOfRelease ? releasesWithNode(deb.node, named(deb)) : [...named(deb)];
}

function named({ targets }: DebSection): readonly DebianRelease[] {
  return targets === undefined ? DEBIAN_RELEASES : TARGETS.filter(({ id }) => targets.includes(id));
}

/** A version of Node that a message shows: the newest that Debian has. */
const EXAMPLE = DEBIAN_RELEASES.at(-1)?.node;

export function* runtimeMistakes(deb: DebSection, written: Json): Iterable<Mistake> {
  yield* compressionMistakes(deb);
  if (deb.runtime === 'bundled') yield* bundledMistakes(deb, written);
  else if (deb.nodeFrom === 'nodesource') yield* nodeSourceMistakes(deb, written);
  else yield* debianMistakes(deb, written);
}

/** dpkg of Debian 11 reads no zstd (deb(5)); that of Ubuntu does since 21.10. */
function* compressionMistakes(deb: DebSection): Iterable<Mistake> {
  if (deb.compression !== 'zstd' || deb.targets?.includes('debian11') !== true) return;
  const problem = 'dpkg of Debian 11 does not read it';
  yield { path: ['deb', 'compression'], showsValue: true, problem, fix: 'leave it out, or use "xz"' };
}

function* bundledMistakes(deb: DebSection, { nodeFrom }: Json): Iterable<Mistake> {
  if (nodeFrom !== undefined) {
    const problem = 'means nothing for a package with a Node of its own';
    yield {
      path: ['deb', 'nodeFrom'],
      showsValue: true,
      problem,
      fix: 'leave it out, or leave out "runtime": "bundled"',
    };
  }
  if (/^\d+\.\d+\.\d+$/.test(deb.node) && Number.parseInt(deb.node, 10) >= OLDEST_NODE) return;
  const fix = `with "runtime": "bundled" it must be one exact version from ${OLDEST_NODE} on, as in "node": "${EXAMPLE}"`;
  yield { path: ['deb', 'node'], showsValue: true, fix };
}

/** Where the range of Node stands. */
function placeOfNode(node: unknown): Pick<Mistake, 'path' | 'key'> {
  return node === undefined
    ? { path: ['engines', 'node'], key: 'engines.node (or deb.node)' }
    : { path: ['deb', 'node'] };
}

function* nodeSourceMistakes(deb: DebSection, { node }: Json): Iterable<Mistake> {
  if (LTS_NODES.some((version) => satisfies(version, deb.node))) return;
  const majors = LTS_NODES.map((version) => Number.parseInt(version, 10)).sort((a, b) => a - b);
  const problem = `NodeSource has no such Node (it has ${majors.join(', ')})`;
  yield { ...placeOfNode(node), showsValue: true, problem, fix: `widen it, as in "node": ">=${majors[0]}"` };
}

function* debianMistakes(deb: DebSection, { node }: Json): Iterable<Mistake> {
  const otherwise = 'or carry one of your own with "runtime": "bundled"';
  const able = releasesWithNode(deb.node, deb.targets === undefined ? DEBIAN_RELEASES : TARGETS);
  if (able.length === 0) {
    const has = named(deb)
      .map((release) => `${release.id} has ${release.node}`)
      .join(', ');
    const least = `>=${minVersion(deb.node)?.major}`;
    const wider = releasesWithNode(least).length > 0 ? `, as in "node": "${least}"` : '';
    const problem = `no Debian has such a Node (${has})`;
    const fix = `widen it${wider}, ${otherwise}`;
    yield { ...placeOfNode(node), showsValue: true, problem, fix };
  } else if (supportedReleases(deb).length === 0) {
    const fitting = able.map(({ id }) => `"${id}"`).join(', ');
    const problem = `Node ${deb.node} is in none of them`;
    const fix = `name others, as in "targets": [${fitting}], use "nodeFrom": "nodesource", ${otherwise}`;
    yield { path: ['deb', 'targets'], showsValue: true, problem, fix };
  }
}
