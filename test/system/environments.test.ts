/**
 * Odd environments of root around dpkg: an installation, and a purge, come to the same as in a usual one.
 */
import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, deliver, property } from './story.ts';

/** Shell commands before dpkg, by their names. /root/mark is a script that leaves a mark if a shell reads it. */
const AROUND: Record<string, string> = {
  'a short PATH': 'export PATH=/sbin:/bin',
  'a strange locale': 'export LC_ALL=tr_TR.UTF-8 LANG=xx_YY LANGUAGE=de:fr LC_COLLATE=en_US.UTF-8',
  'IFS and CDPATH': 'export IFS=/ CDPATH=/usr:/var:/',
  'files that shells read': 'export ENV=/root/mark BASH_ENV=/root/mark PS4="$(echo x)" SHELLOPTS=noglob',
  'the letter of POSIX': 'export POSIXLY_CORRECT=1 POSIX_ME_HARDER=1 _POSIX2_VERSION=199209',
  'an umask that closes all': 'umask 077',
  'an umask that opens all': 'umask 000',
  'no place for temporary files, and no home': 'export TMPDIR=/nowhere; unset HOME USER LOGNAME TERM SHELL',
  'options of grep': 'export GREP_OPTIONS=-v GREP_COLOR="1;31" GREP_COLORS="mt=1;31"',
  'formats of coreutils': 'export QUOTING_STYLE=c TIME_STYLE=+%n BLOCK_SIZE=1K TZ=:/dev/full COLUMNS=1 LS_COLORS=x=y',
  "settings of systemd's tools":
    'export SYSTEMD_COLORS=1 SYSTEMD_URLIFY=1 SYSTEMD_PAGER=/root/mark SYSTEMD_PAGERSECURE=0 PAGER=/root/mark ' +
    'SYSTEMD_LOG_LEVEL=debug SYSTEMD_LOG_TARGET=console SYSTEMCTL_SKIP_SYSV=1 SYSTEMD_UNIT_PATH=/nowhere',
  'the variables of a service':
    'export NOTIFY_SOCKET=/nowhere LISTEN_FDS=1 LISTEN_PID=1 NODE_OPTIONS=--nonsense MAINPID=1',
  'names of variables of the scripts':
    'export ROOT=/nowhere PACKAGE=-rf UNITS=../x STARTED_UNITS=x SYSTEM_USERS=root DIRECTORIES=/etc KEPT=/etc verb=stop ' +
    'failed=x unit=x.service invoke=/root/mark file=/ place=/etc directory=/ home=/ left=x places=. mounts=x dropped=x',
  'a folder that is gone': 'mkdir /gone; cd /gone; rmdir /gone',
  'no terminal, and closed input': 'exec </dev/null 3<&-',
};

/** With these variables systemctl shows prerm no start of a unit, and postinst would restart it: the scripts unset them. */
const REINSTALLED = ['the letter of POSIX', "settings of systemd's tools"];

/** Builders of images set it: systemctl then works on files alone (systemctl(1)), and units wait for systemd. */
const OFFLINE = 'SYSTEMD_OFFLINE=1';

/** Places whose names or contents differ from start to start. */
const PASSING =
  /^(\/run\/systemd\/units\/invocation:|\/run\/notifydemo\S*started-from|(\/var)?\/tmp\/systemd-private-)/;

async function installed(machine: Machine): Promise<Map<string, string>> {
  const found = new Map(await snapshot(machine));
  for (const key of found.keys()) if (PASSING.test(key)) found.delete(key);
  return found;
}

chapter('odd environments', {
  'an installation and a purge are the same in each': async (machine) => {
    await deliver(machine);
    await machine.write('/root/mark', '#!/bin/sh\necho "$0" >>/root/marks\n');
    await machine.sh('chmod 755 /root/mark');
    const before = await snapshot(machine);
    await machine.sh('dpkg -i notifydemo.deb');
    const usual = await installed(machine);
    await machine.sh('dpkg --purge notifydemo');
    assert.equal(difference(before, await snapshot(machine)), []);
    for (const [name, around] of Object.entries(AROUND)) {
      const { exitCode, stdout, stderr } = await machine.run(`(${around}; exec dpkg -i /root/notifydemo.deb)`);
      assert.is(exitCode, 0, `${name}: ${stdout}${stderr}`);
      assert.equal(difference(usual, await installed(machine)), [], name);
      if (REINSTALLED.includes(name)) {
        const pid = await property(machine, 'MainPID');
        await machine.sh(`(${around}; exec dpkg -i /root/notifydemo.deb)`);
        assert.is(await property(machine, 'MainPID'), pid, name);
      }
      const purged = await machine.run(`(${around}; exec dpkg --purge notifydemo)`);
      assert.is(purged.exitCode, 0, `${name}: ${purged.stderr}`);
      assert.equal(difference(before, await snapshot(machine)), [], name);
    }
    // dpkg itself refuses to work without a PATH, before it changes anything.
    const refused = await machine.run('PATH= /usr/bin/dpkg -i /root/notifydemo.deb');
    assert.is.not(refused.exitCode, 0);
    const left = difference(before, await snapshot(machine)).filter(
      (line) => !line.startsWith('/var/lib/dpkg/updates/'),
    );
    assert.equal(left, []);
  },

  'without a way to systemd, a new service waits enabled, a running one runs on, and a purge leaves nothing': async (
    machine,
  ) => {
    await deliver(machine);
    const before = await snapshot(machine);
    const dpkg = (words: string): Promise<string> => machine.sh(`${OFFLINE} dpkg ${words}`);
    const states = (): Promise<string> =>
      machine.sh('systemctl is-enabled notifydemo; systemctl is-active notifydemo || true');
    const purged = async (): Promise<void> => {
      await dpkg('--purge notifydemo');
      assert.is((await machine.run('grep -l notifydemo/ap[p] /proc/[0-9]*/cmdline')).stdout, '');
      await machine.sh('systemctl daemon-reload');
      assert.equal(difference(before, await snapshot(machine)), []);
    };
    await dpkg('-i /root/notifydemo.deb');
    assert.is(await states(), 'enabled\ninactive');
    await purged();
    await machine.sh('dpkg -i /root/notifydemo.deb');
    const pid = await property(machine, 'MainPID');
    await dpkg('-i /root/notifydemo.deb');
    assert.is(await states(), 'enabled\nactive');
    assert.is(await property(machine, 'MainPID'), pid);
    await purged();
  },
});
