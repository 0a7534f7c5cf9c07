/**
 * Units that the administrator has stopped, that have failed, and that are the administrator's own.
 */
import * as assert from 'uvu/assert';
import { installApp, PLAIN } from './plain.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, property } from './story.ts';
import { put } from './variants.ts';

/** Deeds of an administrator and accidents, each with the state of the unit after the next upgrade. */
const ENDS: Record<string, { app: string; service?: object; deed: string; expected: string }> = {
  'exit code 143': {
    app: `${PLAIN} process.on('SIGTERM', () => process.exit(143));`,
    deed: 'systemctl stop notifydemo',
    expected: 'inactive',
  },
  'exit code 1 at the stop': {
    app: `${PLAIN} process.on('SIGTERM', () => process.exit(1));`,
    deed: 'systemctl stop notifydemo',
    expected: 'failed',
  },
  'the same without restarts': {
    app: `${PLAIN} process.on('SIGTERM', () => process.exit(1));`,
    service: { restart: 'no' },
    deed: 'systemctl stop notifydemo',
    expected: 'failed',
  },
  'killed at the stop timeout, after a crash': {
    app: `${PLAIN} process.on('SIGTERM', () => {});`,
    service: { stopTimeout: 1, restartDelay: 0 },
    // One question for both: between two, systemd may notice the kill, and the stop would come before the next start.
    deed: `systemctl kill -s KILL notifydemo
      until [ "$(systemctl show -p ActiveState,NRestarts notifydemo | sort | xargs)" = 'ActiveState=active NRestarts=1' ]; do
        sleep 0.1; done
      systemctl stop notifydemo`,
    expected: 'failed',
  },
  'killed while it starts': {
    app: `process.on('SIGTERM', () => {}); setInterval(() => console.log('has-handler'), 100);`,
    service: { startTimeout: 8, stopTimeout: 1 },
    // The handler of the very process that starts has to be there: the journal has the lines of earlier ones.
    deed: `until [ "$(systemctl show -P SubState notifydemo)" = start ] && id=$(systemctl show -P InvocationID notifydemo) &&
      journalctl -b -q "_SYSTEMD_INVOCATION_ID=$id" | grep -q has-handler; do sleep 0.1; done; systemctl stop notifydemo`,
    expected: 'failed',
  },
  'a crash loop': {
    app: `setTimeout(() => process.exit(1), 50);`,
    service: { ready: 'loaded', restartDelay: 0 },
    deed: 'while ! systemctl is-failed --quiet notifydemo; do sleep 0.2; done',
    expected: 'active',
  },
  'exit code 78': {
    app: `process.exit(78);`,
    deed: 'while ! systemctl is-failed --quiet notifydemo; do sleep 0.2; done',
    expected: 'active',
  },
  'a crash without restarts': {
    app: `process.exit(1);`,
    service: { restart: 'no' },
    deed: 'while ! systemctl is-failed --quiet notifydemo; do sleep 0.2; done',
    expected: 'active',
  },
};

chapter('ends of units', {
  'a unit that the administrator has stopped stays so, however it ended; one that failed gets another chance': async (
    machine,
  ) => {
    for (const [end, { app, service, deed, expected }] of Object.entries(ENDS)) {
      await installApp(machine, app, service);
      await machine.sh(deed);
      await installApp(machine, PLAIN, service, '2.0.0');
      assert.is((await machine.run('systemctl is-active notifydemo')).stdout.trim(), expected, end);
      await machine.sh('dpkg --purge notifydemo');
    }
  },

  'a unit of the administrator with its name is named at the installation, and left alone': async (machine) => {
    const file = '/etc/systemd/system/notifydemo.service';
    await machine.write(file, '[Service]\nExecStart=/usr/bin/sleep 1d\n[Install]\nWantedBy=multi-user.target\n');
    await machine.sh('systemctl daemon-reload && systemctl enable --now notifydemo');
    const before = await snapshot(machine);
    const pid = await property(machine, 'MainPID');
    const isUntouched = async (): Promise<void> => {
      assert.is(await property(machine, 'MainPID'), pid);
      assert.is(await machine.sh('systemctl is-enabled notifydemo; systemctl is-active notifydemo'), 'enabled\nactive');
    };
    for (const version of ['1.0.0', '2.0.0']) {
      const { exitCode, stderr } = await machine.run(
        `dpkg -i ${await put(machine, { version, deb: { mail: false } })}`,
      );
      assert.is(exitCode, 0, stderr);
      assert.match(stderr, `notifydemo: ${file} hides the unit of this package; remove it, then install again`);
      await isUntouched();
    }
    await machine.sh('dpkg --remove notifydemo');
    await isUntouched();
    await machine.sh('dpkg --purge notifydemo && rm -f *.deb');
    await isUntouched();
    assert.equal(difference(before, await snapshot(machine)), []);

    // systemd reads these places before the package's, too.
    for (const place of ['/run/systemd/system', '/usr/local/lib/systemd/system']) {
      const moved = `${place}/notifydemo.service`;
      await machine.sh(`mkdir -p ${place} && mv ${file} ${moved} && systemctl daemon-reload`);
      const { stderr } = await machine.run(`dpkg -i ${await put(machine, { version: '2.0.0', deb: { mail: false } })}`);
      assert.match(stderr, `notifydemo: ${moved} hides the unit of this package; remove it, then install again`);
      await machine.sh('dpkg --purge notifydemo && rm -f *.deb');
      assert.is(await property(machine, 'MainPID'), pid, place);
      await machine.sh(`mv ${moved} ${file} && systemctl daemon-reload`);
    }

    // A unit that the administrator writes later is left alone as well; a copy of the package's own is the package's.
    await installApp(machine, PLAIN);
    assert.is(await property(machine, 'MainPID'), pid);
    await machine.sh(`systemctl stop notifydemo && mv ${file} /root/own.service && systemctl daemon-reload`);
    await installApp(machine, PLAIN, {}, '2.0.0');
    assert.is(await machine.sh('curl -sS http://127.0.0.1:5001/'), 'OK');
    await machine.sh(`cp /usr/lib/systemd/system/notifydemo.service ${file} && systemctl daemon-reload`);
    const own = await property(machine, 'MainPID');
    await installApp(machine, `${PLAIN} // 3`, {}, '3.0.0');
    assert.is.not(await property(machine, 'MainPID'), own);
    await machine.sh(`mv /root/own.service ${file} && systemctl daemon-reload && systemctl restart notifydemo`);
    await machine.sh('dpkg --purge notifydemo && systemctl is-active notifydemo && systemctl is-enabled notifydemo');
  },

  'a timer or a socket of the administrator with the name of one of the package is named, and left alone': async (
    machine,
  ) => {
    const [timer, socket] = ['/etc/systemd/system/notifydemo-job.timer', '/etc/systemd/system/notifydemo.socket'];
    const job = { entry: 'payload/app.ts', schedule: 'daily' };
    const deb = { mail: false, service: { ready: 'listening', socket: true }, services: { job } };
    const file = await put(machine, { version: '1.0.0', app: PLAIN, deb });
    await machine.write(timer, '[Timer]\nOnCalendar=hourly\n[Install]\nWantedBy=timers.target\n');
    await machine.write(socket, '[Socket]\nListenStream=5002\n');
    await machine.sh('systemctl daemon-reload');
    const before = await snapshot(machine);
    const { stderr } = await machine.run(`dpkg -i ${file}`);
    for (const hiding of [timer, socket]) {
      assert.match(stderr, `notifydemo: ${hiding} hides the unit of this package; remove it, then install again`);
    }
    assert.is(await property(machine, 'UnitFileState', 'notifydemo-job.timer'), 'disabled');
    // The service has started the socket of the administrator, who stops it.
    await machine.sh('dpkg --purge notifydemo && systemctl stop notifydemo.socket');
    assert.equal(difference(before, await snapshot(machine)), []);
    // A copy, as "systemctl edit --full" makes it, is the package's own.
    await machine.sh(`rm ${timer} ${socket}; systemctl daemon-reload; dpkg -i ${file}`);
    await machine.sh(`cd /usr/lib/systemd/system; cp notifydemo-job.timer ${timer}; cp notifydemo.socket ${socket}`);
    const again = await machine.run(`systemctl daemon-reload; dpkg -i ${file}`);
    assert.not.match(again.stderr, 'hides the unit');
    await machine.sh(`rm ${timer} ${socket}; dpkg --purge notifydemo; rm -f *.deb; systemctl daemon-reload`);
  },
});
