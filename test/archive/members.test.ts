/**
 * The members of a package file, and leftovers beside it.
 */
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { arHeader, arPadding } from '../../builder/archive/ar.ts';
import { writePackage } from '../../builder/archive/deb.ts';
import { temporaryMark } from '../../builder/leftovers.ts';
import { type Entry, textEntry } from '../../builder/manifest.ts';
import { run } from '../../builder/shell.ts';
import { HELLO, manifestOf } from '../support/packages.ts';

const members = suite('members of a package');
const NEVER = new AbortController().signal;
let folder = '';
let out = '';

members.before.each(async () => {
  folder = await fs.mkdtemp(path.join(tmpdir(), 'notifydemo-members-'));
  out = path.join(folder, 'out');
});
members.after.each(() => fs.rm(folder, { recursive: true, force: true }));

members('leftovers of killed builds of this package go, in any version, and those of others stay', async () => {
  const mark = temporaryMark();
  const over = mark.replace(`-${process.pid}-`, '-4194305-');
  const gone = ['package', 'data', 'second'].map((part) => `.a.b+c_0.9-1_all.deb.${over}.${part}`);
  gone.push(`.a.b+c_2_amd64.deb.${over}.data`);
  const kept = [
    ...[`.a.b+c_1_all.deb.${mark}.data`, `.a.b+c_1_all.deb.${over}.other`, `a.b+c_1_all.deb.${over}.data`],
    ...[`.axb+c_1_all.deb.${over}.data`, `.a.b+c-web_1_all.deb.${over}.data`, `.a.bbc_1_all.deb.${over}.data`],
    ...['.a.b+c_1_all.deb.data', `.a.b+c_1_all.deb.${over}.data.txt`],
  ];
  await fs.mkdir(out);
  for (const name of [...gone, ...kept]) await fs.writeFile(path.join(out, name), '');
  await writePackage(manifestOf(HELLO, 'gzip', 'a.b+c'), out, { signal: NEVER });
  assert.equal((await fs.readdir(out)).sort(), [...kept, 'a.b+c.deb', 'a.b+c_1_all.deb'].sort());
});

members('members of ar: fields of text, and a byte more after an odd size', async () => {
  const header = 'control.tar.xz  1234567890  0     0     100644  7         `\n';
  assert.is(arHeader('control.tar.xz', 7, 1234567890).toString(), header);
  assert.equal(
    [0, 1, 2, 3].map((size) => arPadding(size).toString()),
    ['', '\n', '', '\n'],
  );
});

/** The members of an ar archive by their names, read byte by byte. */
function membersOf(archive: Buffer): [name: string, content: Buffer][] {
  assert.is(archive.toString('latin1', 0, 8), '!<arch>\n');
  const found: [string, Buffer][] = [];
  for (let at = 8; at < archive.length; ) {
    const header = archive.toString('latin1', at, at + 60);
    assert.match(header, /^\S+ +1234567890 {2}0 {5}0 {5}100644 {2}\d+ *`\n$/);
    const size = Number(header.slice(48, 58));
    found.push([header.slice(0, 16).trim(), archive.subarray(at + 60, at + 60 + size)]);
    at += 60 + size;
    if (size % 2 === 1) assert.is(archive[at++], 10);
  }
  return found;
}

members('the parts of a package, for odd and even sizes, and what the follower is told', async () => {
  for (const method of ['none', 'gzip'] as const) {
    for (let more = 0; more < 6; more += 1) {
      const source = path.join(folder, 'source');
      await fs.writeFile(source, 'f'.repeat(1_500_000));
      const noise = Buffer.from(Uint8Array.from({ length: 2000 + more }, (_, at) => (at * at * 7919) >> 5));
      const entries: Entry[] = [
        { type: 'directory', path: '/ä', mode: 0o755, owner: 'root' },
        textEntry('/ä/ö', noise),
        { ...textEntry('/ä/conf', 'c'), conffile: true },
        { type: 'link', path: '/ä/l', target: 'ö', mode: 0o777, owner: 'root' },
        { type: 'file', path: '/big', source, size: 1_500_000, mode: 0o600, owner: 'root', conffile: false },
        textEntry('/empty', ''),
      ];
      const told: number[] = [];
      const packed: number[] = [];
      const follower = { read: (at: number) => told.push(at), packed: (bytes: number) => packed.push(bytes) };
      const { full, size } = await writePackage(manifestOf(entries, method), out, { signal: NEVER, follower });
      const archive = await fs.readFile(full);
      assert.is(archive.length, size);
      const found = membersOf(archive);
      const end = method === 'none' ? '' : '.gz';
      assert.equal(
        found.map(([name]) => name),
        ['debian-binary', `control.tar${end}`, `data.tar${end}`],
      );
      assert.is(found[0]?.[1].toString(), '2.0\n');
      assert.equal(told, [1, 2, 4, 5]);
      assert.equal(
        packed,
        packed.toSorted((a, b) => a - b),
      );
      const plain = await run('sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" | wc -c', 'sh', full]);
      assert.is(packed.at(-1), Number(plain.stdout));
      const sums = (await run('dpkg-deb', ['--info', full, 'md5sums'])).stdout.split('\n');
      assert.equal(
        sums.map((line) => line.slice(32)),
        ['  ä/ö', '  big', '  empty', ''],
      );
      assert.is(sums[2]?.slice(0, 32), 'd41d8cd98f00b204e9800998ecf8427e');
      const control = await run('sh', ['-c', 'dpkg-deb --ctrl-tarfile "$1" | tar -tv', 'sh', full]);
      const modes = control.stdout
        .trim()
        .split('\n')
        .map((line) => `${line.split(' ')[0]} ${line.split(' ').at(-1)}`);
      assert.equal(modes, ['drwxr-xr-x ./', '-rw-r--r-- ./control', '-rwxr-xr-x ./postinst', '-rw-r--r-- ./md5sums']);
    }
  }
});

members('dpkg --verify compares the files of the package, and no file that the administrator may change', async () => {
  const entries = [true, false].map((conffile) => ({
    ...textEntry(`/etc/a.b/${conffile}`, 'text\n'),
    conffile,
    from: 'a',
  }));
  const { full } = await writePackage({ ...manifestOf(HELLO, 'gzip', 'a.b'), entries }, out, { signal: NEVER });
  const { stdout } = await run('dpkg-deb', ['--info', full, 'md5sums']);
  assert.match(stdout, /^[0-9a-f]{32} {2}etc\/a\.b\/false\n$/);
});

members.run();
