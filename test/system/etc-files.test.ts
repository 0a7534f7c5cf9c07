/**
 * Files and directories in /etc that an account may change: dpkg reads and replaces them as root.
 */
import * as assert from 'uvu/assert';
import { build } from './building.ts';
import type { Machine } from './machine.ts';
import { chapter, eventually, property } from './story.ts';

const PROJECT = 'test/system/attacked';

/** Runs a command that ends within two minutes, on a busy machine too, however large the files of the account are. */
async function quickly(machine: Machine, command: string): Promise<void> {
  const { exitCode, stderr } = await machine.run(`timeout --signal=KILL 120 ${command}`);
  assert.is(exitCode, 0, `${command}: ${stderr}`);
}

chapter(
  'files in /etc that an account may change',
  {
    'an upgrade into a directory that the administrator has opened is refused with the way out': async (machine) => {
      const [old, young] = [await build(machine, PROJECT), await build(machine, PROJECT, { version: '2.0.0' })];
      await machine.sh(`dpkg -i ${old}`);
      for (const open of ['chown shop', 'chown root:shop /etc/shop && chmod 2775', 'chmod 1777']) {
        await machine.sh(`${open} /etc/shop`);
        const { exitCode, stderr } = await machine.run(`dpkg --force-confold -i ${young}`);
        assert.is(exitCode, 1, open);
        assert.is(await property(machine, 'ActiveState', 'shop'), 'active');
        const [, way = ''] = /can put links: (chown .*), or move what/.exec(stderr) ?? [];
        assert.is(way, "chown root:root '/etc/shop' && chmod go-w '/etc/shop'", stderr);
        await machine.sh(`${way} && dpkg --force-confold -i ${young} && dpkg --force-confold -i ${old}`);
      }
      // The way of a link may change at any time.
      await machine.sh('mv /etc/shop /srv/shop && ln -s /srv/shop /etc/shop');
      const { exitCode, stderr } = await machine.run(`dpkg --force-confold -i ${old}`);
      assert.is(exitCode, 1);
      assert.match(stderr, 'or move what it leads to here, if it is a link; then install again');
    },

    'a conffile of an account neither grows while dpkg reads it nor keeps a right': async (machine) => {
      const [old, young] = [await build(machine, PROJECT), await build(machine, PROJECT, { version: '2.0.0' })];
      await machine.sh(`dpkg -i ${old}`);
      const file = '/etc/shop/prices.json';
      // What the account opened before stays its own, and what it opens later is refused until the end.
      const grow = `exec 3>>${file}; while :; do chmod 6777 ${file}; truncate -s 4E ${file} /proc/self/fd/3; done 2>/dev/null`;
      await machine.sh(`systemd-run --quiet --unit=grow --uid=shop sh -c '${grow}'`);
      await eventually(
        'a large file',
        async () => (await machine.run(`test -n "$(find ${file} -size +1000G)"`)).exitCode === 0,
      );
      await quickly(machine, `dpkg --force-confold -i ${young}`);
      await machine.sh('systemctl stop grow');
      assert.is(await machine.sh(`stat -c '%U:%G' ${file}`), 'shop:shop');
      assert.is(await machine.sh(`find ${file}.bak -size +1000G`), `${file}.bak`);
      await quickly(machine, `dpkg --force-confold -i ${old}`);
      assert.is(await machine.sh(`stat -c '%a %U:%G' ${file}`), '640 shop:shop');
      assert.is(await machine.sh(`find /etc/shop -user root -perm /6022 | wc -l`), '0');
      // An upgrade that breaks off gives the file back.
      const failing = await build(machine, PROJECT, { version: '3.0.0', deb: { scripts: { preinst: 'refuse.sh' } } });
      assert.is((await machine.run(`dpkg --force-confold -i ${failing}`)).exitCode, 1);
      assert.is(await machine.sh(`stat -c '%a %U:%G' ${file}`), '640 shop:shop');
      await machine.sh('dpkg --remove shop && truncate -s 4E /etc/shop/prices.json.bak');
      await quickly(machine, `dpkg --force-confold -i ${young}`);
      await quickly(machine, 'dpkg --purge shop');
      assert.is(await machine.sh('ls -d /etc/shop 2>/dev/null || true'), '');
    },
  },
  { on: ['bookworm', 'trixie'] },
);
