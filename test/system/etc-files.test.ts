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
      await machine.sh('echo private | install -m 600 /dev/stdin /root/key && cp -p /etc/shop/prices.json /root');
      for (const open of ['chown shop', 'chown root:shop /etc/shop && chmod 2775', 'chmod 1777']) {
        await machine.sh(`${open} /etc/shop`);
        // As if the account were quick: right after root has looked at its file, a link is there.
        const swap = 'case "$*" in *-printf*) ln -sf /root/key /etc/shop/prices.json ;; esac';
        await machine.write('/usr/local/bin/find', `#!/bin/sh\n/usr/bin/find "$@"; ${swap}\n`);
        await machine.sh('chmod 755 /usr/local/bin/find');
        const { exitCode, stderr } = await machine.run(`dpkg --force-confold -i ${young}`);
        assert.is(exitCode, 1, open);
        assert.not.match(await machine.sh('runuser -u shop -- cat /etc/shop/* 2>&1 || true'), 'private', open);
        await machine.sh('rm /usr/local/bin/find; cp -p --remove-destination /root/prices.json /etc/shop');
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

    'links that an account puts into a directory of conffiles make no removal and purge delete another file': async (
      machine,
    ) => {
      const deep = { from: 'prices.json', to: '/etc/shop/deep/prices.json' };
      const lists = { from: 'lists', to: '/usr/share/shop/lists' };
      const files = [{ from: 'prices.json', to: '/etc/shop/', owner: 'shop', mode: '0640' }, deep, lists];
      const file = await build(machine, PROJECT, { deb: { files } });
      const victims = '/etc/important /etc/important~ /srv/deep/prices.json /srv/lists/one';
      await machine.sh(`mkdir /srv/deep /srv/lists; for victim in ${victims}; do echo precious >$victim; done`);
      const plant = 'rm prices.json; ln -s /etc/important prices.json; mv deep old; ln -s /srv/deep deep';
      await machine.sh(`dpkg -i ${file} && chmod 777 /etc/shop`);
      await machine.sh(`runuser -u shop -- sh -c 'cd /etc/shop && ${plant}'; chmod 777 /usr/share/shop`);
      await machine.sh("runuser -u shop -- sh -c 'cd /usr/share/shop && mv lists old && ln -s /srv/lists lists'");
      await machine.sh('dpkg --purge shop');
      assert.is(await machine.sh(`cat ${victims} | uniq`), 'precious');
      await machine.sh('rm -r /etc/shop /usr/share/shop');
      // Between a removal and a purge the account stays.
      await machine.sh(`dpkg -i ${file} && chmod 777 /etc/shop`);
      const { stderr } = await machine.run('dpkg --remove shop');
      assert.match(
        stderr,
        "shop: /etc/shop is root's again: otherwise a link in it could make the removal delete other",
      );
      assert.is.not((await machine.run("runuser -u shop -- sh -c 'rm -f /etc/shop/prices.json'")).exitCode, 0);
      await machine.sh('dpkg --purge shop && ! ls -d /etc/shop');
    },

    'a package with a new name reads no file behind a link that the account of the old one has put there': async (
      machine,
    ) => {
      // The administrator has opened the directory again after the removal.
      await machine.sh(`dpkg -i ${await build(machine, PROJECT)} && dpkg --remove shop && chmod 777 /etc/shop`);
      await machine.sh('echo private | install -m 600 /dev/stdin /root/key');
      await machine.sh("runuser -u shop -- sh -c 'cd /etc/shop && rm prices.json && ln -s /root/key prices.json'");
      const files = [{ from: 'prices.json', to: '/etc/store/', owner: 'store', mode: '0640' }];
      const store = await build(machine, PROJECT, {
        version: '2.0.0',
        deb: { name: 'store', formerly: ['shop'], files },
      });
      const { stderr } = await machine.run(`dpkg -i ${store}`);
      assert.match(
        stderr,
        'store: /etc/shop/prices.json is not taken over: others can put links into /etc/shop; compare',
      );
      assert.is(await machine.sh('cat /etc/store/prices.json'), '{ "bread": 3 }');
      assert.is(await property(machine, 'ActiveState', 'store'), 'active');
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
