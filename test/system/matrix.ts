/**
 * What every call of every maintainer script (Debian Policy 6.5 and 6.6) comes to: the expectations of the matrix
 * test, as data.
 *
 * A cell says what is there after the call, and after the same call once more:
 *
 *   account   the user exists, and the note that the package has created it
 *   enabled   the unit is enabled
 *   running   systemd has the service active
 *   state     /var/lib/NAME exists
 *   by-…      the note of who stopped the service: administrator, package
 *   noted     the note of what the service was started from
 *   listed    the note of the units that the version to be replaced has
 *   kept      the version to be replaced, until the new one is READY
 *   fails     the call ends with an error
 *   =         as before the call;  -  nothing
 */

/** Where scripts are called. */
export const ENVIRONMENTS = ['systemd', 'policy-rc.d', 'no systemd', 'DPKG_ROOT'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** How the package is found before a call. In `stopped` the administrator has stopped the service. */
export const SITUATIONS = {
  unpacked: { systemd: '-', 'policy-rc.d': '-', 'no systemd': '-', DPKG_ROOT: '-' },
  configured: {
    systemd: 'account enabled running state',
    // Denied only after the installation: otherwise nothing would be running that could be left alone.
    'policy-rc.d': 'account enabled running state',
    'no systemd': 'account enabled',
    DPKG_ROOT: 'account enabled',
  },
  stopped: {
    systemd: 'account enabled state',
    'policy-rc.d': 'account enabled state',
    'no systemd': 'account enabled',
    DPKG_ROOT: 'account enabled',
  },
  /** A removal or an upgrade has broken off after prerm, such as when a further unit could not be stopped. */
  halted: {
    systemd: 'account enabled state by-package',
    'policy-rc.d': 'account enabled running state by-package',
    'no systemd': 'account enabled',
    DPKG_ROOT: 'account enabled',
  },
  prepared: {
    systemd: 'account enabled running state noted listed',
    'policy-rc.d': 'account enabled running state noted listed',
    'no systemd': 'account enabled listed',
    DPKG_ROOT: 'account enabled listed',
  },
  /** An upgrade has begun after the administrator had stopped the service. */
  'prepared, stopped': {
    systemd: 'account enabled state by-administrator listed',
    'policy-rc.d': 'account enabled state by-administrator listed',
    'no systemd': 'account enabled listed',
    DPKG_ROOT: 'account enabled listed',
  },
  /** The same, and preinst has kept the running version. */
  kept: {
    systemd: 'account enabled running state noted listed kept',
    'policy-rc.d': 'account enabled running state noted listed kept',
    'no systemd': 'account enabled listed',
    DPKG_ROOT: 'account enabled listed',
  },
  removed: {
    systemd: 'account enabled state',
    'policy-rc.d': 'account enabled state',
    'no systemd': 'account enabled',
    DPKG_ROOT: 'account enabled',
  },
} as const;
export type Situation = keyof typeof SITUATIONS;

const TABLE = `
situation         | call                                      | systemd                                       | policy-rc.d                                   | no systemd      | DPKG_ROOT
unpacked          | preinst install                           | =                                             | =                                             | =               | =
removed           | preinst install 1.0 2.0                   | =                                             | =                                             | =               | =
configured        | preinst upgrade 1.0 2.0                   | = kept                                        | = kept                                        | =               | =
stopped           | preinst upgrade 1.0 2.0                   | =                                             | =                                             | =               | =
configured        | preinst abort-upgrade 2.0                 | =                                             | =                                             | =               | =
configured        | preinst nonsense                          | fails =                                       | fails =                                       | fails =         | fails =
unpacked          | postinst configure                        | account enabled running state                 | account enabled                               | account enabled | account enabled
configured        | postinst configure 1.0                    | =                                             | =                                             | =               | =
stopped           | postinst configure 1.0                    | account enabled running state                 | =                                             | =               | =
configured        | postinst abort-upgrade 2.0                | =                                             | =                                             | =               | =
configured        | postinst abort-remove                     | =                                             | =                                             | =               | =
halted            | postinst abort-remove                     | account enabled running state                 | account enabled running state                 | =               | =
prepared          | postinst abort-upgrade 2.0                | account enabled running state noted           | account enabled running state noted           | account enabled | account enabled
prepared          | postinst configure 1.0                    | account enabled running state noted           | account enabled running state noted           | account enabled | account enabled
kept              | preinst upgrade 1.1 2.0                   | =                                             | =                                             | =               | =
kept              | postinst configure 1.0                    | account enabled running state noted           | account enabled running state noted           | account enabled | account enabled
kept              | postinst abort-upgrade 2.0                | account enabled running state noted kept      | account enabled running state noted kept      | account enabled | account enabled
kept              | postrm abort-upgrade 1.0 2.0              | account enabled running state noted listed    | account enabled running state noted listed    | =               | =
kept              | postrm abort-upgrade 1.1 2.0              | =                                             | =                                             | =               | =
kept              | postrm remove                             | account enabled running state noted           | account enabled running state noted           | account enabled | account enabled
prepared, stopped | postinst configure 1.0                    | account enabled state by-administrator        | account enabled state by-administrator        | account enabled | account enabled
configured        | postinst abort-remove in-favour other 2.0 | =                                             | =                                             | =               | =
configured        | postinst abort-deconfigure in-favour other 2.0 removing third 3.0 | =                                             | =                                             | =               | =
configured        | postinst triggered /usr/bin/node          | =                                             | =                                             | =               | =
configured        | postinst nonsense                         | fails =                                       | fails =                                       | fails =         | fails =
configured        | prerm remove                              | account enabled state by-package              | account enabled running state by-package      | =               | =
configured        | prerm remove in-favour other 2.0          | account enabled state by-package              | account enabled running state by-package      | =               | =
stopped           | prerm remove                              | account enabled state by-administrator        | account enabled state by-administrator        | =               | =
configured        | prerm upgrade 2.0                         | account enabled running state noted listed    | account enabled running state noted listed    | = listed        | = listed
stopped           | prerm upgrade 2.0                         | account enabled state by-administrator listed | account enabled state by-administrator listed | = listed        | = listed
configured        | prerm failed-upgrade 1.0 2.0              | = listed                                      | = listed                                      | = listed        | = listed
stopped           | prerm failed-upgrade 1.0 2.0              | account enabled state by-administrator listed | account enabled state by-administrator listed | = listed        | = listed
configured        | prerm deconfigure in-favour other 2.0     | = listed                                      | = listed                                      | = listed        | = listed
stopped           | prerm deconfigure in-favour other 2.0     | account enabled state by-administrator listed | account enabled state by-administrator listed | = listed        | = listed
configured        | prerm deconfigure in-favour other 2.0 removing third 3.0 | = listed                                      | = listed                                      | = listed        | = listed
configured        | prerm nonsense                            | fails =                                       | fails =                                       | fails =         | fails =
removed           | postrm remove                             | =                                             | =                                             | =               | =
removed           | postrm purge                              | -                                             | -                                             | -               | -
unpacked          | postrm purge                              | =                                             | =                                             | =               | =
configured        | postrm upgrade 2.0                        | =                                             | =                                             | =               | =
configured        | postrm failed-upgrade 1.0 2.0             | =                                             | =                                             | =               | =
unpacked          | postrm abort-install                      | =                                             | =                                             | =               | =
removed           | postrm abort-install 1.0 2.0              | =                                             | =                                             | =               | =
configured        | postrm abort-upgrade 1.0 2.0              | =                                             | =                                             | =               | =
configured        | postrm disappear other 2.0                | =                                             | =                                             | =               | =
configured        | postrm nonsense                           | fails =                                       | fails =                                       | fails =         | fails =
`;

/** One call: `arguments` follow the script's name. */
export interface Call {
  situation: Situation;
  call: string;
  expected: Record<Environment, string>;
}

/** The table's rows; those of one situation stand together. */
export function calls(): Call[] {
  const [titles = [], ...rows] = TABLE.trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const found = rows.map(([situation, call = '', ...cells]) => ({
    situation: situation as Situation,
    call,
    expected: Object.fromEntries(cells.map((cell, at) => [titles[at + 2], cell])) as Call['expected'],
  }));
  return Object.keys(SITUATIONS).flatMap((situation) => found.filter((call) => call.situation === situation));
}
