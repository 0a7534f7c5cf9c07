/**
 * Services that ask systemd for more time again and again: neither dpkg nor an administrator waits without limit.
 */
import * as assert from 'uvu/assert';
import { difference, snapshot } from './snapshot.ts';
import { chapter, deliver, install, property, replaceApp } from './story.ts';

/**
 * A limit instead of the six minutes of the unit; dpkg itself takes some seconds. A killed service waits for dpkg: its own next
 * start could come first on a busy machine.
 */
const LIMIT = ['RestartSec=1h', '[Unit]', 'JobRunningTimeoutSec=10'];
const SECONDS = 120;

/** Another version: the service is restarted for other files alone. */
const MAKE_YOUNG = `dpkg-deb -R notifydemo.deb young && cd young && echo >>usr/lib/notifydemo/app.cjs &&
  sed -i "s,^.* usr.lib.notifydemo.app.cjs$,$(md5sum usr/lib/notifydemo/app.cjs)," DEBIAN/md5sums && dpkg-deb -b . ../young.deb`;

chapter('services that cling to their lives', {
  'dpkg ends a stop, a start and a removal that a service puts off': async (machine) => {
    await deliver(machine);
    await machine.sh(MAKE_YOUNG);
    const before = await snapshot(machine);
    await install(machine);
    assert.is(await property(machine, 'JobRunningTimeoutUSec'), '6min 10s');
    await replaceApp(machine, 'clinging.js', LIMIT);
    const bounded = (command: string) => machine.run(`timeout --signal=KILL ${SECONDS} sh -c '${command}'`);
    await machine.sh('systemctl restart notifydemo');
    assert.is(await machine.sh('curl -sS http://127.0.0.1:5001/'), 'holding');

    const pid = await property(machine, 'MainPID');
    const restarted = await bounded('dpkg -i young.deb');
    assert.is(restarted.exitCode, 0, restarted.stderr);
    assert.match(restarted.stderr, 'notifydemo: notifydemo.service does not end; it is killed');
    assert.is.not(await property(machine, 'MainPID'), pid);
    assert.is(await machine.sh('curl -sS http://127.0.0.1:5001/'), 'holding');

    await machine.sh('touch /etc/hold-start && systemctl kill --signal=KILL notifydemo');
    const started = await bounded('dpkg -i notifydemo.deb');
    assert.match(started.stderr, 'notifydemo.service did not become ready');
    // A start that is put off goes on.
    assert.not.match(started.stderr, 'it is killed');
    assert.is.not(started.exitCode, 137);

    const purged = await bounded('rm /etc/hold-start; dpkg --purge notifydemo');
    assert.is(purged.exitCode, 0, purged.stderr);
    await machine.sh('rm -r /etc/systemd/system/notifydemo.service.d /srv/clinging.js && systemctl daemon-reload');
    assert.equal(difference(before, await snapshot(machine)), []);
  },
});
