/**
 * The package file: its names, its folder, its members, and everything that can go wrong on the way.
 */
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { arHeader, arPadding } from '../../builder/archive/ar.ts';
import { writePackage } from '../../builder/archive/deb.ts';
import { BuildError } from '../../builder/errors.ts';
import { temporaryMark } from '../../builder/leftovers.ts';
import { type Compression, type Entry, type Manifest, planned, textEntry } from '../../builder/manifest.ts';
import { run } from '../../builder/shell.ts';
import { pretending, systemError } from '../support/faults.ts';

const writing = suite('writing a package');
const { PATH } = process.env;
const NEVER = new AbortController().signal;
let folder = '';
let out = '';

writing.before.each(async () => {
  folder = await fs.mkdtemp(path.join(tmpdir(), 'notifydemo-writing-'));
  out = path.join(folder, 'out');
});
writing.after.each(async () => {
  process.env.PATH = PATH;
  await fs.rm(folder, { recursive: true, force: true });
});

const CONTROL = 'Package: tree\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b.c>\nDescription: tree\n';

function manifestOf(entries: readonly Entry[], method: Compression['method'] = 'gzip', name = 'tree'): Manifest {
  const members = [
    { name: 'control', mode: 0o644, content: CONTROL },
    { name: 'postinst', mode: 0o755, content: '#!/bin/sh\n' },
  ];
  const compression = { method, level: method === 'none' ? 0 : 1, threads: 2 };
  return {
    package: name,
    version: '1',
    architecture: 'all',
    time: 1234567890,
    compression,
    members,
    entries: planned('a test', entries),
  };
}

const HELLO = [textEntry('/hello', 'hello\n')];
const NAMES = ['tree.deb', 'tree_1_all.deb'];

async function refusal(manifest: Manifest, place = out, signal = NEVER): Promise<BuildError> {
  const error = await writePackage(manifest, place, { signal }).then(
    () => assert.unreachable('it was written'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof BuildError)) throw error;
  return error;
}

writing('a file system without hard links gets two files', async () => {
  for (const code of ['EPERM', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']) {
    const link = async (): Promise<void> => {
      throw systemError(code, 'link');
    };
    const built = await pretending(fs, { link }, () => writePackage(manifestOf(HELLO), out, { signal: NEVER }));
    const [full, short] = [await fs.readFile(built.full), await fs.readFile(built.short)];
    assert.equal(full, short, code);
    assert.is(full.length, built.size);
    assert.is.not((await fs.stat(built.full)).ino, (await fs.stat(built.short)).ino);
    assert.equal((await fs.readdir(out)).sort(), NAMES);
  }
});

writing('a full disk is told, at each step, and the earlier package stays', async () => {
  const { full, short } = await writePackage(manifestOf([]), out, { signal: NEVER });
  const before = await fs.readFile(full);
  const failing = (code: string) => async (): Promise<never> => {
    throw systemError(code, 'any');
  };
  const faults: [Record<string, unknown>, string][] = [
    [{ link: failing('EPERM'), copyFile: failing('ENOSPC') }, 'the disk is full'],
    [{ rename: failing('EDQUOT') }, 'the disk quota is used up'],
    [{ open: failing('EACCES') }, 'permission denied'],
    [{ open: failing('EROFS') }, 'the file system is read-only'],
    [{ rename: failing('EXYZ') }, 'EXYZ: as the test wants it, any'],
  ];
  for (const [functions, reason] of faults) {
    const error = await pretending(fs, functions, () => refusal(manifestOf(HELLO)));
    assert.is(error.message, `cannot write to ${out}: ${reason}`);
    assert.equal(error.notes, [
      'an earlier package there is untouched',
      'choose another folder with --out, or make room',
    ]);
    assert.ok((error.cause as NodeJS.ErrnoException).code);
    for (const name of [full, short]) assert.equal(await fs.readFile(name), before);
    assert.equal((await fs.readdir(out)).sort(), NAMES);
  }
  const defect = new RangeError('a defect of ours');
  const thrown = await pretending(fs, { rename: () => Promise.reject(defect) }, () => refusal(manifestOf(HELLO))).catch(
    (error) => error,
  );
  assert.is(thrown, defect);
});

writing('a compressor that finds the disk full, or fails otherwise', async () => {
  await fs.mkdir(path.join(folder, 'bin'));
  process.env.PATH = `${path.join(folder, 'bin')}:${PATH}`;
  for (const [words, message] of [
    ['xz: (stdout): Write error: No space left on device', `cannot write to ${out}: the disk is full`],
    ['xz: Cannot allocate memory', 'xz failed'],
  ] as const) {
    await fs.writeFile(path.join(folder, 'bin/xz'), `#!/bin/sh\ncat >&-\necho '${words}' >&2\nexit 1\n`, {
      mode: 0o755,
    });
    assert.is((await refusal(manifestOf(HELLO, 'xz'))).message, message);
    assert.equal(await fs.readdir(out), []);
  }
});

writing('the folder is made with all above it, and one that cannot be is named', async () => {
  const deep = path.join(folder, 'a/b/c');
  const packages = await Promise.all([1, 2, 3].map(() => writePackage(manifestOf(HELLO), deep, { signal: NEVER })));
  assert.is(packages.length, 3);
  assert.equal((await fs.readdir(deep)).sort(), NAMES);
  assert.match(
    (await refusal(manifestOf(HELLO), '/proc/none/x')).message,
    'cannot write to /proc/none/x: it does not exist',
  );
  const file = path.join(folder, 'file');
  await fs.writeFile(file, 'mine');
  for (const place of [file, path.join(file, 'below')]) {
    assert.is(
      (await refusal(manifestOf(HELLO), place)).message,
      `cannot write to ${place}: a part of the path is not a directory`,
    );
  }
  assert.is(await fs.readFile(file, 'utf8'), 'mine');
});

writing('another build may make the folder first, and other failures to make it are told', async () => {
  const { mkdir } = fs;
  const meeting = async (place: string): Promise<void> => {
    await mkdir(place);
    // The next call is for the folder below: it is there then.
    if (place === path.join(folder, 'a')) await mkdir(path.join(folder, 'a/b'));
  };
  await pretending(fs, { mkdir: meeting }, () =>
    writePackage(manifestOf(HELLO), path.join(folder, 'a/b'), { signal: NEVER }),
  );
  assert.equal((await fs.readdir(path.join(folder, 'a/b'))).sort(), NAMES);
  const full = (place: string): Promise<void> => {
    if (place.endsWith('d')) return Promise.reject(systemError('ENOSPC', 'mkdir'));
    return mkdir(place);
  };
  for (const place of ['d', 'c/d']) {
    const error = await pretending(fs, { mkdir: full }, () => refusal(manifestOf(HELLO), path.join(folder, place)));
    assert.match(error.message, 'the disk is full');
  }
});

writing('an interruption before the names appear leaves the earlier package', async () => {
  const { full } = await writePackage(manifestOf([]), out, { signal: NEVER });
  const before = await fs.readFile(full);
  const controller = new AbortController();
  const { link } = fs;
  const interrupted = async (from: string, to: string): Promise<void> => {
    await link(from, to);
    controller.abort(new BuildError('interrupted'));
  };
  const error = await pretending(fs, { link: interrupted }, () => refusal(manifestOf(HELLO), out, controller.signal));
  assert.is(error.message, 'interrupted');
  assert.equal(await fs.readFile(full), before);
  assert.equal((await fs.readdir(out)).sort(), NAMES);
});

writing('an interruption comes before the failure that it causes', async () => {
  const controller = new AbortController();
  const reason = new BuildError('interrupted');
  const open = async (): Promise<never> => {
    controller.abort(reason);
    throw systemError('EIO');
  };
  assert.is(await pretending(fs, { open }, () => refusal(manifestOf(HELLO), out, controller.signal)), reason);
});

writing('leftovers of killed builds of this package go, in any version, and those of others stay', async () => {
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

writing('members of ar: fields of text, and a byte more after an odd size', async () => {
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
  const members: [string, Buffer][] = [];
  for (let at = 8; at < archive.length; ) {
    const header = archive.toString('latin1', at, at + 60);
    assert.match(header, /^\S+ +1234567890 {2}0 {5}0 {5}100644 {2}\d+ *`\n$/);
    const size = Number(header.slice(48, 58));
    members.push([header.slice(0, 16).trim(), archive.subarray(at + 60, at + 60 + size)]);
    at += 60 + size;
    if (size % 2 === 1) assert.is(archive[at++], 10);
  }
  return members;
}

writing('the parts of a package, for odd and even sizes, and what the follower is told', async () => {
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
      const members = membersOf(archive);
      const end = method === 'none' ? '' : '.gz';
      assert.equal(
        members.map(([name]) => name),
        ['debian-binary', `control.tar${end}`, `data.tar${end}`],
      );
      assert.is(members[0]?.[1].toString(), '2.0\n');
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

writing.run();
