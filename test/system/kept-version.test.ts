/**
 * The previous version, from preinst until the new one has proved itself: interruptions, other units, and no place for it.
 */
import * as assert from 'uvu/assert';
import { answer, answers, BAD, DEB, fails, HELD, server, units } from './bad-versions.ts';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, eventually, property } from './story.ts';
import { NEVER_READY, put } from './variants.ts';

/** Units of a version unlike those of others: the unit names the version that the service answers, and a helper differs. */
function unlike(deb: { service: object }, version: string, helper: string) {
  const settings = {
    PORT: { value: '5001', description: 'The port.' },
    VERSION: { value: version, description: 'The version that this unit is of.' },
  };
  const role = { ROLE: { value: helper, description: 'Its role.' } };
  const app = `if (process.env.ROLE) setInterval(() => {}, 1000); else ${server('answer.end(process.env.VERSION)')}`;
  return {
    app,
    deb: {
      ...deb,
      settings,
      services: { [helper]: { ready: 'loaded', settings: role } },
    },
  };
}

/** The trial of a version that must fail lasts until dpkg is killed. */
const slowly = (deb: { service: object }) => ({ ...deb, service: { ...deb.service, startTimeout: 12 } });

const helpers = async (machine: Machine): Promise<string> =>
  (await machine.run('systemctl is-active notifydemo-former notifydemo-latter')).stdout.trim().replace(/\s+/g, ' ');

chapter('the previous version, kept', {
  'killed at each step, dpkg leaves a service that answers, and one unit': async (machine) => {
    const before = await snapshot(machine);
    for (const deb of [DEB, HELD]) {
      const [old, bad, good] = await Promise.all([
        put(machine, { version: '1.0.0', ...unlike(deb, '1.0.0', 'former') }),
        put(machine, { version: '2.0.0', ...unlike(slowly(deb), '2.0.0', 'latter'), app: NEVER_READY }),
        put(machine, { version: '3.0.0', ...unlike(deb, '3.0.0', 'latter') }),
      ]);
      await machine.sh(`dpkg -i ${old} && dpkg --unpack ${bad}`);
      await answers(machine, 'unpacked');
      await machine.sh('systemctl restart notifydemo');
      await answers(machine, 'unpacked, after a restart');
      await machine.powerOff();
      await machine.start();
      await answers(machine, 'unpacked, after a reboot');
      assert.is(await helpers(machine), 'active inactive');
      // On trial.
      await machine.sh(`setsid dpkg --configure notifydemo >/dev/null 2>&1 </dev/null & echo $! >/root/pid`);
      const trial = 'socket' in deb.service ? 'notifydemo-next' : 'notifydemo';
      await eventually('the trial', async () => (await property(machine, 'ActiveState', trial)) === 'activating');
      await machine.sh('bash -c "kill -KILL -- -$(cat /root/pid)"');
      if (trial !== 'notifydemo') {
        await eventually('the end of the second process', async () => !(await units(machine)).includes('-next'));
        assert.is(await answer(machine), '1.0.0');
      }
      await machine.powerFailure();
      await machine.start();
      await answers(machine, 'on trial, after a power failure');
      assert.is(await helpers(machine), 'active inactive');
      assert.is.not((await machine.run('dpkg --configure notifydemo')).exitCode, 0);
      await answers(machine, 'configured');
      await machine.sh(`dpkg -i ${good}`);
      assert.equal([await answer(machine), await helpers(machine)], ['3.0.0', 'inactive active']);
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

    // One of two services is bad. The other one returns, too. A task of a timer does not run.
    const role = (value: string) => ({ settings: { ROLE: { value, description: 'Its role.' } } });
    const services = {
      worker: { ready: 'loaded', ...role('worker') },
      nightly: { schedule: '2099-01-01', ...role('task') },
    };
    const two = (version: string): string =>
      `${version > '2' ? "if (process.env.ROLE === 'worker') throw new Error('a bad worker');" : ''}
      if (process.env.ROLE === 'worker') setInterval(() => console.log('worker of ${version}'), 100);
      else if (process.env.ROLE) process.exit();
      else ${server(`answer.end('${version}')`)}`;
    const [old, young] = await Promise.all(
      ['1.0.2', '2.0.2'].map((version) => put(machine, { version, deb: { ...DEB, services }, app: two(version) })),
    );
    await machine.sh(`dpkg -i ${old}`);
    const told = await fails(machine, String(young));
    assert.match(told, 'notifydemo-worker.service did not become ready');
    assert.is(await answer(machine), '1.0.2');
    assert.is(await property(machine, 'ActiveState', 'notifydemo-worker'), 'active');
    assert.is(await property(machine, 'ActiveState', 'notifydemo-nightly.timer'), 'active');
    assert.is(await property(machine, 'ExecMainStartTimestampMonotonic', 'notifydemo-nightly'), '0');

    // The administrator's stop ends the judgement.
    await machine.sh(`systemctl stop notifydemo notifydemo-worker && dpkg -i ${badPlain}`);
    assert.is((await machine.run('systemctl is-active notifydemo')).stdout.trim(), 'inactive');
    assert.is(await machine.sh('ls -d /usr/lib/notifydemo*'), '/usr/lib/notifydemo');
    await machine.sh('dpkg --purge notifydemo');

    await machine.sh(`dpkg -i ${plain} && mount --bind /usr/lib /usr/lib && mount -o remount,bind,ro /usr/lib`);
    const pid = await property(machine, 'MainPID');
    const refused = (await machine.run(`dpkg -i ${badPlain}`)).stderr;
    assert.match(refused, /notifydemo: nothing was changed: the running version cannot be kept: mkdir: .*Read-only/);
    await machine.sh('umount --lazy /usr/lib');
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
    await machine.sh(`umount --lazy /usr/lib/notifydemo && dpkg --purge notifydemo && rm -r /srv/notifydemo *.deb`);
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  'a full disk is reported before a service stops, and the running process serves on': async (machine) => {
    await machine.sh('mkdir -p /etc/credstore');
    const before = await snapshot(machine);
    const old = await put(machine, { version: '1.0.0', deb: DEB });
    const large = { '/usr/lib/notifydemo/large': 'large '.repeat(400_000) };
    const young = await put(machine, {
      version: '2.0.0',
      deb: { ...DEB, secrets: { TOKEN: { description: 'A token.' } } },
      files: large,
    });
    await machine.sh(`dpkg -i ${old}`);
    const pid = await property(machine, 'MainPID');
    const fills = (place: string): Promise<string> =>
      machine.sh(`mkdir /srv/small && mount -t tmpfs -o size=1g small /srv/small && cp -a ${place}/. /srv/small &&
        mount --bind /srv/small ${place}`);
    /** Tries the upgrade while the file system has some kilobytes left. */
    const tries = async (left: number): Promise<string> => {
      await machine.sh(`mount -o remount,size=$(($(du -s /srv/small | cut -f1) + ${left}))k /srv/small`);
      const { exitCode, stderr } = await machine.run(`dpkg -i ${young}`);
      assert.is.not(exitCode, 0);
      assert.equal([await property(machine, 'MainPID'), await answer(machine)], [pid, '1.0.0'], stderr);
      return stderr;
    };
    const ends = (place: string): Promise<string> =>
      machine.sh(`umount --lazy ${place} /srv/small && rmdir /srv/small`);

    // No place for the kept version.
    await fills('/usr/lib');
    assert.match(
      await tries(0),
      /notifydemo: nothing was changed: the running version cannot be kept: .*(No space left|I\/O error)/,
    );
    assert.is(await machine.sh('dpkg --audit; ls -d /usr/lib/notifydemo*'), '/usr/lib/notifydemo');
    // No place for the new version: dpkg brings the old one back.
    assert.match(await tries(400), /No space left on device/);
    assert.is(
      await machine.sh(
        'dpkg --verify notifydemo; ls -d /usr/lib/notifydemo* /usr/lib/systemd/system-generators/notify* 2>/dev/null || true',
      ),
      '/usr/lib/notifydemo',
    );
    await ends('/usr/lib');
    // No place for a note of the new version.
    await fills('/var/lib/misc');
    assert.match(await tries(0), 'notifydemo: cannot write /var/lib/misc/notifydemo.secrets; is the disk full?');
    await machine.sh('test -e /usr/lib/notifydemo.previous/units/notifydemo.service');
    await ends('/var/lib/misc');
    await machine.sh('echo token >/etc/credstore/notifydemo.TOKEN && dpkg --configure notifydemo');
    assert.is(await answer(machine), '2.0.0');
    await machine.sh('dpkg --purge notifydemo && rm *.deb');
    assert.equal(difference(before, await snapshot(machine)), []);
  },
});
