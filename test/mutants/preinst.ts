/**
 * Bugs in the fragments of preinst, as in scripts.ts.
 */
import type { STORIES } from './stories.ts';

export type Bug = readonly [find: string, replace: string, test: keyof typeof STORIES];

/** By their files below debian-templates, without the ending. */
export const PREINST_BUGS: Readonly<Record<string, readonly Bug[]>> = {
  'preinst/calls': [
    ['        check_directories\n', '', 'others'],
    ['        check_packaged_places\n', '', 'given'],
    ['        remember_earlier_directories\n', '', 'earlier'],
    ['abort-upgrade) ;;', 'abort-install) ;;', 'preinstAborted'],
    ['[ ! -e "$KEPT" ] || quietly systemctl --system daemon-reload', ':', 'killed'],
  ],
  'preinst/directories': [
    [' || [ "${directory%/*}" != /var/lib ]', '', 'others'],
    ['"root UNKNOWN $SYSTEM_USERS"', '"root $SYSTEM_USERS"', 'others'],
    ['"root UNKNOWN $SYSTEM_USERS"', '"root UNKNOWN"', 'others'],
    [' || grep -qsxF "$directory" "$KNOWN_DIRECTORIES_FILE" ||\n', ' ||\n', 'others'],
    ['[ -e "$KNOWN_DIRECTORIES_FILE" ] || return 0', 'true', 'others'],
    ['stat -L -c %U', 'stat -c %U', 'others'],
    // Without "-type l" alone, "-perm -2" would still find each link: its mode is always 777 (symlink(7)).
    ['-type l -o ! -user root -o -perm -2', '! -user root -o ! -type l -perm -2', 'given'],
    ['-type l -o ! -user root', '-type l', 'given'],
    [' -o -perm -2 -o', ' -o', 'opened'],
    [' -o -perm -20 ! -group root', '', 'opened'],
    ['[ -e "$KNOWN_DIRECTORIES_FILE" ] || set --', '[ ! -e "$KNOWN_DIRECTORIES_FILE" ] || set --', 'earlier'],
    ['    [ -e "$KNOWN_DIRECTORIES_FILE" ] || set --', '    set --', 'cache'],
    [' "/var/log/$PACKAGE"', '', 'earlier'],
    ['[ -z "$place" ] || refuse "$place lies', 'true || refuse "$place lies', 'foreign'],
  ],
  'preinst/previous': [
    ['systemd_runs && [ ! -e "$KEPT/version" ] || return 0', 'systemd_runs || return 0', 'returned'],
    ['    [ -n "$previous" ] || previous=$UNITS', '    :', 'fullDisk'],
    ['! systemctl --quiet is-active "$unit" || printf', 'printf', 'otherUnits'],
    ['[ ! -e /run/$PACKAGE.on-trial ] && cd', 'cd', 'returned'],
    ['\'cp -R drop-ins/. "$1"\'', "''", 'otherUnits'],
    ['|| cp "$unit" "$1"; done', '|| true; done', 'killed'],
    ['|| ln -s /dev/null "$1/$unit"; done', '|| true; done', 'killed'],
  ],
  'preinst/system-users': [
    ['"$1" -lt 100', '"$1" -lt 10', 'preinst'],
    ['"$1" -le 65535', '"$1" -lt 65534', 'preinst'],
    ['-ge 1000 ] && ! is_from', '-gt 1000 ] && ! is_from', 'preinst'],
    ['if [ -z "$ROOT" ]; then id -Gn "$1";', 'if [ -z "$ROOT" ]; then id -gn "$1";', 'rights'],
  ],
  'preinst/formerly': [
    ['        dpkg-query --show "$package" >/dev/null 2>&1 || continue\n', '', 'obstacles'],
    ['            [ -n "$(ls -A "$ROOT$place" 2>/dev/null)" ] || continue\n', '', 'obstacles'],
    ['            ! grep -qsxF "$directory" "$KNOWN_DIRECTORIES_FILE" || continue\n', '', 'obstacles'],
    ['[ ! -L "$ROOT$place" ] ||', 'true ||', 'obstacles'],
    ['! grep -qs " $ROOT${place}[/ ]" /proc/self/mountinfo ||', 'true ||', 'obstacles'],
    [
      '! grep -qs " $ROOT${place}[/ ]"',
      '[ -z "$(ls -A "$ROOT$place")" ] || ! grep -qs " $ROOT${place}[/ ]"',
      'obstacles',
    ],
    ['[ -z "$(ls -A "$ROOT$directory" 2>/dev/null)" ] ||', 'true ||', 'obstacles'],
  ],
  'preinst/node-source': [['ge "$LEAST_NODE"', 'le "$LEAST_NODE"', 'oldSystemd']],
};
