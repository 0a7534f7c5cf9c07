/**
 * dpkg-shlibdeps(1), asked for the Debian packages of libraries that libraries.ts does not know.
 */
import { appendFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withTemporaryFolder } from '../leftovers.ts';
import type { Architecture } from '../releases.ts';
import { isInstalled, run } from '../shell.ts';
import { isKnownPackage } from './libraries.ts';

/** A Debian package that does not exist: dpkg-shlibdeps takes it for the package of libraries without one. */
const STAND_IN = 'none';

export interface Question {
  /** Absolute paths of files that need the libraries. */
  files: readonly [string, ...string[]];
  libraries: readonly string[];
  /** Libraries in the package, with their files, by name. */
  carried: ReadonlyMap<string, string>;
  architecture: Architecture;
}

export interface Answer {
  /** As dpkg-shlibdeps writes them: `libvips42 (>= 8.14)`. */
  packages: string[];
  /** Libraries whose package it does not know. */
  unknown: string[];
}

/**
 * The packages of the libraries. On a machine without Debian's tools, or without the libraries of the architecture, all are
 * unknown.
 */
export async function askShlibdeps(question: Question): Promise<Answer> {
  const { libraries, carried } = question;
  const unanswered = { packages: [], unknown: [...libraries] };
  if (libraries.length === 0 || !isInstalled('dpkg-shlibdeps')) return unanswered;
  return withTemporaryFolder(async (folder) => {
    await mkdir(path.join(folder, 'debian'));
    await writeFile(path.join(folder, 'debian/control'), 'Source: any\n\nPackage: any\nArchitecture: any\n');
    for (const [name, source] of carried) await standIn(folder, name, source);
    return (await askIn(folder, question)) ?? unanswered;
  });
}

/** A missing library ends dpkg-shlibdeps: with a stand-in for it, the next run tells of the others. */
async function askIn(folder: string, { files, libraries, architecture }: Question): Promise<Answer | undefined> {
  const args = ['-v', '-O', `-l${folder}`, ...files.map((file) => `-e${file}`)];
  const env = { ...process.env, LC_ALL: 'C', DEB_HOST_ARCH: architecture };
  // dpkg-shlibdeps looks for names, and a path is none.
  const unknown = new Set(libraries.filter((library) => library.includes('/')));
  for (;;) {
    const { exitCode, stdout, stderr } = await run('dpkg-shlibdeps', args, { cwd: folder, env });
    const isMissing = (library: string): boolean =>
      stderr.includes(` library ${library} needed by `) || stderr.includes(`/${library} (used by `);
    const missing = libraries.filter((library) => !unknown.has(library) && isMissing(library));
    if (missing.length === 0) {
      if (exitCode !== 0) return undefined;
      // It reads sections, and does not see the libraries of files that are stripped of them.
      const isSeen = (library: string): boolean => `${stdout}${stderr}`.includes(`Library ${library} found in `);
      return { packages: packagesIn(stdout), unknown: libraries.filter((one) => unknown.has(one) || !isSeen(one)) };
    }
    for (const library of missing) {
      unknown.add(library);
      await standIn(folder, library, files[0]);
    }
  }
}

/** Makes dpkg-shlibdeps find the library `name` in `folder`, as part of a package that does not exist. */
async function standIn(folder: string, name: string, source: string): Promise<void> {
  await symlink(source, path.join(folder, name));
  const [, library, version] = /^(.*)\.so\.(.*)$/.exec(name) ?? /^(.*)-(\d.*)\.so$/.exec(name) ?? [];
  const line = `${library} ${version} ${STAND_IN}\n`;
  if (library !== undefined) await appendFile(path.join(folder, 'debian/shlibs.local'), line);
}

function packagesIn(stdout: string): string[] {
  const found = /^shlibs:Depends=(.*)$/m.exec(stdout)?.[1]?.split(', ') ?? [];
  return found.filter((dependency) => {
    const name = dependency.replace(/ .*/, '');
    return name !== STAND_IN && !isKnownPackage(name);
  });
}
