/**
 * The one way to the content of a project's files.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { optionalText, readInside } from '../../builder/project/read-file.ts';

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

reading.run();
