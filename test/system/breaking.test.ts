import * as assert from 'uvu/assert';
import { MAINTAINER_SCRIPTS } from '../../builder/config/schema/schema.ts';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, deliver, eventually, property, readyStatus } from './story.ts';
import { put } from './variants.ts';

/** What an interruption waits for: a script and its first argument, as in "postinst configure". */
const WANTED = '/root/interrupt';

/** Ends dpkg itself, with no chance to clean up, or waits until the power fails; once. */
const INTERRUPTION = `
if [ "$(cat ${WANTED} 2>/dev/null)" = "$DPKG_MAINTSCRIPT_NAME $1 kill" ]; then
    rm ${WANTED}
    kill -9 "$PPID"
    kill -9 $$
elif [ "$(cat ${WANTED} 2>/dev/null)" = "$DPKG_MAINTSCRIPT_NAME $1 wait" ]; then
    mv ${WANTED} ${WANTED}.waiting
    sleep 60
fi`;

/** Two versions that can be interrupted in every script. */
async function interruptible(machine: Machine): Promise<[string, string]> {
  const projectFragments = Object.fromEntries(MAINTAINER_SCRIPTS.map((script) => [script, INTERRUPTION]));
  return [
    await put(machine, { version: '1.0.0', projectFragments }),
    await put(machine, { version: '2.0.0', projectFragments }),
  ];
}

function answer(machine: Machine): Promise<string> {
  return machine.sh('curl -sS --max-time 5 http://127.0.0.1:5001/');
}

/** Whatever has happened: one version runs, settings and state are there, dpkg has nothing to complain of. */
async function isWhole(machine: Machine, version: string): Promise<void> {
  assert.is(await answer(machine), version);
  assert.is(await property(machine, 'ActiveState'), 'active');
  assert.is(await machine.sh('cat /var/lib/notifydemo/data'), 'precious');
  assert.is(await machine.sh('tail -n 1 /etc/default/notifydemo'), '# mine');
  assert.is(await machine.sh('stat -c %U /var/lib/notifydemo; dpkg --audit'), 'notifydemo');
  assert.match(await machine.sh('dpkg --list notifydemo'), new RegExp(`^ii {2}notifydemo +${version} `, 'm'));
}

async function installWithData(machine: Machine, file: string): Promise<void> {
  await machine.sh(`dpkg -i ${file} && echo precious >/var/lib/notifydemo/data`);
  await machine.sh('echo "# mine" >>/etc/default/notifydemo');
}

chapter('breaking off', {
  'dpkg is killed at any stage of an upgrade: the next one mends it': async (machine) => {
    const [old, young] = await interruptible(machine);
    await installWithData(machine, old);
    for (const stage of ['prerm upgrade', 'preinst upgrade', 'postrm upgrade', 'postinst configure']) {
      await machine.write(WANTED, `${stage} kill\n`);
      assert.is.not((await machine.run(`dpkg -i --force-confold ${young}`)).exitCode, 0, stage);
      // Meanwhile one of the two answers.
      assert.match(await answer(machine), /^[12]\.0\.0$/, stage);
      await machine.run('dpkg --configure -a --force-confold');
      // Half unpacked it wants to be installed again, and says so.
      if (await machine.sh('dpkg --audit')) await machine.sh(`dpkg -i --force-confold ${young}`);
      const version = await machine.sh("dpkg-query -W -f '${Version}' notifydemo");
      await isWhole(machine, version);
      await machine.sh(`dpkg -i --force-confold ${young}`);
      await isWhole(machine, '2.0.0');
      await machine.sh(`dpkg -i --force-confold ${old}`);
      await isWhole(machine, '1.0.0');
    }
  },

  'dpkg is killed at any stage of a first installation or a purge: trying again mends it': async (machine) => {
    const [old] = await interruptible(machine);
    const before = await snapshot(machine);
    for (const stage of ['preinst install', 'postinst configure']) {
      await machine.write(WANTED, `${stage} kill\n`);
      assert.is.not((await machine.run(`dpkg -i ${old}`)).exitCode, 0, stage);
      await machine.run('dpkg --configure -a');
      await machine.sh(`dpkg -i ${old}`);
      assert.is(await answer(machine), '1.0.0', stage);
      await machine.sh('dpkg --purge notifydemo');
      assert.equal(difference(before, await snapshot(machine)), [], stage);
    }
    for (const stage of ['prerm remove', 'postrm remove', 'postrm purge']) {
      await machine.sh(`dpkg -i ${old}`);
      await machine.write(WANTED, `${stage} kill\n`);
      assert.is.not((await machine.run('dpkg --purge notifydemo')).exitCode, 0, stage);
      await machine.run('dpkg --configure -a');
      await machine.sh('dpkg --purge notifydemo');
      assert.equal(difference(before, await snapshot(machine)), [], stage);
    }
  },

  'removed while it was only unpacked: the old version stops serving': async (machine) => {
    const [old, young] = await interruptible(machine);
    await machine.sh(`dpkg -i ${old} && dpkg --unpack ${young}`);
    assert.is(await answer(machine), '1.0.0');
    await machine.sh('dpkg --remove notifydemo && ! ls /var/lib/misc/notifydemo.units');
    assert.is.not((await machine.run('curl -sS --max-time 5 http://127.0.0.1:5001/')).exitCode, 0);
    await machine.sh(`dpkg -i ${young}`);
    assert.is(await answer(machine), '2.0.0');
  },

  'a fragment of the project fails: said whose it is, and once mended it finds the state, and the service starts':
    async (machine) => {
      const projectFragments = {
        postinst:
          'test -e /root/database\nif [ "$1" = configure ]; then cp /usr/lib/os-release /var/lib/notifydemo/seed; fi',
      };
      const file = await put(machine, { version: '1.0.0', projectFragments });
      const failed = await machine.run(`dpkg -i ${file}`);
      assert.is.not(failed.exitCode, 0);
      assert.match(failed.stderr, 'notifydemo: a fragment of the project has failed (deb.scripts.postinst)');
      await machine.sh(`touch /root/database && dpkg -i ${file}`);
      assert.is(await answer(machine), '1.0.0');
      const state = await machine.sh('stat -c "%U %G %a" /var/lib/notifydemo; stat -c %U /var/lib/notifydemo/seed');
      // systemd gives the files of a state directory to the service when the directory has another owner.
      assert.match(state, /^notifydemo notifydemo 750\n(root|notifydemo)$/);

      // The process still runs the first version, whose files are gone, until an installation gets as far as its start.
      const young = await put(machine, { version: '2.0.0', projectFragments });
      assert.is.not((await machine.run(`rm /root/database; dpkg -i ${young}`)).exitCode, 0);
      assert.is(await answer(machine), '1.0.0');
      await machine.sh(`touch /root/database && dpkg -i ${young}`);
      assert.is(await answer(machine), '2.0.0');
      await machine.sh('dpkg --purge notifydemo && ! test -e /var/lib/notifydemo');
    },

  'the power fails in the middle of an upgrade': async (machine) => {
    const [old, young] = await interruptible(machine);
    await installWithData(machine, old);
    for (const stage of ['preinst upgrade', 'postinst configure']) {
      await machine.write(WANTED, `${stage} wait\n`);
      const upgrade = machine.run(`dpkg -i --force-confold ${young}`);
      await eventually(stage, async () => (await machine.run(`test -e ${WANTED}.waiting`)).exitCode === 0);
      await machine.sh(`rm ${WANTED}.waiting`);
      await machine.powerFailure();
      await upgrade;
      await machine.start();
      await eventually('an answer', async () => (await machine.run('curl -sSf 127.0.0.1:5001')).exitCode === 0);
      // At either time the new version has not proved itself.
      assert.is(await answer(machine), '1.0.0');
      await machine.run('dpkg --configure -a --force-confold');
      await machine.sh(`dpkg -i --force-confold ${young}`);
      await isWhole(machine, '2.0.0');
      await machine.sh(`dpkg -i --force-confold ${old}`);
      await isWhole(machine, '1.0.0');
    }
  },

  'the disk is full while unpacking: the old version goes on': async (machine) => {
    const old = await put(machine, { version: '1.0.0' });
    const app = `// ${'x'.repeat(3_000_000)}\nrequire('node:http').createServer((_, answer) => answer.end('2.0.0\\n')).listen(5001);\n`;
    const young = await put(machine, { version: '2.0.0', app });
    await installWithData(machine, old);
    await machine.sh('cp -a /usr/lib/notifydemo /root/lib && mount -t tmpfs -o size=1m tmpfs /usr/lib/notifydemo');
    await machine.sh('cp -a /root/lib/. /usr/lib/notifydemo/');
    const pid = await property(machine, 'MainPID');
    const failed = await machine.run(`dpkg -i --force-confold ${young}`);
    assert.is.not(failed.exitCode, 0);
    assert.match(failed.stderr, 'No space left on device');
    await isWhole(machine, '1.0.0');
    assert.is(await property(machine, 'MainPID'), pid);
    await machine.sh(`mount -o remount,size=8m /usr/lib/notifydemo && dpkg -i --force-confold ${young}`);
    await isWhole(machine, '2.0.0');
  },

  'the disk is full when the account is to be created: room, and it goes on': async (machine) => {
    const file = await put(machine, { version: '1.0.0' });
    const before = await snapshot(machine);
    for (const folder of ['/var/lib/misc', '/etc']) {
      await machine.sh(`dpkg --unpack ${file}`);
      await machine.sh(`rm -rf /root/was && cp -a ${folder} /root/was && mount -t tmpfs -o size=4m tmpfs ${folder}`);
      await machine.sh(`cp -a /root/was/. ${folder}/; head -c 9m /dev/zero >${folder}/fill 2>/dev/null || true`);
      const failed = await machine.run('dpkg --configure notifydemo');
      assert.is.not(failed.exitCode, 0, folder);
      assert.match(failed.stderr, /No space left on device|is the disk full/);
      await machine.sh(`umount ${folder} && rm -rf /root/was && dpkg --configure -a`);
      assert.is(await answer(machine), '1.0.0', folder);
      await machine.sh('dpkg --purge notifydemo');
      assert.equal(difference(before, await snapshot(machine)), [], folder);
    }
  },

  'a read-only /etc: nothing is half installed, and later it works': async (machine) => {
    const [old, young] = [await put(machine, { version: '1.0.0' }), await put(machine, { version: '2.0.0' })];
    const before = await snapshot(machine);
    await machine.sh('mount --bind /etc /etc && mount -o remount,bind,ro /etc');
    assert.is.not((await machine.run(`dpkg -i ${old}`)).exitCode, 0);
    await machine.sh('mount -o remount,bind,rw /etc');
    await installWithData(machine, old);
    await machine.sh('mount -o remount,bind,ro /etc');
    await machine.run(`dpkg -i --force-confold ${young}`);
    assert.match(await answer(machine), /^[12]\.0\.0$/);
    await machine.sh(`umount /etc && dpkg -i --force-confold ${young}`);
    await isWhole(machine, '2.0.0');
    await machine.sh('dpkg --purge notifydemo');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  'the port is taken: said so, and mended with dpkg --configure': async (machine) => {
    await deliver(machine);
    await machine.sh(`systemd-run --unit=other node -e "require('http').createServer().listen(5001, '0.0.0.0')"`);
    await eventually('the other', async () => (await machine.run('curl -s -m 1 127.0.0.1:5001')).exitCode === 28);
    const failed = await machine.run('dpkg -i notifydemo.deb');
    assert.is.not(failed.exitCode, 0);
    assert.match(failed.stderr, 'cannot listen on port 5001: another program listens there');
    await machine.sh('systemctl stop other && dpkg --configure -a');
    assert.is(await readyStatus(machine), 'notifydemo ready on :5001');
  },

  'Node is missing: said so, and purged without a trace': async (machine) => {
    await deliver(machine);
    await machine.sh('dpkg --remove --force-depends nodejs');
    const before = await snapshot(machine);
    const failed = await machine.run('dpkg -i --force-depends notifydemo.deb');
    assert.is.not(failed.exitCode, 0);
    assert.match(failed.stderr, /usr\/bin\/node.*No such file or directory/);
    await machine.sh('dpkg --purge --force-depends notifydemo');
    assert.equal(difference(before, await snapshot(machine)), []);
  },
});
