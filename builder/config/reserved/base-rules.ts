/** Files of the base system that steer programs of root. As of 2026-11: written by renew.sh. */
export const RULES = `
/usr/lib/apt: apt-extracttemplates apt-helper apt.systemd.daily
/usr/lib/apt/methods: cdrom copy file ftp gpgv http https mirror mirror+copy mirror+file mirror+ftp mirror+http
/usr/lib/apt/methods: mirror+https rred rsh sqv ssh store
/usr/lib/apt/planners: apt dump
/usr/lib/apt/solvers: apt dump solver3
/usr/lib/dpkg/methods/apt: desc.apt install names setup update
/usr/lib/modprobe.d: aliases.conf fbdev-blacklist.conf systemd.conf
/usr/lib/openssh: agent-launch sftp-server ssh-keysign ssh-pkcs11-helper ssh-session-cleanup ssh-sk-helper sshd-auth
/usr/lib/openssh: sshd-session
/usr/lib/sysctl.d: 10-coredump-debian.conf 50-default.conf 50-pid-max.conf 99-protect-links.conf
/usr/lib/sysusers.d: basic.conf cron-daemon-common.conf dbus.conf debian-udev.conf dhcpcd-base.conf ifupdown.conf
/usr/lib/sysusers.d: openssh-client.conf openssh-server.conf polkit.conf polkitd.conf systemd-journal.conf
/usr/lib/sysusers.d: systemd-network.conf systemd-timesync.conf
/usr/lib/tmpfiles.d: 20-systemd-osc-context.conf 20-systemd-shell-extra.conf 20-systemd-ssh-generator.conf
/usr/lib/tmpfiles.d: 20-systemd-stub.conf 20-systemd-varlink.conf credstore.conf cron-daemon-common.conf dbus.conf
/usr/lib/tmpfiles.d: debian.conf home.conf journal-nocow.conf legacy.conf libselinux1.conf man-db.conf
/usr/lib/tmpfiles.d: openssh-client.conf openssh-server.conf passwd.conf polkit-tmpfiles.conf polkitd.conf
/usr/lib/tmpfiles.d: provision.conf static-nodes-permissions.conf sudo.conf systemd-network.conf systemd-nologin.conf
/usr/lib/tmpfiles.d: systemd-pstore.conf systemd-tmp.conf systemd.conf tmp.conf var.conf wtmpdb.conf x11.conf
/usr/lib/udev: ata_id cdrom_id dmi_memory_id fido_id hwclock-set hwdb.bin ifupdown-hotplug iocost mtd_probe scsi_id
/usr/lib/udev: v4l_id
/usr/lib/udev/rules.d: 50-firmware.rules 50-udev-default.rules 55-dm.rules 60-autosuspend.rules 60-block.rules
/usr/lib/udev/rules.d: 60-cdrom_id.rules 60-dmi-id.rules 60-drm.rules 60-evdev.rules 60-fido-id.rules
/usr/lib/udev/rules.d: 60-gpiochip.rules 60-infiniband.rules 60-input-id.rules 60-persistent-alsa.rules
/usr/lib/udev/rules.d: 60-persistent-hidraw.rules 60-persistent-input.rules 60-persistent-media-controller.rules
/usr/lib/udev/rules.d: 60-persistent-storage-dm.rules 60-persistent-storage-mtd.rules
/usr/lib/udev/rules.d: 60-persistent-storage-tape.rules 60-persistent-storage.rules 60-persistent-v4l.rules
/usr/lib/udev/rules.d: 60-sensor.rules 60-serial.rules 60-tpm2-id.rules 61-apt.rules 64-btrfs.rules 64-ext4.rules
/usr/lib/udev/rules.d: 65-integration.rules 70-camera.rules 70-joystick.rules 70-memory.rules 70-mouse.rules
/usr/lib/udev/rules.d: 70-power-switch.rules 70-touchpad.rules 70-uaccess.rules 71-seat.rules 73-seat-late.rules
/usr/lib/udev/rules.d: 73-special-net-names.rules 75-net-description.rules 75-probe_mtd.rules 78-sound-card.rules
/usr/lib/udev/rules.d: 80-debian-compat.rules 80-drivers.rules 80-ifupdown.rules 80-net-setup-link.rules
/usr/lib/udev/rules.d: 81-net-bridge.rules 81-net-dhcp.rules 82-net-auto-link-local.rules 85-hwclock.rules
/usr/lib/udev/rules.d: 90-image-dissect.rules 90-iocost.rules 95-dm-notify.rules 96-e2scrub.rules 99-systemd.rules
/usr/share/dbus-1: session.conf system.conf
/usr/share/dbus-1/services: org.freedesktop.systemd1.service
/usr/share/dbus-1/system-services: org.freedesktop.PolicyKit1.service org.freedesktop.hostname1.service
/usr/share/dbus-1/system-services: org.freedesktop.locale1.service org.freedesktop.login1.service
/usr/share/dbus-1/system-services: org.freedesktop.network1.service org.freedesktop.systemd1.service
/usr/share/dbus-1/system-services: org.freedesktop.timedate1.service org.freedesktop.timesync1.service
/usr/share/dbus-1/system.d: org.freedesktop.PolicyKit1.conf org.freedesktop.hostname1.conf
/usr/share/dbus-1/system.d: org.freedesktop.locale1.conf org.freedesktop.locale1.read-only.conf
/usr/share/dbus-1/system.d: org.freedesktop.login1.conf org.freedesktop.network1.conf org.freedesktop.systemd1.conf
/usr/share/dbus-1/system.d: org.freedesktop.timedate1.conf org.freedesktop.timesync1.conf
/usr/share/dbus-1/system.d: systemd-localed-read-only.conf
/usr/share/pam: common-account common-account.md5sums common-auth common-auth.md5sums common-password
/usr/share/pam: common-password.md5sums common-session common-session-noninteractive
/usr/share/pam: common-session-noninteractive.md5sums common-session.md5sums
/usr/share/polkit-1: policyconfig-1.dtd polkitd.conf
/usr/share/polkit-1/actions: io.systemd.ask-password.policy io.systemd.credentials.policy
/usr/share/polkit-1/actions: io.systemd.sysinstall.policy org.dpkg.pkexec.update-alternatives.policy
/usr/share/polkit-1/actions: org.freedesktop.hostname1.policy org.freedesktop.locale1.policy
/usr/share/polkit-1/actions: org.freedesktop.login1.policy org.freedesktop.network1.policy
/usr/share/polkit-1/actions: org.freedesktop.policykit.policy org.freedesktop.systemd1.policy
/usr/share/polkit-1/actions: org.freedesktop.timedate1.policy org.freedesktop.timesync1.policy
/usr/share/polkit-1/rules.d: 10-systemd-logind-root-ignore-inhibitors.rules.example 50-default.rules empower.rules
/usr/share/polkit-1/rules.d: systemd-networkd.rules
`;
