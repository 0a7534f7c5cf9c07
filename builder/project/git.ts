/**
 * The one way to ask git. A repository is input like any other: its settings name programs (git-config(1)), and a build
 * runs none of them.
 */
import path from 'node:path';
import { BuildError } from '../errors.ts';
import { type Run, run } from '../shell.ts';
import { refuseIrregular, statsOf } from './read-file.ts';

/** Settings that name programs, and settings that change the output of the commands here. */
const FIXED: Readonly<Record<string, string>> = {
  'core.fsmonitor': 'false',
  'core.hooksPath': '/dev/null',
  'core.pager': 'cat',
  'core.quotePath': 'false',
  'color.ui': 'false',
  'gpg.program': 'false',
  'log.showSignature': 'false',
  'log.decorate': 'short',
  'log.follow': 'false',
  'log.mailmap': 'false',
  'i18n.logOutputEncoding': 'UTF-8',
};

/** A missing object of a partial clone is not fetched: the address and the program for that are settings, too. */
const OFFLINE = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none', GIT_TERMINAL_PROMPT: '0' };

/** The user's settings and limits. Git's hooks set other variables, which lead to their own repository. */
const KEPT = /^GIT_(CONFIG_.*|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM)$/;

/** Git waits for a named pipe without an end. */
const TIME_LIMIT_MS = 60_000;

/**
 * Runs git in the folder `cwd`, with messages in English. Words of `args` behind `--` are paths, not patterns.
 * @throws BuildError if git takes too long.
 */
export async function git(cwd: string, args: readonly string[]): Promise<Run> {
  refuseIrregularRepository(cwd);
  const given = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') || KEPT.test(name));
  const own = {
    ...OFFLINE,
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
  };
  const settings = Object.entries(FIXED).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const env = { ...Object.fromEntries(given), ...own };
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  try {
    return await run('git', ['--no-pager', ...settings, ...args], { cwd, env, signal });
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new BuildError(`git ${args[0]} has not ended within ${TIME_LIMIT_MS / 1000} s in ${cwd}`, [
      'is a file of the repository a named pipe? Look for one with: find .git -type p',
    ]);
  }
}

/** @throws BuildError for a file that git reads first and that is a pipe, a socket or a device. */
function refuseIrregularRepository(cwd: string): void {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const place = path.join(folder, '.git');
    for (const file of ['HEAD', 'config', 'packed-refs'].map((name) => path.join(place, name))) {
      const found = statsOf(file);
      if (found) refuseIrregular(found, file);
    }
    if (statsOf(place) || folder === path.dirname(folder)) return;
  }
}

/** The committer as git knows you here, or undefined values if git's settings lack them. */
export async function readCommitter(project: string): Promise<{ name: string | undefined; email: string | undefined }> {
  const { stdout } = await git(project, ['config', '-z', '--get-regexp', '^user\\.(name|email)$']);
  // git lists the values of the system, the user and the project in this order. The last value counts.
  const value = (key: string): string | undefined => {
    const found = stdout.split('\0').findLast((entry) => entry.startsWith(`user.${key}\n`));
    return found?.slice(`user.${key}\n`.length).trim() || undefined;
  };
  return { name: value('name'), email: value('email') };
}
