/**
 * Repositories of git for tests.
 */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { run } from '../../builder/shell.ts';

const { PATH } = process.env;
const SETTINGS = { GIT_CONFIG_GLOBAL: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };
/** The folder of the test that runs. */
export let folder = '';

/** Gives each test of a suite an empty folder, in which your own settings of git do not count. */
export function inFolders({ before, after }: Test): void {
  before.each(async () => {
    Object.assign(process.env, SETTINGS);
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'history-')));
    process.env.GIT_CEILING_DIRECTORIES = path.dirname(folder);
  });
  after.each(async () => {
    process.env.PATH = PATH;
    await rm(folder, { recursive: true, force: true });
  });
}

export async function lay(files: Record<string, string | object>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(folder, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

export async function cmd(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], {
    cwd: folder,
  });
  assert.is(exitCode, 0, stderr);
  return stdout.trim();
}

/** Commits everything, at a time in seconds since 1970. */
export async function commit(message: string, time: number | string): Promise<string> {
  await cmd('add', '--all', '.');
  process.env.GIT_COMMITTER_DATE = `${time} +0000`;
  await cmd('commit', '--quiet', '--allow-empty', `--message=${message}`);
  delete process.env.GIT_COMMITTER_DATE;
  return cmd('rev-parse', 'HEAD');
}

/** The message of an error for you, and its notes. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => assert.unreachable('it was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof BuildError)) throw error;
  return [error.message, ...error.notes].join('\n');
}
