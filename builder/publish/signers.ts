/**
 * The keys that sign the next state.
 */
import { createKey, findKey, type SigningKey } from './gpg.ts';
import type { Repository } from './repository.ts';
import type { PublishRequest } from './request.ts';
import { nextKeys, withoutRetired } from './settle.ts';

/** The keys of the next state. */
export interface Keys {
  next: Repository['keys'];
  signing: SigningKey[];
  /** The fingerprint of a key that was created now. */
  created: string | undefined;
}

/**
 * The keys for a request, each looked up and checked. The first state creates one if the request names none.
 * @throws BuildError for a key that machines would reject, or that cannot sign here.
 */
export async function keysOf(
  old: Repository,
  { key, retire }: PublishRequest,
  { time, signal }: { time: number; signal: AbortSignal },
): Promise<Keys> {
  const named = key === undefined ? undefined : await findKey(key, signal);
  const isNew = old.keys.length === 0 && named === undefined;
  const made = isNew ? await createKey(`${old.identity.name} package repository`, signal) : named;
  const all = nextKeys(old, made?.fingerprint, time);
  const next = retire === undefined ? all : withoutRetired(all, retire);
  const signing = await Promise.all(next.map(({ fingerprint }) => findKey(fingerprint, signal)));
  return { next, signing, created: isNew ? made?.fingerprint : undefined };
}
