/**
 * Places on the target that a package may not take: directories of accounts, files of the base system, and files whose
 * owner or mode would let another user act as root.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { configOf } from '../support/plans.ts';
import { file, folder, link, told } from './told.ts';

const places = suite('places');

const keys = { type: 'd', path: '/etc/shop/keys', mode: '0750', owner: 'shop' } as const;
const KEYS = { deb: { files: [{ directory: '/etc/shop/keys', owner: 'shop' }] }, owned: [keys] };

places('no file, link or directory lies in a directory of an account', () => {
  for (const entry of [file('/etc/shop/keys/a'), link('/etc/shop/keys/a', '/etc/motd'), folder('/etc/shop/keys/a/b')]) {
    const message = told([entry], KEYS);
    assert.match(message, `error: ${entry.path} would lie in a directory that the user shop owns`);
    assert.match(message, `${entry.path} comes from deb.files[0]`);
    assert.match(message, '/etc/shop/keys comes from deb.files[0] and belongs to shop');
    assert.match(message, 'put it into /usr/share/shop and let the program copy it at its start, or into /etc/shop');
  }
  assert.match(told([folder('/etc/shop/keys')], KEYS), 'is a directory that the user shop owns');
  const own = { type: 'z', path: '/etc/shop/keys/a', mode: '0640', owner: 'shop' } as const;
  assert.match(told([file(own.path)], { ...KEYS, owned: [keys, own] }), 'would lie in a directory');
  assert.is(told([file('/etc/shop/keys-of-root')], KEYS), '');
});

places('the state of each service is such a directory, and so are those that a unit declares', () => {
  assert.match(told([file('/var/lib/shop/seed')]), 'the user shop owns');
  const services = { worker: { entry: 'payload/app.ts', ready: 'loaded', user: 'hand' } };
  const state = configOf({ services, name: 'shop' }).services[1]?.state;
  assert.match(told([file(`/var/lib/${state}/seed`)], { deb: { services } }), 'the user hand owns');
  const deb = { service: { unit: 'systemd/web.service' } };
  for (const [line, path] of [
    ['CacheDirectory=shop', '/var/cache/shop/seed'],
    ['LogsDirectory=shop/old shop/new', '/var/log/shop/new/seed'],
    ['CacheDirectory = "%N"', '/var/cache/shop/seed'],
    ['LogsDirectory=\\\n  %p', '/var/log/shop/seed'],
    ['LogsDirectory=shop:linked', '/var/log/shop/seed'],
  ] as const) {
    const unit = `[Service]\nExecStart=/usr/bin/node /usr/lib/shop/app.cjs\nUser=shop\n${line}\n`;
    assert.match(told([file(path)], { deb, unit }), 'a directory that the user shop owns', line);
    const dynamic = unit.replace('User=shop', 'DynamicUser=yes');
    assert.match(told([file(path)], { deb, unit: dynamic }), 'a directory that the user shop owns', line);
    assert.is(told([file(path)], { deb, unit: unit.replace('User=shop\n', '') }), '', line);
  }
  // Its home, also if the unit does not name it.
  const bare = '[Service]\nExecStart=/usr/bin/node /usr/lib/shop/app.cjs\nUser=shop\n';
  assert.match(told([file('/var/lib/shop/seed')], { deb, unit: bare }), 'the user shop owns');
});

places('a directory of an account holds no program, and no directory of another account', () => {
  const lib = { type: 'd', path: '/usr/lib/shop', mode: '0750', owner: 'shop' } as const;
  const message = told([], { deb: { files: [{ directory: '/usr/lib/shop', owner: 'shop' }] }, owned: [lib] });
  assert.match(message, '/usr/lib/shop/app.cjs would lie in a directory that the user shop owns');
  assert.match(message, '/usr/lib/shop comes from deb.files[0] and belongs to shop');
  assert.match(message, 'give shop another directory, such as /var/lib/shop');
  const inside = { ...keys, path: '/etc/shop/keys/new' };
  assert.is(told([], { ...KEYS, owned: [keys, inside] }), '');
  for (const owner of ['root', 'hand']) {
    assert.match(told([], { ...KEYS, owned: [keys, { ...inside, owner }] }), 'would lie in a directory', owner);
    assert.match(told([], { ...KEYS, owned: [keys, { ...keys, owner }] }), 'is a directory that the user', owner);
  }
});

places('nothing lies in a directory that is open to every user', () => {
  const open = { ...folder('/usr/share/shop/open'), mode: 0o777 };
  assert.match(told([open, file(`${open.path}/a`)]), 'in a directory that every user may write to');
  const owned = [{ type: 'd', path: '/var/cache/shop', mode: '1777', owner: 'root' } as const];
  assert.match(told([open, file('/var/cache/shop/a')], { owned }), '/var/cache/shop comes from');
});
places('no link outside of the package leads into a directory of an account', () => {
  for (const target of ['/etc/shop/keys/rules', '../shop/keys', '/etc/../etc/shop/./keys', '/var/lib/shop/rc']) {
    assert.match(told([link('/etc/profile.d/shop.sh', target)], KEYS), 'would lead into a directory', target);
  }
  assert.is(told([link('/usr/share/shop/site', '/var/lib/shop/site')], KEYS), '');
  assert.is(told([link('/usr/bin/shop', '/usr/lib/shop/app.cjs')], KEYS), '');
  const over = [
    link('/usr/share/shop/site', '/var/lib/shop'),
    link('/etc/profile.d/shop.sh', '/usr/share/shop/site/rc'),
  ];
  assert.match(told(over), '/etc/profile.d/shop.sh would lead into a directory');
});

places('an owner and a mode that is open to all have their place in directories of the package', () => {
  const open = [
    file('/etc/nginx/conf.d/shop', 0o666),
    file('/usr/bin/shop', 0o777),
    file('/usr/share/shopping/a', 0o642),
  ];
  for (const entry of open) assert.match(told([entry]), 'every user could write to it', entry.path);
  for (const path of ['/etc/nginx/conf.d/shop', '/usr/bin/shop', '/etc/shop2/a']) {
    const message = told([file(path)], { owned: [{ type: 'z', path, mode: '0644', owner: 'shop' }] });
    assert.match(message, `${path} cannot be in the package: the user shop could change it`);
    assert.match(message, 'leave it to root, or put it into /etc/shop, /usr/lib/shop or /usr/share/shop');
  }
  const directory = { type: 'd', path: '/etc/shop2', mode: '0750', owner: 'shop' } as const;
  const refused = told([], { owned: [directory] });
  assert.match(refused, '/etc/shop2 cannot be in the package');
  assert.match(refused, 'or put it into /etc/shop, /usr/lib/shop or /var/lib/shop');
  // A directory of the base system stays Debian's. Most of their names are reserved.
  const name = 'ld.so.conf.d';
  const message = told([file(`/etc/${name}/a`, 0o646)], { deb: { name } });
  assert.match(message, `or put it into /usr/lib/${name} or /usr/share/${name}`);
  for (const path of [
    '/etc/shop/a',
    '/usr/lib/shop/a',
    '/usr/share/shop/a/b',
    '/var/cache/shop/a',
    '/var/spool/shop/a',
  ]) {
    assert.is(told([file(path, 0o666)], { owned: [{ type: 'z', path, mode: '0666', owner: 'shop' }] }), '', path);
  }
});

places('files of the base system are refused, whatever made them', () => {
  const files =
    'passwd shadow- gshadow subuid ld.so.preload ld.so.conf ld.so.cache sudoers hosts fstab crontab profile bash.bashrc ' +
    'environment nsswitch.conf resolv.conf machine-id hostname ssh/sshd_config pam.d/common-auth apt/sources.list ' +
    'cron.d/e2scrub_all security/limits.conf init.d/ssh default/useradd';
  const programs = 'bin/sudo bin/sh bin/dpkg bin/apt bin/systemctl bin/node sbin/sshd sbin/useradd lib/systemd/systemd';
  const others = 'lib/x86_64-linux-gnu/libc.so.6 lib/aarch64-linux-gnu/libc.so.6 lib/systemd/system/ssh.service';
  const all = [
    ...files.split(' ').map((name) => `/etc/${name}`),
    ...`${programs} ${others}`.split(' ').map((name) => `/usr/${name}`),
  ];
  for (const path of all) {
    const message = told([file(path)]);
    assert.match(message, `${path} cannot be in the package: ${path} belongs to Debian's base system`);
    assert.match(message, 'it comes from deb.files[0]');
    assert.match(told([link(path, '/usr/lib/shop/app.cjs')]), "belongs to Debian's base system");
    assert.match(told([file(`${path}/below`)]), "belongs to Debian's base system");
  }
});

places('a file in /etc that would hide one of the base system is refused, and a drop-in is not', () => {
  const hiding = [
    '/etc/systemd/system/ssh.service',
    '/etc/systemd/system/dbus.socket',
    '/etc/udev/rules.d/50-udev-default.rules',
    '/etc/tmpfiles.d/tmp.conf',
  ];
  for (const path of hiding) {
    const hidden = path.replace('/etc', '/usr/lib');
    for (const entry of [file(path), link(path, '/dev/null')])
      assert.match(told([entry]), `it would hide ${hidden} of Debian's base system`);
  }
  for (const path of ['/etc/systemd/system/ssh.service.d/shop.conf', '/etc/udev/rules.d/60-shop.rules'])
    assert.is(told([file(path)]), '', path);
});

places('the places of kept versions are no places of a package', () => {
  const taken = [
    '/usr/lib/shop.previous/version',
    '/usr/lib/shop.previous',
    '/usr/lib/other.previous.part/lib/a',
    '/usr/lib/systemd/system/shop.service.d/00-previous.conf',
  ];
  for (const path of taken) assert.match(told([file(path)]), 'is a place for a kept version', path);
  for (const path of ['/usr/lib/shop.previously/a', '/usr/share/shop/a.previous/b', '/etc/shop/0-previous.conf'])
    assert.is(told([file(path)]), '', path);
});

places('files that root trusts have the mode that their readers want, and a name that they read', () => {
  for (const [path, mode, wrong] of [
    ['/etc/sudoers.d/shop', 0o440, 0o644],
    ['/etc/cron.d/shop', 0o644, 0o664],
    ['/etc/cron.daily/shop', 0o755, 0o644],
    ['/etc/cron.yearly/shop', 0o755, 0o644],
    ['/usr/lib/credstore/shop.TOKEN', 0o600, 0o644],
    ['/etc/credstore/shop.TOKEN', 0o600, 0o640],
    ['/etc/credstore.encrypted/shop.TOKEN', 0o600, 0o644],
  ] as const) {
    assert.is(told([file(path, mode)]), '', path);
    const right = `0${mode.toString(8)}`;
    assert.match(
      told([file(path, wrong)]),
      `need ${right}\n  it comes from deb.files[0]\n  write "mode": "${right}"`,
      path,
    );
    assert.match(told([link(path, '/usr/lib/shop/a')]), 'takes files alone', path);
    const owned = [{ type: 'z', path, mode: right, owner: 'shop' } as const];
    assert.match(told([file(path, mode)], { owned }), 'the user shop could change it', path);
  }
  assert.match(told([file('/etc/sudoers.d/shop.conf', 0o440)]), 'sudo ignores a name with a dot');
  for (const name of ['shop.cron', '.shop']) assert.match(told([file(`/etc/cron.d/${name}`)]), 'cron ignores a name');
  assert.match(told([file('/etc/credstore/shop/TOKEN', 0o600)]), 'systemd looks for no credential in a subdirectory');
  assert.match(told([file('/etc/cron.hourly/shop.sh', 0o755)]), 'cron ignores a name');
});

places('files that other programs want from a package are taken', () => {
  const wanted =
    '/etc/nginx/conf.d/shop.conf /etc/logrotate.d/shop /usr/share/polkit-1/rules.d/60-shop.rules /etc/apt/apt.conf.d/60shop ' +
    '/usr/lib/udev/rules.d/60-shop.rules /usr/share/bash-completion/completions/shop /usr/share/dbus-1/system.d/shop.conf ' +
    '/etc/pam.d/shop /etc/profile.d/shop.sh /usr/lib/systemd/system/shop-extra.service /usr/lib/sysctl.d/60-shop.conf';
  for (const path of wanted.split(' ')) assert.is(told([file(path)]), '', path);
});
places.run();
