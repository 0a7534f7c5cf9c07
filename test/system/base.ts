/**
 * Base systems: small real Debian systems, made once with mmdebstrap and kept outside the repository.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { run } from '../../builder/shell.ts';

export type Suite = 'bookworm' | 'trixie' | 'forky';

/** Debian 12, 13 and testing. */
export const SUITES: readonly Suite[] = ['bookworm', 'trixie', 'forky'];

const PACKAGES = 'systemd,systemd-sysv,dbus,init-system-helpers,passwd,mount,nodejs,curl';

/**
 * Downloaded but not installed, so that a system without a network can get them: a real mail server, a proxy,
 * accounts from elsewhere, what this Debian has to say of packages, and automatic upgrades.
 */
const AT_HAND = 'postfix nginx libnss-extrausers lintian unattended-upgrades';

/**
 * Units of Debian that stories need, as patterns of the shell. Each daemon-reload reads all units that a unit names, so
 * the others (for users who log in, devices of real machines, an initrd) take more than half of its time.
 */
const KEPT_UNITS = [
  'basic.target|sysinit.target|multi-user.target|local-fs*.target|remote-fs*.target|swap.target|paths.target',
  'slices.target|sockets.target|timers.target|network*.target|nss-*.target|time-*.target|*.slice|*.mount',
  'shutdown.target|umount.target|final.target|reboot.target|poweroff.target|halt.target|exit.target',
  'emergency.target|emergency.service|systemd-reboot.service|systemd-poweroff.service|systemd-halt.service',
  'systemd-exit.service|systemd-journald*|systemd-journal-flush.service|systemd-tmpfiles-setup.service',
  'systemd-sysusers.service|systemd-creds*|dbus*|*.wants',
].join('|');

/** Removes the other units, and links to them. */
const LEAN_UNITS = `
cd /usr/lib/systemd/system
for unit in *; do case $unit in ${KEPT_UNITS}) ;; *) rm -r "$unit" ;; esac; done
rm -f dev-*.mount sys-*.mount systemd-journald-audit.socket
ln -s multi-user.target default.target
for link in *.wants/* /etc/systemd/system/*.wants/*; do test -e "$link" || rm "$link"; done
rmdir --ignore-fail-on-non-empty /etc/systemd/system/*.wants`;

const OPTIONS = [
  '--variant=apt',
  `--include=${PACKAGES}`,
  // The mirror's Release file of testing may be older than it allows itself.
  '--aptopt=Acquire::Check-Valid-Until "false"',
  `--customize-hook=APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get install --yes --download-only ${AT_HAND}`,
  // The work of the first boot after an update of /usr (systemd-update-done.service(8)) is done here, once.
  '--customize-hook=chroot "$1" sh -c "ldconfig && journalctl --update-catalog && touch /etc/.updated /var/.updated"',
  // Half of the time of each daemon-reload goes to generators, of which no story needs one (systemd.generator(7)).
  '--customize-hook=mkdir -p "$1/etc/systemd/system-generators" && for file in "$1"/usr/lib/systemd/system-generators/*; do ln -s /dev/null "$1/etc/systemd/system-generators/${file##*/}"; done',
  `--customize-hook=chroot "$1" sh -ec '${LEAN_UNITS}'`,
  // Keeps the package lists and what was downloaded.
  '--skip=cleanup/apt',
];

/** The folder of a base system, which is made if it is not there yet (some 30 s). Never change anything in it. */
export async function baseSystem(suite: Suite): Promise<string> {
  const recipe = createHash('sha256').update(JSON.stringify(OPTIONS)).digest('hex').slice(0, 12);
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'build-deb');
  const folder = path.join(cache, `${suite}-${recipe}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  await mkdir(cache, { recursive: true });
  try {
    const made = await run('mmdebstrap', [...OPTIONS, suite, partial]);
    if (made.exitCode !== 0) throw new Error(`mmdebstrap ${suite} failed:\n${made.stderr}`);
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}
