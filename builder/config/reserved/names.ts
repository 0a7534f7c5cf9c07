/**
 * Names that belong to Debian, each in the first list that has it.
 *
 * They come from systems of Debian 12, 13 and testing as `mmdebstrap --variant=standard` makes them, with openssh-server,
 * sudo, polkitd, python3 and systemd-container, and from one of Debian 13 with some 80 servers, from postgresql to snapd.
 * To renew a list for a new release, make such systems and read the files that its comment names. Accounts of programs
 * that have packages elsewhere, such as docker-ce, are added by hand.
 */

/** /usr/share/base-passwd/passwd.master, whose users have the uids 0 to 99 and 65534. */
export const BASE_USERS =
  '_apt backup bin daemon games gnats halt irc list lp mail man news nobody proxy root shutdown sync sys uucp ' +
  'www-data';

/** /usr/share/base-passwd/group.master, whose groups have the gids 0 to 100 and 65534. */
export const BASE_GROUPS =
  'adm audio cdrom dialout dip disk fax floppy kmem nogroup operator plugdev sasl shadow src staff sudo tape tty ' +
  'users utmp video voice';

/** Groups whose members get the rights of root, of a device or of other users' data (SystemGroups in Debian's wiki). */
export const RIGHTS =
  '_ssh adbusers autologin bluetooth clock colord crontab docker firejail fuse gpio i2c incus incus-admin input ' +
  'kvm libvirt libvirt-dnsmasq libvirt-qemu libvirtd lpadmin lxc lxd microk8s mlocate netdev nm-openvpn ' +
  'nopasswdlogin nvram pcscd pipewire plocate podman postdrop pulse-access rdma render sambashare saned scanner ' +
  'sgx spi ssh ssl-cert sudoers systemd-coredump systemd-journal systemd-journal-remote tss uuidd vboxsf ' +
  'vboxusers wheel winbindd_priv wireshark';

/** /etc/passwd and /etc/group. */
export const SYSTEM_USERS =
  '_chrony _dhcpcd _dnsdist _flatpak _gvm _laurel _rpc _smtpd _smtpq apache asterisk avahi avahi-autoipd bind ' +
  'caddy cassandra ceph clamav consul couchdb cups-pk-helper debci debian-spamd debian-tor debian-transmission ' +
  'dhcpcd dhcpd dnsmasq dovecot dovenull ejabberd elasticsearch epmd etcd exim fetchmail flatpak freerad ftp ' +
  'fwupd-refresh gdm geoclue gitea gitlab gitlab-runner gitolite3 gnunet grafana guacd haproxy hplip icecast ' +
  'icecast2 icinga influxdb jellyfin jenkins kafka kibana knot lightdm logstash lxc-dnsmasq mailman memcache ' +
  'messagebus minio miredo mongodb monit mosquitto mpd munin mysql mysqld nagios named neo4j netdata nginx ' +
  'nm-openconnect node-exporter nslcd ntp ntpsec nut nvidia-persistenced opendkim openldap opensearch pdns ' +
  'polkitd pollinate postfix postgres postgrey privoxy proftpd prometheus proxysql pulse puppet rabbitmq radvd ' +
  'redis redsocks rstudio-server rsyncd rtkit salt sddm shairport-sync smmsp smmta snapd_daemon solr ' +
  'speech-dispatcher sshd sssd statd stunnel4 suricata syncthing syslog systemd-network systemd-oom ' +
  'systemd-resolve systemd-timesync tcpdump telegraf telnetd tftp tinyproxy tomcat trafficserver transmission ' +
  'unbound usbmux uwsgi varnish varnishlog vault vcache vdr vnstat whoopsie xrdp zabbix znc zookeeper';

/** /var/lib/dpkg/status: packages of the priorities required, important and standard, and their dependencies. */
export const PACKAGES =
  'adduser apt apt-listchanges apt-utils base-files base-passwd bash bash-completion bind9-dnsutils bind9-host ' +
  'bind9-libs bsdextrautils bsdutils bzip2 ca-certificates coreutils cpio cron cron-daemon-common dash dbus ' +
  'dbus-bin dbus-daemon dbus-session-bus-common dbus-system-bus-common debconf debconf-i18n ' +
  'debian-archive-keyring debian-faq debianutils dhcpcd-base diffutils distro-info-data dmidecode dmsetup ' +
  'doc-debian dpkg e2fsprogs fdisk file findutils gcc-12-base gcc-14-base gcc-16-base gettext-base git git-man ' +
  'gpgv grep groff-base gzip hostname ifupdown inetutils-telnet init init-system-helpers iproute2 iputils-ping ' +
  'isc-dhcp-client isc-dhcp-common kmod krb5-locales less libacl1 libapparmor1 libapt-pkg6.0 libapt-pkg7.0 ' +
  'libarchive13t64 libargon2-1 libatomic1 libattr1 libaudit-common libaudit1 libblkid1 libbpf1 libbrotli1 libbsd0 ' +
  'libbz2-1.0 libc-bin libc-gconv-modules-extra libc-l10n libc6 libcap-ng0 libcap2 libcap2-bin libcbor0.10 ' +
  'libcbor0.8 libcom-err2 libcrypt1 libcryptsetup12 libcurl3-gnutls libcurl3t64-gnutls libcurl4 libcurl4-gnutls ' +
  'libcurl4t64 libdb5.3 libdb5.3t64 libdbus-1-3 libdebconfclient0 libdevmapper1.02.1 libduktape207 libedit2 ' +
  'libelf1 libelf1t64 liberror-perl libexpat1 libext2fs2 libext2fs2t64 libfdisk1 libffi8 libfido2-1 ' +
  'libfile-find-rule-perl libfstrm0 libgcc-s1 libgcrypt20 libgdbm-compat4 libgdbm-compat4t64 libgdbm6 libgdbm6t64 ' +
  'libglib2.0-0 libglib2.0-0t64 libgmp10 libgnutls30 libgnutls30t64 libgpg-error0 libgssapi-krb5-2 libhogweed6 ' +
  'libhogweed6t64 libicu72 libidn2-0 libip4tc2 libjansson4 libjemalloc2 libjson-c5 libk5crypto3 libkeyutils1 ' +
  'libkmod2 libkrb5-3 libkrb5support0 liblastlog2-2 libldap-2.5-0 libldap2 liblmdb0 liblocale-gettext-perl ' +
  'liblockfile-bin liblsof0 liblz4-1 liblzma5 libmagic-mgc libmagic1 libmagic1t64 libmaxminddb0 libmd0 libmnl0 ' +
  'libmount1 libncursesw6 libnettle8 libnettle8t64 libnewt0.52 libnftables1 libnftnl11 libnghttp2-14 libnghttp3-9 ' +
  'libngtcp2-16 libngtcp2-crypto-gnutls8 libnsl2 libnss-systemd libnumber-compare-perl libp11-kit0 libpam-modules ' +
  'libpam-modules-bin libpam-runtime libpam-systemd libpam-wtmpdb libpam0g libpci3 libpcre2-16-0 libpcre2-32-0 ' +
  'libpcre2-8-0 libpcre2-posix3 libperl5.36 libperl5.40 libperl5.42 libpipeline1 libpolkit-agent-1-0 ' +
  'libpolkit-gobject-1-0 libpopt0 libproc2-0 libproc2-1 libprotobuf-c1 libpsl5 libpsl5t64 libpython3-stdlib ' +
  'libpython3.11-minimal libpython3.11-stdlib libpython3.13-minimal libpython3.13-stdlib libpython3.14-minimal ' +
  'libpython3.14-stdlib libreadline8 libreadline8t64 librtmp1 libsasl2-2 libsasl2-modules-db libseccomp2 ' +
  'libselinux1 libsemanage-common libsemanage2 libsepol2 libslang2 libsmartcols1 libsqlite3-0 libss2 libssh2-1 ' +
  'libssh2-1t64 libssl3 libssl3t64 libsystemd-shared libsystemd0 libtasn1-6 libtext-charwidth-perl ' +
  'libtext-glob-perl libtext-iconv-perl libtext-wrapi18n-perl libtinfo6 libtirpc-common libtirpc3 libtirpc3t64 ' +
  'libuchardet0 libudev1 libunistring2 libunistring5 liburcu8t64 libuuid1 libuv1 libuv1t64 libwrap0 libwtmpdb0 ' +
  'libxml2 libxml2-16 libxtables12 libxxhash0 libzstd1 linux-sysctl-defaults locales login login.defs logrotate ' +
  'logsave lsof mailcap man-db manpages manpages-utils mawk media-types mime-support mount nano ncurses-base ' +
  'ncurses-bin ncurses-term netbase netcat-traditional nftables node nodejs npm openssh-client openssh-common ' +
  'openssh-server openssh-sftp-server openssl openssl-provider-legacy passwd pci.ids pciutils pcre2-utils perl ' +
  'perl-base perl-modules-5.36 perl-modules-5.40 perl-modules-5.42 procps python-apt-common python3 python3-apt ' +
  'python3-certifi python3-chardet python3-charset-normalizer python3-debconf python3-debian python3-debianbts ' +
  'python3-httplib2 python3-idna python3-minimal python3-pkg-resources python3-pycurl python3-pyparsing ' +
  'python3-pysimplesoap python3-reportbug python3-requests python3-six python3-urllib3 python3.11 ' +
  'python3.11-minimal python3.13 python3.13-minimal python3.14 python3.14-minimal readline-common reportbug ' +
  'runit-helper sed sensible-utils sgml-base sqv systemd systemd-container systemd-sysv systemd-timesyncd ' +
  'sysvinit-utils tar tasksel tasksel-data traceroute tzdata ucf udev usrmerge util-linux util-linux-extra ' +
  'vim-common vim-tiny wamerican wget whiptail wtmpdb xml-core xz-utils zlib1g';

/** Files and directories, by the places where a package has its own name. */
export const PLACES: Readonly<Record<string, string>> = {
  '/usr/lib/tmpfiles.d/NAME.conf':
    '20-systemd-osc-context 20-systemd-shell-extra 20-systemd-ssh-generator 20-systemd-stub 20-systemd-varlink ' +
    'debian home journal-nocow legacy provision systemd-nologin systemd-tmp var x11',
  '/usr/lib/sysusers.d/NAME.conf': 'basic',
  '/usr/lib/systemd/system/NAME.service':
    'apt-daily apt-daily-upgrade autovt breakpoint-pre-basic breakpoint-pre-mount breakpoint-pre-switch-root ' +
    'breakpoint-pre-udev capsule console-getty container-getty cryptdisks cryptdisks-early ' +
    'dbus-org.freedesktop.hostname1 dbus-org.freedesktop.import1 dbus-org.freedesktop.locale1 ' +
    'dbus-org.freedesktop.login1 dbus-org.freedesktop.machine1 dbus-org.freedesktop.portable1 ' +
    'dbus-org.freedesktop.timedate1 debug-shell dpkg-db-backup e2scrub emergency fstrim getty getty-static ifup ' +
    'ifupdown-pre ifupdown-wait-online initrd-cleanup initrd-parse-etc initrd-switch-root ' +
    'initrd-udevadm-cleanup-db kmod-static-nodes modprobe polkit polkit-agent-helper quotaon quotaon-root rc ' +
    'rc-local rescue serial-getty sshd-keygen system-update-cleanup systemd-ask-password ' +
    'systemd-ask-password-console systemd-ask-password-wall systemd-backlight systemd-battery-check ' +
    'systemd-binfmt systemd-boot-check-no-failures systemd-bsod systemd-confext systemd-confext-initrd ' +
    'systemd-confext-sysroot systemd-creds systemd-exit systemd-factory-reset systemd-factory-reset-complete ' +
    'systemd-factory-reset-reboot systemd-factory-reset-request systemd-firstboot systemd-fsck systemd-fsck-root ' +
    'systemd-fsckd systemd-growfs systemd-growfs-root systemd-halt systemd-hibernate systemd-hibernate-clear ' +
    'systemd-hibernate-resume systemd-hostnamed systemd-hwdb-update systemd-hybrid-sleep systemd-importd ' +
    'systemd-initctl systemd-journal-catalog-update systemd-journal-flush systemd-journalctl ' +
    'systemd-journalctl-metrics systemd-journald systemd-journald-sync systemd-kexec systemd-localed ' +
    'systemd-logind systemd-loop systemd-machine-id-commit systemd-machine-tag systemd-machined ' +
    'systemd-modules-load systemd-mountfsd systemd-mute-console systemd-network-generator systemd-networkd ' +
    'systemd-networkd-persistent-storage systemd-networkd-wait-online systemd-nspawn systemd-nsresourced ' +
    'systemd-pcrextend systemd-pcrfs systemd-pcrfs-root systemd-pcrlock systemd-pcrlock-file-system ' +
    'systemd-pcrlock-firmware-code systemd-pcrlock-firmware-config systemd-pcrlock-machine-id ' +
    'systemd-pcrlock-make-policy systemd-pcrlock-secureboot-authority systemd-pcrlock-secureboot-policy ' +
    'systemd-pcrmachine systemd-pcrphase systemd-pcrphase-initrd systemd-pcrphase-sysinit systemd-portabled ' +
    'systemd-poweroff systemd-pstore systemd-quotacheck systemd-quotacheck-root systemd-random-seed ' +
    'systemd-reboot systemd-remount-fs systemd-repart systemd-rfkill systemd-soft-reboot systemd-storage-block ' +
    'systemd-storage-fs systemd-storagetm systemd-suspend systemd-suspend-then-hibernate systemd-sysctl ' +
    'systemd-sysext systemd-sysext-initrd systemd-sysext-sysroot systemd-sysinstall systemd-sysupdate ' +
    'systemd-sysupdate-auto-enable systemd-sysupdate-notify-sysext systemd-sysupdate-reboot ' +
    'systemd-sysupdate-update systemd-sysusers systemd-time-wait-sync systemd-timedated systemd-tmpfiles-clean ' +
    'systemd-tmpfiles-setup systemd-tmpfiles-setup-dev systemd-tmpfiles-setup-dev-early systemd-tpm2-setup ' +
    'systemd-tpm2-setup-early systemd-udev-load-credentials systemd-udev-settle systemd-udev-trigger ' +
    'systemd-udevd systemd-update-done systemd-update-utmp systemd-update-utmp-runlevel systemd-user-sessions ' +
    'systemd-validatefs systemd-vmspawn systemd-volatile-root user-runtime-dir wtmpdb-update-boot x11-common',
  '/var/lib/NAME':
    'alsa alternatives apache2 blkid boltd cloud cni command-not-found containerd containers dhcp ' +
    'dictionaries-common dkms emacsen-common extrausers fail2ban fprint fwupd gdm3 ghostscript grub ' +
    'initramfs-tools insserv iscsi kdump kubelet ldap libuuid lvm lxcfs machines mailman3 mdadm misc nfs ' +
    'os-prober pam pki plymouth polkit-1 portables postgresql private python rpm samba selinux shells.state ' +
    'shim-signed smartmontools snapd snmp spamassassin sss swcatalog tor tpm udisks2 unattended-upgrades ' +
    'update-manager update-notifier upower urandom usbutils vim xfonts xkb',
  '/etc/NAME':
    'apparmor.d bash.bashrc bindresvport.blacklist binfmt.d credstore credstore.encrypted cron.d cron.daily ' +
    'cron.hourly cron.monthly cron.weekly cron.yearly dbus-1 default depmod.d environment ethertypes fstab groff ' +
    'group gshadow gss hosts hosts.allow hosts.deny init.d inputrc issue issue.net kernel locale.alias locale.gen ' +
    'localtime logrotate.d machine-id magic magic.mime mailcap.order manpath.config mime.types modprobe.d modules ' +
    'modules-load.d motd mtab nanorc netconfig network networks opt os-release pam.d profile profile.d protocols ' +
    'rc0.d rc1.d rc2.d rc3.d rc4.d rc5.d rc6.d rmt rpc runit security services sgml shells skel ssl subgid subuid ' +
    'sudoers.d supercat sv sysctl.d terminfo timezone tmpfiles.d ufw update-motd.d wgetrc xdg xml',
  '/usr/lib/NAME':
    'aarch64-linux-gnu arm-linux-gnueabihf dbus-1.0 debug environment.d firmware git-core i386-linux-gnu ld-linux ' +
    'locale lsb mime openssh pcrlock.d policykit-1 sasl2 sftp-server sysusers.d tc valgrind',
  '/usr/share/NAME':
    'applications apport binfmts bug cmake common-licenses cruft debhelper dict distro-info doc doc-base factory ' +
    'fish gcc gdb gettext gitweb glib-2.0 i18n icons info java keyrings lintian maven-repo menu pam-configs perl5 ' +
    'pixmaps pkgconfig python-apt readline systemtap tabset user-tmpfiles.d zoneinfo zsh',
  '/usr/libexec/NAME': 'dhcpcd-hooks dhcpcd-run-hooks libselinux polkit-agent-helper-1',
  '/var/cache/NAME': 'apparmor cups dbconfig-common fontconfig ldconfig',
  '/var/log/NAME': 'btmp faillog freeradius journal lastlog openvpn squid wtmp zabbix-agent',
  '/var/spool/NAME': 'powerdns rsyslog',
  '/var/NAME': 'backups cache crash lib local lock log run spool tmp www',
  '/run/NAME':
    'ask-password console-setup credentials cryptsetup dhclient host initctl initramfs resolvconf sendsigs.omit.d ' +
    'setrans shm user',
  '/etc/default/NAME': 'bootlogd devpts grub.d hwclock intel-microcode keyboard networking nss rcs tmpfs useradd',
};
