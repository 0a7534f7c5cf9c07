/**
 * A small project in a repository, for builds that others try to disturb.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Run, run } from '../../builder/shell.ts';
import { COMMAND } from '../terminal/sandbox.ts';

/** The folder of the test that runs, and in it repo/shop, the project. */
export let folder = '';
export let project = '';

/** Gives each test of a suite a new project. */
export function inShops(suite: Test): void {
  suite.before(async () => {
    const { exitCode, stderr } = await run('npm', ['run', '--silent', 'build-deb', '--', '--version']);
    assert.is(exitCode, 0, stderr);
  });
  suite.before.each(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'build-deb-hostile-'));
    project = path.join(folder, 'repo/shop');
    await put('server.js', "require('node:net').createServer().listen(5001);\n");
    await cp('LICENSE', path.join(project, 'LICENSE'));
    await describe({});
  });
  suite.after.each(() => rm(folder, { recursive: true, force: true }));
}

export async function put(file: string, text: string, mode = 0o644): Promise<void> {
  const place = path.join(project, file);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, text, { mode });
}

export async function describe(deb: object, fields: object = {}): Promise<void> {
  const common = { name: 'shop', version: '1.0.0', description: 'A shop', author: 'Ada <a@b.c>', license: 'MIT' };
  const json = { ...common, engines: { node: '>=18' }, ...fields, deb: { entry: 'server.js', ...deb } };
  await put('package.json', JSON.stringify(json));
}

/** A program that leaves a mark with its name. */
export const marking = (name: string): string => `#!/bin/sh\necho ${name} >>'${path.join(folder, 'mark')}'\nexit 1\n`;

export async function marks(): Promise<string> {
  return readFile(path.join(folder, 'mark'), 'utf8').catch(() => '');
}

/** @param before a command with its words that runs the build */
export function build(args: string[] = [], env: NodeJS.ProcessEnv = {}, before: string[] = []): Promise<Run> {
  // sh and env stand in front: the PATH of the test is for the tool, not for the test's own way to start it.
  const own = { ...process.env, NODE_OPTIONS: '', COLUMNS: '1000', ...env };
  const words = Object.entries(own).map(([name, value]) => `${name}=${value}`);
  return run('env', ['-i', ...words, ...before, process.execPath, COMMAND, ...args], { cwd: project });
}

export async function built(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const outcome = await build(args, env);
  assert.is(outcome.exitCode, 0, outcome.stderr);
  return outcome;
}

export async function packaged(file: string): Promise<string> {
  const script = `dpkg-deb --fsys-tarfile dist/shop.deb | tar -xO ./usr/share/doc/shop/${file}`;
  const unpack = file.endsWith('.gz') ? ' | gunzip' : '';
  return (await run('sh', ['-c', script + unpack], { cwd: project })).stdout;
}

export async function git(...args: string[]): Promise<void> {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=a@b.c', '-c', 'commit.gpgSign=false'];
  const outcome = await run('git', [...who, ...args], { cwd: project });
  assert.is(outcome.exitCode, 0, outcome.stderr);
}

/** A commit at a time in seconds since 1970, or in git's own words. */
export async function commit(subject: string, time: number | string = 1767225600): Promise<void> {
  const when = typeof time === 'number' ? `@${time} +0000` : time;
  const env = { ...process.env, GIT_COMMITTER_DATE: when, GIT_AUTHOR_DATE: when };
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=a@b.c', '-c', 'commit.gpgSign=false'];
  const words = [...who, 'commit', '--quiet', '--allow-empty', '--no-verify', '-m', subject];
  const outcome = await run('git', words, { cwd: project, env });
  assert.is(outcome.exitCode, 0, outcome.stderr);
}
