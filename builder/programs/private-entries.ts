/**
 * Private files in a package: the services read them, other users of the target do not.
 */
import type { Config } from '../config/config.ts';
import type { Owned } from './owned.ts';

/**
 * The modes of a private file. dpkg unpacks it for root alone, because the group exists only afterwards. tmpfiles.d then
 * lets the group of the first service read it.
 */
export function privateModes(
  path: string,
  executable: boolean,
  { services }: Pick<Config, 'services'>,
): { mode: number; owned: Owned } {
  const owned: Owned = { type: 'z', path, mode: executable ? '0750' : '0640', owner: 'root', group: services[0].user };
  return { mode: executable ? 0o700 : 0o600, owned };
}

/** A warning if services of other users exist, who cannot read the private files. */
export function privateWarnings(owned: readonly Owned[], { services }: Pick<Config, 'services'>): string[] {
  const [{ user }] = services;
  const others = [...new Set(services.map((service) => service.user))].filter((other) => other !== user);
  const [first, ...more] = owned.filter(({ owner, group }) => owner === 'root' && group === user);
  if (others.length === 0 || first === undefined) return [];
  const files = more.length > 0 ? `${first.path} and ${more.length} more are` : `${first.path} is`;
  return [
    `${files} private here, so that on the target only root and the group ${user} can read it, not ${others.join(', ')}`,
  ];
}
