import * as assert from 'uvu/assert';
import { difference, snapshot } from './snapshot.ts';
import { chapter, deliver, install, property } from './story.ts';
import { put } from './variants.ts';

chapter('accounts', {
  "a person's account of that name is refused before anything is changed": async (machine) => {
    await machine.sh('useradd --create-home --uid 100000 --shell /bin/bash notifydemo');
    await deliver(machine);
    const before = await snapshot(machine);
    const refused = await machine.run('dpkg -i notifydemo.deb');
    assert.is.not(refused.exitCode, 0);
    assert.match(refused.stderr, 'notifydemo: nothing was changed: the user notifydemo is a person');
    assert.match(
      refused.stderr,
      '; rename it, or the developer names it as "user" in package.json; then install again',
    );
    // dpkg has heard of the package, and that it is not there.
    const changed = difference(before, await snapshot(machine)).filter(
      (line) => !line.startsWith('/var/lib/dpkg/status'),
    );
    assert.equal(changed, []);
    assert.is(await machine.sh("dpkg-query -W -f '${Status}' notifydemo"), 'install ok not-installed');
  },

  "an account that is somebody else's by now is kept when purging": async (machine) => {
    await install(machine);
    await machine.sh('dpkg --remove notifydemo && userdel notifydemo && useradd --create-home notifydemo');
    const { stderr } = await machine.run('dpkg --purge notifydemo');
    assert.match(
      stderr,
      'notifydemo: notifydemo is kept in the passwd database: it belongs to another user or package by now',
    );
    await machine.sh('getent passwd notifydemo && getent group notifydemo && userdel --remove notifydemo');

    await machine.sh('rm -f /var/lib/misc/notifydemo.created');
    await install(machine);
    await machine.write('/usr/lib/sysusers.d/other.conf', 'u notifydemo - "shared with another package"\n');
    await machine.sh('dpkg --purge notifydemo && getent passwd notifydemo');
  },

  'an account that was there before is used, and kept when purging': async (machine) => {
    await machine.sh('useradd --system --shell /bin/false notifydemo');
    await deliver(machine);
    const before = await snapshot(machine);
    await install(machine);
    assert.is(await property(machine, 'ActiveState'), 'active');
    await machine.sh('dpkg --purge notifydemo');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  'accounts and groups with the rights of others are refused before anything is changed': async (machine) => {
    const cases = {
      'useradd --system --groups docker notifydemo': 'the rights of its further groups: docker',
      'useradd --system --gid shadow notifydemo': 'the user notifydemo is there already, and its primary group is not',
      'groupadd --system notifydemo': 'the group notifydemo is there already, without a user of that name',
      'useradd --uid 77 notifydemo': "(uid 77, gid 1000) is Debian's own",
      'groupadd --gid 41 notifydemo && useradd --system --gid 41 notifydemo': "gid 41) is Debian's own",
    };
    await machine.sh('groupadd --system docker');
    await deliver(machine);
    const undo = 'userdel notifydemo 2>/dev/null; groupdel notifydemo 2>/dev/null; true';
    const named = await put(machine, { version: '1.0.0', deb: { service: { user: 'notifydemo' } } });
    for (const [command, because] of Object.entries(cases)) {
      await machine.sh(command);
      const before = await snapshot(machine);
      const { exitCode, stderr } = await machine.run('dpkg -i notifydemo.deb');
      assert.is.not(exitCode, 0, command);
      assert.match(stderr, 'notifydemo: nothing was changed: ');
      assert.match(stderr, because);
      const isNew = (line: string): boolean => !line.startsWith('/var/lib/dpkg/status');
      assert.equal(difference(before, await snapshot(machine)).filter(isNew), [], command);
      // A name in package.json is a decision of the developer, except for Debian's own accounts.
      const decided = await machine.run(`dpkg -i ${named}`);
      assert.is(decided.exitCode === 0, !because.includes("Debian's own"), `${command}\n${decided.stderr}`);
      await machine.sh('dpkg --purge notifydemo');
      assert.equal(difference(before, await snapshot(machine)).filter(isNew), [], command);
      await machine.sh(undo);
    }
  },

  'an upgrade goes on with an account that has joined a group': async (machine) => {
    await install(machine);
    await machine.sh('groupadd --system certificates && usermod --append --groups certificates notifydemo');
    await machine.sh('dpkg -i notifydemo.deb && dpkg --remove notifydemo && dpkg -i notifydemo.deb');
    assert.is(await property(machine, 'ActiveState'), 'active');
    await machine.sh('dpkg --purge notifydemo && ! getent passwd notifydemo && groupdel certificates');
  },

  'an account of two packages goes with the last one, in each order': async (machine) => {
    const files: string[] = [];
    for (const [name, port] of [
      ['shop', '5101'],
      ['blog', '5102'],
    ] as const) {
      const settings = { PORT: { value: port, description: 'Its port.' } };
      files.push(
        await put(machine, { version: '1.0.0', deb: { name, mail: false, settings, service: { user: 'web' } } }),
      );
    }
    const before = await snapshot(machine);
    const orders = [
      ['dpkg --purge shop', 'dpkg --purge blog'],
      ['dpkg --purge blog', 'dpkg --purge shop'],
      ['dpkg --remove shop; dpkg --purge blog', 'dpkg --purge shop'],
      ['dpkg --remove shop blog; dpkg --purge shop', 'dpkg --purge blog'],
      ['dpkg --remove shop blog; dpkg --purge blog', 'dpkg --purge shop'],
    ] as const;
    for (const [first, last] of orders) {
      await machine.sh(`dpkg -i ${files.join(' ')}`);
      assert.match((await machine.run(first)).stderr, 'web is kept in the passwd database', first);
      await machine.sh('getent passwd web && getent group web');
      await machine.sh(last);
      assert.equal(difference(before, await snapshot(machine)), [], `${first}; ${last}`);
    }
    await machine.sh('useradd --system web');
    await machine.sh(`dpkg -i ${files.join(' ')} && dpkg --purge shop blog && getent passwd web`);
  },

  "a service's own account and the package of that name keep their state apart": async (machine) => {
    const port = (value: string): object => ({ PORT: { value, description: 'Its port.' } });
    const services = { worker: { entry: 'payload/app.ts', ready: 'loaded', user: 'web', settings: port('5103') } };
    const shop = await put(machine, { version: '1.0.0', deb: { name: 'shop', mail: false, services } });
    const settings = port('5102');
    const namesake = await put(machine, { version: '1.0.0', deb: { name: 'shop-web', mail: false, settings } });
    await machine.sh(`dpkg -i ${shop} ${namesake}`);
    assert.is(await machine.sh("stat -c '%U' /var/lib/shop_web /var/lib/shop-web"), 'web\nshop-web');
    await machine.sh('touch /var/lib/shop-web/precious && dpkg --purge shop');
    assert.is(await machine.sh('ls /var/lib/shop-web; ls -d /var/lib/shop*'), 'precious\n/var/lib/shop-web');
    assert.is(await property(machine, 'ActiveState', 'shop-web'), 'active');
  },

  'an account that comes from elsewhere, as from LDAP, is used and left alone': async (machine) => {
    await machine.sh('apt-get install -y libnss-extrausers 2>&1');
    await machine.sh("sed -i -E 's/^(passwd|group):.*/\\1: files extrausers/' /etc/nsswitch.conf");
    await machine.write('/var/lib/extrausers/passwd', 'notifydemo:x:20001:20001:LDAP:/srv/demo:/usr/sbin/nologin\n');
    await machine.write('/var/lib/extrausers/group', 'notifydemo:x:20001:\n');
    await deliver(machine);
    const before = await snapshot(machine);
    await install(machine);
    const pid = await property(machine, 'MainPID');
    assert.is(await machine.sh(`stat -c '%u:%g' /proc/${pid} /var/lib/notifydemo`), '20001:20001\n20001:20001');
    assert.is((await machine.run('grep notifydemo /etc/passwd /etc/group')).exitCode, 1);
    await machine.sh('dpkg --purge notifydemo');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  'purging without userdel says what is left, and a later purge does the rest': async (machine) => {
    await deliver(machine);
    const before = await snapshot(machine);
    await install(machine);
    await machine.sh('mkdir /root/away && mv /usr/sbin/userdel /usr/sbin/groupdel /root/away');
    const { exitCode, stderr } = await machine.run('dpkg --purge notifydemo');
    assert.is(exitCode, 0, stderr);
    assert.match(stderr, 'notifydemo: notifydemo is still in the passwd database; remove it with: userdel notifydemo');
    await machine.sh('mv /root/away/* /usr/sbin/ && rmdir /root/away');
    await install(machine);
    await machine.sh('dpkg --purge notifydemo');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  "the account's cache and logs go with it, what the administrator keeps elsewhere does not": async (machine) => {
    const directives = '[Service]\nCacheDirectory=notifydemo\nLogsDirectory=notifydemo\n';
    await machine.write('/etc/systemd/system/notifydemo.service.d/own.conf', directives);
    await machine.sh('mkdir -p /srv/data && echo precious >/srv/data/file');
    await install(machine);
    // The directories of the service are not taken for earlier ones.
    await install(machine);
    await machine.sh('touch /var/cache/notifydemo/a /var/log/notifydemo/a && ln -s /srv/data /var/lib/notifydemo/data');
    await machine.sh('dpkg --purge notifydemo');
    assert.is(await machine.sh('ls -d /var/*/notifydemo 2>/dev/null || true'), '');
    assert.is(
      await machine.sh('cat /srv/data/file /etc/systemd/system/notifydemo.service.d/own.conf'),
      `precious\n${directives.trim()}`,
    );

    // A folder of that name that is somebody else's.
    await machine.sh('dpkg -i notifydemo.deb && rm -rf /etc/systemd/system/notifydemo.service.d');
    await machine.sh('chown root: /var/log/notifydemo && dpkg --purge notifydemo && ls -d /var/log/notifydemo');
  },
});
