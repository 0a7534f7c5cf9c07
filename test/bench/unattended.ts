/**
 * A booted Debian that takes versions from a repository of its own, by apt and by unattended-upgrades.
 */
import path from 'node:path';
import type { Suite } from '../system/base.ts';
import { Machine } from '../system/machine.ts';

/** The folder of the repository, which holds one version at a time in its list. */
export const REPOSITORY = '/srv/repository';

const ORIGINS =
  '#clear Unattended-Upgrade::Origins-Pattern;\nUnattended-Upgrade::Origins-Pattern { "origin=bench"; };\n';

/** Lists $file alone, of an origin that unattended-upgrades accepts. */
const PUBLISH = `cd ${REPOSITORY} && {
  dpkg-deb --field $file; echo "Filename: ./$file"; echo "Size: $(stat -c %s $file)"
  echo "SHA256: $(sha256sum $file | cut -d' ' -f1)"; } >Packages &&
  printf 'Origin: bench\\nSuite: bench\\nSHA256:\\n %s %s Packages\\n' "$(sha256sum Packages | cut -d' ' -f1)" "$(stat -c %s Packages)" >Release &&
  apt-get -qq update -o Dir::Etc::sourcelist=/etc/apt/sources.list.d/bench.list -o Dir::Etc::sourceparts=-`;

/** Boots it. It downloads unattended-upgrades before, so it needs a network. */
export async function bootUnattended(suite: Suite): Promise<Machine> {
  const machine = await Machine.assemble(suite);
  const command = 'apt-get -qq update; apt-get install -qq --yes --no-install-recommends unattended-upgrades';
  const { exitCode, stderr } = await machine.chroot(command);
  if (exitCode !== 0) throw new Error(stderr);
  await machine.write('/etc/apt/sources.list.d/bench.list', `deb [trusted=yes] file:${REPOSITORY} ./\n`);
  await machine.write('/etc/apt/apt.conf.d/60bench', ORIGINS);
  await machine.start();
  await machine.sh(`mkdir -p ${REPOSITORY} && systemctl stop apt-daily.timer apt-daily-upgrade.timer`);
  return machine;
}

/** The ways to install a file of the repository, each a command that ends as the way itself does. */
export const WAYS = {
  apt: (file: string): string => `apt-get install -qq --yes ${REPOSITORY}/${path.basename(file)}`,
  'unattended-upgrades': (file: string): string =>
    `file=${path.basename(file)}; ${PUBLISH} || exit 99; unattended-upgrade`,
} as const;
