/**
 * The Debian releases that a package can run on, as of November 2026, and the versions that they carry.
 */
export interface DebianRelease {
  /** As deb.debian in package.json names it. */
  id: string;
  name: string;
  codename: string;
  /** Further names that people write. */
  aliases: readonly string[];
  /** Version of its nodejs. */
  node: string;
  /** Version of its libc6. */
  libc: string;
  /** Newest version of symbols in its libstdc++6. */
  libstdcxx: string;
}

/** The major version of the oldest Node that the agent and bundles run on: that of Debian 12. */
export const OLDEST_NODE = 18;

/**
 * The LTS versions of Node that a package can carry, as of November 2026: the current one first, then those that are left
 * for programs that want another.
 */
export const LTS_NODES: readonly string[] = ['24.21.0', '26.12.1', '22.23.3', '20.20.2'];

/** The ABIs of native addons (process.versions.modules), by the major version of Node. */
const NODE_ABIS: Readonly<Record<number, number>> = {
  ...{ 14: 83, 16: 93, 17: 102, 18: 108, 19: 111, 20: 115, 21: 120, 22: 127, 23: 131, 24: 137, 25: 141, 26: 147 },
};

/** The ABI of a version of Node, or undefined for one that is newer than this tool. */
export function abiOf(version: string): number | undefined {
  return NODE_ABIS[Number.parseInt(version, 10)];
}

/** The major version of Node with an ABI. */
export function majorOfAbi(abi: number): number | undefined {
  const found = Object.entries(NODE_ABIS).find(([, known]) => known === abi);
  return found && Number(found[0]);
}

/** Oldest first. */
export const DEBIAN_RELEASES: readonly DebianRelease[] = [
  {
    id: '12',
    name: 'Debian 12',
    codename: 'bookworm',
    aliases: ['oldstable'],
    node: '18.20.4',
    libc: '2.36',
    libstdcxx: 'GLIBCXX_3.4.30',
  },
  {
    id: '13',
    name: 'Debian 13',
    codename: 'trixie',
    aliases: ['stable'],
    node: '20.19.2',
    libc: '2.41',
    libstdcxx: 'GLIBCXX_3.4.33',
  },
  {
    id: 'testing',
    name: 'Debian testing',
    codename: 'forky',
    aliases: ['sid', 'unstable', '14'],
    node: '24.21.0',
    libc: '2.43',
    libstdcxx: 'GLIBCXX_3.4.36',
  },
];

/** Architectures, by their names in Debian, and what Node calls them (process.arch). */
export const ARCHITECTURES = { amd64: 'x64', arm64: 'arm64' } as const;

export type Architecture = keyof typeof ARCHITECTURES;
