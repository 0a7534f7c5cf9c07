/** Debian's base system in /etc. As of 2026-11: written by renew.sh. */
export const CONFIGURATION = `
/etc: .pwd.lock adduser.conf bash.bashrc bash_completion bindresvport.blacklist ca-certificates.conf crontab
/etc: debconf.conf debian_version deluser.conf dhcpcd.conf e2scrub.conf environment ethertypes fstab gai.conf group
/etc: group- gshadow gshadow- host.conf hostname hosts hosts.allow hosts.deny inputrc issue issue.net ld.so.cache
/etc: ld.so.conf libaudit.conf locale.alias locale.conf locale.gen localtime login.defs logrotate.conf machine-id
/etc: magic magic.mime mailcap mailcap.order manpath.config mime.types mke2fs.conf modules motd mtab nanorc netconfig
/etc: networks nftables.conf nsswitch.conf os-release pam.conf passwd passwd- profile protocols reportbug.conf
/etc: resolv.conf rmt rpc services shadow shadow- shells subgid subuid sudo.conf sudo_logsrvd.conf sudoers
/etc: sysctl.conf timezone ucf.conf vconsole.conf wgetrc xattr.conf
/etc/alternatives: README awk editor ex js lft lzcat lzcmp lzdiff lzegrep lzfgrep lzgrep lzless lzma lzmore mt nawk
/etc/alternatives: nc netcat open pager pico rmt rview tcptraceroute telnet traceproto traceroute traceroute.sbin
/etc/alternatives: traceroute6 unlzma vi view which which.de1.gz which.es1.gz which.fr1.gz which.it1.gz which.ja1.gz
/etc/alternatives: which.pl1.gz which.sl1.gz
/etc/apparmor.d: sbin.dhclient usr.bin.man
/etc/apparmor.d/local: sbin.dhclient usr.bin.man
/etc/apt: listchanges.conf sources.list
/etc/apt/apt.conf.d: 01autoremove 20listchanges 70debconf
/etc/apt/trusted.gpg.d: debian-archive-bookworm-automatic.asc debian-archive-bookworm-security-automatic.asc
/etc/apt/trusted.gpg.d: debian-archive-bookworm-stable.asc debian-archive-bullseye-automatic.asc
/etc/apt/trusted.gpg.d: debian-archive-bullseye-security-automatic.asc debian-archive-bullseye-stable.asc
/etc/apt/trusted.gpg.d: debian-archive-trixie-automatic.asc debian-archive-trixie-security-automatic.asc
/etc/apt/trusted.gpg.d: debian-archive-trixie-stable.asc
/etc/bash_completion.d: 000_bash_completion_compat.bash git-prompt
/etc/cron.d: .placeholder e2scrub_all
/etc/cron.daily: .placeholder apt-compat dpkg logrotate man-db
/etc/cron.hourly: .placeholder
/etc/cron.monthly: .placeholder
/etc/cron.weekly: .placeholder man-db
/etc/cron.yearly: .placeholder
/etc/default: cron dbus hwclock locale networking nss ssh useradd
/etc/dhcp: debug dhclient.conf
/etc/dhcp/dhclient-enter-hooks.d: debug
/etc/dhcp/dhclient-exit-hooks.d: debug rfc3442-classless-routes timesyncd
/etc/dpkg: dpkg.cfg
/etc/dpkg/origins: debian default
/etc/groff: man.local mdoc.local
/etc/init.d: cron dbus hwclock.sh kmod networking procps ssh sudo udev wtmpdb-update-boot
/etc/iproute2: bpf_pinning ematch_map group nl_protos rt_dsfield rt_protos rt_realms rt_scopes rt_tables
/etc/iproute2/rt_protos.d: README
/etc/iproute2/rt_tables.d: README
/etc/ld.so.conf.d: libc.conf x86_64-linux-gnu.conf
/etc/logrotate.d: alternatives apt btmp dpkg wtmp wtmpdb
/etc/modules-load.d: modules.conf
/etc/network: interfaces
/etc/network/if-down.d: resolved
/etc/network/if-up.d: resolved
/etc/pam.d: chfn chpasswd chsh common-account common-auth common-password common-session
/etc/pam.d: common-session-noninteractive cron login newusers other passwd remote runuser runuser-l sshd su su-l sudo
/etc/pam.d: sudo-i
/etc/perl/Net: libnet.cfg
/etc/profile.d: 70-systemd-shell-extra.sh 80-systemd-osc-context.sh bash_completion.sh
/etc/runit/runsvdir/default: ssh
/etc/security: access.conf faillock.conf group.conf limits.conf namespace.conf namespace.init opasswd pam_env.conf
/etc/security: pwhistory.conf sepermit.conf time.conf
/etc/security/limits.d: 10-coredump-debian.conf
/etc/selinux: semanage.conf
/etc/sgml: catalog xml-core.cat
/etc/skel: .bash_logout .bashrc .profile
/etc/ssh: moduli ssh_config ssh_host_ecdsa_key ssh_host_ecdsa_key.pub ssh_host_ed25519_key ssh_host_ed25519_key.pub
/etc/ssh: ssh_host_mldsa44_ed25519_key ssh_host_mldsa44_ed25519_key.pub ssh_host_rsa_key ssh_host_rsa_key.pub
/etc/ssh: sshd_config
/etc/ssh/ssh_config.d: 20-systemd-ssh-proxy.conf
/etc/ssl: openssl.cnf
/etc/sudoers.d: README
/etc/supercat: spcrc-crontab spcrc-crontab-light
/etc/sv/ssh: finish run
/etc/sv/ssh/.meta: installed
/etc/sv/ssh/log: run
/etc/sysctl.d: 99-sysctl.conf README.sysctl
/etc/systemd: journald.conf logind.conf networkd.conf pstore.conf sleep.conf system.conf timesyncd.conf user.conf
/etc/systemd/system: autovt@.service dbus-org.freedesktop.timesync1.service sshd.service
/etc/systemd/system/default.target.wants: wtmpdb-update-boot.service
/etc/systemd/system/getty.target.wants: getty@tty1.service
/etc/systemd/system/multi-user.target.wants: cron.service e2scrub_reap.service networking.service remote-fs.target
/etc/systemd/system/multi-user.target.wants: ssh.service
/etc/systemd/system/network-online.target.wants: networking.service
/etc/systemd/system/sockets.target.wants: polkit-agent-helper.socket
/etc/systemd/system/ssh.service.wants: sshd-keygen.service
/etc/systemd/system/ssh.socket.wants: sshd-keygen.service
/etc/systemd/system/sshd.service.wants: sshd-keygen.service
/etc/systemd/system/sshd@.service.wants: sshd-keygen.service
/etc/systemd/system/sysinit.target.wants: systemd-pstore.service systemd-timesyncd.service
/etc/systemd/system/timers.target.wants: apt-daily-upgrade.timer apt-daily.timer apt-listchanges.timer
/etc/systemd/system/timers.target.wants: dpkg-db-backup.timer e2scrub_all.timer fstrim.timer logrotate.timer
/etc/systemd/system/timers.target.wants: man-db.timer
/etc/systemd/user/sockets.target.wants: ssh-agent.socket
/etc/udev: iocost.conf udev.conf
/etc/ufw/applications.d: openssh-server
/etc/update-motd.d: 10-uname
/etc/vim: vimrc vimrc.tiny
/etc/xdg/systemd: user
/etc/xml: catalog catalog.old polkitd.xml polkitd.xml.old xml-core.xml xml-core.xml.old
`;
