/**
 * Which installation restarts a service, and which one leaves it alone.
 */
import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { chapter, property } from './story.ts';
import { put, type Variant } from './variants.ts';

function answer(machine: Machine): Promise<string> {
  return machine.sh('curl -sS --max-time 5 http://127.0.0.1:5001/');
}

chapter('restarting', {
  'the old version serves until the new one is unpacked; what changes nothing disturbs nobody': async (machine) => {
    const old = await put(machine, { version: '1.0.0' });
    const projectFragments = { postinst: 'curl -sS http://127.0.0.1:5001/ >/root/meanwhile' };
    const young = await put(machine, { version: '2.0.0', projectFragments });
    await machine.sh(`dpkg -i ${old}`);
    const pid = await property(machine, 'MainPID');
    await machine.sh(`dpkg -i ${old}`);
    assert.is(await property(machine, 'MainPID'), pid);

    await machine.sh(`dpkg -i ${young}`);
    assert.is(await machine.sh('cat /root/meanwhile'), '1.0.0');
    assert.is(await answer(machine), '2.0.0');
    const second = await property(machine, 'MainPID');
    assert.is.not(second, pid);

    // The same program with another setting is something else.
    const settings = { PORT: { value: '5001', description: 'The port, told anew.' } };
    const deb = { settings };
    const told = await put(machine, { version: '2.0.2', projectFragments, deb });
    await machine.sh(`dpkg -i --force-confnew ${told}`);
    let last = await property(machine, 'MainPID');
    assert.is.not(last, second);

    // So is it with another unit, or with another file that it reads. What only people read is nothing else.
    const app = `require('node:http').createServer((_, answer) => answer.end('2.0.0')).listen(process.env.PORT);`;
    const page = { '/usr/share/notifydemo/page.html': 'welcome' };
    const manual = { '/usr/share/doc/notifydemo/manual': 'a chapter' };
    const steps: [Omit<Variant, 'version' | 'app'>, isOther: boolean][] = [
      [{ deb }, true],
      [{ deb: { ...deb, extendedDescription: ['Told anew.'] }, files: manual }, false],
      [{ deb: { ...deb, service: { stopTimeout: 7 } } }, true],
      [{ deb: { ...deb, service: { stopTimeout: 7 } }, files: page }, true],
      [{ deb: { ...deb, service: { stopTimeout: 7 } }, files: { '/usr/share/notifydemo/page.html': 'hello' } }, true],
      [
        {
          deb: { ...deb, service: { stopTimeout: 7 } },
          files: { ...manual, '/usr/share/notifydemo/page.html': 'hello' },
        },
        false,
      ],
    ];
    for (const [at, [step, isOther]] of steps.entries()) {
      await machine.sh(`dpkg -i ${await put(machine, { version: `3.0.${at}`, app, ...step })}`);
      const next = await property(machine, 'MainPID');
      assert.is(next !== last, isOther, JSON.stringify(step));
      last = next;
    }
  },

  'where policy-rc.d or a mask has forbidden a restart, the next installation that may restart does': async (
    machine,
  ) => {
    const [old, young] = [await put(machine, { version: '1.0.0' }), await put(machine, { version: '2.0.0' })];
    await machine.write('/root/deny', '#!/bin/sh\nexit 101\n');
    for (const [forbid, allow] of [
      ['install -m 755 /root/deny /usr/sbin/policy-rc.d', 'rm /usr/sbin/policy-rc.d'],
      ['systemctl mask notifydemo', 'systemctl unmask notifydemo'],
    ]) {
      await machine.sh(`dpkg -i ${old}`);
      const pid = await property(machine, 'MainPID');
      const { exitCode, stderr } = await machine.run(`${forbid} >/dev/null 2>&1 && dpkg -i ${young}`);
      assert.is(exitCode, 0, `${forbid}: ${stderr}`);
      assert.not.match(stderr, /notifydemo:|Failed|masked/, forbid);
      assert.is(await property(machine, 'MainPID'), pid, forbid);
      assert.is(await answer(machine), '1.0.0', forbid);
      await machine.sh(`${allow} && dpkg -i ${young}`);
      assert.is(await answer(machine), '2.0.0', allow);
    }
    // A purge takes the note of what still runs.
    await machine.sh(`systemctl mask notifydemo && dpkg -i ${old} && test -e /run/notifydemo.service.started-from`);
    await machine.sh('dpkg --purge notifydemo && ! ls /run/notifydemo.* && ! systemctl is-active notifydemo');
  },
});
