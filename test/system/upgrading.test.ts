import * as assert from 'uvu/assert';
import { SHORT_TIMEOUT } from './bad-versions.ts';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter } from './story.ts';
import { NEVER_READY, put } from './variants.ts';

async function versions(machine: Machine): Promise<[string, string]> {
  return [await put(machine, { version: '1.0.0' }), await put(machine, { version: '2.0.0' })];
}

function answer(machine: Machine, port = 5001): Promise<string> {
  return machine.sh(`curl -sS --max-time 5 http://127.0.0.1:${port}/`);
}

/** What an administrator can want of a service, and how it shows. */
const WILLS: Record<string, { set: string; shows: string; expected: string }> = {
  stopped: { set: 'systemctl stop notifydemo', shows: 'systemctl is-active notifydemo', expected: 'inactive' },
  disabled: {
    set: 'systemctl disable --now notifydemo',
    shows: 'systemctl is-enabled notifydemo; systemctl is-active notifydemo',
    expected: 'disabled\ninactive',
  },
  masked: {
    set: 'systemctl mask --now notifydemo',
    shows: 'systemctl is-enabled notifydemo; systemctl is-active notifydemo',
    expected: 'masked\ninactive',
  },
  'edited with a drop-in': {
    set:
      'mkdir -p /etc/systemd/system/notifydemo.service.d && cd /etc/systemd/system/notifydemo.service.d && ' +
      'printf "[Service]\\nEnvironment=PORT=5009\\n" >own.conf && systemctl daemon-reload && systemctl restart notifydemo',
    shows: 'curl -sS http://127.0.0.1:5009/ >/dev/null && cat /etc/systemd/system/notifydemo.service.d/own.conf',
    expected: '[Service]\nEnvironment=PORT=5009',
  },
  'set in /etc/default': {
    set: 'echo PORT=5008 >/etc/default/notifydemo && systemctl restart notifydemo',
    shows: 'curl -sS http://127.0.0.1:5008/ >/dev/null && cat /etc/default/notifydemo',
    expected: 'PORT=5008',
  },
  'given another mode': {
    set: 'dpkg-statoverride --update --add root daemon 640 /etc/default/notifydemo',
    shows: 'stat -c "%U:%G %a" /etc/default/notifydemo',
    expected: 'root:daemon 640',
  },
};

/** A service that says much, then names an error, and says much again until it is ended. */
const CHATTY = `for (let at = 0; at < 40; at += 1) console.log('good morning ' + at);
console.error('Error: it was compiled against a different Node.js version');
for (let at = 0; at < 40; at += 1) console.log('frame ' + at);
setInterval(() => {}, 1000);\n`;

chapter('upgrading', {
  "the administrator's will survives upgrade, reinstallation, and removal and installation": async (machine) => {
    const [old, young] = await versions(machine);
    for (const [will, { set, shows, expected }] of Object.entries(WILLS)) {
      await machine.sh(`dpkg -i ${old}`);
      await machine.sh(set);
      for (const step of [young, young]) {
        const said = await machine.sh(`dpkg -i --force-confold ${step}`);
        const stays =
          'notifydemo: notifydemo.service stays stopped, as it was; start it with: systemctl start notifydemo';
        assert.is(said.includes(stays), /^(stopped|disabled)/.test(will), `${will}: ${said}`);
        assert.is((await machine.run(shows)).stdout.trim(), expected, `${will}, ${step}`);
      }
      await machine.sh(`dpkg --remove notifydemo && dpkg -i --force-confold ${old}`);
      assert.is((await machine.run(shows)).stdout.trim(), expected, `${will}, removed and installed`);
      // Purging must not need the will to be taken back; only then is it.
      await machine.sh('dpkg --purge notifydemo');
      await machine.run('systemctl unmask notifydemo; rm -rf /etc/systemd/system/notifydemo.service.d');
      await machine.run('dpkg-statoverride --remove /etc/default/notifydemo; systemctl daemon-reload');
    }
  },

  'a preset that disables it is respected from the first installation on': async (machine) => {
    await machine.write('/etc/systemd/system-preset/10-own.preset', 'disable notifydemo.service\n');
    const [old, young] = await versions(machine);
    for (const file of [old, young]) {
      await machine.sh(`dpkg -i ${file}`);
      const shows = await machine.run('systemctl is-enabled notifydemo; systemctl is-active notifydemo');
      assert.is(shows.stdout.trim(), 'disabled\ninactive');
    }
  },

  'a new version that never becomes READY is reported, and the old one brings the service back': async (machine) => {
    const old = await put(machine, { version: '1.0.0' });
    const broken = { app: NEVER_READY, deb: { service: { startTimeout: SHORT_TIMEOUT } } };
    const young = await put(machine, { ...broken, version: '2.0.0' });
    const lenient = await put(machine, { ...broken, version: '2.0.1', deb: { ...broken.deb, onStartFailure: 'warn' } });
    const chatty = await put(machine, { ...broken, version: '2.0.2', app: CHATTY });
    const before = await snapshot(machine);
    await machine.sh(`dpkg -i ${old} && echo precious >/var/lib/notifydemo/data`);
    const failed = await machine.run(`dpkg -i ${young}`);
    assert.is.not(failed.exitCode, 0);
    for (const told of [
      'notifydemo: notifydemo.service did not become ready; its state and last messages:',
      'nothing listens yet',
      'the new version waits for what never comes',
    ])
      assert.match(failed.stderr, told);
    assert.ok(failed.stderr.split('\n').length < 50);
    // The messages are those of this start alone, from its first error on, however many follow.
    const { stderr } = await machine.run(`dpkg -i ${chatty}`);
    assert.match(stderr, /\]: Error: it was compiled against a different Node.js version\n/);
    assert.match(stderr, /\]: frame 39\n/);
    assert.not.match(stderr, /the new version waits for what never comes|good morning 1\n/);
    assert.is(stderr.match(/Starting notifydemo/g)?.length ?? 0, 0, stderr);
    await machine.sh(`dpkg -i ${old}`);
    assert.is(await answer(machine), '1.0.0');
    assert.is(await machine.sh('cat /var/lib/notifydemo/data; dpkg --audit'), 'precious');

    const warned = await machine.run(`dpkg -i ${lenient}`);
    assert.is(warned.exitCode, 0);
    assert.match(warned.stderr, 'did not become ready');
    assert.match(warned.stderr, 'notifydemo: mend that, and then: systemctl restart notifydemo.service\n');
    await machine.sh(`dpkg -i ${old}`);
    assert.is(await answer(machine), '1.0.0');

    // Purged after an upgrade that failed, nothing is left either.
    assert.is.not((await machine.run(`dpkg -i ${young}`)).exitCode, 0);
    await machine.sh('dpkg --purge notifydemo');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  '20 upgrades and downgrades in a row': async (machine) => {
    const [old, young] = await versions(machine);
    await machine.sh(`dpkg -i ${old} && echo precious >/var/lib/notifydemo/data`);
    const before = await machine.sh('getent passwd notifydemo; find /etc /var/lib/systemd -name "*notifydemo*" | sort');
    for (let round = 0; round < 10; round += 1) {
      await machine.sh(`dpkg -i ${young}`);
      assert.is(await answer(machine), '2.0.0');
      await machine.sh(`dpkg -i ${old}`);
      assert.is(await answer(machine), '1.0.0');
    }
    assert.is(await machine.sh('cat /var/lib/notifydemo/data; dpkg --audit'), 'precious');
    assert.is(
      await machine.sh('getent passwd notifydemo; find /etc /var/lib/systemd -name "*notifydemo*" | sort'),
      before,
    );
    assert.is(
      await machine.sh('ls /run/notifydemo.* /var/lib/misc/notifydemo.* 2>/dev/null || true'),
      '/var/lib/misc/notifydemo.created\n/var/lib/misc/notifydemo.folders\n/var/lib/misc/notifydemo.settings',
    );
  },
});
