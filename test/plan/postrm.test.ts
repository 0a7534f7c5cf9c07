/**
 * A purge in a root of its own (DPKG_ROOT), with mounts and accounts from files.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { maintainerScripts } from '../../builder/plan/scripts.ts';
import { run } from '../../builder/shell.ts';
import { configOf, facts, programs } from '../support/plans.ts';

const purging = suite('postrm and purge');
let root = '';
purging.before.each(() => {
  root = mkdtempSync(path.join(tmpdir(), 'build-deb-postrm-'));
  write('etc/passwd', 'root:x:0:0:root:/root:/bin/bash', 'shop:x:997:997::/var/lib/shop:/usr/sbin/nologin');
  write('etc/group', 'root:x:0:', 'shop:x:997:');
  note('created', 'passwd shop /var/lib/shop', 'group shop');
  note('folders', '/var/lib/shop', '/var/lib/shop_web', '/etc/shop/keys');
  for (const folder of ['var/lib/shop', 'var/lib/shop_web', 'var/lib/shop-web', 'etc/shop/keys'])
    write(`${folder}/file`, 'data');
});
purging.after.each(() => rmSync(root, { recursive: true }));

function write(file: string, ...lines: string[]): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), lines.map((line) => `${line}\n`).join(''));
}

function note(kind: string, ...lines: string[]): void {
  write(`var/lib/misc/shop.${kind}`, ...lines);
}

const isThere = (file: string): boolean => existsSync(path.join(root, file));

/** Programs that change accounts print their last argument in place of that. */
const ACCOUNTS = ['userdel', 'groupdel', 'usermod']
  .map((name) => `${name}() { for last; do :; done; echo "${name} $last"; }\n`)
  .join('');

/** In place of mount points. */
const NO_TABLE = 'no table';

async function purge(
  mounts: string[] | typeof NO_TABLE = [],
  functions = '',
): Promise<{ stdout: string; stderr: string }> {
  const lineOf = (point: string): string => `30 20 8:1 /srv/data ${root}${point} rw - ext4 /dev/sda1 rw`;
  if (mounts !== NO_TABLE) write('mountinfo', ...mounts.map(lineOf));
  const config = configOf({ mail: false, name: 'shop' });
  const scripts = maintainerScripts({ config, facts, programs: { ...programs, owned: [] } });
  const text = scripts.find(({ name }) => name === 'postrm')?.content ?? '';
  const input = `${ACCOUNTS}${functions}${text.replaceAll('/proc/self/mountinfo', path.join(root, 'mountinfo'))}`;
  const env = { ...process.env, DPKG_ROOT: root };
  const { exitCode, stdout, stderr } = await run('sh', ['-s', 'purge'], { input, env });
  assert.is(exitCode, 0, stderr);
  return { stdout, stderr };
}

purging('directories of all versions go, those of another package stay', async () => {
  await purge();
  for (const gone of ['var/lib/shop', 'var/lib/shop_web', 'etc/shop']) assert.not(isThere(gone), gone);
  assert.ok(isThere('var/lib/shop-web/file'));
});

purging('a directory with a mount at it or below it stays, with a message', async () => {
  for (const point of ['/var/lib/shop', '/var/lib/shop/deep/er', '/var/lib/shop/with\\040blank']) {
    write('var/lib/shop/file', 'data');
    note('folders', '/var/lib/shop', '/var/lib/shop_web');
    const { stderr } = await purge([point]);
    assert.ok(isThere('var/lib/shop/file'), point);
    assert.match(stderr, '/var/lib/shop is kept, because of mounts: ');
    assert.match(stderr, `'${root}${point.replace('\\040', ' ')}'`);
    assert.match(stderr, `rm -r --one-file-system ${root}/var/lib/shop`);
  }
  assert.not(isThere('var/lib/shop_web'));
  note('folders', '/var/lib/shop');
  await purge(['/var/lib/shop-web', '/var/lib', '/srv']);
  assert.not(isThere('var/lib/shop'));
});

purging('a directory that cannot be removed is named, and the rest of the purge goes on', async () => {
  const rm = `rm() { case "$*" in *var/lib/shop) return 1 ;; *) command rm "$@" ;; esac; }\n`;
  const { stderr } = await purge([], rm);
  assert.match(stderr, 'shop: /var/lib/shop could not be removed\n');
  assert.ok(isThere('var/lib/shop/file'));
  for (const gone of ['var/lib/shop_web', 'etc/shop', 'var/lib/misc/shop.folders']) assert.not(isThere(gone), gone);
});

purging('each directory stays if no table of mounts can be read', async () => {
  const { stderr } = await purge(NO_TABLE);
  assert.ok(isThere('var/lib/shop/file'));
  assert.match(stderr, '/var/lib/shop is kept, because of mounts: unknown without /proc');
});

purging('a directory that was there before the package stays, with a message', async () => {
  note('earlier', '/var/lib/shop');
  const { stderr } = await purge();
  assert.ok(isThere('var/lib/shop/file'));
  assert.not(isThere('var/lib/shop_web'));
  assert.match(stderr, `/var/lib/shop is kept, because it was there before the package; to remove it: rm -r ${root}`);
  for (const kind of ['earlier', 'folders']) assert.not(isThere(`var/lib/misc/shop.${kind}`), kind);
});

purging('a spoilt line of the notes removes no other directory', async () => {
  const lines = [
    '/',
    '/var/lib',
    '/etc',
    '/var/lib/shop-web',
    '/var/lib/shop/../shop-web',
    '/var/lib//shop',
    '/etc/shop/../bank',
    'shop-web',
  ];
  note('folders', ...lines, '');
  write('etc/bank/file', 'data');
  await purge();
  for (const kept of ['var/lib/shop-web/file', 'var/lib/shop/file', 'etc/bank/file', 'etc/passwd'])
    assert.ok(isThere(kept), kept);
});

purging('secrets of all versions go, in each place of systemd', async () => {
  note('secrets', 'TOKEN', 'OLD_KEY', '../shop', 'A*');
  const stores = ['etc/credstore', 'etc/credstore.encrypted', 'run/credstore', 'run/credstore.encrypted'];
  const own = stores.flatMap((store) => [`${store}/shop.TOKEN`, `${store}/shop.OLD_KEY`]);
  const others = [...stores.map((store) => `${store}/shop-web.TOKEN`), 'etc/credstore/shop.AB'];
  for (const file of [...own, ...others]) write(file, 'x');
  await purge();
  for (const file of own) assert.not(isThere(file), file);
  for (const file of others) assert.ok(isThere(file), file);
  assert.not(isThere('var/lib/misc/shop.secrets'));
});

purging(
  'settings of all versions go, with the copies of editors, but not those that another package has by now',
  async () => {
    note('settings', 'shop', 'shop-old', 'shop-web', '../shop', 'bank', '.*');
    write('var/lib/misc/shop-web.settings', 'shop-web');
    const own = ['shop', 'shop~', 'shop.bak', 'shop.dpkg-new', 'shop.dpkg-old', 'shop-old'].map(
      (file) => `etc/default/${file}`,
    );
    const others = ['etc/default/shop-web', 'etc/default/bank', 'etc/default/shopper', 'etc/shop.conf'];
    for (const file of [...own, ...others]) write(file, 'x');
    await purge();
    for (const file of own) assert.not(isThere(file), file);
    for (const file of others) assert.ok(isThere(file), file);
    assert.not(isThere('var/lib/misc/shop.settings'));
  },
);

purging('an account that another package uses stays, and goes with the last one', async () => {
  const uses: Record<string, string> = {
    'var/lib/misc/bank.created': 'passwd shop /var/lib/shop',
    'usr/lib/sysusers.d/bank.conf': 'u shop - "bank" /var/lib/shop',
    'etc/sysusers.d/bank.conf': 'u! shop -',
  };
  for (const [file, line] of Object.entries(uses)) {
    write(file, line, line.replace(/^passwd (\S+).*/, 'group $1'));
    note('created', 'passwd shop /var/lib/shop', 'group shop');
    const { stdout, stderr } = await purge();
    assert.is(stdout, '', file);
    assert.match(stderr, 'shop is kept in the passwd database: it belongs to another user or package by now');
    assert.not(isThere('var/lib/misc/shop.created'));
    rmSync(path.join(root, file));
  }
  note('created', 'passwd shop /var/lib/shop', 'group shop');
  write('var/lib/misc/bank.created', 'passwd shopper /var/lib/shopper', 'group shopper');
  assert.equal((await purge()).stdout.split('\n'), ['userdel shop', 'groupdel shop', '']);
});

purging('an account that has another home by now, or that the package has not created, stays', async () => {
  note('created', 'passwd shop /home/shop', 'passwd hand /var/lib/shop');
  assert.is((await purge()).stdout, '');
  assert.not(isThere('var/lib/misc/shop.created'));
  assert.is((await purge()).stdout, '');
});

purging.run();
