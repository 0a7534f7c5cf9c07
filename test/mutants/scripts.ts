/**
 * Bugs in the maintainer scripts, made by hand, each with the test that must notice it: a text that occurs once in the
 * fragment, the text in its place, and the test.
 */
import type { STORIES } from './stories.ts';

export type Bug = readonly [find: string, replace: string, test: keyof typeof STORIES];

/** By their files below debian-templates, without the ending. */
export const SCRIPT_BUGS: Readonly<Record<string, readonly Bug[]>> = {
  'preinst/calls': [
    ['        check_directories\n', '', 'others'],
    ['        check_packaged_places\n', '', 'given'],
    ['        remember_earlier_directories\n', '', 'earlier'],
    ['abort-upgrade) ;;', 'abort-install) ;;', 'preinstAborted'],
  ],
  'preinst/directories': [
    [' || [ "${directory%/*}" != /var/lib ]', '', 'others'],
    ['"root UNKNOWN $SYSTEM_USERS"', '"root $SYSTEM_USERS"', 'others'],
    ['"root UNKNOWN $SYSTEM_USERS"', '"root UNKNOWN"', 'others'],
    [' || grep -qsxF "$directory" "$KNOWN_DIRECTORIES_FILE" ||\n', ' ||\n', 'others'],
    ['[ -z "$ROOT" ] && [ -e "$KNOWN_DIRECTORIES_FILE" ]', '[ -z "$ROOT" ]', 'others'],
    ['stat -L -c %U', 'stat -c %U', 'others'],
    ['"(" -type l -o ! -user root ")"', '! -user root', 'given'],
    ['"(" -type l -o ! -user root ")"', '-type l', 'given'],
    ['[ -e "$KNOWN_DIRECTORIES_FILE" ] || set --', '[ ! -e "$KNOWN_DIRECTORIES_FILE" ] || set --', 'earlier'],
    ['    [ -e "$KNOWN_DIRECTORIES_FILE" ] || set --', '    set --', 'cache'],
    [' "/var/log/$PACKAGE"', '', 'earlier'],
  ],
  'preinst/system-users': [
    ['"$1" -lt 100', '"$1" -lt 10', 'preinst'],
    ['"$1" -le 65535', '"$1" -lt 65534', 'preinst'],
    ['-ge 1000 ] && ! is_from', '-gt 1000 ] && ! is_from', 'preinst'],
    ['if [ -z "$ROOT" ]; then id -Gn "$1";', 'if [ -z "$ROOT" ]; then id -gn "$1";', 'rights'],
  ],
  'postinst/calls': [
    ['do add_line "$directory" "$KNOWN_DIRECTORIES_FILE"', 'do :', 'purge'],
    ['do add_line "$secret" "$KNOWN_SECRETS_FILE"', 'do :', 'spoilt'],
    ['            warn "see the message', '            fail "see the message', 'links'],
    ['        forget_dropped_units\n', '', 'dropped'],
    ['|| fail "mend that', '|| warn "mend that', 'failing'],
    ['        start_units start\n', '', 'halted'],
    ['        start_units start\n        forget_notes\n', '        start_units start\n', 'aborted'],
    ['        rm -f "$PREVIOUS_UNITS_FILE"\n', '', 'abortedUpgrade'],
  ],
  'postinst/notes': [
    ['|| rm -f "/run/$unit.started-from"', '|| true', 'ends'],
    ['is_to_stay_stopped "$unit" || rm', 'rm', 'staysStopped'],
    ['grep -qsx administrator', 'grep -qsx package', 'will'],
  ],
  'postinst/owned-files': [['is_given = !($0 in overridden)', 'is_given = 1', 'overrides']],
  'postinst/restart': [
    ['    ! systemctl is-enabled "$1" 2>/dev/null | grep -q ^masked || return 0\n', '', 'forbidden'],
    ['    ! is_hidden "$1" || { warn', '    true || { warn', 'hidden'],
    ['[ -n "$(outdated_sockets "$1")" ] || ', '', 'ports'],
    ['[ "$verb" = start ] && grep -qsx package "/run/$1.stopped-by" || return 0', 'return 0', 'aborted'],
    ['[ "$verb" = restart ] && is_in "$1" "$NOT_RESTARTED"', 'false', 'aborted'],
    ['    is_to_stay_stopped "$1" || return 1\n', '    return 1\n', 'will'],
  ],
  'postinst/secrets': [
    ['/etc/credstore /run/credstore /usr', '/etc/credstore /usr', 'secrets'],
    ['[ "${1%.timer}" != "$1" ] || ', '', 'secrets'],
    ['    [ -z "$(systemctl show --property=DropInPaths --value "$1")" ] || return 1\n', '', 'secrets'],
    ['    waiting="$waiting $1"\n', '', 'secrets'],
  ],
  'postinst/sockets': [
    [' "$settings.dpkg-backup"', '', 'taken'],
    ['if [ -n "$line" ] && [ "$line" != "$default" ]', 'if [ -n "$line" ]', 'taken'],
    ['[ "$(cat "$note")" != "$(fingerprint "$socket")" ]', 'true', 'ports'],
    ['if systemctl --quiet is-failed "$socket"', 'if false', 'taken'],
  ],
  'postinst/start': [
    ['quietly systemctl reset-failed "$unit"', ':', 'ends'],
    ['    failed="$failed $1"\n', '', 'failing'],
    ['"_SYSTEMD_INVOCATION_ID=$id" + _UID=0', '"_SYSTEMD_UNIT=$1" + _UID=0', 'failing'],
    ['from < NR - 19 ? from : NR - 19', 'NR - 19', 'failing'],
  ],
  'postinst/system-users': [
    ['[ -z "$line" ] || add_line "$line"', 'true || add_line "$line"', 'purge'],
    ['line=$(notes_of_others "$database" "$user" | tail -n 1)', 'line=', 'shared'],
  ],
  'postinst/units': [
    ['        ! is_in "$unit" "$NOT_ENABLED" || verb=update-state\n', '', 'aborted'],
    ['        verb=enable\n', '        verb=update-state\n', 'ready'],
    ['        quietly deb-systemd-helper purge "$unit"\n', '', 'dropped'],
    ['[ ! -e "$ROOT/usr/lib/systemd/system/$unit" ] || is_former_service', 'is_former_service', 'dropped'],
    [' || is_former_service "$unit" ||', ' ||', 'task'],
  ],
  'prerm/calls': [
    ['upgrade | failed-upgrade | remove | deconfigure', 'upgrade | remove | deconfigure', 'failedUpgrade'],
    ['[ "$1" = remove ] || printf', '[ "$1" != upgrade ] || printf', 'failedUpgrade'],
    ['[ "$1" != upgrade ] || remember_running', '[ "$1" = upgrade ] || remember_running', 'noted'],
    ['[ -e "/run/$unit.stopped-by" ] || printf', 'printf', 'stoppedRemoval'],
    ['! systemctl --quiet is-active "$unit" ||\n        fail', 'true ||\n        fail', 'aborted'],
    ['    ! is_hidden "$unit" || continue\n', '', 'hidden'],
  ],
  'prerm/running': [
    [' || grep -qsx "$(invocation "$unit")" "$note" ||', ' ||', 'fragment'],
    ['! systemctl --quiet is-active "$unit" || is_hidden', 'false || is_hidden', 'stoppedUpgrade'],
  ],
  'prerm/units': [
    ['! deb-systemd-helper --quiet debian-installed "$unit"', 'false', 'fragment'],
    ['is["ExecMainStatus"] != 78 &&', '1 &&', 'ends'],
    ['is["Restart"] != "no" || ', '', 'ends'],
    ['is["ActiveExit"] > is["ExecMainStart"]', '0', 'ends'],
    ['! grep -qsx package "$note" || continue', ':', 'removed'],
  ],
  'postrm/calls': [
    ['        remove_secrets\n', '', 'spoilt'],
    ['abort-install) [ -e "$KNOWN_DIRECTORIES_FILE" ] || rm', 'abort-install) false && rm', 'earlier'],
    ['"$KNOWN_SECRETS_FILE" "$EARLIER', '"$EARLIER', 'spoilt'],
    ['    rm -f "$ROOT$DROPPED_CONFFILE".dpkg-dist "$ROOT$DROPPED_CONFFILE".dpkg-old\n', '', 'conffile'],
    ['        rmdir "$ROOT/etc/$PACKAGE" 2>/dev/null || true', '        :', 'postrm'],
  ],
  'postrm/directories': [
    ['if [ -n "$mounts" ]; then', 'if false; then', 'mounts'],
    ['gsub(/\\\\040/, " ", $5)', '', 'mounts'],
    ['{ quietly chown root: "$1"; quietly chmod 700 "$1"; }', 'true', 'mounts'],
    ['-maxdepth 0 -type d -nouser', '-maxdepth 0 -type d', 'earlier'],
    ['rm -rf --one-file-system "$ROOT$1" ||', 'rm -f "$ROOT$1" ||', 'purge'],
    ['-maxdepth 0 -nouser 2>/dev/null |', '-maxdepth 0 2>/dev/null |', 'cache'],
    [' etc/credstore.encrypted run/credstore run', ' etc/credstore.encrypted run', 'postrm'],
    ['delete all[it]', '', 'places'],
    [' || warn "$1 could not be removed"', '', 'postrm'],
  ],
  'postrm/processes': [
    ['[ "$1/root" -ef / ] && ', '', 'processes'],
    [' && [ "$1/ns/pid" -ef /proc/self/ns/pid ]', '', 'processes'],
    ['for signal in TERM KILL', 'for signal in TERM', 'processes'],
  ],
  'postrm/system-users': [
    ['| grep -qvxF "passwd $2 $home"; then return 1; fi', '| grep -qvxF "passwd $2 $home"; then :; fi', 'postrm'],
    ['[ -z "$(notes_of_others "$1" "$2")" ] &&', 'true &&', 'shared'],
    ['        rm -rf --one-file-system "$ROOT/var/mail/$2" || true\n', '', 'purge'],
    ['grep -qx "group $2" "$CREATED_USERS_FILE" || usermod', 'true || usermod', 'rights'],
    ['    [ -n "$left" ] || rm -f', '    rm -f', 'without'],
  ],
  'postrm/units': [
    ['|| rm -f "$ROOT/run/$unit.stopped-by"', '|| true', 'shop'],
    ['[ "$1" = remove ] && grep -qsx administrator', 'false && grep -qsx administrator', 'will'],
    ['        forget_unit "$unit"\n', '', 'unpacked'],
    ['quietly deb-systemd-helper purge "$unit"', 'true', 'purge'],
    ['    rm -f "$PREVIOUS_UNITS_FILE"\n', '', 'unpacked'],
    ['|| is_hidden "$unit"; then', '; then', 'hidden'],
  ],
  'shell/units': [
    ['        quietly systemctl reset-failed "$1"\n', '', 'purge'],
    ['rm -f "$ROOT/run/$1.started-from" "$ROOT', 'rm -f "$ROOT', 'forbidden'],
    [' "$ROOT/var/lib/systemd/timers/stamp-$1"', '', 'shop'],
    ['[ -s "$file" ] && ! grep', '[ -e "$file" ] && ! grep', 'forbidden'],
    [' && ! grep -qF "/usr/lib/$PACKAGE/" "$file"', '', 'hidden'],
    ['usr/\\(lib\\|share\\)/$PACKAGE/', 'usr/lib/$PACKAGE/', 'changes'],
    ['usr/lib/systemd/system/$1\\$\\)', 'usr/lib/none\\)', 'changes'],
    ['\n    invocation "$1"\n', '\n    :\n', 'fragment'],
  ],
};
