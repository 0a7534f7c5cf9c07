/**
 * Repositories on the disk: each state is whole.
 */
import promises, { chmod, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { pretending, systemError } from '../support/faults.ts';
import { Workshop } from '../support/published.ts';
import { contentOf, isWhole, refused } from '../support/states.ts';
import { needing } from '../support/tools.ts';

const repository = suite('states of a repository');
const test = needing('apt-ftparchive', repository);
let shop: Workshop;

repository.before.each(() => {
  shop = new Workshop();
});
repository.after.each(() => shop.close());

test('a new repository and its additions are whole, and all versions stay', async () => {
  const one = await shop.publish([await shop.package(['app', '1'])]);
  assert.ok(one.createdKey);
  await isWhole(shop);
  const two = await shop.publish([
    await shop.package(['app', '1:0.5'], { architecture: 'amd64' }),
    await shop.package(['app', '1:0.5'], { architecture: 'arm64' }),
  ]);
  assert.equal([two.createdKey, two.added.length], [undefined, 2]);
  await isWhole(shop);
  const { stdout } = await run('grep', [
    '-c',
    '^Package: app',
    path.join(shop.repository, 'dists/stable/main/binary-arm64/Packages'),
  ]);
  assert.is(stdout.trim(), '2');
  const same = await contentOf(shop.repository);
  assert.is((await shop.publish([await shop.package(['app', '1'])])).isUnchanged, true);
  assert.equal(await contentOf(shop.repository), same);
});

test('without hard links each state is whole, too: its files are copies', async () => {
  // A file that is missing comes first, as in link(2).
  const link = async (from: string): Promise<void> => {
    await stat(from);
    throw systemError('EPERM', 'link');
  };
  // apt-ftparchive makes the files under their digests where it can.
  const { PATH } = process.env;
  const { stdout } = await run('sh', ['-c', 'command -v apt-ftparchive']);
  const script = `#!/bin/sh\n${stdout.trim()} "$@" || exit\nfind . -name by-hash -prune -exec rm -r {} +\n`;
  await writeFile(path.join(shop.folder, 'apt-ftparchive'), script, { mode: 0o755 });
  process.env.PATH = `${shop.folder}:${PATH}`;
  try {
    for (const version of ['1', '2']) {
      const file = await shop.package(['app', version]);
      await pretending(promises, { link }, () => shop.publish([file]));
      await isWhole(shop);
    }
  } finally {
    process.env.PATH = PATH;
  }
});

test('web servers can read each file and folder, whatever the umask and the modes of packages', async () => {
  const file = await shop.package(['app', '1']);
  await chmod(file, 0o600);
  const umask = process.umask(0o077);
  await shop.publish([file]).finally(() => process.umask(umask));
  const other = ['(', '-type', 'd', '!', '-perm', '755', ')', '-o', '(', '-type', 'f', '!', '-perm', '644', ')'];
  assert.is((await run('find', [shop.repository, ...other])).stdout, '');
});

test('a disk that is full at any step of the switch leaves the last state as it was', async () => {
  await shop.publish([await shop.package(['app', '1'])]);
  const next = await shop.package(['app', '2']);
  const { rename } = promises;
  for (const name of ['app_2_all.deb', 'Packages', 'Release', 'InRelease']) {
    const full = async (from: string, to: string): Promise<void> => {
      const isSwitch = /\/\.publish-[^/]+\/(?!replaced)/.test(from) && !to.includes('/.publish-');
      if (isSwitch && path.basename(to) === name) throw systemError('ENOSPC', 'rename');
      await rename(from, to);
    };
    const publish = () => refused(shop, () => shop.publish([next]), /^cannot publish to .*repository: /);
    await pretending(promises, { rename: full }, publish);
    await isWhole(shop);
  }
  await shop.publish([next]);
  await isWhole(shop);
});

test('parallel runs wait for each other, and none is lost', async () => {
  const files = await Promise.all(['1', '2', '3', '4'].map((version) => shop.package(['app', version])));
  await Promise.all(files.map((file) => shop.publish([file])));
  await isWhole(shop);
  const { repository } = await shop.publish([files[0] ?? '']);
  assert.equal(
    repository.files.filter(({ name }) => name === 'app').map(({ version }) => version),
    ['4', '3', '2', '1'],
  );
});

test('readers of the last states find their files, and older ones go', async () => {
  const file = await shop.package(['app', '1']);
  await shop.publish([file]);
  const place = path.join(shop.repository, 'dists/stable/repository.json');
  const first = (await contentOf(shop.repository))['dists/stable/repository.json'] ?? '';
  for (const phase of ['10', '20', '30']) {
    await shop.publish([file], { phase });
    await isWhole(shop);
  }
  const hashed = path.join(path.dirname(place), 'by-hash/SHA256', first);
  assert.is((await run('test', ['-e', hashed])).exitCode, 0, 'the first state of the last hour');
  // A file of a run that was killed: no state names it.
  const stray = path.join(shop.repository, 'pool/main/a/app/app_9_all.deb');
  await writeFile(stray, 'x');
  await shop.publish([file], { phase: '40' });
  assert.is((await run('test', ['-e', stray])).exitCode, 1);
});

test('a withdrawn package is gone at once, and one that --keep drops stays for readers', async () => {
  await shop.publish(await Promise.all(['1', '2', '3'].map((version) => shop.package(['app', version]))));
  await shop.publish([], { withdraw: 'app=3' });
  await isWhole(shop);
  const has = async (version: string): Promise<boolean> =>
    (await run('test', ['-e', path.join(shop.repository, `pool/main/a/app/app_${version}_all.deb`)])).exitCode === 0;
  assert.equal([await has('3'), await has('2')], [false, true]);
  const { dropped } = await shop.publish([], { keep: '1' });
  assert.equal([dropped.length, await has('1')], [1, true]);
  await isWhole(shop);
});

test('a new key signs beside the old one until that is retired', async () => {
  const file = await shop.package(['app', '1']);
  const [old] = (await shop.publish([file])).repository.keys;
  const key = await shop.key('next');
  await refused(shop, () => shop.publish([], { retire: old?.fingerprint ?? '' }), /is the only key/);
  const both = await shop.publish([], { key: 'next' });
  assert.equal(
    both.repository.keys.map(({ fingerprint }) => fingerprint),
    [old?.fingerprint, key],
  );
  await isWhole(shop);
  const release = path.join(shop.repository, 'dists/stable/InRelease');
  const signers = (await run('gpg', ['--batch', '--status-fd', '1', '--verify', release])).stdout.match(/VALIDSIG/g);
  assert.is(signers?.length, 2);
  await refused(shop, () => shop.publish([], { retire: '0123456789' }), /is not signed by 0123456789/);
  const one = await shop.publish([], { retire: old?.fingerprint ?? '' });
  assert.equal(
    one.repository.keys.map(({ fingerprint }) => fingerprint),
    [key],
  );
  await isWhole(shop);
});

test('each InRelease has another second, which web servers compare', async () => {
  const file = await shop.package(['app', '1']);
  await shop.publish([file]);
  const release = path.join(shop.repository, 'dists/stable/InRelease');
  for (const phase of ['10', '20', '30']) {
    // A slow run signs long after it has begun.
    const signed = new Date(Date.now() + 900);
    await utimes(release, signed, signed);
    const before = Math.floor((await stat(release)).mtimeMs / 1000);
    await shop.publish([file], { phase });
    assert.ok(Math.floor((await stat(release)).mtimeMs / 1000) > before);
  }
});

repository.run();
