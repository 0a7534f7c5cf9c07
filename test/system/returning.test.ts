/**
 * Bad versions: the previous one serves on, whatever happens, until a good one is installed.
 */
import * as assert from 'uvu/assert';
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

chapter('returning to the previous version', {
  'five kinds of bad versions, kill -9, a reboot, another try, a good version': async (machine) => {
    const before = await snapshot(machine);
    const old = await put(machine, { version: '1.0.0', deb: DEB, files: { '/usr/share/notifydemo/page': 'one' } });
    await machine.sh(`dpkg -i ${old}`);
    for (const [kind, app] of Object.entries(BAD)) {
      const bad = await put(machine, { version: '2.0.0', deb: DEB, app });
      const told = await fails(machine, bad);
      assert.match(told, 'notifydemo.service did not become ready; its state and last messages:', kind);
      assert.match(told, 'notifydemo: version 1.0.0 runs again, also after a start of the machine', kind);
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
    assert.is(await machine.sh('dpkg --verify notifydemo; find / -xdev -name "*previous*" -path "*notifydemo*"'), '');
    await machine.sh('dpkg --purge notifydemo && rm *.deb');
    assert.equal(difference(before, await snapshot(machine)), []);
  },
});
