/**
 * Who a repository is, and which keys sign it: from the last state and the request.
 */
import { BuildError } from '../errors.ts';
import { type Identity, keyringName, type Repository, type RepositoryKey } from './repository.ts';
import type { PublishRequest } from './request.ts';

/** The names of a new repository; `first` is its first package. */
function newIdentity({ identity }: PublishRequest, first: string): Identity {
  const { name = first } = identity;
  const { origin = name, label = origin, suite = 'stable', codename = suite } = identity;
  return { name, origin, label, suite, codename };
}

/** @throws BuildError if the request gives a repository another name than it has. */
export function refuseRenaming({ identity }: Repository, request: PublishRequest): void {
  for (const key of ['name', 'origin', 'label', 'suite', 'codename'] as const) {
    const wanted = request.identity[key];
    if (wanted === undefined || wanted === identity[key]) continue;
    throw new BuildError(`the ${key} of this repository is "${identity[key]}", not "${wanted}"`, [
      `apt on the machines would stop at another ${key} (apt-secure(8)): leave --${key} out, or begin another repository`,
    ]);
  }
}

/**
 * A repository without packages.
 * @throws BuildError with exit code 2 if the request has no address.
 */
export function newRepository(request: PublishRequest, first: { name: string; maintainer: string }): Repository {
  const { url } = request;
  if (url === undefined) {
    const advice = ['give it once, as in --url https://packages.example.org/'];
    throw new BuildError('a new repository needs --url, the address where machines find it', advice, { exitCode: 2 });
  }
  const { name, maintainer } = first;
  const identity = newIdentity(request, name);
  const empty = { keys: [], files: [], withdrawn: [], earlier: [], keyring: '', time: 0 };
  return { format: 1, identity, url, maintainer, ...empty };
}

/**
 * The keys of the next state. A new key signs beside the old ones until these are retired: machines learn of it by the keyring
 * package, which the old keys sign.
 * @param named the fingerprint of the key that the request names
 */
export function nextKeys(old: Repository, named: string | undefined, time: number): RepositoryKey[] {
  if (named === undefined || old.keys.some(({ fingerprint }) => fingerprint === named)) return old.keys;
  return [...old.keys, { fingerprint: named, since: time }];
}

/**
 * The keys without the one that `retire` names.
 * @throws BuildError if it is not one of them, or the only one.
 */
export function withoutRetired(keys: readonly RepositoryKey[], retire: string): RepositoryKey[] {
  const wanted = retire.replace(/^0x/i, '').replaceAll(' ', '').toUpperCase();
  const isRetired = ({ fingerprint }: RepositoryKey): boolean => wanted.length >= 8 && fingerprint.endsWith(wanted);
  const rest = keys.filter((key) => !isRetired(key));
  const names = keys.map(({ fingerprint }) => fingerprint);
  if (rest.length === keys.length) {
    throw new BuildError(`the repository is not signed by ${retire}`, [`its keys are ${names.join(' and ')}`]);
  }
  if (rest.length === 0) {
    throw new BuildError(`${retire} is the only key of the repository`, [
      'first publish with --key NEW, and retire the old key when all machines have had time to upgrade',
    ]);
  }
  return rest;
}

/**
 * The package whose version is withdrawn.
 * @param project the package of the current project
 * @throws BuildError if the request does not tell.
 */
export function withdrawnPackage(
  { identity, files }: Repository,
  { name, versions }: { name: string | undefined; versions: readonly string[] },
  project: string | undefined,
): { name: string; version: string } {
  const isOwn = (file: { name: string }): boolean => file.name !== keyringName(identity);
  const names = [...new Set(files.filter(isOwn).map((file) => file.name))];
  const chosen = name ?? (project !== undefined && names.includes(project) ? project : undefined);
  const [only] = names;
  const found = chosen ?? (names.length === 1 ? only : undefined);
  if (found === undefined || !isOwn({ name: found })) {
    throw new BuildError(`it is not clear which package to withdraw ${versions[0]} of`, [
      `name it, as in --withdraw ${only ?? 'my-app'}=${versions[0]}`,
    ]);
  }
  const known = versions.find((version) => files.some((file) => file.name === found && file.version === version));
  return { name: found, version: known ?? versions[0] ?? '' };
}
