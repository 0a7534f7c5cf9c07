/** Programs of the base system. As of 2026-11: written by renew.sh. */
export const PROGRAMS = `
/usr/bin: [ acorn addpart apropos apt apt-cache apt-cdrom apt-config apt-extracttemplates apt-ftparchive apt-get
/usr/bin: apt-key apt-listchanges apt-mark apt-sortpkgs arch awk b2sum base32 base64 basename basenc bash bashbug
/usr/bin: bits blkzone bunzip2 busctl bzcat bzcmp bzdiff bzegrep bzexe bzfgrep bzgrep bzip2 bzip2recover bzless
/usr/bin: bzmore c_rehash captoinfo cat catman chage chardet chardetect chattr chcon chcpu chfn chgrp chmem chmod
/usr/bin: choom chown chrt chsh cksum clear clear_console cmp col colcrt colrm column comm compose copyfilerange
/usr/bin: corelist corepack coresched cp cpan cpan5.36-x86_64-linux-gnu cpan5.40-x86_64-linux-gnu
/usr/bin: cpan5.42-x86_64-linux-gnu cpio crontab csplit ctstat cut cvtsudoers dash date dbus-cleanup-sockets
/usr/bin: dbus-daemon dbus-monitor dbus-run-session dbus-send dbus-update-activation-environment dbus-uuidgen dd
/usr/bin: deb-systemd-helper deb-systemd-invoke debconf debconf-apt-progress debconf-communicate debconf-copydb
/usr/bin: debconf-escape debconf-set-selections debconf-show debianbts delpart delv df dh_bash-completion
/usr/bin: dh_installxmlcatalogs diff diff3 diffman-git dig dir dircolors dirname dmesg dnsdomainname dnstap-read
/usr/bin: domainname dotlockfile dpkg dpkg-deb dpkg-divert dpkg-maintscript-helper dpkg-query dpkg-realpath
/usr/bin: dpkg-split dpkg-statoverride dpkg-trigger du echo edit editor egrep enc2xs encguess enosys env envsubst eqn
/usr/bin: ex exch expand expiry expr factor fadvise faillog fallocate false fgrep file fincore find findmnt findrule
/usr/bin: flock fmt fold free geqn getconf getent getino getopt gettext gettext.sh git git-bisect-rebase
/usr/bin: git-bisect-rebase--callback git-bisect-rebase--continue git-receive-pack git-shell git-upload-archive
/usr/bin: git-upload-pack gpasswd gpgv gpic grep grepc grepc_c grepc_mk groff grog grops grotty groups gtbl gunzip
/usr/bin: gzexe gzip h2ph h2xs hardlink hd head helpztags hexdump host hostid hostname hostnamectl hugetop i386 iconv
/usr/bin: id idna inetutils-telnet infocmp infotocap install instmodsh ionice ip ipcmk ipcrm ipcs ischroot isosize
/usr/bin: join journalctl js json_pp kernel-install kill kmod last lastb lastlog lcf ld.so ldattach ldd less lessecho
/usr/bin: lessfile lesskey lesspipe lexgrog lft lft.db libnetcfg link linux32 linux64 ln lnstat locale localectl
/usr/bin: localedef logger login loginctl logname look ls lsattr lsblk lsclocks lscpu lsfd lsipc lsirq lslocks
/usr/bin: lslogins lsmem lsmod lsns lsof lspci lzcat lzcmp lzdiff lzegrep lzfgrep lzgrep lzless lzma lzmainfo lzmore
/usr/bin: man man-recode mandb manpath mansect mansectf mawk mcookie md5sum md5sum.textutils mdig mesg mkdir mkfifo
/usr/bin: mknod mktemp more mount mountpoint mt mt-gnu mv namei nano nawk nc nc.traditional neqn netcat netshaper
/usr/bin: networkctl newgrp ngettext nice nisdomainname nl node nodejs nohup normalizer nproc nroff nsenter nslookup
/usr/bin: nstat nsupdate numfmt od open openssl pager partx passwd paste pathchk pcilmr pcre2grep pcre2test pdb3
/usr/bin: pdb3.11 pdb3.13 pdb3.14 pdfman perl perlbug perldoc perlivp perlthanks pgrep pic pico piconv pidof pidwait
/usr/bin: ping ping4 ping6 pinky pipesz pivot_root pkaction pkcheck pkill pkttyagent pl2pm pldd pmap pod2html pod2man
/usr/bin: pod2text pod2usage podchecker pr preconv print printenv printf printf_gettext printf_ngettext prlimit prove
/usr/bin: ps ptar ptardiff ptargrep ptx pwd pwdx py3clean py3compile py3versions pydoc3 pydoc3.11 pydoc3.13 pydoc3.14
/usr/bin: pygettext3 pygettext3.11 pygettext3.13 pygettext3.14 python3 querybts rbash rdma readlink realpath
/usr/bin: rename.ul renice reportbug reset resizepart rev rgrep rm rmdir rnano routel rtstat run-mailcap run-parts
/usr/bin: run0 runcon rview savelog scalar scp script scriptlive scriptreplay sdiff sed see select-editor semver
/usr/bin: sensible-browser sensible-editor sensible-pager sensible-terminal seq setarch setpci setpriv setsid setterm
/usr/bin: sftp sg sh sha1sum sha224sum sha256sum sha384sum sha512sum shasum shred shuf skill slabtop sleep slogin
/usr/bin: snice soelim sort sortman splain split sqv ss ssh ssh-add ssh-agent ssh-argv0 ssh-copy-id ssh-keygen
/usr/bin: ssh-keyscan stat stdbuf streamzip stty su sudo sudoedit sudoreplay sum switch_root sync systemctl systemd
/usr/bin: systemd-ac-power systemd-analyze systemd-ask-password systemd-cat systemd-cgls systemd-cgtop
/usr/bin: systemd-confext systemd-creds systemd-cryptenroll systemd-delta systemd-detect-virt systemd-escape
/usr/bin: systemd-firstboot systemd-hwdb systemd-id128 systemd-inhibit systemd-machine-id-setup systemd-mount
/usr/bin: systemd-mute-console systemd-notify systemd-path systemd-pty-forward systemd-repart systemd-run
/usr/bin: systemd-socket-activate systemd-stdio-bridge systemd-sysext systemd-sysinstall systemd-sysusers
/usr/bin: systemd-tmpfiles systemd-tty-ask-password-agent systemd-umount systemd-vpick tabs tac tail tar tasksel
/usr/bin: taskset tbl tee telnet tempfile test tic timedatectl timeout tload toe top touch tput tr traceproto
/usr/bin: traceproto.db traceroute traceroute-nanog traceroute.db traceroute6 traceroute6.db troff true truncate tset
/usr/bin: tsort tty tzselect ucf ucfq ucfr uclampset udevadm ul umount uname uncompress unexpand uniq unlink unlzma
/usr/bin: unshare unxz update-alternatives uptime users utmpdump varlinkctl vdir vi view vim.tiny vmstat w waitpid
/usr/bin: wall watch wc wdctl wget whatis whereis which which.debianutils whiptail who whoami write wtmpdb x86_64
/usr/bin: xargs xsubpp xz xzcat xzcmp xzdiff xzegrep xzfgrep xzgrep xzless xzmore yes ypdomainname zcat zcmp zdiff
/usr/bin: zdump zegrep zfgrep zforce zgrep zipdetails zless zmore znew
/usr/libexec: dhcpcd-run-hooks polkit-agent-helper-1
/usr/libexec/coreutils: libstdbuf.so
/usr/libexec/dhcpcd-hooks: 01-test 20-resolv.conf 30-hostname 50-timesyncd.conf
/usr/libexec/dpkg: dpkg-db-backup dpkg-db-keeper
/usr/libexec/e2fsprogs: e2scrub_all_cron e2scrub_fail
/usr/libexec/libselinux: selinux_compile_fcontexts
/usr/libexec/man-db: globbing manconv zsoelim
/usr/libexec/sudo: audit_json.so group_file.so libsudo_util.so libsudo_util.so.0 libsudo_util.so.0.0.0 sesh
/usr/libexec/sudo: sudo_intercept.so sudo_noexec.so sudoers.so system_group.so
/usr/sbin: accessdb add-shell addgroup adduser agetty arpd badblocks biosdecode blkdeactivate blkdiscard blkid blkpr
/usr/sbin: blkzone blockdev bridge capsh cfdisk chcpu chgpasswd chmem chpasswd chroot cpgr cppw cron ctrlaltdel dcb
/usr/sbin: debugfs delgroup deluser depmod devlink dhclient dhclient-script dhcpcd dmidecode dmsetup dmstats
/usr/sbin: dpkg-fsys-usrunmess dpkg-preconfigure dpkg-reconfigure dpll dumpe2fs e2freefrag e2fsck e2image e2label
/usr/sbin: e2mmpstatus e2scrub e2scrub_all e2undo e4crypt e4defrag faillock fdisk filefrag findfs fsck fsck.cramfs
/usr/sbin: fsck.ext2 fsck.ext3 fsck.ext4 fsck.minix fsfreeze fstab-decode fstrim genl getcap getpcaps getty groupadd
/usr/sbin: groupdel groupmems groupmod grpck grpconv grpunconv halt hwclock iconvconfig ifdown ifquery ifup init
/usr/sbin: insmod install-sgmlcatalog installkernel invoke-rc.d ip isosize killall5 ldattach ldconfig locale-gen
/usr/sbin: logrotate logsave losetup lsmod mke2fs mkfs mkfs.bfs mkfs.cramfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.minix
/usr/sbin: mkhomedir_helper mklost+found mkswap modinfo modprobe newusers nft nologin ownership pam-auth-update
/usr/sbin: pam_getenv pam_namespace_helper pam_timestamp_check pivot_root poweroff pwck pwconv pwhistory_helper
/usr/sbin: pwunconv readprofile reboot remove-shell resize2fs rmmod rmt rmt-tar rtacct rtcwake rtmon runlevel runuser
/usr/sbin: service setcap sfdisk shadowconfig shutdown sshd start-stop-daemon sudo_logsrvd sudo_sendlog sulogin
/usr/sbin: swaplabel swapoff swapon switch_root sysctl tarcat tc tcptraceroute tcptraceroute.db telinit tipc
/usr/sbin: traceroute tune2fs unix_chkpwd unix_update update-ca-certificates update-catalog update-locale update-mime
/usr/sbin: update-passwd update-pciids update-rc.d update-shells update-xmlcatalog useradd userdel usermod
/usr/sbin: validlocale vdpa vigr vipw visudo vpddecode wipefs zic zramctl
`;
