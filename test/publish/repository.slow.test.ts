/**
 * Repositories on the disk: each state is whole, and a failure changes no file.
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { filesBelow } from '../../builder/publish/stage.ts';
import { run } from '../../builder/shell.ts';
import { Workshop } from '../support/published.ts';
import { needing } from '../support/tools.ts';

const repository = suite('a repository on the disk');
const test = needing('apt-ftparchive', repository);
let shop: Workshop;

repository.before.each(() => {
  shop = new Workshop();
});
repository.after.each(() => shop.close());

/** Each file below a folder with the digest of its content. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const files = (await filesBelow(folder)).sort();
  const digest = async (file: string) =>
    createHash('sha256')
      .update(await readFile(path.join(folder, file)))
      .digest('hex');
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await digest(file)])));
}

/** The call is refused with this message, and no file is another one. */
async function refused(call: () => Promise<unknown>, message: RegExp): Promise<void> {
  const before = await contentOf(shop.repository).catch(() => undefined);
  const error = await call().then(
    () => undefined,
    (reason) => reason,
  );
  assert.instance(error, BuildError, String(error?.stack ?? 'accepted'));
  assert.match(error.message, message);
  assert.equal(await contentOf(shop.repository).catch(() => undefined), before);
  assert.not.match((await run('ls', ['-A', shop.repository])).stdout, '.publish-');
}

/** The state that InRelease signs: each file is there, plain and under its digest, and so is each package. */
async function isWhole(): Promise<void> {
  const top = path.join(shop.repository, 'dists/stable');
  const release = await readFile(path.join(top, 'InRelease'), 'utf8');
  const signed = [...release.matchAll(/^ ([\da-f]{64}) +\d+ (\S+)$/gm)];
  assert.is(signed.length, 5, release);
  const content = await contentOf(shop.repository);
  for (const [, digest = '', file = ''] of signed) {
    assert.is(content[path.join('dists/stable', file)], digest, file);
    assert.is(content[path.join('dists/stable', path.dirname(file), 'by-hash/SHA256', digest)], digest, file);
  }
  for (const index of ['amd64', 'arm64']) {
    const packages = await readFile(path.join(top, `main/binary-${index}/Packages`), 'utf8');
    const found = [...packages.matchAll(/^Filename: (.*)[\s\S]*?^SHA256: (.*)$/gm)];
    assert.ok(found.length > 0);
    for (const [, file = '', digest] of found) assert.is(content[file], digest, file);
  }
  const verified = await run('gpg', ['--batch', '--verify', path.join(top, 'Release.gpg'), path.join(top, 'Release')]);
  assert.is(verified.exitCode, 0, verified.stderr);
}

test('a new repository and its additions are whole, and all versions stay', async () => {
  const one = await shop.publish([await shop.package(['app', '1'])]);
  assert.ok(one.createdKey);
  await isWhole();
  const two = await shop.publish([
    await shop.package(['app', '1:0.5'], { architecture: 'amd64' }),
    await shop.package(['app', '1:0.5'], { architecture: 'arm64' }),
  ]);
  assert.equal([two.createdKey, two.added.length], [undefined, 2]);
  await isWhole();
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

test('bad input has one message each, and changes no file', async () => {
  const good = await shop.package(['app', '1']);
  const name = (file: string): string => path.join(shop.folder, file);
  await writeFile(name('text.deb'), 'no package');
  await run('mkfifo', [name('pipe.deb')]);
  const tries = async (): Promise<void> => {
    await refused(() => shop.publish([name('text.deb')]), /text\.deb is no Debian package/);
    await refused(() => shop.publish([name('gone.deb')]), /gone\.deb does not exist/);
    await refused(() => shop.publish([name('pipe.deb')]), /pipe\.deb: it is a named pipe/);
    await refused(() => shop.publish([shop.folder]), /it is a directory/);
    await refused(
      async () => shop.publish([await shop.package(['app', '2'], { architecture: 'i386' })]),
      /it is for i386/,
    );
    await refused(async () => shop.publish([good], { key: 'nobody' }), /your keyring has no key nobody/);
    await refused(
      async () => shop.publish([await shop.package(['app', '3'], { control: 'SHA256: 0\n' })]),
      /has the field sha256/,
    );
  };
  await tries();
  await refused(() => shop.publish([]), /no package to begin one with/);
  await shop.publish([good]);
  await tries();
  await refused(async () => shop.publish([await shop.package(['app', '1'], { content: 'x' })]), /with other content/);
  await refused(() => shop.publish([good], { origin: 'Other' }), /the origin of this repository is "acme"/);
  await refused(() => shop.publish([], { withdraw: 'app=9' }), /has no app 9/);
});

test('a directory with other files is no repository, and files of its host are no others', async () => {
  await mkdir(path.join(shop.repository, '.git'), { recursive: true });
  await writeFile(path.join(shop.repository, 'CNAME'), 'example.org');
  await writeFile(path.join(shop.repository, 'notes.txt'), 'mine');
  const file = await shop.package(['app', '1']);
  await refused(() => shop.publish([file]), /holds other files and no repository: notes\.txt/);
  await rm(path.join(shop.repository, 'notes.txt'));
  await shop.publish([file]);
  await isWhole();
});

test('symbolic links in the directory lead nowhere', async () => {
  await shop.publish([await shop.package(['app', '1'])]);
  const next = await shop.package(['app', '2']);
  for (const folder of ['pool', 'pool/main/a', 'dists', 'dists/stable', 'dists/stable/main/by']) {
    if (folder.endsWith('by')) continue;
    const place = path.join(shop.repository, folder);
    const aside = path.join(shop.folder, 'aside');
    await rename(place, aside);
    await symlink(aside, place);
    await refused(() => shop.publish([next]), /is a symbolic link/);
    await rm(place);
    await rename(aside, place);
  }
  await shop.publish([next]);
  await isWhole();
});

test('only what was signed before is signed again', async () => {
  await shop.publish([await shop.package(['app', '1'])]);
  const kept = path.join(shop.folder, 'kept');
  await cp(shop.repository, kept, { recursive: true });
  const next = await shop.package(['app', '2']);
  const inside = (file: string): string => path.join(shop.repository, 'dists/stable', file);
  const edit = async (file: string): Promise<void> => {
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('app', 'bad'));
  };
  const attacks: [attack: () => Promise<unknown>, message: RegExp][] = [
    [
      () => edit(inside('InRelease')).then(() => writeFile(inside('InRelease'), 'x')),
      /signature .* cannot be verified/,
    ],
    [
      async () => writeFile(inside('InRelease'), (await readFile(inside('InRelease'), 'utf8')).replace('acme', 'evil')),
      /cannot be verified/,
    ],
    [
      async () => {
        for (const file of await filesBelow(path.join(shop.repository, 'dists'))) {
          if (/Packages$|by-hash/.test(file)) await edit(path.join(shop.repository, 'dists', file));
        }
      },
      /is not the file that was signed/,
    ],
    [
      async () => {
        const key = await shop.key('a stranger');
        await run('gpg', [
          '--batch',
          '--yes',
          '-u',
          key,
          '--output',
          inside('InRelease'),
          '--clearsign',
          inside('Release'),
        ]);
      },
      /another key has signed it/,
    ],
    [
      () =>
        cp(path.join(shop.repository, 'dists/stable'), path.join(shop.repository, 'dists/other'), { recursive: true }),
      /it has the suites/,
    ],
  ];
  for (const [attack, message] of attacks) {
    await attack();
    await refused(() => shop.publish([next]), message);
    await rm(shop.repository, { recursive: true });
    await cp(kept, shop.repository, { recursive: true });
  }
});

test('parallel runs wait for each other, and none is lost', async () => {
  const files = await Promise.all(['1', '2', '3', '4'].map((version) => shop.package(['app', version])));
  await Promise.all(files.map((file) => shop.publish([file])));
  await isWhole();
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
    await isWhole();
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
  await isWhole();
  const has = async (version: string): Promise<boolean> =>
    (await run('test', ['-e', path.join(shop.repository, `pool/main/a/app/app_${version}_all.deb`)])).exitCode === 0;
  assert.equal([await has('3'), await has('2')], [false, true]);
  const { dropped } = await shop.publish([], { keep: '1' });
  assert.equal([dropped.length, await has('1')], [1, true]);
  await isWhole();
});

test('a new key signs beside the old one until that is retired', async () => {
  const file = await shop.package(['app', '1']);
  const [old] = (await shop.publish([file])).repository.keys;
  const key = await shop.key('next');
  await refused(() => shop.publish([], { retire: old?.fingerprint ?? '' }), /is the only key/);
  const both = await shop.publish([], { key: 'next' });
  assert.equal(
    both.repository.keys.map(({ fingerprint }) => fingerprint),
    [old?.fingerprint, key],
  );
  await isWhole();
  const release = path.join(shop.repository, 'dists/stable/InRelease');
  const signers = (await run('gpg', ['--batch', '--status-fd', '1', '--verify', release])).stdout.match(/VALIDSIG/g);
  assert.is(signers?.length, 2);
  await refused(() => shop.publish([], { retire: '0123456789' }), /is not signed by 0123456789/);
  const one = await shop.publish([], { retire: old?.fingerprint ?? '' });
  assert.equal(
    one.repository.keys.map(({ fingerprint }) => fingerprint),
    [key],
  );
  await isWhole();
});

repository.run();
