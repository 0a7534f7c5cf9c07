/**
 * The one way to the content of a project's files.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import {
  isIn,
  openRegular,
  optionalText,
  readInside,
  readRegular,
  realPlace,
  sourceText,
} from '../../builder/project/read-file.ts';
import { pretending, systemError } from '../support/faults.ts';

const reading = suite('reading files of a project');
let base = '';
let project = '';
reading.before.each(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'notifydemo-read-'));
  project = path.join(base, 'project');
  await mkdir(path.join(project, 'deep'), { recursive: true });
  await writeFile(path.join(project, 'LICENSE'), 'MIT');
  await writeFile(path.join(project, '.env'), 'A=b');
  await writeFile(path.join(base, 'outside'), 'OUTSIDE');
});
reading.after.each(() => rm(base, { recursive: true, force: true }));

function refusal(file: string): string {
  try {
    readInside(path.join(project, file), project);
  } catch (error) {
    if (error instanceof BuildError) return error.message;
    throw error;
  }
  throw new Error(`${file} was read`);
}

reading('files, and links to files of the project', async () => {
  await symlink('../LICENSE', path.join(project, 'deep/LICENSE'));
  await symlink('deep', path.join(project, 'folder'));
  for (const file of ['LICENSE', 'deep/LICENSE', 'folder/LICENSE', 'deep/../LICENSE']) {
    assert.is(readInside(path.join(project, file), project).toString(), 'MIT');
  }
  assert.is(optionalText(path.join(project, 'gone'), project), undefined);
  // A link to the project itself is no way out.
  await symlink(project, path.join(base, 'alias'));
  assert.is(optionalText(path.join(base, 'alias/LICENSE'), path.join(base, 'alias')), 'MIT');
});

reading('links out of the project are refused', async () => {
  const targets = {
    a: '/proc/self/environ',
    b: '../outside',
    c: '/etc/passwd',
    d: '/dev/zero',
    e: '/proc/self/root/etc/passwd',
  };
  for (const [name, target] of Object.entries(targets)) {
    await symlink(target, path.join(project, name));
    assert.match(refusal(name), `outside ${project}`);
  }
  await symlink('..', path.join(project, 'up'));
  assert.match(refusal('up/outside'), `outside ${project}`);
  await symlink('.env', path.join(project, 'COPYING'));
  assert.match(refusal('COPYING'), 'which holds environment variables');
});

reading('anything but a regular file is refused at once', async () => {
  execFileSync('mkfifo', [path.join(project, 'pipe')]);
  assert.match(refusal('pipe'), 'it is a named pipe');
  await symlink('pipe', path.join(project, 'link'));
  assert.match(refusal('link'), 'it is a named pipe');
  assert.match(refusal('deep'), 'it is a directory');
  assert.match(refusal('gone'), 'it does not exist');
  const server = createServer().listen(path.join(project, 'socket'));
  await new Promise((resolve) => server.once('listening', resolve));
  assert.match(refusal('socket'), 'it is a socket');
  server.close();
  await symlink('round', path.join(project, 'round'));
  assert.match(refusal('round'), 'cannot read');
  await truncate(path.join(project, 'LICENSE'), 2 ** 43);
  assert.match(refusal('LICENSE'), 'has more than 64 MiB');
});

const message = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof BuildError) return [error.message, ...error.notes].join('\n');
    throw error;
  }
  return assert.unreachable('it was read') as never;
};

reading('a file of 64 MiB is read, and one byte more is too much; one without a size is read to its end', async () => {
  const file = path.join(project, 'LICENSE');
  await truncate(file, 64 * 1024 ** 2);
  assert.is(readInside(file, project).length, 64 * 1024 ** 2);
  await truncate(file, 64 * 1024 ** 2 + 1);
  assert.is(
    message(() => readInside(file, project)),
    `${file} has more than 64 MiB\nno package can carry that: remove it (truncate -s makes such files by mistake)`,
  );
  assert.match(readRegular('/proc/self/status').toString(), /^Name:/);
  // It has grown since its size was asked for.
  const { fstatSync } = fs;
  await writeFile(file, 'x'.repeat(50_000));
  const smaller = (descriptor: number) => Object.assign(fstatSync(descriptor), { size: 7 });
  assert.is((await pretending(fs, { fstatSync: smaller }, () => readRegular(file))).length, 50_000);
  await truncate(file, 64 * 1024 ** 2 + 1);
  assert.match(
    await pretending(fs, { fstatSync: smaller }, () => message(() => readRegular(file))),
    'more than 64 MiB',
  );
  await writeFile(file, '');
  assert.is(readRegular(file).length, 0);
});

reading('a file that is exchanged for a pipe before it is opened is refused, and nothing stays open', async () => {
  const file = path.join(project, 'LICENSE');
  const open = (): number => fs.readdirSync('/proc/self/fd').length;
  const before = open();
  for (const exchange of [() => fs.mkdirSync(file), () => execFileSync('mkfifo', [file])]) {
    fs.rmSync(file, { recursive: true });
    fs.writeFileSync(file, 'MIT');
    const { openSync } = fs;
    const exchanged = (name: string, flags: number): number => {
      fs.rmSync(file, { recursive: true });
      exchange();
      return openSync(name, flags);
    };
    const text = await pretending(fs, { openSync: exchanged }, () => message(() => openRegular(file, 'its name')));
    assert.match(text, /^cannot read its name: it is a (directory|named pipe)$/);
  }
  assert.is(
    message(() => openRegular(file)),
    `cannot read ${file}: it is a named pipe`,
  );
  await rm(file);
  await writeFile(file, 'MIT');
  const failing = (code: string) => () => {
    throw systemError(code);
  };
  assert.is(
    await pretending(fs, { openSync: failing('EACCES') }, () => message(() => readRegular(file))),
    `cannot read ${file}: permission denied\ngive this user the right to read it (chmod), or build as its owner`,
  );
  assert.is(
    await pretending(fs, { readSync: failing('EIO') }, () => message(() => readRegular(file, 'shown'))),
    'cannot read shown: EIO: as the test wants it, open',
  );
  assert.is(sourceText(path.join(project, 'gone')), '');
  assert.is(sourceText(file), 'MIT');
  assert.is(open(), before);
});

reading('places inside and outside of a folder', () => {
  for (const [place, folder, is] of [
    ['/a', '/a', true],
    ['/a/b', '/a', true],
    ['/ab', '/a', false],
    ['/', '/a', false],
    ['/b/a', '/a', false],
    ['/x', '/', true],
  ] as const) {
    assert.is(isIn(place, folder), is, `${place} in ${folder}`);
  }
  assert.match(
    message(() => realPlace(path.join(project, '..'), project)),
    `leads to ${base}, outside ${project}\na package carries only`,
  );
  assert.match(
    message(() => realPlace(project, path.join(base, 'gone'))),
    `cannot read ${base}/gone: it does not exist`,
  );
});

reading.run();
