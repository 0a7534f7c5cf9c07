/**
 * The files of Debian's base system. dpkg protects those that a package owns. It would overwrite the others: files that an
 * installer, a maintainer script or an administrator has made. The lists come from standard systems of Debian 12, 13 and
 * testing with sudo, sshd and polkit, and renew.sh writes them anew.
 */
import { CONFIGURATION } from './base-configuration.ts';
import { LIBRARIES } from './base-libraries.ts';
import { PROGRAMS } from './base-programs.ts';
import { RULES } from './base-rules.ts';
import { UNITS } from './base-units.ts';

/** Files that may come after the first boot, and those of common packages that grant root's rights. */
const LATER = `
/etc: passwd- shadow- group- gshadow- subuid- subgid- ld.so.preload ld.so.cache sudoers sudo.conf doas.conf nologin
/etc: securetty hosts hosts.allow hosts.deny hosts.equiv hostname resolv.conf machine-id machine-info localtime
/etc: timezone adjtime fstab crypttab mtab crontab cron.allow cron.deny at.allow at.deny anacrontab profile environment
/etc: locale.conf vconsole.conf inittab modules exports aliases mailname rc.local motd issue issue.net shells papersize
/etc/default: grub keyboard locale
/etc/network: interfaces
/etc/ssh: sshd_config ssh_config ssh_host_rsa_key ssh_host_ecdsa_key ssh_host_ed25519_key
/etc/ssh: ssh_host_rsa_key.pub ssh_host_ecdsa_key.pub ssh_host_ed25519_key.pub
/etc/ssl/certs: ca-certificates.crt
/etc/apt: sources.list apt.conf preferences
/usr/lib/systemd/system: -.mount -.slice init.scope system.slice etc.mount usr.mount var.mount
/usr/bin: pkexec doas at editor vi nano dbus-launch systemd-run
`;

/** Absolute paths on a merged /usr; libraries by their paths on each architecture. */
export const BASE_FILES: ReadonlySet<string> = new Set(
  [CONFIGURATION, PROGRAMS, LIBRARIES, UNITS, RULES, LATER].flatMap(pathsOf).flatMap(onEachArchitecture),
);

/** The paths of lines such as `/usr/bin: cat ls`. */
function pathsOf(list: string): string[] {
  return list.split('\n').flatMap((line) => {
    const [folder = '', names = ''] = line.split(': ');
    return names
      .split(' ')
      .filter(Boolean)
      .map((name) => `${folder}/${name}`);
  });
}

/** The lists come from amd64. */
function onEachArchitecture(path: string): string[] {
  return path.includes('/x86_64-linux-gnu/') ? [path, path.replace('x86_64', 'aarch64')] : [path];
}
