/**
 * Rules about Node and the releases of Debian.
 */
import { minVersion } from 'semver';
import { DEBIAN_RELEASES, type DebianRelease, OLDEST_NODE } from '../../releases.ts';
import { releasesWithNode } from '../../version.ts';
import type { Json } from '../config.ts';
import type { Mistake } from '../mistakes/mistakes.ts';
import type { DebSection } from '../schema/schema.ts';

/** The releases that a package is for: those that it names, if their Node is in its range. */
export function supportedReleases({ runtime, node, debian }: DebSection): DebianRelease[] {
  const able = runtime === 'bundled' ? DEBIAN_RELEASES : releasesWithNode(node);
  return able.filter(({ id }) => debian?.includes(id) ?? true);
}

/** A version of Node that a message shows: the newest that Debian has. */
const EXAMPLE = DEBIAN_RELEASES.at(-1)?.node;

export function* runtimeMistakes(deb: DebSection, { node }: Json): Iterable<Mistake> {
  const path = ['deb', 'node'];
  if (deb.runtime === 'bundled') {
    if (/^\d+\.\d+\.\d+$/.test(deb.node) && Number.parseInt(deb.node, 10) >= OLDEST_NODE) return;
    const fix = `with "runtime": "bundled" it must be one exact version from ${OLDEST_NODE} on, as in "node": "${EXAMPLE}"`;
    yield { path, showsValue: true, fix };
    return;
  }
  const otherwise = 'or carry one of your own with "runtime": "bundled"';
  const able = releasesWithNode(deb.node);
  if (able.length === 0) {
    const has = DEBIAN_RELEASES.map((release) => `${release.id} has ${release.node}`).join(', ');
    const least = `>=${minVersion(deb.node)?.major}`;
    const wider = releasesWithNode(least).length > 0 ? `, as in "node": "${least}"` : '';
    const inherited = { path: ['engines', 'node'], key: 'engines.node (or deb.node)' };
    const problem = `no Debian has such a Node (${has})`;
    const fix = `widen it${wider}, ${otherwise}`;
    yield { ...(node === undefined ? inherited : { path }), showsValue: true, problem, fix };
  } else if (supportedReleases(deb).length === 0) {
    const fitting = able.map(({ id }) => `"${id}"`).join(', ');
    const problem = `Node ${deb.node} is in none of them`;
    const fix = `name others, as in "debian": [${fitting}], ${otherwise}`;
    yield { path: ['deb', 'debian'], showsValue: true, problem, fix };
  }
}
