/**
 * `node` and `runtime`: the Debian releases whose Node runs the service, or the Node that the package carries.
 */
import type { Json } from '../config/config.ts';
import { commonRange, type NodeNeed, reasonsIn, releasesFor, unmet } from '../node-range.ts';
import { fits, nodesOf, rebuilt } from '../programs/targets.ts';
import { objectOf } from '../project/package-json.ts';
import { abiOf, DEBIAN_RELEASES, type DebianRelease, LTS_NODES, OLDEST_NODE } from '../releases.ts';
import { isNodeRange } from '../version.ts';
import type { NodeNeeds } from './node-needs.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

/** Testing changes every day: a package is wanted for a release. */
const isWanted = ({ id }: DebianRelease): boolean => id !== 'testing';

/** `node`, and `runtime` if no release of Debian has a Node in the range. */
export function atNode({ nodeNeeds }: Survey, json: Json): ProposalPart {
  const { needs, addons } = nodeNeeds;
  const range = objectOf(json.engines).node;
  const isDeclared = typeof range === 'string' && isNodeRange(range);
  const declared: NodeNeed[] = isDeclared ? [{ range, because: 'engines.node' }] : [];
  const all = [...declared, ...needs];
  const left = DEBIAN_RELEASES.filter(({ node }) => fits(node, all, addons));
  if (!left.some(isWanted)) return carried(all, [...declared, ...nodeNeeds.own], nodeNeeds);
  const known = isDeclared ? releasesFor([{ range, because: '' }]) : DEBIAN_RELEASES;
  const able = releasesFor(all);
  if (able.length === known.length) {
    if (isDeclared) return {};
    const why = range === undefined ? 'engines.node is missing' : `engines.node, ${JSON.stringify(range)}, is no range`;
    const node = simple(all, able);
    return { deb: { node }, guesses: [`node: "${node}", because ${why}`] };
  }
  const node = simple(all, able);
  const missing = needs.filter((need) => known.some((release) => unmet(release.node, [need]).length > 0));
  return { deb: { node }, guesses: [`node: "${node}", because of ${reasonsIn(missing)}`] };
}

/** The shortest range with the same releases of Debian: mostly `>=20.9`. */
function simple(needs: readonly NodeNeed[], able: readonly DebianRelease[]): string {
  const common = commonRange(needs.map(({ range }) => range)) ?? `>=${OLDEST_NODE}`;
  const [least = common] = common.split(' ');
  return releasesFor([{ range: least, because: '' }]).length === able.length ? least : common;
}

/** A Node of the package's own, if there is one for all demands. `musts` are those that no package makes. */
function carried(needs: readonly NodeNeed[], musts: readonly NodeNeed[], { addons, here }: NodeNeeds): ProposalPart {
  // The newest release lacks the least.
  const newest = DEBIAN_RELEASES.filter(isWanted).at(-1);
  const obstacles = newest === undefined ? [] : unmet(newest.node, needs);
  const names = addons.map(({ shown }) => shown);
  const why = obstacles.length > 0 ? reasonsIn(obstacles) : `the addon ${names[0]}`;
  const bundled = (node: string, reason: string): ProposalPart => ({
    deb: { runtime: 'bundled', node },
    guesses: [`runtime: "bundled" with Node ${node}, ${reason}`],
  });
  const node = LTS_NODES.find((version) => fits(version, needs, addons));
  if (node !== undefined) return bundled(node, `because no release of Debian has the Node of ${why}`);
  // npm warns of packages that name other versions, and installs them: they run here.
  const isHere = (version: string): boolean => Number.parseInt(version, 10) === Number.parseInt(here, 10);
  const same = LTS_NODES.find((version) => isHere(version) && fits(version, musts, addons));
  if (same !== undefined) {
    const unmetBy = reasonsIn(unmet(same, needs));
    return bundled(same, `because no version fits all packages; ${unmetBy} asks for another`);
  }
  const wanted = LTS_NODES.find((version) => unmet(version, needs).length === 0);
  const others = addons.filter(({ abis }) => wanted !== undefined && !abis.includes(abiOf(wanted) ?? 0));
  const [bound] = others;
  if (bound !== undefined) {
    const how = `run "${rebuilt(others)}" with Node ${wanted}, and then build-deb init`;
    return {
      questions: [`deb.node: ${bound.shown} is built for ${nodesOf(bound)}, and not for that of ${why}; ${how}`],
    };
  }
  const advice = `widen it, as in ">=${OLDEST_NODE}", or carry one with "runtime": "bundled" and an exact version`;
  return { questions: [`deb.node: no Debian has the Node of ${why}; ${advice}`] };
}
