/** Units of the base system, and files of systemd. As of 2026-11: written by renew.sh. */
export const UNITS = `
/usr/lib/systemd: resolv.conf systemd systemd-ac-power systemd-backlight systemd-battery-check systemd-binfmt
/usr/lib/systemd: systemd-boot-check-no-failures systemd-bsod systemd-cgroups-agent systemd-cryptsetup
/usr/lib/systemd: systemd-executor systemd-factory-reset systemd-fsck systemd-fsckd systemd-growfs
/usr/lib/systemd: systemd-hibernate-resume systemd-hostnamed systemd-initctl systemd-integritysetup systemd-journald
/usr/lib/systemd: systemd-localed systemd-logind systemd-makefs systemd-measure systemd-modules-load
/usr/lib/systemd: systemd-network-generator systemd-networkd systemd-networkd-wait-online systemd-pcrextend
/usr/lib/systemd: systemd-pcrlock systemd-pcrphase systemd-pstore systemd-quotacheck systemd-random-seed
/usr/lib/systemd: systemd-remount-fs systemd-reply-password systemd-rfkill systemd-shutdown systemd-sleep
/usr/lib/systemd: systemd-socket-proxyd systemd-ssh-issue systemd-ssh-proxy systemd-storagetm systemd-sulogin-shell
/usr/lib/systemd: systemd-sysctl systemd-sysroot-fstab-check systemd-sysv-install systemd-time-wait-sync
/usr/lib/systemd: systemd-timedated systemd-timesyncd systemd-tpm2-setup systemd-udevd systemd-update-done
/usr/lib/systemd: systemd-update-utmp systemd-user-runtime-dir systemd-user-sessions systemd-validatefs
/usr/lib/systemd: systemd-veritysetup systemd-volatile-root systemd-xdg-autostart-condition
/usr/lib/systemd/initrd-preset: 90-systemd.preset 99-default.preset
/usr/lib/systemd/journald.conf.d: syslog.conf
/usr/lib/systemd/network: 73-usb-net-by-mac.link 80-6rd-tunnel.link 80-6rd-tunnel.network
/usr/lib/systemd/network: 80-auto-link-local.network.example 80-container-host0-tun.network
/usr/lib/systemd/network: 80-container-host0.network 80-container-vb.link 80-container-vb.network
/usr/lib/systemd/network: 80-container-ve.link 80-container-ve.network 80-container-vz.link 80-container-vz.network
/usr/lib/systemd/network: 80-ethernet.network.example 80-vm-vt.link 80-vm-vt.network 80-wifi-adhoc.network
/usr/lib/systemd/network: 80-wifi-ap.network.example 80-wifi-station.network.example 89-ethernet.network.example
/usr/lib/systemd/network: 99-default.link
/usr/lib/systemd/profile.d: 70-systemd-shell-extra.sh 80-systemd-osc-context.sh
/usr/lib/systemd/ssh_config.d: 20-systemd-ssh-proxy.conf
/usr/lib/systemd/system: apt-daily-upgrade.service apt-daily-upgrade.timer apt-daily.service apt-daily.timer
/usr/lib/systemd/system: apt-listchanges.service apt-listchanges.timer autovt@.service basic.target blockdev@.target
/usr/lib/systemd/system: bluetooth.target boot-complete.target breakpoint-pre-basic.service
/usr/lib/systemd/system: breakpoint-pre-mount.service breakpoint-pre-switch-root.service breakpoint-pre-udev.service
/usr/lib/systemd/system: capsule.slice capsule@.service console-getty.service container-getty@.service cron.service
/usr/lib/systemd/system: cryptdisks-early.service cryptdisks.service cryptsetup-pre.target cryptsetup.target
/usr/lib/systemd/system: ctrl-alt-del.target dbus-org.freedesktop.hostname1.service
/usr/lib/systemd/system: dbus-org.freedesktop.locale1.service dbus-org.freedesktop.login1.service
/usr/lib/systemd/system: dbus-org.freedesktop.timedate1.service dbus.service dbus.socket debug-shell.service
/usr/lib/systemd/system: default.target dev-hugepages.mount dev-mqueue.mount dpkg-db-backup.service
/usr/lib/systemd/system: dpkg-db-backup.timer e2scrub@.service e2scrub_all.service e2scrub_all.timer
/usr/lib/systemd/system: e2scrub_fail@.service e2scrub_reap.service emergency.service emergency.target exit.target
/usr/lib/systemd/system: factory-reset-now.target factory-reset.target final.target first-boot-complete.target
/usr/lib/systemd/system: fstrim.service fstrim.timer getty-pre.target getty-static.service getty.target
/usr/lib/systemd/system: getty@.service graphical.target halt.target hibernate.target hwclock.service
/usr/lib/systemd/system: hybrid-sleep.target ifup@.service ifupdown-pre.service ifupdown-wait-online.service
/usr/lib/systemd/system: imports-pre.target imports.target initrd-cleanup.service initrd-fs.target
/usr/lib/systemd/system: initrd-parse-etc.service initrd-root-device.target initrd-root-fs.target
/usr/lib/systemd/system: initrd-switch-root.service initrd-switch-root.target initrd-udevadm-cleanup-db.service
/usr/lib/systemd/system: initrd-usr-fs.target initrd.target integritysetup-pre.target integritysetup.target
/usr/lib/systemd/system: kexec.target kmod-static-nodes.service kmod.service ldconfig.service local-fs-pre.target
/usr/lib/systemd/system: local-fs.target logrotate.service logrotate.timer machine.slice man-db.service man-db.timer
/usr/lib/systemd/system: modprobe@.service multi-user.target network-online.target network-pre.target network.target
/usr/lib/systemd/system: networking.service nftables.service nss-lookup.target nss-user-lookup.target
/usr/lib/systemd/system: pam_namespace.service paths.target polkit-agent-helper.socket polkit-agent-helper@.service
/usr/lib/systemd/system: polkit.service poweroff.target printer.target proc-sys-fs-binfmt_misc.automount
/usr/lib/systemd/system: proc-sys-fs-binfmt_misc.mount procps.service quotaon-root.service quotaon.service
/usr/lib/systemd/system: quotaon@.service rc-local.service rc.service rcS.service reboot.target
/usr/lib/systemd/system: remote-cryptsetup.target remote-fs-pre.target remote-fs.target remote-veritysetup.target
/usr/lib/systemd/system: rescue-ssh.target rescue.service rescue.target rpcbind.target run-lock.mount
/usr/lib/systemd/system: runlevel0.target runlevel1.target runlevel2.target runlevel3.target runlevel4.target
/usr/lib/systemd/system: runlevel5.target runlevel6.target serial-getty@.service shutdown.target sigpwr.target
/usr/lib/systemd/system: sleep.target slices.target smartcard.target sockets.target soft-reboot.target sound.target
/usr/lib/systemd/system: ssh-access.target ssh.service ssh.socket sshd-keygen.service sshd@.service
/usr/lib/systemd/system: storage-target-mode.target sudo.service suspend-then-hibernate.target suspend.target
/usr/lib/systemd/system: swap.target sys-fs-fuse-connections.mount sys-kernel-config.mount sys-kernel-debug.mount
/usr/lib/systemd/system: sys-kernel-tracing.mount sysinit.target syslog.socket system-install.target
/usr/lib/systemd/system: system-update-cleanup.service system-update-pre.target system-update.target
/usr/lib/systemd/system: systemd-ask-password-console.path systemd-ask-password-console.service
/usr/lib/systemd/system: systemd-ask-password-wall.path systemd-ask-password-wall.service systemd-ask-password.socket
/usr/lib/systemd/system: systemd-ask-password@.service systemd-backlight@.service systemd-battery-check.service
/usr/lib/systemd/system: systemd-binfmt.service systemd-boot-check-no-failures.service systemd-bsod.service
/usr/lib/systemd/system: systemd-confext-initrd.service systemd-confext-sysroot.service systemd-confext.service
/usr/lib/systemd/system: systemd-creds.socket systemd-creds@.service systemd-exit.service
/usr/lib/systemd/system: systemd-factory-reset-complete.service systemd-factory-reset-reboot.service
/usr/lib/systemd/system: systemd-factory-reset-request.service systemd-factory-reset.socket
/usr/lib/systemd/system: systemd-factory-reset@.service systemd-firstboot.service systemd-fsck-root.service
/usr/lib/systemd/system: systemd-fsck@.service systemd-fsckd.service systemd-fsckd.socket systemd-growfs-root.service
/usr/lib/systemd/system: systemd-growfs@.service systemd-halt.service systemd-hibernate-clear.service
/usr/lib/systemd/system: systemd-hibernate-resume.service systemd-hibernate-resume@.service systemd-hibernate.service
/usr/lib/systemd/system: systemd-hostnamed.service systemd-hostnamed.socket systemd-hwdb-update.service
/usr/lib/systemd/system: systemd-hybrid-sleep.service systemd-initctl.service systemd-initctl.socket
/usr/lib/systemd/system: systemd-journal-catalog-update.service systemd-journal-flush.service
/usr/lib/systemd/system: systemd-journalctl-metrics.socket systemd-journalctl-metrics@.service
/usr/lib/systemd/system: systemd-journalctl.socket systemd-journalctl@.service systemd-journald-audit.socket
/usr/lib/systemd/system: systemd-journald-dev-log.socket systemd-journald-sync@.service
/usr/lib/systemd/system: systemd-journald-varlink@.socket systemd-journald.service systemd-journald.socket
/usr/lib/systemd/system: systemd-journald@.service systemd-journald@.socket systemd-kexec.service
/usr/lib/systemd/system: systemd-localed.service systemd-logind-varlink.socket systemd-logind.service
/usr/lib/systemd/system: systemd-loop@.service systemd-machine-id-commit.service systemd-machine-tag@.service
/usr/lib/systemd/system: systemd-modules-load.service systemd-mute-console.socket systemd-mute-console@.service
/usr/lib/systemd/system: systemd-network-generator.service systemd-networkd-persistent-storage.service
/usr/lib/systemd/system: systemd-networkd-resolve-hook.socket systemd-networkd-varlink-metrics.socket
/usr/lib/systemd/system: systemd-networkd-varlink.socket systemd-networkd-wait-online.service
/usr/lib/systemd/system: systemd-networkd-wait-online@.service systemd-networkd.service systemd-networkd.socket
/usr/lib/systemd/system: systemd-pcrextend.socket systemd-pcrextend@.service systemd-pcrfs-root.service
/usr/lib/systemd/system: systemd-pcrfs@.service systemd-pcrlock-file-system.service
/usr/lib/systemd/system: systemd-pcrlock-firmware-code.service systemd-pcrlock-firmware-config.service
/usr/lib/systemd/system: systemd-pcrlock-machine-id.service systemd-pcrlock-make-policy.service
/usr/lib/systemd/system: systemd-pcrlock-secureboot-authority.service systemd-pcrlock-secureboot-policy.service
/usr/lib/systemd/system: systemd-pcrlock.socket systemd-pcrlock@.service systemd-pcrmachine.service
/usr/lib/systemd/system: systemd-pcrphase-initrd.service systemd-pcrphase-sysinit.service systemd-pcrphase.service
/usr/lib/systemd/system: systemd-poweroff.service systemd-pstore.service systemd-quotacheck-root.service
/usr/lib/systemd/system: systemd-quotacheck.service systemd-quotacheck@.service systemd-random-seed.service
/usr/lib/systemd/system: systemd-reboot.service systemd-remount-fs.service systemd-repart.service
/usr/lib/systemd/system: systemd-rfkill.service systemd-rfkill.socket systemd-soft-reboot.service
/usr/lib/systemd/system: systemd-storagetm.service systemd-suspend-then-hibernate.service systemd-suspend.service
/usr/lib/systemd/system: systemd-sysctl.service systemd-sysext-initrd.service systemd-sysext-sysroot.service
/usr/lib/systemd/system: systemd-sysext.service systemd-sysext.socket systemd-sysext@.service
/usr/lib/systemd/system: systemd-sysinstall.service systemd-sysinstall.socket systemd-sysinstall@.service
/usr/lib/systemd/system: systemd-sysupdate-notify-sysext.socket systemd-sysupdate-notify-sysext@.service
/usr/lib/systemd/system: systemd-sysusers.service systemd-time-wait-sync.service systemd-timedated.service
/usr/lib/systemd/system: systemd-timesyncd.service systemd-tmpfiles-clean.service systemd-tmpfiles-clean.timer
/usr/lib/systemd/system: systemd-tmpfiles-setup-dev-early.service systemd-tmpfiles-setup-dev.service
/usr/lib/systemd/system: systemd-tmpfiles-setup.service systemd-tpm2-setup-early.service systemd-tpm2-setup.service
/usr/lib/systemd/system: systemd-udev-load-credentials.service systemd-udev-settle.service
/usr/lib/systemd/system: systemd-udev-trigger.service systemd-udevd-control.socket systemd-udevd-kernel.socket
/usr/lib/systemd/system: systemd-udevd-varlink.socket systemd-udevd.service systemd-update-done.service
/usr/lib/systemd/system: systemd-update-utmp-runlevel.service systemd-update-utmp.service
/usr/lib/systemd/system: systemd-user-sessions.service systemd-validatefs@.service systemd-volatile-root.service
/usr/lib/systemd/system: time-set.target time-sync.target timers.target tmp.mount tpm2.target udev.service
/usr/lib/systemd/system: umount.target usb-gadget.target user-runtime-dir@.service user.slice user@.service
/usr/lib/systemd/system: veritysetup-pre.target veritysetup.target wtmpdb-update-boot.service x11-common.service
/usr/lib/systemd/system-generators: systemd-cryptsetup-generator systemd-debug-generator
/usr/lib/systemd/system-generators: systemd-factory-reset-generator systemd-fstab-generator systemd-getty-generator
/usr/lib/systemd/system-generators: systemd-gpt-auto-generator systemd-hibernate-resume-generator
/usr/lib/systemd/system-generators: systemd-integritysetup-generator systemd-rc-local-generator systemd-run-generator
/usr/lib/systemd/system-generators: systemd-ssh-generator systemd-system-update-generator systemd-sysv-generator
/usr/lib/systemd/system-generators: systemd-tpm2-generator systemd-veritysetup-generator
/usr/lib/systemd/system-preset: 90-systemd.preset
/usr/lib/systemd/system.conf.d: 10-coredump-debian.conf
/usr/lib/systemd/system/rc-local.service.d: debian.conf
/usr/lib/systemd/system/systemd-fsck-root.service.d: 10-skip-fsck-initramfs.conf
/usr/lib/systemd/system/systemd-localed.service.d: locale-gen.conf x11-keyboard.conf
/usr/lib/systemd/system/systemd-logind.service.d: dbus.conf
/usr/lib/systemd/system/systemd-udevd.service.d: syscall-architecture.conf
/usr/lib/systemd/system/user-.slice.d: 10-defaults.conf
/usr/lib/systemd/system/user@.service.d: 10-login-barrier.conf
/usr/lib/systemd/system/user@0.service.d: 10-login-barrier.conf
/usr/lib/systemd/user: app.slice background.slice basic.target bluetooth.target capsule@.target default.target
/usr/lib/systemd/user: exit.target graphical-session-pre.target graphical-session.target paths.target printer.target
/usr/lib/systemd/user: session.slice shutdown.target smartcard.target sockets.target sound.target ssh-agent.service
/usr/lib/systemd/user: ssh-agent.socket systemd-ask-password.socket systemd-ask-password@.service
/usr/lib/systemd/user: systemd-exit.service systemd-journalctl.socket systemd-journalctl@.service
/usr/lib/systemd/user: systemd-tmpfiles-clean.service systemd-tmpfiles-clean.timer systemd-tmpfiles-setup.service
/usr/lib/systemd/user: timers.target xdg-desktop-autostart.target
/usr/lib/systemd/user-environment-generators: 30-systemd-environment-d-generator
/usr/lib/systemd/user-generators: systemd-xdg-autostart-generator
/usr/lib/systemd/user-preset: 90-systemd.preset
/usr/lib/systemd/user.conf.d: 10-coredump-debian.conf
`;
