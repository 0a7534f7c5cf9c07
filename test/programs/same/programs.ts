/**
 * Runs small programs from their sources and from their packages.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseConfig } from '../../../builder/config/parse.ts';
import { bundlePrograms } from '../../../builder/programs/as-bundle.ts';
import type { PackagedPrograms } from '../../../builder/programs/packaged.ts';
import { contextOf } from '../../support/programs.ts';
import { type Layout, lay } from '../../support/projects.ts';

export interface Program {
  name: string;
  files: Layout;
}

const FIELDS = { name: 'same', version: '1.0.0', description: 'Same', author: 'Ada <a@b.c>', license: 'MIT' };

/** The program of a project in `folder`. */
export async function collectOf(folder: string, { files }: Program, deb: object = {}): Promise<PackagedPrograms> {
  const entry = ['app.js', 'app.mjs', 'src/app.js', 'app.ts', 'src/app.ts'].find((file) => file in files);
  const json = { ...FIELDS, ...(files['package.json'] as object), deb: { entry, ...deb } };
  await lay({ ...files, 'package.json': json }, folder);
  const config = parseConfig(JSON.stringify({ engines: { node: '>=18' }, ...json }));
  return bundlePrograms(config, '/usr/lib/same', contextOf(folder));
}

/** Puts the files of a package below `target`. */
export async function unpack({ entries }: PackagedPrograms, target: string): Promise<void> {
  await mkdir(path.join(target, 'usr/lib/same/app'), { recursive: true });
  for (const entry of entries) {
    const place = path.join(target, entry.path);
    await mkdir(path.dirname(place), { recursive: true });
    if (entry.type === 'text') await writeFile(place, entry.content);
    else if (entry.type === 'file') await copyFile(entry.source, place);
    else if (entry.type === 'link') await symlink(entry.target, place);
  }
}

/** What a program prints, with its exit code, and `ROOT` for its folder. */
export function outputOf(start: string, root: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [start], { cwd: root, timeout: 10_000 }, (error, stdout, stderr) => {
      const errors =
        error === null
          ? ''
          : stderr
              .split('\n')
              .filter((line) => /^\w*Error/.test(line))
              .join('\n');
      resolve(`${stdout}${errors}exit ${error?.signal ?? error?.code ?? 0}`.replaceAll(root, 'ROOT'));
    });
  });
}
