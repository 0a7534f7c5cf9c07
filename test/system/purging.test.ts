import * as assert from 'uvu/assert';
import { difference, snapshot } from './snapshot.ts';
import { aptInstall, chapter, deliver, eventually, install, property, readyStatus } from './story.ts';

chapter('removing and purging', {
  'purging leaves the machine as it was, also after a failed start': async (machine) => {
    await deliver(machine);
    await machine.sh('mkdir -p /var/spool/cron/crontabs');
    const before = await snapshot(machine);
    await aptInstall(machine);
    await machine.sh('curl -sS http://127.0.0.1:5001/ && touch /var/lib/notifydemo/left-behind /var/mail/notifydemo');
    // cron(8) would run it as the next user of that name.
    await machine.sh('install -o notifydemo -m 600 /dev/null /var/spool/cron/crontabs/notifydemo');
    // The comparison sees what an installation changes: on the disk, in memory, and for systemd, dpkg and the databases.
    const made = difference(before, await snapshot(machine));
    for (const place of [
      '/etc/default/',
      '/run/systemd/units/invocation:',
      'unit ',
      'file ',
      'user ',
      'group ',
      'package ii  ',
    ])
      assert.ok(
        made.some((line) => line.startsWith(`${place}notifydemo`)),
        place,
      );
    await machine.sh('apt-get purge -y notifydemo');
    assert.equal(difference(before, await snapshot(machine)), []);

    await machine.write('/etc/default/notifydemo', 'PORT=none\n');
    assert.is.not((await machine.run('dpkg --force-confold -i notifydemo.deb')).exitCode, 0);
    await machine.sh('dpkg --purge notifydemo');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  'removing keeps settings and state, and installing brings all back': async (machine) => {
    await install(machine);
    await machine.write('/etc/default/notifydemo', 'PORT=5002\n');
    await machine.sh('echo precious >/var/lib/notifydemo/data && chown notifydemo: /var/lib/notifydemo/data');
    await machine.sh('apt-get remove -y notifydemo');
    assert.is((await machine.run('systemctl cat notifydemo')).exitCode, 1);
    assert.is(await machine.sh('cat /etc/default/notifydemo'), 'PORT=5002');
    assert.is(await machine.sh('cat /var/lib/notifydemo/data'), 'precious');
    await machine.sh('getent passwd notifydemo');

    await install(machine);
    assert.is(await readyStatus(machine), 'notifydemo ready on :5002');
    assert.is(await machine.sh('stat -c "%U %s" /var/lib/notifydemo/data'), 'notifydemo 9');
    assert.is(await machine.sh('systemctl is-enabled notifydemo'), 'enabled');
  },

  'an upgrade that breaks off leaves the running service alone, and a directory that root cannot change stops no purge':
    async (machine) => {
      await install(machine);
      const pid = await property(machine, 'MainPID');
      await machine.sh('dpkg-deb -R notifydemo.deb broken && printf "#!/bin/sh\\nexit 1\\n" >broken/DEBIAN/preinst');
      await machine.sh('chmod 755 broken/DEBIAN/preinst && dpkg-deb -b broken broken.deb');
      assert.is.not((await machine.run('dpkg -i broken.deb')).exitCode, 0);
      assert.is(await property(machine, 'MainPID'), pid);
      assert.match(await machine.sh('dpkg --list notifydemo'), /^ii {2}notifydemo/m);

      await machine.sh(`systemctl stop notifydemo && mkdir /srv/archive && chown notifydemo /srv/archive
      mount --bind /srv/archive /var/lib/notifydemo && mount -o remount,ro,bind /var/lib/notifydemo`);
      const { exitCode, stderr } = await machine.run('dpkg --purge notifydemo');
      assert.is(exitCode, 0, stderr);
      assert.match(stderr, '/var/lib/notifydemo is kept, because of mounts');
      await machine.sh(
        'umount /var/lib/notifydemo && rm -r /srv/archive /var/lib/notifydemo && ! ls /var/lib/misc/notifydemo.*',
      );
    },

  'what still runs as the account is ended when purging, but not in a container': async (machine) => {
    await deliver(machine);
    const before = await snapshot(machine);
    await install(machine);
    // The same number in another root is another account.
    await machine.sh('mkdir /srv/other && cp --parents /bin/sleep $(ldd /bin/sleep | grep -o "/[^ ]*") /srv/other');
    await machine.sh('systemd-run --unit=inside chroot --userspec=$(id -u notifydemo) /srv/other /bin/sleep 600');
    // Fills its state again while the purge removes it.
    const fill = 'trap : TERM; sleep 600 & while :; do : >/var/lib/notifydemo/$((i = (i + 1) % 50)); done';
    await machine.write('/srv/other/fill', fill);
    await machine.sh('systemd-run --unit=left --uid=notifydemo -p KillMode=none sh /srv/other/fill');
    // The loop begins after it has started the other process.
    await eventually('both processes', async () => (await machine.run('ls /var/lib/notifydemo/1')).exitCode === 0);
    const { exitCode, stderr } = await machine.run('dpkg --purge notifydemo');
    assert.is(exitCode, 0, stderr);
    assert.match(stderr, /notifydemo: ending the processes that still run as notifydemo: \d+ \d+/);
    assert.is(await machine.sh('systemctl is-active inside'), 'active');
    await eventually('its end', async () => (await machine.run('systemctl is-active left')).exitCode !== 0);
    await machine.sh('systemctl stop inside; systemctl reset-failed inside left 2>/dev/null; rm -r /srv/other');
    assert.equal(difference(before, await snapshot(machine)), []);

    // Neither is a process with numbers of its own (pid_namespaces(7)). userdel refuses then, and a later purge tries again.
    await install(machine);
    const apart = 'unshare --pid --fork --kill-child setpriv --reuid=notifydemo --clear-groups sleep 600';
    await machine.sh(`systemd-run --service-type=exec --unit=apart ${apart}`);
    const sleeps = "grep -qsx sleep $(find /proc -maxdepth 1 -user notifydemo -printf '%p/comm ')";
    await eventually('the process', async () => (await machine.run(sleeps)).exitCode === 0);
    assert.match((await machine.run('dpkg --purge notifydemo')).stderr, 'notifydemo is still in the passwd database');
    await machine.sh(
      'systemctl is-active apart && systemctl stop apart; systemctl reset-failed apart 2>/dev/null || true',
    );
    await install(machine);
    await machine.sh('dpkg --purge notifydemo');
    assert.equal(difference(before, await snapshot(machine)), []);
  },
});
