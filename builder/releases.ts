/**
 * The releases of Debian, and of Ubuntu, which is made of it, that a package can run on, as of November 2026, and the versions
 * that they carry.
 */
export interface DebianRelease {
  /** As deb.targets in package.json names it. */
  id: string;
  name: string;
  codename: string;
  /** Further names that people write. */
  aliases: readonly string[];
  /** Version of its nodejs. */
  node: string;
  /** The ABI of its nodejs, if that is not the one of Node itself. */
  abi?: number;
  /** Version of its systemd. */
  systemd: number;
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

/** Those that a package is for without a word, which are tested whole. Oldest first. */
export const DEBIAN_RELEASES: readonly DebianRelease[] = [
  {
    id: 'debian12',
    name: 'Debian 12',
    codename: 'bookworm',
    aliases: ['oldstable'],
    node: '18.20.4',
    systemd: 252,
    libc: '2.36',
    libstdcxx: 'GLIBCXX_3.4.30',
  },
  {
    id: 'debian13',
    name: 'Debian 13',
    codename: 'trixie',
    aliases: ['stable'],
    node: '20.19.2',
    systemd: 257,
    libc: '2.41',
    libstdcxx: 'GLIBCXX_3.4.33',
  },
  {
    id: 'testing',
    name: 'Debian testing',
    codename: 'forky',
    aliases: ['sid', 'unstable', '14'],
    node: '24.21.0',
    systemd: 262,
    libc: '2.43',
    libstdcxx: 'GLIBCXX_3.4.36',
  },
];

/** Those that package.json has to name. Debian 11 is tested in part, and what holds for Ubuntu follows from its versions. */
const FURTHER_RELEASES: readonly DebianRelease[] = [
  {
    ...{ id: 'debian11', name: 'Debian 11', codename: 'bullseye', aliases: ['oldoldstable'], node: '12.22.12' },
    ...{ systemd: 247, libc: '2.31', libstdcxx: 'GLIBCXX_3.4.28' },
  },
  {
    ...{ id: 'ubuntu22.04', name: 'Ubuntu 22.04', codename: 'jammy', aliases: [], node: '12.22.9' },
    ...{ systemd: 249, libc: '2.35', libstdcxx: 'GLIBCXX_3.4.30' },
  },
  {
    ...{ id: 'ubuntu24.04', name: 'Ubuntu 24.04', codename: 'noble', aliases: [], node: '18.19.1', abi: 109 },
    ...{ systemd: 255, libc: '2.39', libstdcxx: 'GLIBCXX_3.4.33' },
  },
  {
    ...{ id: 'ubuntu26.04', name: 'Ubuntu 26.04', codename: 'resolute', aliases: [], node: '22.22.1' },
    ...{ systemd: 259, libc: '2.43', libstdcxx: 'GLIBCXX_3.4.34' },
  },
];

/** All that package.json may name. */
export const TARGETS: readonly DebianRelease[] = [...DEBIAN_RELEASES, ...FURTHER_RELEASES];

/** Architectures, by their names in Debian, and what Node calls them (process.arch). */
export const ARCHITECTURES = { amd64: 'x64', arm64: 'arm64' } as const;

export type Architecture = keyof typeof ARCHITECTURES;
