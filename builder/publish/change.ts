/**
 * The next state of a repository: additions, roll-out, withdrawal and the oldest versions that go.
 */
import { BuildError } from '../errors.ts';
import { compareVersions } from './order.ts';
import { keyringName, type PublishedFile, poolFile, type Repository } from './repository.ts';

/** A package file that may become part of the repository. */
export interface Incoming extends Omit<PublishedFile, 'time' | 'phase' | 'file'> {
  /** The file in messages. */
  shown: string;
}

export interface Change {
  incoming: readonly Incoming[];
  /** For the incoming versions, or for `named`; by default 100 for new ones, and unchanged for known ones. */
  phase: number | undefined;
  /** A version of the repository that `phase` is about. */
  named: { name: string; version: string } | undefined;
  withdraw: { name: string; version: string } | undefined;
  /** So many versions of each package stay. */
  keep: number | undefined;
  /** In seconds since 1970. */
  time: number;
}

/** A repository after a change, and the differences. */
export interface Changed {
  repository: Repository;
  added: PublishedFile[];
  /** Incoming files that the repository holds already. */
  known: PublishedFile[];
  /** Files whose part of the machines is another now. */
  phased: PublishedFile[];
  withdrawn: PublishedFile[];
  /** Files that `keep` leaves no room for. */
  dropped: PublishedFile[];
}

/** As `notifydemo 1.2.3 (all)`. */
export function shownFile({ name, version, architecture }: Pick<PublishedFile, 'name' | 'version' | 'architecture'>) {
  return `${name} ${version} (${architecture})`;
}

/** @throws BuildError for a change that machines could not follow; nothing is changed then. */
export function planChange(old: Repository, change: Change): Changed {
  refuseForeign(old, change);
  const incoming = distinct(change.incoming);
  const found = incoming.map((one) => old.files.find((file) => isSame(file, one)));
  const added = incoming.flatMap((one, at) => (found[at] === undefined ? [published(one, change)] : []));
  for (const [at, file] of added.entries()) refuseContradiction(old, file, added.slice(0, at));
  const known = found.flatMap((file) => (file === undefined ? [] : [file]));
  const isPhased = (file: PublishedFile): boolean =>
    change.phase !== undefined && file.phase !== change.phase && (known.includes(file) || isNamed(file, change.named));
  const withdrawn = change.withdraw === undefined ? [] : withdrawal(old, change.withdraw);
  const phased: PublishedFile[] = [];
  const rest = old.files
    .filter((file) => !withdrawn.includes(file))
    .map((file) => {
      if (!isPhased(file)) return file;
      const changed = { ...file, phase: change.phase ?? 100 };
      phased.push(changed);
      return changed;
    });
  const all = [...rest, ...added].sort(inOrder);
  const dropped = change.keep === undefined ? [] : surplus(all, change.keep);
  const lost = dropped.find((file) => added.includes(file));
  if (lost !== undefined) {
    throw new BuildError(
      `--keep ${change.keep} leaves no room for ${shownFile(lost)}, which is older than the others`,
      ['publish it without --keep, or with a greater number'],
    );
  }
  const isBack = (file: PublishedFile): boolean => added.some((one) => isSame(file, one));
  const repository = {
    ...old,
    files: all.filter((file) => !dropped.includes(file)),
    withdrawn: [...old.withdrawn.filter((file) => !isBack(file)), ...withdrawn],
  };
  return { repository, added, known, phased, withdrawn, dropped };
}

type Version = Pick<PublishedFile, 'name' | 'version' | 'architecture'>;

function isSame(one: Version, other: Version): boolean {
  return one.name === other.name && one.version === other.version && one.architecture === other.architecture;
}

function isNamed(file: PublishedFile, named: Change['named']): boolean {
  return file.name === named?.name && file.version === named.version;
}

/** By name, then newest first. Names are ASCII. */
export function inOrder(one: PublishedFile, other: PublishedFile): number {
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  return compareVersions(other.version, one.version) || (one.architecture < other.architecture ? -1 : 1);
}

/** The same file twice is one file. */
function distinct(incoming: readonly Incoming[]): Incoming[] {
  return incoming.filter((one, at) => {
    const first = incoming.findIndex((other) => isSame(one, other));
    const other = incoming[first];
    if (other !== undefined && other.sha256 !== one.sha256) {
      throw new BuildError(`${other.shown} and ${one.shown} are both ${shownFile(one)}, with different content`, [
        'a version has one content: give one of them another version',
      ]);
    }
    return first === at;
  });
}

function published({ shown, ...file }: Incoming, { phase = 100, time }: Change): PublishedFile {
  return { ...file, file: poolFile(file), phase, time };
}

/** The keyring package belongs to the repository, and each version has one content. */
function refuseForeign(old: Repository, { incoming }: Change): void {
  for (const one of incoming) {
    if (one.name === keyringName(old.identity)) {
      throw new BuildError(`${one.shown} has the name of the package with the keys, ${one.name}`, [
        'publish makes this package itself',
      ]);
    }
    const known = old.files.find((file) => isSame(file, one));
    if (known !== undefined && known.sha256 !== one.sha256) {
      throw new BuildError(`${shownFile(one)} is published already, with other content than ${one.shown}`, [
        'machines may have it: raise the version and build again',
      ]);
    }
  }
}

/** A new file of a version that was withdrawn, that exists for every architecture, or in another form (deb-version(7)). */
function refuseContradiction(old: Repository, file: PublishedFile, before: readonly PublishedFile[]): void {
  const isAnother = (gone: PublishedFile): boolean =>
    gone.name === file.name && gone.version === file.version && meet(gone, file) && gone.sha256 !== file.sha256;
  if (old.withdrawn.some(isAnother)) {
    throw new BuildError(`${file.name} ${file.version} was withdrawn, and its content was another one`, [
      'machines may still have it: raise the version and build again',
    ]);
  }
  const others = [...old.files, ...before].filter(({ name }) => name === file.name);
  const advice = 'a machine gets one of them by chance: raise the version and build again';
  const equal = others.find(({ version }) => version !== file.version && compareVersions(version, file.version) === 0);
  if (equal !== undefined)
    throw new BuildError(`${shownFile(file)} and ${shownFile(equal)} are the same version to dpkg`, [advice]);
  const other = others.find((one) => one.version === file.version && meet(one, file));
  if (other === undefined) return;
  throw new BuildError(`${shownFile(file)} and ${shownFile(other)} are for the same machines`, [advice]);
}

/** Whether a machine takes files of both architectures. */
function meet({ architecture: one }: Version, { architecture: other }: Version): boolean {
  return one === other || one === 'all' || other === 'all';
}

function withdrawal(old: Repository, { name, version }: { name: string; version: string }): PublishedFile[] {
  const found = old.files.filter((file) => file.name === name && file.version === version);
  if (found.length > 0) return found;
  const versions = [...new Set(old.files.filter((file) => file.name === name).map((file) => file.version))];
  const isGone = old.withdrawn.some((file) => file.name === name && file.version === version);
  throw new BuildError(`the repository has no ${name} ${version}${isGone ? ': it was withdrawn before' : ''}`, [
    versions.length > 0 ? `it has ${versions.slice(0, 10).join(', ')}` : `it has no package ${name}`,
  ]);
}

/** The files beyond the newest `keep` versions of each package. */
function surplus(files: readonly PublishedFile[], keep: number): PublishedFile[] {
  const versions = new Map<string, Set<string>>();
  return files.filter(({ name, version }) => {
    const seen = versions.get(name) ?? new Set();
    versions.set(name, seen.add(version));
    return seen.size > keep;
  });
}
