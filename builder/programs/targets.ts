/**
 * The releases of Debian that a package runs on, once all its parts are known: their Node meets the demands of the programs,
 * and loads their native addons.
 */
import type { Config } from '../config/config.ts';
import { BuildError } from '../errors.ts';
import { commonRange, type NodeNeed, reasonsIn, unmet } from '../node-range.ts';
import { abiOf, DEBIAN_RELEASES, type DebianRelease, LTS_NODES, majorOfAbi } from '../releases.ts';
import { nodeDependencies } from '../version.ts';

/** An addon that only some versions of Node load: those with one of these ABIs (NODE_MODULE_VERSION). */
export interface AbiNeed {
  shown: string;
  abis: readonly number[];
}

interface Targets {
  releases: readonly DebianRelease[];
  /** Debian packages of the right Node. */
  depends: string[];
  warnings: string[];
}

type Wanted = Pick<Config, 'releases' | 'bundledNode' | 'node' | 'nodeFrom' | 'targets' | 'depends'>;

/**
 * The releases among those that the configuration allows.
 * @throws BuildError if none is left, if the configuration names one that does not fit, or if the carried Node does not.
 */
export function targetsOf(config: Wanted, needs: readonly NodeNeed[], addons: readonly AbiNeed[]): Targets {
  if (config.bundledNode !== undefined) {
    return { releases: config.releases, depends: [], warnings: checkCarried(config.bundledNode, needs, addons) };
  }
  if (config.nodeFrom === 'nodesource') return fromNodeSource(config, needs, addons);
  const reasons = config.releases.map((release) => ({ release, why: reasonAgainst(release, needs, addons) }));
  const left = reasons.flatMap(({ why, release }) => (why === undefined ? [release] : []));
  const gone = reasons.filter(({ why }) => why !== undefined);
  const isNamed = config.targets !== undefined && gone.length > 0;
  if (left.length === 0 || isNamed) {
    throw new BuildError(
      left.length === 0
        ? 'no Debian has a Node that runs this service'
        : 'a release that "targets" names lacks the right Node',
      [
        ...gone.map(({ release, why }) => `${release.name} has Node ${release.node}: ${why}`),
        ...advice(
          gone.map(({ release }) => release),
          left,
          { needs, addons },
        ),
      ],
    );
  }
  const warnings = gone.map(
    ({ release, why }) => `the package is not for ${release.name}, whose Node is ${release.node}: ${why}`,
  );
  return { releases: left, depends: dependsOf(config, needs, { left, addons }), warnings };
}

/** NodeSource has each LTS version for each release, so only Node decides. It has no package for the ABI: the major binds. */
function fromNodeSource(config: Wanted, needs: readonly NodeNeed[], addons: readonly AbiNeed[]): Targets {
  const all = [{ range: config.node, because: 'package.json' }, ...needs];
  const able = LTS_NODES.filter((version) => fits(version, all, addons));
  const [version] = able;
  if (version === undefined) {
    const reasons = LTS_NODES.map((node) => {
      const why = reasonAgainst({ node }, all, addons);
      return `Node ${node.split('.')[0]}: ${why}`;
    });
    const carried = LTS_NODES.find((node) => fits(node, all, []));
    const rebuild =
      carried === undefined ? [] : [`build the addons with Node ${carried.split('.')[0]}: ${rebuilt(addons)}`];
    throw new BuildError('NodeSource has no Node that runs this service', [...reasons, ...rebuild]);
  }
  const range = commonRange(all.map((need) => need.range));
  const onNode = range === undefined ? [] : nodeDependencies(range);
  const major = Number.parseInt(version, 10);
  const bound = addons.length > 0 ? [`nodejs (>= ${major})`, `nodejs (<< ${major + 1}~)`] : [];
  const depends = [...onNode, ...bound].filter((relation) => !config.depends.includes(relation));
  return { releases: config.releases, depends, warnings: [] };
}

/** Why the Node of a release does not run the service, or undefined if it does. */
function reasonAgainst(
  { node, abi = abiOf(node) ?? 0 }: Pick<DebianRelease, 'node' | 'abi'>,
  needs: readonly NodeNeed[],
  addons: readonly AbiNeed[],
): string | undefined {
  const missing = unmet(node, needs);
  if (missing.length > 0) return `it is not in the range of ${reasonsIn(missing)}`;
  const other = addons.find(({ abis }) => !abis.includes(abi));
  return other && `it does not load ${other.shown}, which is for ${nodesOf(other)}`;
}

/** `npm rebuild better-sqlite3`. */
export function rebuilt(addons: readonly AbiNeed[]): string {
  const names = addons.map(({ shown }) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(shown)?.[1] ?? '');
  return ['npm rebuild', ...new Set(names)].join(' ').trim();
}

/** `Node 20 (ABI 115)`. */
export function nodesOf({ abis }: AbiNeed): string {
  return abis.map((abi) => `Node ${majorOfAbi(abi) ?? 'of another time'} (ABI ${abi})`).join(' or ');
}

function advice(
  gone: readonly DebianRelease[],
  left: readonly DebianRelease[],
  { needs, addons }: { needs: readonly NodeNeed[]; addons: readonly AbiNeed[] },
): string[] {
  const lines: string[] = [];
  if (left.length > 0) lines.push(`name others, as in "targets": [${left.map(({ id }) => `"${id}"`).join(', ')}]`);
  const able = gone.filter(({ node }) => unmet(node, needs).length === 0);
  const bound = addons.find(({ abis }) => !able.some(({ node }) => abis.includes(abiOf(node) ?? 0)));
  if (bound !== undefined && able.length > 0) {
    const nodes = able.map(({ node, name: debian }) => `Node ${node.split('.')[0]} for ${debian}`).join(', ');
    lines.push(`build the addon with the Node of the target (${nodes}): ${rebuilt([bound])}`);
  }
  const carried = LTS_NODES.find((version) => fits(version, needs, addons));
  if (carried !== undefined) lines.push(`or carry Node in the package: "runtime": "bundled", "node": "${carried}"`);
  return lines;
}

/** Whether a version of Node runs everything. */
export function fits(version: string, needs: readonly NodeNeed[], addons: readonly AbiNeed[]): boolean {
  return unmet(version, needs).length === 0 && addons.every(({ abis }) => abis.includes(abiOf(version) ?? 0));
}

/** The carried Node has to run the sources and to load the addons. Of packages it may be another than they say. */
function checkCarried(node: string, needs: readonly NodeNeed[], addons: readonly AbiNeed[]): string[] {
  const missing = unmet(node, needs);
  const carried = LTS_NODES.find((version) => fits(version, needs, addons));
  const other = carried === undefined ? '' : `: carry another, as in "node": "${carried}"`;
  const bound = addons.find(({ abis }) => !abis.includes(abiOf(node) ?? 0));
  if (bound !== undefined) {
    throw new BuildError(`Node ${node}, which the package carries, does not load ${bound.shown}`, [
      `that is for ${nodesOf(bound)}: build it with Node ${node} (npm rebuild), or carry the right one${carried === undefined ? '' : `, as in "node": "${carried}"`}`,
    ]);
  }
  return missing.length === 0
    ? []
    : [`Node ${node}, which the package carries, is not in the range of ${reasonsIn(missing)}${other}`];
}

/** The dependencies that keep the package away from the other releases. */
function dependsOf(
  { node, depends }: Wanted,
  needs: readonly NodeNeed[],
  { left, addons }: { left: readonly DebianRelease[]; addons: readonly AbiNeed[] },
): string[] {
  const range = commonRange([node, ...needs.map((need) => need.range)]);
  const onNode = range === undefined ? [] : nodeDependencies(range).filter((relation) => !depends.includes(relation));
  // Addons for every Debian bind the package to none. Else Node of another source would run it, too.
  const able = DEBIAN_RELEASES.filter((release) => unmet(release.node, needs).length === 0);
  if (able.every((release) => fits(release.node, [], addons))) return onNode;
  // Debian's package of Node's library has the name of its ABI.
  return [...onNode, left.map((release) => `libnode${release.abi ?? abiOf(release.node)}`).join(' | ')];
}
