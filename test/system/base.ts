/**
 * Base systems: small real Debian systems, made once with mmdebstrap and kept outside the repository.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { run } from '../../builder/shell.ts';

export type Suite = 'bullseye' | 'bookworm' | 'trixie' | 'forky';

/** Debian 12, 13 and testing. */
export const SUITES: readonly Suite[] = ['bookworm', 'trixie', 'forky'];

/** All, with Debian 11, which few chapters are about. */
export const ALL_SUITES: readonly Suite[] = [...SUITES, 'bullseye'];

const PACKAGES = 'systemd,systemd-sysv,dbus,init-system-helpers,passwd,mount,nodejs,curl';

/**
 * Downloaded but not installed, so that a system without a network can get them: a real mail server, a proxy,
 * accounts from elsewhere, what this Debian has to say of packages, and automatic upgrades.
 */
const AT_HAND = 'postfix nginx libnss-extrausers lintian unattended-upgrades';

/** The part of them that chapters on Debian 11 need. */
const AT_HAND_ON_11 = 'nginx unattended-upgrades';

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
  'systemd-sysusers.service|systemd-creds*|dbus*',
].join('|');

/**
 * Masks the other units, and removes the links of targets to them. Files of packages stay, because debsums(1) looks at them.
 * systemd makes the last directory for the first timer.
 */
const LEAN_UNITS = `
cd /usr/lib/systemd/system
for unit in *; do case $unit in
  *.wants | *.requires | *.d) continue ;;
  dev-*.mount | sys-*.mount | systemd-journald-audit.socket) ;;
  ${KEPT_UNITS}) continue ;;
  esac
  ln -sf /dev/null "/etc/systemd/system/$unit"
  rm -f *.wants/"$unit" /etc/systemd/system/*.wants/"$unit"
done
ln -sf /usr/lib/systemd/system/multi-user.target /etc/systemd/system/default.target
rmdir --ignore-fail-on-non-empty /etc/systemd/system/*.wants
mkdir -p /var/lib/systemd/timers`;

/**
 * Leaves in the lists of apt only the packages that are installed or downloaded: apt goes through all in each command, which
 * takes a second with the 60,000 of Debian. The apt of the system, whose version may be another one than that of the host,
 * makes its caches here, once. A machine with a network gets the whole lists by {@link WHOLE_LISTS}.
 */
const LEAN_LISTS = `
cd /var/lib/apt/lists
{ dpkg-query --show --showformat="\\\${Package}\\n"; ls /var/cache/apt/archives | sed -n "s/_.*[.]deb$//p"; } >/tmp/here
for list in *_Packages; do
  awk "FNR == NR { here[\\$1]; next } /^Package: / { isHere = \\$2 in here } isHere" /tmp/here "$list" >/tmp/list
  cat /tmp/list >"$list"
done
rm /tmp/here /tmp/list /var/cache/apt/*.bin
apt-get check`;

/** apt takes lists for whole while the Release file beside them is the newest one. */
export const WHOLE_LISTS = 'rm -rf /var/lib/apt/lists/* && apt-get update -qq';

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
  `--customize-hook=chroot "$1" sh -ec '${LEAN_LISTS}'`,
  // Keeps the package lists and what was downloaded.
  '--skip=cleanup/apt',
];

/** Debian 11 has Node 12, which is too old, and here a /lib beside /usr/lib, as upgraded systems have. */
function optionsOf(suite: Suite): string[] {
  if (suite !== 'bullseye') return OPTIONS;
  const own = OPTIONS.map((option) =>
    option.replace(PACKAGES, PACKAGES.replace(',nodejs', '')).replace(AT_HAND, AT_HAND_ON_11),
  );
  return own.filter((option) => !option.includes(LEAN_UNITS));
}

/** The folder of a base system, which is made if it is not there yet (some 30 s). Never change anything in it. */
export async function baseSystem(suite: Suite): Promise<string> {
  const options = optionsOf(suite);
  const recipe = createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 12);
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'build-deb');
  const folder = path.join(cache, `${suite}-${recipe}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  await mkdir(cache, { recursive: true });
  try {
    const made = await run('mmdebstrap', [...options, suite, partial]);
    if (made.exitCode !== 0) throw new Error(`mmdebstrap ${suite} failed:\n${made.stderr}`);
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}
