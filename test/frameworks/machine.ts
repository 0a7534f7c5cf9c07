/**
 * The machine of all projects, with the servers that some of them need.
 */
import { WHOLE_LISTS } from '../system/base.ts';
import type { Machine } from '../system/machine.ts';
import type { Recipe } from './recipe.ts';

/**
 * Installs Debian's packages before the machine boots, because it has no network then.
 * @throws Error with the output of apt
 */
export async function equip(machine: Machine, recipes: readonly Recipe[]): Promise<void> {
  // Debian's installer writes this file, and mmdebstrap does not.
  await machine.write('/etc/hosts', '127.0.0.1 localhost\n127.0.1.1 vm\n::1 localhost ip6-localhost\n');
  const packages = [...new Set(recipes.flatMap(({ debian }) => debian))];
  if (packages.length === 0) return;
  await machine.put('/etc/resolv.conf', '/etc/resolv.conf');
  const policy = "printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d";
  const install = `${WHOLE_LISTS} && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const { exitCode, stdout, stderr } = await machine.chroot(
    `${policy} && ${install} && rm /usr/sbin/policy-rc.d && apt-get clean`,
  );
  if (exitCode !== 0) throw new Error(`${stdout}${stderr}`);
}

/** Runs what the recipes want on the booted machine, such as the creation of a database. */
export async function prepare(machine: Machine, recipes: readonly Recipe[]): Promise<void> {
  for (const command of new Set(recipes.flatMap((recipe) => recipe.prepare))) await machine.sh(command);
}
