/**
 * build-deb's options beyond a plain build: snapshots, lists, the schema, installing, other architectures.
 */
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Run, run } from '../../builder/shell.ts';

const COMMAND = path.resolve('node_modules/.cache/build-deb/build-deb.mjs');
const SHOP = 'test/system/shop';

const options = suite('options of build-deb');
let folder = '';
let project = '';

options.before(async () => {
  const { exitCode, stderr } = await run('npm', ['run', '--silent', 'build-deb', '--', '--version']);
  assert.is(exitCode, 0, stderr);
});
options.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-options-'));
  project = path.join(folder, 'shop');
  await cp(SHOP, project, { recursive: true });
});
options.after.each(() => rm(folder, { recursive: true, force: true }));

function build(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return run('node', [COMMAND, ...args], { cwd: project, env: { ...process.env, NODE_OPTIONS: '', ...env } });
}

async function git(...args: string[]): Promise<void> {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b.c'];
  const env = { ...process.env, GIT_COMMITTER_DATE: '2026-11-22T10:00:00Z' };
  const { exitCode, stderr } = await run('git', [...identity, ...args], { cwd: project, env });
  assert.is(exitCode, 0, stderr);
}

options('--list prints what dpkg-deb --contents will', async () => {
  const listed = await build(['--list']);
  assert.is(listed.exitCode, 0, listed.stderr);
  const { stdout } = await build(['--json']);
  const contents = await run('dpkg-deb', ['--contents', JSON.parse(stdout).file], {
    cwd: project,
    env: { ...process.env, TZ: 'UTC' },
  });
  assert.is(listed.stdout, contents.stdout);
});

options('--schema prints a schema that takes what is right and refuses what is not', async () => {
  const schema = JSON.parse((await build(['--schema'])).stdout);
  const validate = new Ajv({ strict: false, logger: false }).compile(schema);
  const packageJson: { deb: object } = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
  assert.ok(validate(packageJson), JSON.stringify(validate.errors));
  assert.not.ok(validate({ ...packageJson, deb: { ...packageJson.deb, servce: {} } }));
});

options('--snapshot is named after the last commit, and sorts before the release', async () => {
  const refused = await build(['--snapshot']);
  assert.is(refused.exitCode, 1);
  assert.match(refused.stderr, /git/);
  await git('init', '-q');
  await git('add', '.');
  await git('commit', '-qm', 'all of it');
  const { version } = JSON.parse((await build(['--snapshot', '--plan', '--json'])).stdout);
  assert.match(version, /^1\.0\.0~git20261122\.[0-9a-f]{7}$/);
});

/** Commands of the administrator that only say how they were called. */
async function pretend(...names: string[]): Promise<string> {
  const bin = path.join(folder, 'bin');
  await mkdir(bin);
  for (const name of names) {
    await writeFile(path.join(bin, name), `#!/bin/sh\necho "${name} $*"\n[ ! -e "$0.fails" ]\n`);
    await chmod(path.join(bin, name), 0o755);
  }
  return bin;
}

options('install hands the package to apt, whose words and failure are shown', async () => {
  const bin = await pretend('apt-get', 'sudo');
  const env = { PATH: `${bin}:${process.env.PATH}` };
  const { exitCode, stdout, stderr } = await build(['install'], env);
  assert.is(exitCode, 0, stderr);
  assert.is(stdout, 'dist/shop.deb\n');
  assert.match(stderr, /apt-get install .*\/shop\/dist\/shop_1\.0\.0_all\.deb\n/);
  for (const name of ['apt-get', 'sudo']) await writeFile(path.join(bin, `${name}.fails`), '');
  const failed = await build(['install'], env);
  assert.is(failed.exitCode, 1);
  assert.match(failed.stderr, 'error: the package is made, but could not be installed');
});

/** The beginning of an executable for another machine: all that a first look needs. */
async function addAddon(machine: number): Promise<void> {
  const elf = Buffer.alloc(64);
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  elf.writeUInt16LE(3, 16);
  elf.writeUInt16LE(machine, 18);
  elf.writeUInt32LE(1, 20);
  elf.writeUInt16LE(64, 52);
  await writeFile(path.join(project, 'src/fast.node'), elf);
}

options('a native addon decides the architecture, and must be for it', async () => {
  await addAddon(0xb7);
  const wrong = await build(['--arch', 'amd64', '--plan']);
  assert.is(wrong.exitCode, 1);
  assert.match(wrong.stderr, /src\/fast\.node is for arm64, the package for amd64/);
  const right = await build(['--arch', 'arm64', '--json']);
  assert.is(right.exitCode, 0, right.stderr);
  const { architecture, file } = JSON.parse(right.stdout);
  assert.is(architecture, 'arm64');
  assert.match(file, 'shop_1.0.0_arm64.deb');
});

options('modules: a program that is missing or left out is named', async () => {
  const file = path.join(project, 'package.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('"src/night.js"', '"src/dusk.js"'));
  const missing = await build(['--plan']);
  assert.is(missing.exitCode, 1);
  assert.match(missing.stderr, 'there is no file src/dusk.js');
  await writeFile(file, text.replace('"include": ["src"]', '"include": ["src/w*.js"]'));
  const left = await build(['--plan']);
  assert.is(left.exitCode, 1);
  assert.match(left.stderr, 'src/night.js starts a service, but is not among the files of the package');
});

options.run();
