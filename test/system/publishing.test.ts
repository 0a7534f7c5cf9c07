/**
 * Machines that use a published repository: nginx serves it, apt and unattended-upgrades install from it.
 */
import { appendFile, copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { byHash } from '../../builder/publish/read.ts';
import { wayBack } from '../../builder/publish/report.ts';
import { run } from '../../builder/shell.ts';
import type { Workshop } from '../support/published.ts';
import { ALL_SUITES } from './base.ts';
import type { Machine } from './machine.ts';
import { readDuring } from './reading.ts';
import { day, equipped, quiet, type Shop, version, withWorkshop } from './repository.ts';
import { chapter } from './story.ts';

/** Apt and unattended-upgrades agree about a version that a part of the machines is offered. */
async function rollOut(machine: Machine, { put, change }: Shop): Promise<void> {
  await put('2.0', { phase: '0' });
  await day(machine);
  await machine.sh('apt-get -y upgrade');
  assert.is(await version(machine), '1.0', 'no machine is offered 2.0');
  for (const number of ['2.1', '2.2', '2.3']) {
    const before = await version(machine);
    await put(number, { phase: '50' });
    await quiet(machine, 'apt-get update');
    const isOffered = /^Inst hello /m.test(await machine.sh('apt-get --simulate upgrade'));
    await machine.sh('unattended-upgrade');
    assert.is(await version(machine), isOffered ? number : before, 'unattended-upgrades follows the verdict of apt');
  }
  await change({ withdraw: 'hello=2.0' });
  await put('2.3', { phase: '100' });
  await day(machine);
  assert.is(await version(machine), '2.3');
  await put('2.4');
  await put('3.0', { phase: '0' });
  await day(machine);
  // apt 2.2 gives 3.0 the priority 1 (apt_preferences(5)), and takes 2.4; later ones compare the newest version alone.
  const isOld = machine.suite === 'bullseye';
  assert.is(await version(machine), isOld ? '2.4' : '2.3', 'the version below one that is not offered');
  await quiet(machine, 'apt-get -y install hello');
  assert.is(await version(machine), isOld ? '2.4' : '3.0', 'a person may install it all the same');
  if (isOld) await quiet(machine, 'apt-get -y install hello=3.0');
  assert.is(await version(machine), '3.0');
}

/** A withdrawn version disappears, and the printed commands lead back. */
async function withdrawal(machine: Machine, { put, change }: Shop): Promise<void> {
  const outcome = await change({ withdraw: 'hello=3.0' });
  await day(machine);
  assert.is(await version(machine), '3.0', 'a machine keeps it');
  assert.not.match(await machine.sh('apt-cache policy hello'), /3\.0 500/);
  await quiet(
    machine,
    (wayBack(outcome).at(-1) ?? '')
      .trim()
      .replaceAll('sudo apt-get install', 'apt-get -y install')
      .replaceAll('sudo ', ''),
  );
  assert.is(await version(machine), '2.4');
  await put('4.0');
  await day(machine);
  assert.is(await version(machine), '4.0');
}

/** Machines follow a change of keys, and trust no other key. */
async function keyChange(machine: Machine, { workshop, put, change }: Shop): Promise<void> {
  const [old] = (await change()).repository.keys;
  const other = await workshop.key('another key');
  await put('5.0', { key: other });
  await day(machine);
  await change({ retire: old?.fingerprint ?? '' });
  await put('6.0');
  await day(machine);
  assert.is(await version(machine), '6.0');
  const shown = await machine.sh('cat /etc/apt/sources.list.d/acme.sources');
  assert.match(shown, /^Signed-By: \/usr\/share\/keyrings\/acme-archive-keyring\.gpg$/m);
}

/** Apt refuses a package, an index and a signature that somebody has changed. */
async function tampering(machine: Machine, { workshop, directory, put }: Shop): Promise<void> {
  const { repository } = await put('7.0');
  const suite = path.join(directory, 'dists/stable');
  const release = await readFile(path.join(suite, 'InRelease'), 'utf8');
  const [, digest = ''] = /^ ([\da-f]{64}) +\d+ main\/binary-amd64\/Packages\.xz$/m.exec(release) ?? [];
  const pool = path.join(directory, repository.files.find(({ version }) => version === '7.0')?.file ?? '');
  const attacks: [what: string, file: string, change: (file: string) => Promise<unknown>, said: RegExp][] = [
    [
      'index',
      path.join(suite, byHash('main/binary-amd64/Packages.xz', digest)),
      (file) => appendFile(file, 'x'),
      /size|[Hh]ash/,
    ],
    [
      'release',
      path.join(suite, 'InRelease'),
      (file) => writeFile(file, release.replace('acme', 'evil')),
      /sign|NODATA|BADSIG/i,
    ],
    ['key', path.join(suite, 'InRelease'), (file) => signAnew(workshop, file), /NO_PUBKEY|Missing key/],
    [
      'package',
      pool,
      async (file) =>
        writeFile(
          file,
          (await readFile(file)).map((byte, at, all) => (at < all.length - 9 ? byte : 0)),
        ),
      /[Hh]ash/,
    ],
  ];
  for (const [what, file, attack, said] of attacks) {
    await copyFile(file, `${file}.kept`);
    await attack(file);
    const { exitCode, stdout, stderr } = await machine.run(
      'rm -rf /var/lib/apt/lists/* && apt-get update -o APT::Update::Error-Mode=any && apt-get -y install hello=7.0',
    );
    assert.is.not(exitCode, 0, what);
    assert.match(`${stdout}${stderr}`, said, what);
    assert.is(await version(machine), '6.0', what);
    await rename(`${file}.kept`, file);
  }
  await quiet(machine, 'apt-get update && apt-get -y install hello');
  assert.is(await version(machine), '7.0');
}

/** Signs the Release file beside `file` by a key that no machine trusts. */
async function signAnew(workshop: Workshop, file: string): Promise<void> {
  const key = await workshop.key(`a stranger ${file.length}`);
  const release = path.join(path.dirname(file), 'Release');
  const { exitCode, stderr } = await run('gpg', [
    '--batch',
    '--yes',
    '-u',
    key,
    '--output',
    file,
    '--clearsign',
    release,
  ]);
  assert.is(exitCode, 0, stderr);
}

/** A reader that fetches all the time sees whole states. */
async function reading(machine: Machine, { put }: Shop, additions: number): Promise<void> {
  const { read, failed, complaints } = await readDuring(machine, async () => {
    for (let at = 0; at < additions; at += 1) await put(`8.${at}`);
  });
  assert.is(complaints, '');
  assert.is(failed, 0);
  assert.ok(read > 0);
}

/** The keyring package leaves with its source. */
async function removal(machine: Machine): Promise<void> {
  await machine.sh('apt-get -y remove acme-archive-keyring');
  await quiet(machine, 'apt-get update');
  assert.is(await machine.sh('ls /etc/apt/sources.list.d'), 'acme.sources.disabled');
  await machine.sh('dpkg --purge acme-archive-keyring');
  assert.is(
    await machine.sh(
      'ls /etc/apt/sources.list.d; ls /etc/apt/apt.conf.d | grep acme || true; ls /usr/share/keyrings | grep acme || true',
    ),
    '',
  );
}

chapter(
  'publishing',
  {
    'machines follow a repository from the commands of its page to its removal': async (machine) => {
      await withWorkshop(machine, async (shop) => {
        await rollOut(machine, shop);
        await withdrawal(machine, shop);
        await keyChange(machine, shop);
        await tampering(machine, shop);
        await reading(machine, shop, 20);
        await removal(machine);
      });
    },
  },
  { make: equipped, on: ALL_SUITES },
);
