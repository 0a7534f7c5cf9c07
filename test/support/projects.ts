/**
 * Little projects with their modules, laid out as npm and pnpm do, and the trees that the build reads of them.
 */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { readTree, type Tree, type TreeOptions } from '../../builder/programs/modules/tree.ts';
import { InputLog } from '../../builder/project/inputs.ts';

/** The folder of the test that runs. */
export let folder = '';

/** Gives each test of a suite an empty folder. */
export function inFolders({ before, after }: Test): void {
  before.each(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'modules-')));
  });
  after.each(() => rm(folder, { recursive: true, force: true }));
}

/** Files by their paths: text, or an object for JSON; `->` in front of a text makes it a symbolic link. */
export type Layout = Record<string, string | object>;

export async function lay(layout: Layout, base = folder): Promise<void> {
  for (const [file, content] of Object.entries(layout)) {
    const place = path.join(base, file);
    await mkdir(path.dirname(place), { recursive: true });
    if (typeof content === 'string' && content.startsWith('->')) await symlink(content.slice(2), place);
    else await writeFile(place, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** A package as it is installed: package.json and index.js. */
export function installed(place: string, json: object = {}): Layout {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return {
    [`${place}/package.json`]: { name, version: '1.0.0', ...json },
    [`${place}/index.js`]: `module.exports = '${place}';`,
  };
}

export function read(project = '', options: Partial<TreeOptions> = {}): Promise<Tree> {
  return readTree(path.join(folder, project), { architecture: 'amd64', inputs: new InputLog(''), ...options });
}

export async function paths(project = '', options: Partial<TreeOptions> = {}): Promise<string[]> {
  return (await read(project, options)).files.map((file) => file.path);
}

/** Asserts that a project is refused with these parts of the message and its notes. */
export async function refused(project: string, ...expected: (string | RegExp)[]): Promise<void> {
  const error = await read(project).then(
    () => assert.unreachable('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof BuildError)) throw error;
  const text = [error.message, ...error.notes].join('\n');
  for (const part of expected) assert.match(text, part);
}

/** A lock file of npm for what `layout` has below node_modules. */
export function npmLock(layout: Layout): Layout {
  const packages = Object.entries(layout).flatMap(([file, json]) =>
    file.includes('node_modules/') && file.endsWith('/package.json')
      ? [[path.dirname(file), { version: (json as { version: string }).version }]]
      : [],
  );
  return { 'package-lock.json': { lockfileVersion: 3, packages: Object.fromEntries([['', {}], ...packages]) } };
}
