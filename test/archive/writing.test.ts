/**
 * The names and the folder of a package file, and everything that can go wrong on the way.
 */
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writePackage } from '../../builder/archive/deb.ts';
import { BuildError } from '../../builder/errors.ts';
import type { Manifest } from '../../builder/manifest.ts';
import { pretending, systemError } from '../support/faults.ts';
import { HELLO, manifestOf, NAMES } from '../support/packages.ts';

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

writing('a version too long for the name of a file is told, and leaves nothing', async () => {
  const error = await refusal({ ...manifestOf(HELLO), version: `1.0.0+${'x'.repeat(200)}` });
  assert.match(
    error.message,
    /^the name of the package file would have \d+ bytes, and a build needs one of at most \d+: tree_1/,
  );
  assert.equal(error.notes, ['shorten the version in package.json, its revision or the name']);
  assert.not.ok(existsSync(out));
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
    const isFull = /full|used up/.test(reason);
    assert.equal(error.notes, [
      'an earlier package there is untouched',
      `choose another folder with --out${isFull ? ', or make room' : ''}`,
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
    if (place.endsWith('d') && existsSync(path.dirname(place))) return Promise.reject(systemError('ENOSPC', 'mkdir'));
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

writing.run();
