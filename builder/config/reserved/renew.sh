#!/bin/sh
# Writes the lists of Debian's base system anew: the modules base-*.ts beside this file, except
# base-files.ts. It needs root, mmdebstrap and a mirror. An argument names a directory for the contents of the systems, and
# contents that are there already are used again.
set -eu

here=$(dirname "$0")
contents=${1:-$(mktemp -d)}

# Standard systems of each release with sudo, sshd and polkit: every file and link, those of maintainer scripts too.
for suite in bookworm trixie forky; do
    [ -s "$contents/$suite.list" ] || mmdebstrap --variant=standard \
        --include=sudo,openssh-server,systemd-timesyncd,polkitd,nodejs \
        --aptopt='Acquire::Check-Valid-Until "false"' "$suite" - | tar --list --verbose >"$contents/$suite.list"
done

# Paths on a merged /usr. Names with blanks or backslashes are refused anyway.
paths() {
    sed -E -e '/^d/d' -e 's/^([^ ]+ +){5}\.//' -e 's/ (->|link to) .*//' -e 's,^/(bin|sbin|lib|lib64)/,/usr/\1/,' \
        -e '/[ \\]/d' "$contents"/*.list | LC_ALL=C sort -u
}

# The paths that match $1, one line for each directory, as a module that exports $3.
write() {
    {
        printf '/** %s As of %s: written by renew.sh. */\n' "$4" "$(date -u +%Y-%m)"
        printf 'export const %s = `\n' "$3"
        paths | grep -E "$1" | grep -Ev "$LEFT_OUT" | sed -E 's,^(.*)/([^/]+)$,\1 \2,' | LC_ALL=C sort -s -k1,1 | awk '
            $1 != folder || length(line) + length($2) > 116 { if (line) print line; folder = $1; line = $1 ":" }
            { line = line " " $2 }
            END { print line }'
        printf '`;\n'
    } >"$here/$2"
}

# Certificates, manual pages, links of runlevels and targets, data about hardware and messages, the traces of mmdebstrap,
# and files that have a version in their path.
LEFT_OUT='^/etc/ssl/certs/|\.[0-9]\.gz$|^/etc/(rc.\.d|terminfo|python3)|/99mmdebstrap$|python3\.[0-9]|perl5\.[0-9]'
LEFT_OUT="$LEFT_OUT|^/usr/lib/.*\.wants/|^/usr/lib/(systemd/(catalog|ntp-units\.d|tests)|udev/hwdb\.d)/"

write '^/etc/' base-configuration.ts CONFIGURATION "Debian's base system in /etc."
write '^/usr/(bin|sbin|libexec)/' base-programs.ts PROGRAMS 'Programs of the base system.'
write '^/usr/lib64/|^/usr/lib/[^/]+$|^/usr/lib/x86_64-linux-gnu/(lib|ld-|e2|security/)[^/]*$' \
    base-libraries.ts LIBRARIES 'Libraries of the base system.'
write '^/usr/lib/systemd/' base-units.ts UNITS 'Units of the base system, and files of systemd.'
write '^/usr/lib/((udev|tmpfiles\.d|sysusers\.d|sysctl\.d|modprobe\.d|apt|dpkg|openssh)/)|^/usr/share/(dbus-1|polkit-1|pam)/' \
    base-rules.ts RULES 'Files of the base system that steer programs of root.'
