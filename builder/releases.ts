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
