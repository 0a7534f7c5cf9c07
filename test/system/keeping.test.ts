/**
 * A purge removes what the package and its service have made, and no data of the administrator.
 */
import * as assert from 'uvu/assert';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, deliver, eventually, install, property, replaceApp } from './story.ts';
import { put } from './variants.ts';

/** Purges the package, and returns what the scripts have said. */
async function purge(machine: Machine): Promise<string> {
  const { exitCode, stderr } = await machine.run('dpkg --purge notifydemo');
  assert.is(exitCode, 0, stderr);
  assert.is((await machine.run('dpkg-query --show notifydemo')).exitCode, 1);
  return stderr;
}

chapter('what a purge keeps', {
  'data behind mounts at and below the directories of the package': async (machine) => {
    await deliver(machine);
    await machine.sh('mkdir -p /srv/photos "/srv/my disk" /srv/seen /srv/log /srv/all && touch /var/lib/beside');
    await machine.sh('for folder in /srv/*; do echo precious >"$folder/data"; done');
    const before = await snapshot(machine);
    const directives = ['LogsDirectory=notifydemo', 'BindPaths=/srv/seen:/var/lib/notifydemo/seen'];
    await machine.write(
      '/etc/systemd/system/notifydemo.service.d/own.conf',
      `[Service]\n${directives.join('\n')}\nExecStartPre=+/bin/mkdir -p /var/lib/notifydemo/seen\n`,
    );
    await install(machine);
    await machine.sh('mkdir -p /var/lib/notifydemo/photos "/var/lib/notifydemo/deep/my disk" /var/log/notifydemo/old');
    await machine.sh('mount --bind /srv/photos /var/lib/notifydemo/photos');
    await machine.sh('mount --bind "/srv/my disk" "/var/lib/notifydemo/deep/my disk"');
    await machine.sh('mount --bind /srv/log /var/log/notifydemo/old');
    const said = await purge(machine);
    assert.match(said, "/var/lib/notifydemo is kept, because of mounts: '/var/lib/notifydemo/photos' '/var/lib/not");
    assert.match(said, "'/var/lib/notifydemo/deep/my disk'");
    assert.match(said, "/var/log/notifydemo is kept, because of mounts: '/var/log/notifydemo/old'");
    assert.match(said, 'unmount them, then: rm -r --one-file-system /var/lib/notifydemo\n');
    assert.is(await machine.sh('cat /srv/*/data | uniq'), 'precious');
    // The uid is free now. Its next owner must not get the files.
    assert.is(await machine.sh("stat -c '%U:%G %a' /var/lib/notifydemo"), 'root:root 700');
    await machine.sh('umount /var/lib/notifydemo/* /var/lib/notifydemo/*/* /var/log/notifydemo/* 2>/dev/null || true');
    await machine.sh('rm -r --one-file-system /var/lib/notifydemo /var/log/notifydemo');
    await machine.sh('rm -r /etc/systemd/system/notifydemo.service.d && systemctl daemon-reload');
    assert.equal(difference(before, await snapshot(machine)), []);

    // The directory itself, nested mounts, and a mount of another file system.
    await machine.sh('mkdir /var/lib/notifydemo && mount --bind /srv/all /var/lib/notifydemo');
    await machine.sh('mkdir /srv/all/inner && mount -t tmpfs tmpfs /var/lib/notifydemo/inner');
    await install(machine);
    assert.match(await purge(machine), "mounts: '/var/lib/notifydemo' '/var/lib/notifydemo/inner'");
    await machine.sh('grep precious /srv/all/data && mountpoint /var/lib/notifydemo/inner');
  },

  'a directory that was there before, also after an installation that broke off': async (machine) => {
    const failing = await put(machine, { version: '0.9.0', projectFragments: { preinst: 'exit 1' } });
    await deliver(machine);
    await machine.sh(
      'mkdir /var/lib/notifydemo /var/cache/notifydemo /var/log/notifydemo && echo precious >/var/lib/notifydemo/data',
    );
    // systemd gives the directories to the service. A purge would take them for its own, if they were not noted.
    const directives = '[Service]\nCacheDirectory=notifydemo\nLogsDirectory=notifydemo\n';
    await machine.write('/etc/systemd/system/notifydemo.service.d/own.conf', directives);
    await machine.sh('dpkg -i notifydemo.deb; dpkg --purge notifydemo');
    const before = await snapshot(machine);
    assert.is.not((await machine.run(`dpkg -i ${failing}`)).exitCode, 0);
    assert.equal(
      difference(before, await snapshot(machine)).filter((line) => !line.startsWith('/var/lib/dpkg/status')),
      [],
    );
    for (const between of ['true', 'dpkg --remove notifydemo && dpkg -i notifydemo.deb', 'dpkg -i notifydemo.deb']) {
      await machine.sh(`dpkg -i notifydemo.deb && ${between}`);
      assert.is(await property(machine, 'ActiveState'), 'active');
      const said = await purge(machine);
      for (const directory of ['/var/lib/notifydemo', '/var/cache/notifydemo', '/var/log/notifydemo']) {
        assert.match(said, `notifydemo: ${directory} is kept, because it was there before the package`);
        assert.match(said, `to remove it: rm -r ${directory}\n`);
        assert.is(await machine.sh(`ls -d ${directory}`), directory);
      }
      assert.is(await machine.sh('cat /var/lib/notifydemo/data'), 'precious');
      assert.equal(difference(before, await snapshot(machine)), []);
    }
    // Another owner of a kept directory stays its owner.
    await machine.sh('dpkg -i notifydemo.deb && systemctl stop notifydemo && chown daemon: /var/lib/notifydemo');
    await purge(machine);
    assert.is(await machine.sh('stat -c %U /var/lib/notifydemo && chown root: /var/lib/notifydemo'), 'daemon');
    // Without the directory, all is the package's again.
    await machine.sh('rm -r /var/lib/notifydemo && dpkg -i notifydemo.deb && dpkg --remove notifydemo');
    await machine.sh('dpkg -i notifydemo.deb && dpkg --purge notifydemo && ! ls /var/lib/notifydemo');
  },

  'the data behind a link of the administrator': async (machine) => {
    await install(machine);
    await machine.sh(
      'systemctl stop notifydemo && mv /var/lib/notifydemo /srv/state && echo precious >/srv/state/data',
    );
    await machine.sh('ln -s /srv/state /var/lib/notifydemo');
    assert.match(await purge(machine), 'notifydemo: /var/lib/notifydemo was a link; the data stays in /srv/state');
    assert.is(await machine.sh('cat /srv/state/data; ls -d /var/lib/notifydemo 2>&1 | cut -d: -f1'), 'precious\nls');

    await machine.sh('ln -s /srv/state /var/lib/notifydemo');
    const refused = await machine.run('dpkg -i notifydemo.deb');
    assert.is.not(refused.exitCode, 0);
    assert.match(refused.stderr, 'nothing was changed: /var/lib/notifydemo is a symbolic link, and systemd starts no');
    assert.is(await machine.sh('cat /var/lib/notifydemo/data; ls /var/lib/misc'), 'precious');
  },

  'a directory with the files of another account is not handed over': async (machine) => {
    await deliver(machine);
    await machine.sh(
      'useradd --system other && install -d -o other /var/lib/notifydemo && touch /var/lib/notifydemo/a',
    );
    const refused = await machine.run('dpkg -i notifydemo.deb');
    assert.is.not(refused.exitCode, 0);
    assert.match(refused.stderr, 'nothing was changed: /var/lib/notifydemo belongs to the user other, and the service');
    assert.is(await machine.sh('stat -c %U /var/lib/notifydemo; ls /var/lib/misc'), 'other');
    const installs = async (): Promise<void> => {
      await machine.sh('dpkg -i notifydemo.deb');
      assert.is(await property(machine, 'ActiveState'), 'active');
    };
    await machine.sh('rm /var/lib/notifydemo/a');
    await installs();
    // An upgrade goes on with what the administrator does later.
    await machine.sh('chown -R other /var/lib/notifydemo && touch /var/lib/notifydemo/a');
    await installs();
    // The files of a user that is gone, and those of the service itself, are nobody else's.
    for (const owner of ['4321', 'notifydemo']) {
      await machine.sh('dpkg --purge notifydemo; rm -rf /var/lib/notifydemo; useradd --system notifydemo');
      await machine.sh(
        `mkdir /var/lib/notifydemo && touch /var/lib/notifydemo/a && chown -R ${owner} /var/lib/notifydemo`,
      );
      await installs();
      await machine.sh('dpkg --purge notifydemo && rm -r /var/lib/notifydemo && userdel notifydemo');
    }

    // Elsewhere a link of the administrator may lead to another disk, but not to the files of another account.
    const file = await put(machine, { version: '1.0.0', owned: ['/etc/notifydemo/keys'] });
    await machine.sh('mkdir -p /srv/keys /srv/program /etc/notifydemo && ln -s /srv/keys /etc/notifydemo/keys');
    await machine.sh('ln -s /srv/program /usr/lib/notifydemo && touch /srv/keys/a && chown other /srv/keys');
    const { exitCode, stderr } = await machine.run(`dpkg -i ${file}`);
    assert.is.not(exitCode, 0);
    assert.match(stderr, 'nothing was changed: /etc/notifydemo/keys belongs to the user other, and the service');
    await machine.sh(`chown root /srv/keys && dpkg -i ${file}`);
    assert.is(await machine.sh('ls /srv/program'), 'app\napp.cjs\nnotify.cjs\nsettings');
  },

  'places that the account has made to look like its own': async (machine) => {
    await machine.sh('mkdir -p /etc/important/b && echo precious >/etc/important/b/data');
    await deliver(machine);
    const before = await snapshot(machine);
    const owned = ['', '/a', '/a/b'].map((below) => `/etc/notifydemo/keys${below}`).reverse();
    await machine.sh(`dpkg -i ${await put(machine, { version: '1.0.0', owned })} && rm *_*.deb`);
    await replaceApp(machine, 'hostile.cjs');
    await machine.sh('systemctl restart notifydemo');
    await eventually('an answer', async () => (await machine.run('curl -sSf 127.0.0.1:5001')).exitCode === 0);
    assert.is(await machine.sh('curl -sS 127.0.0.1:5001/try/plant-names'), 'possible');
    const plant = 'cd /etc/notifydemo/keys && mv a old && ln -s /etc/important a';
    await machine.sh(`runuser -u notifydemo -- sh -c '${plant}'`);
    await machine.sh('rm -r /srv/hostile.cjs /etc/systemd/system/notifydemo.service.d');
    await purge(machine);
    assert.is(await machine.sh('cat /etc/important/b/data'), 'precious');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  'secrets of each version go, and no line that is spoilt names a file': async (machine) => {
    const keep =
      '/etc/notifydemo.keep /var/lib/notifydemo-web /usr/lib/notifydemo2 /var/lib/a/notifydemo /etc/credstore/x';
    await machine.sh(`mkdir -p /etc/credstore.encrypted /run/credstore ${keep}`);
    await deliver(machine);
    const before = await snapshot(machine);
    const secrets = { OLD: { description: 'Old.' }, TOKEN: { description: 'New.' } };
    const stores = '/etc/credstore /etc/credstore.encrypted /run/credstore';
    await machine.sh(`for store in ${stores}; do echo 1 >$store/notifydemo.OLD; echo 2 >$store/notifydemo.TOKEN; done`);
    await machine.sh(`dpkg -i ${await put(machine, { version: '1.0.0', deb: { secrets } })}`);
    await machine.sh(`dpkg -i ${await put(machine, { version: '2.0.0' })} && rm *_*.deb`);
    await machine.sh('printf "../credstore/x\\n/../../etc/fstab\\nOL" >>/var/lib/misc/notifydemo.secrets');
    const spoilt =
      '/etc/notifydemo/../notifydemo.keep\n/var/lib/notifydemo-web\n/usr/lib/notifydemo2\n/var/lib/a/notifydemo\n/var';
    await machine.sh(`printf '${spoilt.replaceAll('\n', '\\n')}' >>/var/lib/misc/notifydemo.folders`);
    await purge(machine);
    assert.equal(difference(before, await snapshot(machine)), []);
    assert.is(await machine.sh(`ls -d ${keep} | wc -l; ls /run/credstore`), String(keep.split(' ').length));
  },
});
