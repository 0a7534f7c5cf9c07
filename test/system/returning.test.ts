/**
 * Bad versions: the previous one serves on, whatever happens, until a good one is installed.
 */
import * as assert from 'uvu/assert';
import { nothingLost, told, underLoad } from './load.ts';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, eventually, property } from './story.ts';
import { NEVER_READY, put } from './variants.ts';

const server = (answer: string, port = 'process.env.PORT'): string =>
  `require('node:http').createServer((request, answer) => { ${answer} }).listen(${port});`;

/** Apps of versions that do not become READY. */
const BAD: Record<string, string> = {
  'answers 503 for ever': server("answer.statusCode = 503; answer.end('no');"),
  'exits at once': "console.error('this version gives up'); process.exit(1);",
  'hangs before it listens': NEVER_READY,
  'listens on another port': server("answer.end('2.0.0');", '7777'),
  'misses a module': "require('left-out');",
};

/** The port of the service is known, so that another one does not count. */
const DEB = { mail: false, service: { health: '/', port: 'PORT', startTimeout: 3 } };

function answer(machine: Machine): Promise<string> {
  return machine.sh('curl -sS --max-time 5 http://127.0.0.1:5001/');
}

/** Waits until version 1 answers, after a kill or a boot. */
async function answers(machine: Machine, what: string): Promise<void> {
  await eventually(what, 30, async () => {
    return (await machine.run('curl -sS --max-time 5 http://127.0.0.1:5001/')).stdout.trim() === '1.0.0';
  });
}

async function kill(machine: Machine): Promise<void> {
  const pid = await property(machine, 'MainPID');
  await machine.sh(`kill -KILL ${pid}`);
  await eventually('another process', 10, async () => !['0', pid].includes(await property(machine, 'MainPID')));
  await answers(machine, 'after kill -9');
}

/** Installs a version that must fail, and returns its messages. */
async function fails(machine: Machine, file: string): Promise<string> {
  const { exitCode, stderr } = await machine.run(`dpkg -i ${file}`);
  assert.is.not(exitCode, 0, stderr);
  assert.match(await machine.sh('dpkg --audit'), 'notifydemo');
  return stderr;
}

const HELD = { mail: true, service: { ...DEB.service, socket: true } };

/** The units of the package that systemd has in memory, and those that have failed. */
function units(machine: Machine): Promise<string> {
  return machine.sh(
    `systemctl list-units --all --plain --no-legend 'notifydemo*' | awk '$1 !~ /mail/ { print $1 }'; systemctl --failed --no-legend; ls /run/systemd/system`,
  );
}

const ONE = 'notifydemo.service\nnotifydemo.socket';

chapter('returning to the previous version', {
  'five kinds of bad versions, kill -9, a reboot, another try, a good version': async (machine) => {
    const before = await snapshot(machine);
    const old = await put(machine, { version: '1.0.0', deb: DEB, files: { '/usr/share/notifydemo/page': 'one' } });
    await machine.sh(`dpkg -i ${old}`);
    for (const [kind, app] of Object.entries(BAD)) {
      const bad = await put(machine, { version: '2.0.0', deb: DEB, app });
      const said = await fails(machine, bad);
      assert.match(said, 'notifydemo.service did not become ready; its state and last messages:', kind);
      assert.match(
        said,
        'notifydemo: version 1.0.0 runs until a good one is installed, also after a start of the machine',
        kind,
      );
      assert.is(await answer(machine), '1.0.0', kind);
      const description =
        'HTTP service that tells systemd when it is really ready (version 1.0.0, because 2.0.0 did not become ready)';
      assert.match(await machine.sh('systemctl status notifydemo'), description, kind);
      await kill(machine);
    }
    await machine.powerOff();
    await machine.start();
    await answers(machine, 'after a reboot');
    // Another try of the same version, of the same file, and of another bad one.
    for (const command of ['dpkg --configure -a', 'dpkg -i notifydemo_2.0.0_all.deb']) {
      assert.is.not((await machine.run(command)).exitCode, 0, command);
      assert.is(await answer(machine), '1.0.0', command);
    }
    await fails(machine, await put(machine, { version: '2.1.0', deb: DEB, app: NEVER_READY }));
    assert.is(await answer(machine), '1.0.0');
    const good = await put(machine, { version: '3.0.0', deb: DEB });
    await machine.sh(`dpkg -i ${good}`);
    assert.is(await answer(machine), '3.0.0');
    assert.not.match(await machine.sh('systemctl status notifydemo'), 'because');
    assert.is(await property(machine, 'NeedDaemonReload'), 'no');
    assert.is(await machine.sh('dpkg --verify notifydemo; find / -xdev -name "*previous*" -path "*notifydemo*"'), '');
    await machine.sh('dpkg --purge notifydemo && rm *.deb');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  'with a socket: good and bad versions without a lost request, and the running process outlives the bad ones': async (
    machine,
  ) => {
    const before = await snapshot(machine);
    const bad = await Promise.all(
      Object.values(BAD).map((app, at) => put(machine, { version: `2.0.${at}`, deb: HELD, app })),
    );
    const [old, good, better] = await Promise.all(
      ['1.0.0', '3.0.0', '4.0.0'].map((version) => put(machine, { version, deb: HELD })),
    );
    await machine.sh(`dpkg -i ${old}`);
    const pid = await property(machine, 'MainPID');
    const upgrades = await underLoad(machine, async () => {
      for (const file of bad) {
        const said = await fails(machine, file);
        assert.match(
          said,
          'notifydemo: the new version of notifydemo.service did not become ready beside the running one',
        );
        assert.match(said, /\]: .*(503|gives up|never comes|7777|left-out)/);
        assert.is(await property(machine, 'MainPID'), pid, file);
        assert.is(await units(machine), ONE);
      }
    });
    console.log(told(machine, '5 bad upgrades', upgrades));
    nothingLost(upgrades, 500);
    assert.match(
      await machine.sh('systemctl status notifydemo'),
      '(version 1.0.0, because 2.0.4 did not become ready)',
    );
    await kill(machine);
    await machine.powerOff();
    await machine.start();
    await answers(machine, 'after a reboot');

    const well = await underLoad(machine, () => machine.sh(`dpkg -i ${good} && dpkg -i ${better}`));
    console.log(told(machine, '2 good upgrades', well));
    nothingLost(well, 100);
    assert.is(await answer(machine), '4.0.0');
    assert.is(await units(machine), ONE);
    await machine.sh('dpkg --purge notifydemo && rm *.deb load*');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  'killed at each step, dpkg leaves a service that answers, and one unit': async (machine) => {
    const before = await snapshot(machine);
    for (const deb of [DEB, HELD]) {
      const slow = { ...deb, service: { ...deb.service, startTimeout: 30 } };
      const old = await put(machine, { version: '1.0.0', deb: slow });
      const bad = await put(machine, { version: '2.0.0', deb: slow, app: NEVER_READY });
      const good = await put(machine, { version: '3.0.0', deb: slow });
      await machine.sh(`dpkg -i ${old} && dpkg --unpack ${bad}`);
      await answers(machine, 'unpacked');
      await machine.powerOff();
      await machine.start();
      await answers(machine, 'unpacked, after a reboot');
      // On trial.
      await machine.sh(`setsid dpkg --configure notifydemo >/dev/null 2>&1 </dev/null & echo $! >/root/pid`);
      const trial = 'socket' in deb.service ? 'notifydemo-next' : 'notifydemo';
      await eventually('the trial', 20, async () => (await property(machine, 'ActiveState', trial)) === 'activating');
      await machine.sh('bash -c "kill -KILL -- -$(cat /root/pid)"');
      if (trial !== 'notifydemo') {
        await eventually('one unit', 10, async () => (await units(machine)) === `${ONE}\nnotifydemo.service.d`);
        assert.is(await answer(machine), '1.0.0');
      }
      await machine.powerOff();
      await machine.start();
      await answers(machine, 'on trial, after a reboot');
      assert.is.not((await machine.run('dpkg --configure notifydemo')).exitCode, 0);
      await answers(machine, 'configured');
      await machine.sh(`dpkg -i ${good}`);
      assert.is(await answer(machine), '3.0.0');
      await machine.sh('dpkg --purge notifydemo');
    }
    await machine.sh('rm *.deb pid');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  'other units, two services, a service that is stopped, and no place for a kept version; purged in each state': async (
    machine,
  ) => {
    const before = await snapshot(machine);
    const plain = await put(machine, { version: '1.0.0', deb: DEB });
    const held = await put(machine, { version: '1.0.1', deb: HELD });
    const bad = { app: BAD['exits at once'] ?? '' };
    const badPlain = await put(machine, { ...bad, version: '2.0.0', deb: DEB });
    const badHeld = await put(machine, { ...bad, version: '2.0.1', deb: HELD });
    // Each returns to the units of the other, and purging finds them.
    for (const [old, young, version, socket] of [
      [plain, badHeld, '1.0.0', 'inactive'],
      [held, badPlain, '1.0.1', 'active'],
    ] as const) {
      for (const purge of ['dpkg --purge notifydemo', `dpkg -i ${plain} && dpkg --purge notifydemo`]) {
        await machine.sh(`dpkg -i ${old}`);
        await fails(machine, young);
        assert.is(await answer(machine), version);
        assert.is((await machine.run('systemctl is-active notifydemo.socket')).stdout.trim(), socket);
        await machine.sh(purge);
      }
    }
    await machine.sh(`dpkg -i ${plain} && dpkg --unpack ${badPlain} && dpkg --purge notifydemo`);

    // One of two services is bad. The other one returns, too.
    const services = { worker: { ready: 'loaded', settings: { ROLE: { value: 'worker', description: 'Its role.' } } } };
    const two = (version: string): string =>
      `${version > '2' ? "if (process.env.ROLE) throw new Error('a bad worker');" : ''}
      if (process.env.ROLE) setInterval(() => console.log('worker of ${version}'), 100);
      else ${server(`answer.end('${version}')`)}`;
    const [old, young] = await Promise.all(
      ['1.0.2', '2.0.2'].map((version) => put(machine, { version, deb: { ...DEB, services }, app: two(version) })),
    );
    await machine.sh(`dpkg -i ${old}`);
    const told = await fails(machine, String(young));
    assert.match(told, 'notifydemo-worker.service did not become ready');
    assert.is(await answer(machine), '1.0.2');
    assert.is(await property(machine, 'ActiveState', 'notifydemo-worker'), 'active');

    // The administrator's stop ends the judgement.
    await machine.sh(`systemctl stop notifydemo notifydemo-worker && dpkg -i ${badPlain}`);
    assert.is((await machine.run('systemctl is-active notifydemo')).stdout.trim(), 'inactive');
    assert.is(await machine.sh('ls -d /usr/lib/notifydemo*'), '/usr/lib/notifydemo');
    await machine.sh('dpkg --purge notifydemo');

    await machine.sh(`dpkg -i ${plain} && mount --bind /usr/lib /usr/lib && mount -o remount,bind,ro /usr/lib`);
    const pid = await property(machine, 'MainPID');
    const refused = (await machine.run(`dpkg -i ${badPlain}`)).stderr;
    assert.match(refused, /notifydemo: nothing was changed: the running version cannot be kept: mkdir: .*Read-only/);
    await machine.sh('umount /usr/lib');
    assert.is(await property(machine, 'MainPID'), pid);
    assert.is(await machine.sh('dpkg --audit'), '');
    // Another mount is another file system for hard links.
    await machine.sh('cp -a /usr/lib/notifydemo /srv/ && mount --bind /srv/notifydemo /usr/lib/notifydemo');
    const without = await fails(machine, badPlain);
    assert.match(
      without,
      'notifydemo: the running version is not kept for the case that the new one does not start: cp:',
    );
    assert.not.match(without, 'runs until a good one');
    await machine.sh(`umount /usr/lib/notifydemo && dpkg --purge notifydemo && rm -r /srv/notifydemo *.deb`);
    assert.equal(difference(before, await snapshot(machine)), []);
  },
});
