/**
 * Bad versions: the previous one serves on, whatever happens, until a good one is installed.
 */
import * as assert from 'uvu/assert';
import { answer, answers, BAD, DEB, fails, HELD, hasty, kill, ONE, UNENDING, units } from './bad-versions.ts';
import { nothingLost, told, underLoad } from './load.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, property, unheard } from './story.ts';
import { NEVER_READY, put } from './variants.ts';

chapter('returning to the previous version', {
  'five kinds of bad versions, kill -9, a reboot, another try, a good version': async (machine) => {
    const before = await snapshot(machine);
    const old = await put(machine, { version: '1.0.0', deb: DEB, files: { '/usr/share/notifydemo/page': 'one' } });
    await machine.sh(`dpkg -i ${old}`);
    for (const [kind, app] of Object.entries(BAD)) {
      const bad = await put(machine, { version: '2.0.0', deb: hasty(DEB), app });
      const said = await fails(machine, bad);
      assert.match(said, 'notifydemo.service did not become ready; its state and last messages:', kind);
      assert.match(
        said,
        'notifydemo: version 1.0.0 runs until a good one is installed, also after a start of the machine',
        kind,
      );
      // A tenth of the start timeout belongs to the return.
      if (!/exits|misses/.test(kind)) assert.match(said, 'not ready after 2.7 s: ', kind);
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
    await fails(machine, await put(machine, { version: '2.1.0', deb: hasty(DEB), app: NEVER_READY }));
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

  'a bad version that no stop ends is away soon, and the previous one serves': async (machine) => {
    await machine.sh(`dpkg -i ${await put(machine, { version: '1.0.0', deb: DEB })}`);
    for (const [kind, app] of Object.entries(UNENDING)) {
      const bad = await put(machine, { version: '2.0.0', deb: hasty(DEB), app });
      const outcomes = await underLoad(machine, () => fails(machine, bad));
      console.log(told(machine, kind, outcomes));
      // The start timeout and the time to report take 8 s, a stop of the time that a good version has takes 35 s.
      assert.ok(outcomes.new.silence < 25_000, `${kind}: ${outcomes.new.silence} ms without an answer`);
      assert.is(await answer(machine), '1.0.0', kind);
    }
  },

  'with a socket: good and bad versions without a lost request, and the running process outlives the bad ones': async (
    machine,
  ) => {
    const before = await snapshot(machine);
    const bad = await Promise.all(
      Object.values(BAD).map((app, at) => put(machine, { version: `2.0.${at}`, deb: hasty(HELD), app })),
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
        // On a busy machine the time may be over before the app has run.
        assert.match(said, /\]: .*(503|gives up|never comes|7777|left-out|timed out)/, said);
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

  'a bad version that has ended before journald hears of it is reported with its messages': async (machine) => {
    const app = `require('node:fs').writeFileSync(process.env.STATE_DIRECTORY + '/tried', '');\n${BAD['exits at once']}`;
    for (const deb of [DEB, HELD]) {
      const service = { ...deb.service, restart: 'no' };
      const bad = await put(machine, { version: '2.0.0', deb: { ...deb, service }, app });
      await machine.sh(`dpkg -i ${await put(machine, { version: '1.0.0', deb })}`);
      const unit = 'socket' in service ? 'notifydemo-next' : 'notifydemo';
      const isOver = `[ -e /var/lib/notifydemo/tried ] && [ "$(systemctl show -P ActiveState ${unit})" != activating ]`;
      const { exitCode, stderr } = await unheard(machine, `dpkg -i ${bad}`, isOver);
      assert.is.not(exitCode, 0);
      assert.match(stderr, /\]: this version gives up$/m);
      await machine.sh('dpkg --purge notifydemo');
    }
  },
});
