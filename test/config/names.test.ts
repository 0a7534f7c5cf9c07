/**
 * Names that belong to Debian: of packages, units and accounts.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Config } from '../../builder/config/config.ts';
import { parseConfig } from '../../builder/config/parse.ts';
import { PLACES } from '../../builder/config/reserved/names.ts';
import { freeName, reservation } from '../../builder/config/reserved/reservation.ts';
import { configWarnings } from '../../builder/config/warnings.ts';
import { BuildError } from '../../builder/errors.ts';

const names = suite('names that belong to Debian');

/** The configuration of a project. */
function parse(name: string, deb: object = {}): Config {
  const fields = { version: '1.0.0', description: 'A shop', author: 'Ada <ada@example.org>', license: 'MIT' };
  const engines = { node: '>=20' };
  return parseConfig(JSON.stringify({ name, ...fields, engines, deb: { entry: 'a.js', ...deb } }));
}

/** What is wrong with a project; empty for none. */
function mistakeOf(name: string, deb: object = {}): string {
  try {
    parse(name, deb);
    return '';
  } catch (error) {
    assert.instance(error, BuildError);
    return (error as BuildError).problems.map(({ problem, fix }) => `${problem}; ${fix}`).join('\n');
  }
}

const REASONS: Record<string, string> = {
  "is one of Debian's own users": 'mail games root daemon man list irc nobody proxy backup www-data',
  "is one of Debian's own groups": 'shadow disk adm staff sudo kmem tape utmp video users plugdev',
  'is a group that gives its members rights': 'docker lxd kvm libvirt wheel input render ssl-cert wireshark',
  'is the user of another program': 'sshd messagebus postgres mysql redis grafana',
  "is a package of Debian's standard system": 'apt dpkg systemd dbus nodejs python3 udev cron openssl base-files perl',
  'is a package of Debian that many others need': 'curl jq rsync sqlite3 ffmpeg imagemagick',
  'is a package of Debian with an account of its own': 'chrony exim4 bind9 gpsd rspamd',
  'which belongs to Debian':
    'machines portables private misc polkit-1 pam terminfo tmpfiles.d networking x86_64-linux-gnu',
};

names('packages and scoped packages are refused with the reason and a name that is free', () => {
  for (const [reason, list] of Object.entries(REASONS)) {
    for (const name of list.split(' ').filter((name) => !name.includes('_'))) {
      const mistake = mistakeOf(name);
      assert.match(mistake, `${name} `);
      assert.match(mistake, reason);
      assert.match(mistake, `choose another name, as in "deb": { "name": "my-${name}" }`);
      assert.is(mistakeOf(freeName(name)), '', name);
      assert.is(mistakeOf(`@acme/${name}`), '', name);
      assert.match(mistakeOf('shop', { name }), `choose another name, as in "name": "my-${name}"`);
    }
  }
});

names('those that were reserved before stay so', () => {
  const before =
    'apt dbus debconf dpkg init-system-helpers initramfs-tools kernel locale locales misc modules nodejs os-prober pam ' +
    'polkit-1 private python3 ssl sudo systemd sysusers.d tmpfiles.d ucf udev usrmerge';
  for (const name of before.split(' ')) assert.is.not(reservation(name), undefined, name);
});

names('a place has each of its names once, and an ordinary name is free', () => {
  for (const [place, list] of Object.entries(PLACES)) {
    assert.match(place, /^\/(var|etc|usr|run)\/.*NAME/);
    assert.equal(list.split(' '), [...new Set(list.split(' '))].sort(), place);
  }
  const free =
    'notifydemo shop web-shop hello-web api server worker blog chat my-mail mailer docker-ui systemd-demo node-red';
  for (const name of free.split(' ')) assert.is(mistakeOf(name), '', name);
});

names('the name of another program of Debian is allowed, with a warning', () => {
  const warnings = (name: string, deb: object = {}) => configWarnings(parse(name, deb));
  for (const name of ['htop', 'redis-server', 'miniflux', 'ntfy', 'bubblewrap']) {
    const [warning, ...others] = warnings(name);
    assert.match(warning ?? '', `Debian has a package ${name} as well`);
    assert.match(warning ?? '', `as in "deb": { "name": "my-${name}" }`);
    assert.equal(others, []);
    assert.equal(warnings(`my-${name}`), []);
    assert.match(warnings('shop', { name })[0] ?? '', `Debian has a package ${name} as well`);
  }
  for (const name of ['notifydemo', 'shop', 'api', 'worker', 'blog', 'node-red', 'hello-web']) {
    assert.equal(warnings(name), [], name);
  }
});

names('an account of Debian and a group with rights is refused, an account of another program may be named', () => {
  for (const user of ['root', 'mail', '_apt', 'www-data', 'nobody', 'shadow', 'docker', 'sudo', 'systemd-journal']) {
    for (const deb of [{ service: { user } }, { services: { b: { entry: 'b.js', user } } }]) {
      assert.match(mistakeOf('shop', deb), `${user} is `);
      assert.match(mistakeOf('shop', deb), `as in "user": "my-${user.replace('_', '')}"`);
    }
  }
  assert.is(mistakeOf('shop', { service: { user: 'postgres' } }), '');
});

names('units of services', () => {
  const services = { journald: { entry: 'b.js' }, client: { entry: 'b.js' } };
  assert.match(mistakeOf('isc-dhcp', { services }), "isc-dhcp-client is a package of Debian's standard system");
  assert.match(
    mistakeOf('emergency'),
    'emergency is the name of /usr/lib/systemd/system/emergency.service, which belongs to Debian',
  );
});

names('packages and users whose names differ have different accounts and directories', () => {
  const [dotted, hyphen] = [parse('web.shop'), parse('web-shop')];
  assert.is.not(dotted.services[0].user, hyphen.services[0].user);
  const { services } = parse('shop', { services: { worker: { entry: 'b.js', ready: 'loaded', user: 'web' } } });
  assert.equal(
    services.map(({ state }) => state),
    ['shop', 'shop_web'],
  );
  assert.match(mistakeOf('shop_web'), 'it must be two or more of a to z');
});

names('users that package.json names are known as such, also one with the name of the package', () => {
  const users = (deb: object) => parse('shop', deb).namedUsers;
  assert.equal(users({}), []);
  assert.equal(users({ service: { user: 'shop' } }), ['shop']);
  assert.equal(users({ services: { worker: { entry: 'b.js', ready: 'loaded', user: 'web' } } }), ['web']);
});

names.run();
