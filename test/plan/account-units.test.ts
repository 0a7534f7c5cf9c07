/**
 * Directories that a unit of the project gives to its user, and directories of accounts that items of `deb.files` make.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planned, textEntry } from '../../builder/manifest.ts';
import { refuseAccountEntries } from '../../builder/plan/account-directories.ts';
import { configOf, programs } from '../support/plans.ts';
import { file, folder, link, told } from './told.ts';

const units = suite('directories of accounts');

const deb = { service: { unit: 'systemd/web.service' } };
const unitOf = (...lines: string[]): string => `[Service]\nExecStart=/usr/bin/node /a\n${lines.join('\n')}\n`;

/** Whether a file at this place is refused beside a unit of these lines. */
function isRefused(path: string, ...lines: string[]): boolean {
  return told([file(path)], { deb, unit: unitOf(...lines) }) !== '';
}

const SEED = '/var/cache/shop/seed';

units('the user of a unit', () => {
  const directory = 'CacheDirectory=shop';
  for (const user of [
    'User=shop',
    ' User = shop',
    'DynamicUser=yes',
    'DynamicUser = 1 ',
    'DynamicUser=on',
    'User=web',
  ]) {
    assert.ok(isRefused(SEED, user, directory), user);
  }
  for (const user of [
    '',
    'User=root',
    'User=0',
    '#User=shop',
    'DynamicUser=no',
    'DynamicUser=yesterday',
    'XUser=shop',
  ]) {
    assert.not(isRefused(SEED, user, directory), user);
  }
  const message = told([file(SEED)], { deb, unit: unitOf('DynamicUser=true', 'User=web', directory) });
  assert.match(message, '/var/cache/shop comes from CacheDirectory= of shop.service and belongs to web');
  assert.match(told([file(SEED)], { deb, unit: unitOf('DynamicUser=true', directory) }), 'belongs to shop');
});

units('the directories of a unit', () => {
  for (const [line, ...paths] of [
    ['CacheDirectory=a shop', '/var/cache/shop/seed', '/var/cache/a/b'],
    ['LogsDirectory=shop/', '/var/log/shop/seed'],
    ['StateDirectory=%N/%p', '/var/lib/shop/shop/seed'],
    ['StateDirectory=%n', '/var/lib/shop.service/seed'],
    ['CacheDirectory=%%x', '/var/cache/%x/seed'],
    ['CacheDirectory=%i', '/var/cache/%i/seed'],
    ["CacheDirectory='shop'", '/var/cache/shop/seed'],
    ['  CacheDirectory = \\\r\n shop:link', '/var/cache/shop/seed'],
  ] as const) {
    for (const path of paths) assert.ok(isRefused(path, 'User=shop', line), `${line} ${path}`);
  }
  for (const [line, path] of [
    ['CacheDirectory=shop', '/var/cache/shopping/seed'],
    ['CacheDirectory=', '/var/cache/seed'],
    ['RuntimeDirectory=shop', '/var/cache/shop/seed'],
    ['ConfigurationDirectory=shop', '/etc/shop/seed'],
    ['#CacheDirectory=shop', '/var/cache/shop/seed'],
    ['CacheDirectory=a:shop', '/var/cache/shop/seed'],
  ] as const) {
    assert.not(isRefused(path, 'User=shop', line), line);
  }
});

units('a text of another kind, or in another place, is no unit', () => {
  const text = unitOf('User=shop', 'CacheDirectory=shop');
  const refusal = (path: string): string => {
    const entries = planned('deb.files[0]', [textEntry(path, text), file(SEED)]);
    try {
      refuseAccountEntries(configOf({ mail: false, name: 'shop' }), programs, entries);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.match(refusal('/usr/lib/systemd/system/more.service'), SEED);
  for (const path of [
    '/usr/lib/systemd/system/more.socket',
    '/usr/lib/systemd/system/more.service.bak',
    '/usr/share/doc/usr/lib/systemd/system/more.service',
    '/usr/lib/systemd/system/more.service.d/more.conf',
  ]) {
    assert.is(refusal(path), '', path);
  }
});

const owned = (path: string, keys: object = {}) => ({ type: 'd', path, mode: '0750', owner: 'shop', ...keys }) as const;

units('a directory is given by an item with or without a slash at its end, and a file is none', () => {
  const keys = { files: [{ directory: '/usr/share/shop/a' }, { directory: '/etc/shop/keys/', owner: 'shop' }] };
  const message = told([file('/etc/shop/keys/a')], { deb: keys, owned: [owned('/etc/shop/keys')] });
  assert.match(message, '/etc/shop/keys comes from deb.files[1]');
  const rooted = owned('/etc/shop/keys', { owner: 'root', mode: '0755' });
  assert.is(told([file('/etc/shop/keys/a')], { owned: [rooted] }), '');
  const open = { ...rooted, mode: '0777' };
  assert.match(
    told([file('/etc/shop/keys/a')], {
      deb: { files: [{ directory: '/etc/shop/keys', mode: '0777' }] },
      owned: [open],
    }),
    '/etc/shop/keys comes from deb.files[0] and is open to every user',
  );
  // A directory of an account may lie in one of root's that is open to all, and not the other way round.
  assert.match(told([folder('/etc/shop/keys/b')], { owned: [open] }), 'every user could put a link in its place');
  assert.is(told([{ ...folder('/etc/shop/keys'), mode: 0o777 }]), '');
  assert.is(told([file('/etc/shop/a')], { owned: [{ ...owned('/etc/shop'), type: 'z', mode: '0666' }] }), '');
});

units('a link is followed over as many links as Linux follows, and its message names both ends', () => {
  const chain = (count: number) => {
    const links = Array.from({ length: count }, (_, at) => link(`/usr/share/shop/${at}`, `./${at + 1}`));
    return told([
      ...links,
      link(`/usr/share/shop/${count}`, '/var/lib/shop'),
      link('/etc/profile.d/shop.sh', '/usr/share/shop/0/rc'),
    ]);
  };
  assert.match(chain(39), '/etc/profile.d/shop.sh would lead into a directory that the user shop owns');
  assert.is(chain(40), '');
  const direct = [link('/etc/profile.d/shop.sh', '/usr/share/shop/rc'), link('/usr/share/shop/rc', '/var/lib/shop/rc')];
  assert.match(told(direct), '/etc/profile.d/shop.sh would lead into a directory', 'a link to a link');
  assert.is(
    told([link('/etc/profile.d/shop.sh', '../../var/lib/shop/rc')]),
    'error: /etc/profile.d/shop.sh would lead into a directory that the user shop owns\n' +
      '  /etc/profile.d/shop.sh comes from deb.files[0] and points to ../../var/lib/shop/rc\n' +
      '  /var/lib/shop comes from the state of shop: programs of root that read the link would read files of shop\n' +
      '  point it to a file of the package, or remove it',
  );
  assert.is(told([link('/etc/profile.d/shop.sh', '/var/lib/shopping')]), '');
  // A link to itself ends, too.
  assert.is(told([link('/etc/profile.d/a', 'a')]), '');
});

units.run();
