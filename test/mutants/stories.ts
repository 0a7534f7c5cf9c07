/**
 * The tests that notice bugs in the maintainer scripts and units.
 */

/** Tests by a short name: the file below test, and the story. */
export const STORIES = {
  aborted: ['system/services.test.ts', 'a service that is not to be enabled, started or restarted is not'],
  renamed: [
    'system/renaming.test.ts',
    'a renamed package takes everything over, also if each step of it breaks off, and the old name is purged later',
  ],
  obstacles: [
    'system/renaming.test.ts',
    'a directory that cannot be renamed stops it before a change, and a busy account costs only its number',
  ],
  oldSystemd: [
    'system/old-systemd.test.ts',
    'a service is installed, reloaded, upgraded beside the old one, kept after a bad version, and purged',
  ],
  olderGroup: [
    'system/renaming.test.ts',
    'a group that was there before either package keeps its name, and outlives both',
  ],
  clinging: ['system/clinging.test.ts', 'dpkg ends a stop, a start and a removal that a service puts off'],
  environments: ['system/environments.test.ts', 'an installation and a purge are the same in each'],
  opened: [
    'system/etc-files.test.ts',
    'an upgrade into a directory that the administrator has opened is refused with the way out',
  ],
  openPurge: [
    'system/etc-files.test.ts',
    'links that an account puts into a directory of conffiles make no removal and purge delete another file',
  ],
  openRename: [
    'system/etc-files.test.ts',
    'a package with a new name reads no file behind a link that the account of the old one has put there',
  ],
  conffile: [
    'system/etc-files.test.ts',
    'a conffile of an account neither grows while dpkg reads it nor keeps a right',
  ],
  beside: [
    'system/beside.test.ts',
    'keeps what it writes, over restarts and upgrades at each level, and cannot change the program',
  ],
  planted: [
    'system/beside.test.ts',
    'an account that puts links in the place of packaged entries gains nothing by a restart or an upgrade',
  ],
  overlap: [
    'system/returning.test.ts',
    'with a socket: good and bad versions without a lost request, and the running process outlives the bad ones',
  ],
  fullDisk: [
    'system/kept-version.test.ts',
    'a full disk is reported before a service stops, and the running process serves on',
  ],
  otherUnits: [
    'system/kept-version.test.ts',
    'other units, two services, a service that is stopped, and no place for a kept version; purged in each state',
  ],
  killed: ['system/kept-version.test.ts', 'killed at each step, dpkg leaves a service that answers, and one unit'],
  cache: [
    'system/accounts.test.ts',
    "the account's cache and logs go with it, what the administrator keeps elsewhere does not",
  ],
  changes: [
    'system/restarting.test.ts',
    'the old version serves until the new one is unpacked; what changes nothing disturbs nobody',
  ],
  dropped: ['system/services.test.ts', 'a service that a new version has no more is stopped and forgotten'],
  earlier: ['system/keeping.test.ts', 'a directory that was there before, also after an installation that broke off'],
  ends: [
    'system/ends.test.ts',
    'a unit that the administrator has stopped stays so, however it ended; one that failed gets another chance',
  ],
  failing: [
    'system/upgrading.test.ts',
    'a new version that never becomes READY is reported, and the old one brings the service back',
  ],
  forbidden: [
    'system/restarting.test.ts',
    'where policy-rc.d or a mask has forbidden a restart, the next installation that may restart does',
  ],
  fragment: [
    'system/breaking.test.ts',
    'a fragment of the project fails: said whose it is, and once mended it finds the state, and the service starts',
  ],
  foreign: [
    'system/foreign-files.test.ts',
    'a directory in the place of a file of the next version, which dpkg would delete',
  ],
  given: [
    'system/attacks.test.ts',
    'a version with files in a directory that an earlier one gave away, or had as a link, is refused',
  ],
  hidden: [
    'system/ends.test.ts',
    'a unit of the administrator with its name is named at the installation, and left alone',
  ],
  links: ['system/attacks.test.ts', 'links in the place of its files and directories hurt no other file'],
  abortedUpgrade: ['system/matrix.test.ts', 'postinst abort-upgrade 2.0, prepared'],
  failedUpgrade: ['system/matrix.test.ts', 'prerm failed-upgrade 1.0 2.0, configured'],
  halted: ['system/matrix.test.ts', 'postinst abort-remove, halted'],
  node: ['system/node-upgrades.test.ts', 'an upgrade of Node restarts the services that run on it, once'],
  noted: ['system/matrix.test.ts', 'prerm upgrade 2.0, configured'],
  preinstAborted: ['system/matrix.test.ts', 'preinst abort-upgrade 2.0, configured'],
  removed: ['system/matrix.test.ts', 'prerm remove, configured'],
  step: [
    'system/before.test.ts',
    'a step runs once for each version, before it starts; the old one serves if it fails',
  ],
  staysStopped: ['system/matrix.test.ts', 'postinst configure 1.0, prepared, stopped'],
  stoppedUpgrade: ['system/matrix.test.ts', 'prerm upgrade 2.0, stopped'],
  stoppedRemoval: ['system/matrix.test.ts', 'prerm remove, stopped'],
  mounts: ['system/keeping.test.ts', 'data behind mounts at and below the directories of the package'],
  others: ['system/keeping.test.ts', 'a directory with the files of another account is not handed over'],
  overrides: [
    'system/attacks.test.ts',
    'the administrator overrides owner and mode of a file with an odd name, also for good',
  ],
  ports: ['system/holding.test.ts', 'versions with a socket and without follow each other, and purging leaves nothing'],
  places: ['system/keeping.test.ts', 'places that the account has made to look like its own'],
  preinst: ['plan/preinst.test.ts'],
  postinst: ['plan/postinst.test.ts'],
  postrm: ['plan/postrm.test.ts'],
  processes: ['system/purging.test.ts', 'what still runs as the account is ended when purging, but not in a container'],
  purge: ['system/purging.test.ts', 'purging leaves the machine as it was, also after a failed start'],
  returned: ['system/returning.test.ts', 'five kinds of bad versions, kill -9, a reboot, another try, a good version'],
  rights: [
    'system/accounts.test.ts',
    'accounts and groups with the rights of others are refused before anything is changed',
  ],
  secrets: [
    'system/services.test.ts',
    'without its secret a service is not started, and the installation says what to do',
  ],
  settings: [
    'system/settings.test.ts',
    'settings are written once, stay as the administrator leaves them, stop no upgrade, and go with a purge',
  ],
  shared: ['system/accounts.test.ts', 'an account of two packages goes with the last one, in each order'],
  shop: ['system/services.test.ts', 'each is READY by its own measure; all of it is upgraded, and purged to nothing'],
  spoilt: ['system/keeping.test.ts', 'secrets of each version go, and no line that is spoilt names a file'],
  taken: ['system/holding.test.ts', 'a port that is taken is named, and so is one that counts no longer'],
  task: ['system/services.test.ts', 'a service becomes a task, and leaves no trace of its first life'],
  unpacked: ['system/breaking.test.ts', 'removed while it was only unpacked: the old version stops serving'],
  will: [
    'system/upgrading.test.ts',
    "the administrator's will survives upgrade, reinstallation, and removal and installation",
  ],
  without: ['system/accounts.test.ts', 'purging without userdel says what is left, and a later purge does the rest'],
  ready: [
    'system/install.test.ts',
    'apt install returns when the service is READY; again it disturbs nobody, and a setting changes the port',
  ],
  socketGroup: [
    'system/unit.test.ts',
    'a Unix socket for nginx: its group connects, the port stays closed, and it goes with the service',
  ],
  understood: ['system/unit.test.ts', 'systemd understands each line of each unit'],
  levels: ['system/harden.test.ts', 'each level is as tight as it says, and a service works at it'],
  intruder: ['system/harden.test.ts', 'what somebody can do who has got into the service'],
  mail: ['system/mail.test.ts', 'with Postfix, root gets a mail after every start'],
  noMail: ['system/mail.test.ts', 'without a mail server nothing is failed'],
  death: ['system/unit.test.ts', 'a service that ends again and again ends in failed, with the first restart at once'],
  reload: ['system/unit.test.ts', 'a service that expects reloads needs no listener of its own'],
  files: ['system/services.test.ts', 'files belong to whom they are meant for; what was edited stays'],
} as const;
