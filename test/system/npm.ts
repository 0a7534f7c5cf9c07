/**
 * Packages from npm for the third-party apps: installed once, exactly as locked, and kept outside the repository.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { run } from '../../builder/shell.ts';

/** Nothing of the packages runs while they are installed: none needs it. */
const INSTALL = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];

/**
 * A tar archive of the node_modules that the lock file in `project` asks for; made if it is not there yet.
 * One file rather than thousands: unpacking takes a tenth of the time that copying does. Everybody may
 * read what is in it, whatever the umask here.
 */
export async function packages(project: string): Promise<string> {
  const archive = await archivePath(project);
  if (existsSync(archive)) return archive;
  const partial = `${archive}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  try {
    for (const file of ['package.json', 'package-lock.json']) {
      await copyFile(path.join(project, file), path.join(partial, file));
    }
    await succeed('npm', INSTALL, partial);
    await succeed('tar', ['--create', '--file=packages.tar', '--mode=a+rX', 'node_modules'], partial);
    // Tests of several Debians may do this at the same time: whose archive stays makes no difference.
    await rename(path.join(partial, 'packages.tar'), archive);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return archive;
}

/** The place of the archive, which may not be there yet. */
export async function archivePath(project: string): Promise<string> {
  const lock = await readFile(path.join(project, 'package-lock.json'));
  const recipe = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'build-deb');
  return path.join(cache, `npm-${recipe}.tar`);
}

async function succeed(command: string, args: string[], cwd: string): Promise<void> {
  const { exitCode, stderr } = await run(command, args, { cwd });
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')}:\n${stderr}`);
}
