/**
 * A package under a new name: it takes over accounts, state, settings, secrets and the administrator's choices, and a purge
 * of the old package removes none of them.
 */
import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, eventually, property, type Story } from './story.ts';
import { put } from './variants.ts';

/** The main service answers its version, its data and its secret; the others only run. */
const APP = `
const { existsSync, readFileSync } = require('node:fs');
const { STATE_DIRECTORY, TOKEN, PORT } = process.env;
const DATA = STATE_DIRECTORY + '/data';
if (process.argv[2] === 'idle') setInterval(() => {}, 1000);
else require('node:http')
  .createServer((_, answer) => answer.end([VERSION, readFileSync(existsSync(DATA) ? DATA : '/dev/null', 'utf8').trim(), TOKEN].join(' ')))
  .listen(PORT);
`;

/** The package of a shop under a name. */
async function shop(machine: Machine, name: string, { version = '1.0.0', ...more }: Record<string, unknown> = {}) {
  const idle = { entry: 'payload/app.ts', ready: 'loaded', arguments: ['idle'] };
  const deb = {
    ...{ name, mail: false, service: { health: '/', ready: 'listening' } },
    secrets: { TOKEN: { description: 'A secret.' } },
    services: { worker: { ...idle, user: `${name}-hand` }, clerk: idle },
    ...more,
  };
  const app = APP.replace('VERSION', JSON.stringify(version));
  return put(machine, { version: String(version), deb, app, conffiles: { [`/etc/${name}/rules`]: `${version}\n` } });
}

async function installOld(machine: Machine, file: string): Promise<void> {
  await machine.sh(`echo sesame | install -m 600 /dev/stdin /etc/credstore/webshop.TOKEN
    dpkg -i ${file} && echo precious >/var/lib/webshop/data && chown webshop: /var/lib/webshop/data
    sed -i 's/^#PORT=.*/PORT=5099/' /etc/default/webshop && echo '# mine' >>/etc/default/webshop
    echo mine >/etc/webshop/rules
    systemctl restart webshop && systemctl stop webshop-clerk && systemctl disable -q webshop-worker`);
}

const answer = (machine: Machine): Promise<string> => machine.sh('curl -sS --fail http://127.0.0.1:5099/');

const ids = (machine: Machine, name: string): Promise<string> => machine.sh(`id -u ${name}; id -g ${name}-hand`);

/** All that the old package had is the new one's. */
async function hasAll(machine: Machine): Promise<void> {
  assert.is(await answer(machine), '2.0.0 precious sesame');
  assert.is(await machine.sh('stat -c %U /var/lib/store /var/lib/store_hand'), 'store\nstore-hand');
  const settings = await machine.sh('cat /etc/default/store');
  assert.match(settings, '# Settings of store. After a change: systemctl restart store store-worker store-clerk');
  assert.not.match(settings, 'webshop');
  assert.match(settings, /\nPORT=5099\n# mine$/);
  assert.is(await machine.sh('cat /etc/store/rules'), 'mine');
  assert.is(await property(machine, 'ActiveState', 'store'), 'active');
  assert.is(await property(machine, 'ActiveState', 'store-clerk'), 'inactive');
  const enabled = 'systemctl is-enabled store store-clerk store-worker; true';
  assert.is(await machine.sh(enabled), 'enabled\nenabled\ndisabled');
}

/** Commands of the scripts that change something. Each ends dpkg after its work, with no chance to clean up. */
async function interrupt(machine: Machine): Promise<void> {
  for (const command of ['usermod', 'groupmod', 'mv', 'cp']) {
    const real = await machine.sh(`command -v ${command}`);
    const lines = [
      `case "$DPKG_MAINTSCRIPT_PACKAGE $DPKG_MAINTSCRIPT_NAME" in "store postinst") ;; *) exec ${real} "$@" ;; esac`,
      `${real} "$@" || exit`,
      `! grep -qsxF "${command} $*" /root/interrupted || exit 0`,
      `echo "${command} $*" >>/root/interrupted`,
      'kill -9 $(cut -d" " -f4 /proc/$PPID/stat) $PPID',
    ];
    await machine.write(`/usr/local/sbin/${command}`, `#!/bin/sh\n${lines.join('\n')}\n`);
    await machine.sh(`chmod 755 /usr/local/sbin/${command}`);
  }
}

chapter('under a new name', {
  'a renamed package takes everything over, also if each step of it breaks off, and the old name is purged later':
    async (machine) => {
      await machine.sh('install -d -m 700 /etc/credstore');
      const old = await shop(machine, 'webshop');
      const young = await shop(machine, 'store', { version: '2.0.0', formerly: ['webshop'] });
      const before = await snapshot(machine);

      await installOld(machine, old);
      const numbers = await ids(machine, 'webshop');
      await machine.sh(`apt-get install -y ${young}`);
      assert.is(await machine.sh("dpkg-query -W -f '${db:Status-Status}' webshop"), 'config-files');
      await hasAll(machine);
      assert.is(await ids(machine, 'store'), numbers);
      await machine.sh('dpkg --purge webshop');
      await machine.sh(`dpkg -i ${young}`);
      await hasAll(machine);
      await machine.sh('dpkg --purge store');
      assert.equal(difference(before, await snapshot(machine)), []);

      await installOld(machine, old);
      await interrupt(machine);
      let runs = 0;
      for (let failed = true; failed; runs += 1) {
        const command = runs === 0 ? `dpkg -i ${young}` : 'dpkg --configure -a';
        failed = (await machine.run(command)).exitCode !== 0;
        assert.ok(runs < 30, 'it makes no progress');
      }
      const steps = (await machine.sh('cat /root/interrupted')).split('\n');
      for (const command of ['usermod', 'groupmod', 'mv', 'cp']) {
        assert.ok(
          steps.some((step) => step.startsWith(`${command} `)),
          command,
        );
      }
      await machine.sh('rm /usr/local/sbin/* /root/interrupted');
      await hasAll(machine);
      await machine.sh('dpkg --purge webshop');
      await hasAll(machine);
      await machine.sh('dpkg --purge store');
      assert.equal(difference(before, await snapshot(machine)), []);
    },
});

const alone: Record<string, Story> = {
  'a directory that cannot be renamed stops it before a change, and a busy account costs only its number': async (
    machine,
  ) => {
    await machine.sh('install -d -m 700 /etc/credstore');
    const old = await shop(machine, 'webshop');
    const young = await shop(machine, 'store', { version: '2.0.0', formerly: ['other', 'webshop'] });
    // It has the name of a former package that was never installed, and belongs to no package.
    await machine.sh('mkdir /var/lib/other && echo mine >/var/lib/other/data');
    const before = await snapshot(machine);
    await installOld(machine, old);
    const refused = async (make: string, reason: string, undo: string): Promise<void> => {
      await machine.sh(make);
      const { exitCode, stderr } = await machine.run(`dpkg -i ${young}`);
      assert.is.not(exitCode, 0);
      assert.match(stderr, `nothing was changed: ${reason}`);
      // dpkg has brought the old package back.
      await eventually('the old service', async () => (await answer(machine)).startsWith('1.0.0 precious'));
      await machine.sh(undo);
    };
    await refused(
      'install -d /srv/photos /var/lib/webshop/photos && mount --bind /srv/photos /var/lib/webshop/photos',
      '/var/lib/webshop of webshop has mounts; mount them at /var/lib/store',
      'umount /var/lib/webshop/photos && rmdir /srv/photos',
    );
    await refused(
      'mount -t tmpfs none /var/lib/webshop_hand',
      '/var/lib/webshop_hand of webshop has mounts; mount them at /var/lib/store_hand',
      'umount /var/lib/webshop_hand',
    );
    await refused(
      'mkdir /var/lib/store && touch /var/lib/store/a',
      '/var/lib/webshop of webshop cannot become /var/lib/store, because both have files',
      'rm -r /var/lib/store',
    );
    // systemd starts the worker with no state behind a link: it is stopped meanwhile.
    await refused(
      `systemctl stop webshop-worker && mv /var/lib/webshop_hand /srv/hand && touch /srv/hand/a
       ln -s /srv/hand /var/lib/webshop_hand`,
      '/var/lib/webshop_hand of webshop is a symbolic link, and cannot become /var/lib/store_hand; put the directory',
      'rm /var/lib/webshop_hand /srv/hand/a && mv /srv/hand /var/lib/webshop_hand && systemctl start webshop-worker',
    );
    // The old directory is empty, so files at the new place are no obstacle. The worker gets them when it starts.
    await machine.sh('mkdir /var/lib/store_hand && touch /var/lib/store_hand/mine');

    await machine.sh('systemd-run --quiet --service-type=exec --unit=left --uid=webshop sleep 600');
    const { stderr } = await machine.run(`dpkg -i ${young}`);
    assert.match(stderr, 'webshop of webshop did not become store, see above');
    await machine.sh('systemctl stop left && systemctl start store-worker');
    await hasAll(machine);
    // What somebody puts into the old place from now on is not the package's.
    await machine.sh(`mkdir /var/lib/webshop && touch /var/lib/webshop/b && dpkg -i ${young}`);
    await hasAll(machine);
    await machine.sh('dpkg --purge webshop');
    await hasAll(machine);
    await machine.sh('dpkg --purge store && rm /var/lib/store_hand/mine && rmdir /var/lib/store_hand');
    assert.equal(difference(before, await snapshot(machine)), []);
  },
  'a group that was there before either package keeps its name, and outlives both': async (machine) => {
    await machine.sh('install -d -m 700 /etc/credstore && groupadd --system webshop-hand');
    const old = await shop(machine, 'webshop');
    const young = await shop(machine, 'store', { version: '2.0.0', formerly: ['webshop'] });
    const before = await snapshot(machine);
    await installOld(machine, old);
    const group = await machine.sh('getent group webshop-hand');
    await machine.sh(`dpkg -i ${young}`);
    await hasAll(machine);
    assert.is(await machine.sh('getent group webshop-hand'), group);
    await machine.sh('dpkg --purge webshop store');
    assert.equal(difference(before, await snapshot(machine)), []);
  },
};
// The scripts alone differ here, and not the systems.
chapter('under a new name, with obstacles', alone, { on: ['trixie'] });
