/**
 * A copy of this project for tests that bundle or pack it. In the original they would disturb the tests beside them: a
 * package counts as changed if the directory of the tool holds other files.
 */
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';

const PARTS = ['build.ts', 'builder', 'debian-templates', 'docs', 'payload', 'LICENSE', 'README.md', 'package.json'];

/** Copies this project without its history, its tests and the bundle of the tool. The npm packages stay links. */
export async function copyTool(to: string): Promise<void> {
  for (const part of PARTS) await cp(part, path.join(to, part), { recursive: true });
  await mkdir(path.join(to, 'node_modules'));
  for (const name of await readdir('node_modules')) {
    if (name !== '.cache') await symlink(path.resolve('node_modules', name), path.join(to, 'node_modules', name));
  }
}
