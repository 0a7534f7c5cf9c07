import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { aptInstall, chapter, eventually, install, journal, property, readyStatus } from './story.ts';

const ROOT_FILE = 'root:root 644';

const EXPECTED_FILES = {
  '/etc/default/notifydemo': ROOT_FILE,
  '/usr/lib/notifydemo': 'root:root 755',
  '/usr/lib/notifydemo/app.cjs': ROOT_FILE,
  '/usr/lib/notifydemo/notify.cjs': ROOT_FILE,
  '/usr/lib/systemd/system/notifydemo.service': ROOT_FILE,
  '/usr/lib/systemd/system/notifydemo-mail.service': ROOT_FILE,
  '/usr/lib/sysusers.d/notifydemo.conf': ROOT_FILE,
  '/usr/share/man/man8/notifydemo.8.gz': ROOT_FILE,
  '/var/lib/notifydemo': 'notifydemo:notifydemo 750',
};

async function isReady(machine: Machine): Promise<void> {
  assert.is(await property(machine, 'ActiveState'), 'active');
  assert.is(await property(machine, 'SubState'), 'running');
  assert.is(await readyStatus(machine), 'notifydemo ready on :5001');
  assert.is(await machine.sh('curl -sS http://127.0.0.1:5001/health'), 'OK');
  assert.is(await machine.sh('curl -sS http://127.0.0.1:5001/'), 'Hello from Type=notify demo!');
}

/** The warnings in the journal of our units. */
async function warnings(machine: Machine): Promise<string[]> {
  const said = await journal(machine, '-p warning -o cat -u notifydemo -u notifydemo-mail');
  return said.split('\n').filter((line) => line !== '');
}

chapter('installing', {
  'apt install returns when the service is READY; again it disturbs nobody, and a setting changes the port': async (
    machine,
  ) => {
    await aptInstall(machine);
    await isReady(machine);
    assert.is(await machine.sh('systemctl is-enabled notifydemo'), 'enabled');

    const pid = await property(machine, 'MainPID');
    assert.is(await machine.sh(`ps -o user= -p ${pid} 2>/dev/null || stat -c %U /proc/${pid}`), 'notifydemo');
    assert.is(
      await machine.sh('getent passwd notifydemo | cut -d: -f5-'),
      'notifydemo service:/var/lib/notifydemo:/usr/sbin/nologin',
    );
    for (const [file, expected] of Object.entries(EXPECTED_FILES)) {
      assert.is(await machine.sh(`stat -c '%U:%G %a' ${file}`), expected, file);
    }

    // systemd 252 doesn't know the way that later ones have of handing over the notification socket.
    const unknown = (line: string): boolean => /Unknown key (name )?'OpenFile'/.test(line);
    const said = await warnings(machine);
    assert.equal(
      said.filter((line) => !unknown(line)),
      [],
    );
    assert.is(said.some(unknown), machine.suite === 'bookworm');
    // Later ones do: from the first message on, only the service itself may speak.
    assert.is(await property(machine, 'NotifyAccess'), machine.suite === 'bookworm' ? 'all' : 'main');

    await machine.sh('apt-get install -y --reinstall ./notifydemo.deb');
    await isReady(machine);
    assert.is(await property(machine, 'MainPID'), pid);

    await machine.write('/etc/default/notifydemo', 'PORT=8080\n');
    await machine.sh('systemctl restart notifydemo');
    assert.is(await readyStatus(machine), 'notifydemo ready on :8080');
    assert.is(await machine.sh('curl -sS http://127.0.0.1:8080/health'), 'OK');
  },

  'after a reboot the service comes up READY by itself': async (machine) => {
    await install(machine);
    const before = await machine.sh(
      'cat /proc/sys/kernel/random/boot_id; systemctl show -p InactiveExitTimestamp notifydemo',
    );
    await machine.powerOff();
    await machine.start();
    await eventually('READY after the boot', async () => (await property(machine, 'ActiveState')) === 'active');
    await isReady(machine);
    const after = await machine.sh(
      'cat /proc/sys/kernel/random/boot_id; systemctl show -p InactiveExitTimestamp notifydemo',
    );
    assert.is.not(after, before);
  },
});
