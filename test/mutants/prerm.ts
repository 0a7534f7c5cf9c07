/**
 * Bugs in the fragments of prerm, as in scripts.ts.
 */
import type { Bug } from './preinst.ts';

/** By their files below debian-templates, without the ending. */
export const PRERM_BUGS: Readonly<Record<string, readonly Bug[]>> = {
  'prerm/conffiles': [
    ['        ! is_open "${file%/*}" || continue\n', '', 'opened'],
    ['head -c 16777216 "$1"', 'cat "$1"', 'conffile'],
    ['*[4567]) mode=644', '*[4567]) mode=$4', 'conffile'],
    ['        mv -f "$1" "$1.bak"\n', '', 'conffile'],
  ],
  'prerm/places': [
    ['-type l ! -user root -delete -o ', '', 'openPurge'],
    [' -exec chmod go-w {} \\;', '', 'openPurge'],
  ],
  'prerm/calls': [
    ['[ "$1" != remove ] || close_directories', ':', 'openPurge'],
    ['ask_systemd stop "$unit" ||', 'deb-systemd-invoke stop "$unit" ||', 'clinging'],
    ['upgrade | failed-upgrade | remove | deconfigure', 'upgrade | remove | deconfigure', 'failedUpgrade'],
    ['[ "$1" = remove ] || printf', '[ "$1" != upgrade ] || printf', 'failedUpgrade'],
    ['[ "$1" != upgrade ] || remember_running', '[ "$1" = upgrade ] || remember_running', 'noted'],
    ['[ -e "/run/$unit.stopped-by" ] || printf', 'printf', 'stoppedRemoval'],
    ['! systemctl --quiet is-active "$unit" ||\n        fail', 'true ||\n        fail', 'aborted'],
    ['    ! is_hidden "$unit" || continue\n', '', 'hidden'],
  ],
  'prerm/running': [
    [' && [ ! -e "$KEPT/version" ]', '', 'returned'],
    [' || grep -qsx "$(invocation "$unit")" "$note" ||', ' ||', 'forbidden'],
    ['! systemctl --quiet is-active "$unit" || is_hidden', 'false || is_hidden', 'stoppedUpgrade'],
  ],
  'prerm/header': [['unset SYSTEMD_UNIT_PATH POSIXLY_CORRECT', 'unset SYSTEMD_UNIT_PATH', 'environments']],
  'prerm/units': [
    ['! deb-systemd-helper --quiet debian-installed "$unit"', 'false', 'fragment'],
    ['is["ExecMainStatus"] != 78 &&', '1 &&', 'ends'],
    ['is["Restart"] != "no" || ', '', 'ends'],
    ['is["ActiveExit"] > is["ExecMainStart"]', '0', 'ends'],
    ['! grep -qsx package "$note" || continue', ':', 'removed'],
  ],
};
