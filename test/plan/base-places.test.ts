/**
 * Places on the target that belong to the base system in other ways than by their names.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { file, folder, link, told } from './told.ts';

const places = suite('places of the base system');

places('a program that root would run in the place of one of the base system is refused', () => {
  for (const name of ['ls', 'sudo', 'systemctl']) {
    for (const entry of [file(`/usr/sbin/${name}`), link(`/usr/sbin/${name}`, '/usr/lib/shop/app.cjs')])
      assert.match(told([entry]), `it would hide /usr/bin/${name} of Debian's base system`);
  }
  assert.match(told([link('/etc/alternatives/vim', '/usr/lib/shop/vim')]), 'update-alternatives makes the links there');
  assert.is(told([file('/usr/sbin/shop'), file('/usr/bin/shopctl')]), '');
});

places(
  'a file or a link in the place of a directory of the base system, or of a unit that systemd makes, is refused',
  () => {
    for (const path of ['/usr/bin', '/etc/systemd', '/usr/lib/udev/rules.d', '/etc/cron.d'])
      for (const entry of [file(path), link(path, '/tmp')])
        assert.match(told([entry]), `${path} cannot be in the package: it is a directory of Debian's base system`);
    for (const unit of ['-.mount', '-.slice', 'init.scope', 'usr.mount']) {
      assert.match(told([file(`/usr/lib/systemd/system/${unit}`)]), "belongs to Debian's base system");
      assert.match(told([file(`/etc/systemd/system/${unit}`)]), 'it would hide');
    }
    assert.is(told([folder('/etc/cron.d')]), '');
  },
);

places.run();
