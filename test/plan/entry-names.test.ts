/**
 * Names of a package's entries, in the plan: globs are expanded by then.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Entry, textEntry } from '../../builder/manifest.ts';
import { file, folder, link, told } from './told.ts';

const entryNames = suite('names of entries');

const LIST: Entry = { ...textEntry('/etc/shop/list', 'a\n'), conffile: true };

entryNames('names are checked wherever they come from', () => {
  for (const [name, shown] of [
    ['a\u0085b', '/usr/share/shop/a\\u0085b'],
    ['x\\n0666 shop /etc/shadow', '/usr/share/shop/x\\\\n0666 shop /etc/shadow'],
    ['a\u202eb', '/usr/share/shop/a\\u202eb'],
    ['b ', '/usr/share/shop/b '],
  ]) {
    const message = told([file(`/usr/share/shop/${name}`)]);
    assert.match(message, 'error: no package can hold ');
    if (shown?.includes('\\')) assert.match(message, `"${shown}"`);
    assert.match(message, 'it comes from deb.files[0]');
  }
  assert.match(told([link('/usr/share/shop/a', 'b\u2028c')]), '"b\\u2028c"');
  assert.match(told([file(`/usr/share/shop/${'x'.repeat(246)}`)]), 'at most 245 bytes');
  assert.is(told([file(`/usr/share/shop/${'x'.repeat(245)}`)]), '');
  const long = `/usr/share/shop${'/abcdefgh'.repeat(452)}`;
  assert.match(told([file(`${long}/abc`)]), 'a path has at most 4086 bytes');
  assert.is(told([file(`${long}/ab`)]), '');
});

entryNames('no directory has the name of a backup that a purge deletes beside a conffile', () => {
  for (const name of ['list~', 'list%', '#list#', 'list.bak', 'list.dpkg-old', 'list.dpkg-new', 'list.dpkg-dist']) {
    const message = told([LIST, file(`/etc/shop/${name}/a`)]);
    assert.match(message, `/etc/shop/${name}: it has the name of a backup of /etc/shop/list`);
    assert.is(told([file('/usr/share/shop/list'), file(`/usr/share/shop/${name}/a`)]), '');
  }
  assert.is(told([LIST, folder('/etc/shop/lists')]), '');
});

entryNames.run();
