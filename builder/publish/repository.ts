/**
 * A repository as data. The file repository.json beside Release holds it, and the signature of Release covers it.
 */
import { BuildError } from '../errors.ts';
import { ARCHITECTURES } from '../releases.ts';

/** The architectures that have an index. Packages for every architecture stand in each of them. */
export const INDEXED = Object.keys(ARCHITECTURES);

/** What machines know a repository by. apt stops at a change of origin, label, suite or codename (apt-secure(8)). */
export interface Identity {
  /** Part of file names: NAME.sources, NAME-archive-keyring. */
  name: string;
  origin: string;
  label: string;
  suite: string;
  codename: string;
}

/** One package file in the pool. */
export interface PublishedFile {
  name: string;
  version: string;
  /** `all`, or one of {@link INDEXED}. */
  architecture: string;
  /** Hexadecimal. */
  sha256: string;
  /** Path below the top of the repository. */
  file: string;
  /** When it was published, in seconds since 1970. */
  time: number;
  /** The part of the machines that is offered it, in per cent. */
  phase: number;
  summary: string;
  /** Lines of its changelog. */
  changes: string[];
}

/** Files that readers of an earlier state may still ask for. */
interface EarlierState {
  /** When it was replaced, in seconds since 1970. */
  until: number;
  /** Paths below the top. */
  files: string[];
}

export interface RepositoryKey {
  fingerprint: string;
  /** When it began to sign, in seconds since 1970. */
  since: number;
}

export interface Repository {
  format: 1;
  identity: Identity;
  /** The address of the top, with a slash at its end. */
  url: string;
  /** Of the keyring package: that of the first package. */
  maintainer: string;
  /** The keys that sign each state, the oldest first. */
  keys: RepositoryKey[];
  /** The content of the keyring package, as a digest. */
  keyring: string;
  /** When Release was signed, in seconds since 1970. */
  time: number;
  /** By name, then newest first. */
  files: PublishedFile[];
  withdrawn: PublishedFile[];
  earlier: EarlierState[];
}

/** The name of the package that carries the keys. */
export function keyringName({ name }: Identity): string {
  return `${name}-archive-keyring`;
}

/** The folder of the suite. */
export function suiteFolder({ suite }: Pick<Identity, 'suite'>): string {
  return `dists/${suite}`;
}

/**
 * The path of a package file in the pool. A colon of an epoch becomes %3a, as in apt's cache: `1:2.0` and `2.0` are two
 * versions.
 */
export function poolFile({ name, version, architecture }: Pick<PublishedFile, 'name' | 'version' | 'architecture'>) {
  return `pool/main/${name[0]}/${name}/${name}_${version.replace(':', '%3a')}_${architecture}.deb`;
}

/** Which index files hold a package of this architecture. */
export function isIndexedIn(index: string, architecture: string): boolean {
  return architecture === 'all' || architecture === index;
}

/**
 * The repository that a signed repository.json describes.
 * @throws BuildError for a format that this version does not know.
 */
export function parseRepository(text: string): Repository {
  const read = JSON.parse(text) as Repository;
  if (read.format === 1) return read;
  throw new BuildError(`the repository has the format ${read.format}, which this version of build-deb does not know`, [
    'use the version of build-deb that has written it, or a newer one',
  ]);
}
