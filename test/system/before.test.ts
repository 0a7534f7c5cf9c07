/**
 * The step before the start of a version, such as a migration: it succeeds, fails, takes long, is killed, and is owed.
 */
import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, eventually, journal, meanwhile, property } from './story.ts';
import { put } from './variants.ts';

/** Does as a file of the story says, and writes down that it has run. */
function step(version: string): string {
  return `const fs = require('node:fs');
    const mode = fs.existsSync('/etc/mode') ? fs.readFileSync('/etc/mode', 'utf8').trim() : 'well';
    fs.appendFileSync(process.env.STATE_DIRECTORY + '/log', '${version} ' + mode + ' ' + process.env.PORT + '\\n');
    console.log('migrating to ${version}');
    if (mode === 'badly') throw new Error('the table orders has no column paid');
    const goesOn = () => fs.readFileSync('/etc/mode', 'utf8').trim() === 'slowly' && setTimeout(goesOn, 50);
    if (mode === 'slowly') goesOn();
    if (mode === 'for ever') setInterval(() => {}, 1000);\n`;
}

function version(machine: Machine, name: string, deb: object = {}): Promise<string> {
  const before = { entry: 'migrate.js', ...('before' in deb ? (deb.before as object) : {}) };
  return put(machine, { version: name, step: step(name), deb: { mail: false, ...deb, before } });
}

const mode = (machine: Machine, how: string): Promise<void> => machine.write('/etc/mode', how);

const answer = (machine: Machine): Promise<string> => machine.sh('curl -sS --max-time 5 http://127.0.0.1:5001/');

/** The runs of the step that came since the last look. */
function runs(machine: Machine): () => Promise<string[]> {
  let seen = 0;
  return async () => {
    const lines = (await machine.sh('cat /var/lib/notifydemo/log')).split('\n');
    const fresh = lines.slice(seen);
    seen = lines.length;
    return fresh;
  };
}

async function logged(machine: Machine, line: string): Promise<void> {
  const found = async (): Promise<boolean> =>
    (await machine.run(`grep -q '^${line}' /var/lib/notifydemo/log`)).exitCode === 0;
  await eventually(line, found);
}

const STEP = 'notifydemo-before.service';

chapter(
  'a step before the start',
  {
    'a step runs once for each version, before it starts; the old one serves if it fails': async (machine) => {
      const files = new Map<string, string>();
      for (const name of ['1.0.0', '2.0.0', '3.0.0', '5.0.0']) files.set(name, await version(machine, name));
      files.set('4.0.0', await version(machine, '4.0.0', { before: { timeout: 10 } }));
      const sealed = { harden: 'sealed', socket: true };
      files.set('6.0.0', await version(machine, '6.0.0', { service: sealed, onStartFailure: 'warn' }));
      const file = (name: string): string => String(files.get(name));
      const before = await snapshot(machine);
      const fresh = runs(machine);

      // The first version. No later start runs it again, and no boot.
      await machine.sh(`dpkg -i ${file('1.0.0')}`);
      assert.equal(await fresh(), ['1.0.0 well 5001']);
      assert.match(await journal(machine, `-o cat -u ${STEP}`), /^migrating to 1\.0\.0$/m);
      await machine.sh(`systemctl restart notifydemo && systemctl start ${STEP} && dpkg -i ${file('1.0.0')}`);
      await machine.powerOff();
      await machine.start();
      await eventually('the service', async () => (await property(machine, 'ActiveState')) === 'active');
      assert.is(await answer(machine), '1.0.0');
      assert.equal(await fresh(), []);

      // It fails: the installation fails with its messages, and the old process serves. The next try runs it again.
      const pid = await property(machine, 'MainPID');
      await mode(machine, 'badly');
      for (const command of [`dpkg -i ${file('2.0.0')}`, 'dpkg --configure -a']) {
        const failed = await machine.run(command);
        assert.is.not(failed.exitCode, 0);
        assert.match(failed.stderr, /\]: Error: the table orders has no column paid\n/);
        assert.match(
          failed.stderr,
          `${STEP} has failed, so the services go on as they are; its state and last messages:`,
        );
        assert.match(failed.stderr, 'no service was restarted; mend that, and then: dpkg --configure notifydemo');
        assert.equal([await property(machine, 'MainPID'), await answer(machine)], [pid, '1.0.0']);
        assert.equal(await fresh(), ['2.0.0 badly 5001']);
      }
      // It takes long: the old process serves all the time.
      await mode(machine, 'slowly');
      const slow = meanwhile(machine.sh('dpkg --configure -a'));
      await logged(machine, '2.0.0 slowly');
      assert.is(await property(machine, 'ActiveState', STEP), 'activating');
      assert.equal([await property(machine, 'MainPID'), await answer(machine)], [pid, '1.0.0']);
      await mode(machine, 'well');
      await slow;
      assert.is(await answer(machine), '2.0.0');
      assert.equal(await fresh(), ['2.0.0 slowly 5001']);

      // It is killed, or has no time left: it has failed.
      await mode(machine, 'for ever');
      const second = await property(machine, 'MainPID');
      const killed = meanwhile(machine.run(`dpkg -i ${file('3.0.0')}`));
      await logged(machine, '3.0.0 for ever');
      await machine.sh(`systemctl kill --kill-who=main --signal=KILL ${STEP}`);
      assert.is.not((await killed).exitCode, 0);
      const late = await machine.run(`dpkg -i ${file('4.0.0')}`);
      assert.is.not(late.exitCode, 0);
      assert.match(late.stderr, "notifydemo-before.service: Failed with result 'timeout'");
      assert.equal([await property(machine, 'MainPID'), await answer(machine)], [second, '2.0.0']);
      assert.equal(await fresh(), ['3.0.0 for ever 5001', '4.0.0 for ever 5001']);
      await mode(machine, 'well');
      await machine.sh('dpkg --configure -a');
      assert.is(await answer(machine), '4.0.0');
      // Back again is another version.
      await machine.sh(`dpkg -i ${file('3.0.0')}`);
      assert.equal(await fresh(), ['4.0.0 well 5001', '3.0.0 well 5001']);

      // A stopped service owes its step until its next start, which fails with the step.
      await machine.sh(`systemctl stop notifydemo && dpkg -i ${file('5.0.0')}`);
      assert.equal(await fresh(), []);
      await mode(machine, 'badly');
      assert.is.not((await machine.run('systemctl start notifydemo')).exitCode, 0);
      assert.is(await property(machine, 'ActiveState'), 'inactive');
      await mode(machine, 'well');
      await machine.sh('systemctl start notifydemo');
      assert.is(await answer(machine), '5.0.0');
      assert.equal(await fresh(), ['5.0.0 badly 5001', '5.0.0 well 5001']);

      // policy-rc.d forbids it with the restart. Otherwise a failure fails the installation, also with "warn".
      await machine.write('/usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n');
      await machine.sh(`chmod 755 /usr/sbin/policy-rc.d && dpkg -i ${file('6.0.0')} && rm /usr/sbin/policy-rc.d`);
      assert.equal([await answer(machine), ...(await fresh())], ['5.0.0']);
      await mode(machine, 'badly');
      assert.is.not((await machine.run(`dpkg -i ${file('6.0.0')}`)).exitCode, 0);
      await mode(machine, 'well');
      await machine.sh(`dpkg -i ${file('6.0.0')}`);
      assert.equal([await answer(machine), ...(await fresh())], ['6.0.0', '6.0.0 badly 5001', '6.0.0 well 5001']);

      await mode(machine, 'badly');
      assert.is.not((await machine.run(`dpkg -i ${file('1.0.0')}`)).exitCode, 0);
      // Back again after a step that was cut short: the version of before runs its own step anew.
      await mode(machine, 'well');
      await machine.sh(`dpkg -i ${file('6.0.0')}`);
      assert.equal([await answer(machine), ...(await fresh())], ['6.0.0', '1.0.0 badly 5001', '6.0.0 well 5001']);

      await mode(machine, 'badly');
      assert.is.not((await machine.run(`dpkg -i ${file('1.0.0')}`)).exitCode, 0);
      await machine.sh('rm /etc/mode && dpkg --purge notifydemo');
      assert.equal(difference(before, await snapshot(machine)), []);
    },
  },
  { on: ['trixie', 'forky'] },
);
