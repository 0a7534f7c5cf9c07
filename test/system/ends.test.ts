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
    deed: `pid=$(systemctl show -P MainPID notifydemo); systemctl kill -s KILL notifydemo
      until systemctl is-active --quiet notifydemo && [ "$(systemctl show -P MainPID notifydemo)" != "$pid" ]; do sleep 0.1; done
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
      await installApp(machine, app, { startTimeout: 2, ...service });
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
});
