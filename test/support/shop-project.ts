/**
 * A shop whose program is packaged with its modules, from a few files.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError } from '../../builder/errors.ts';
import { collectPrograms } from '../../builder/programs/programs.ts';
import { contextOf } from './programs.ts';

const FIELDS = { version: '1.0.0', description: 'A shop', author: 'Ada <ada@example.org>', license: 'MIT' };

/** Writes the files into the folder `project`, and collects the programs with these keys of the deb section. */
export async function collectShop(project: string, files: Record<string, string>, keys: object) {
  const deb = { entry: 'server.js', payload: 'modules', node: '>=18', ...keys };
  const json = JSON.stringify({ name: 'shop', ...FIELDS, deb });
  for (const [file, text] of Object.entries({ 'package.json': json, LICENSE: 'MIT', 'server.js': '', ...files })) {
    await mkdir(path.join(project, path.dirname(file)), { recursive: true });
    await writeFile(path.join(project, file), text);
  }
  const config = parseConfig(json);
  return { config, programs: await collectPrograms(config, contextOf(project)) };
}

/** The message of a refused build, and its reasons. */
export async function refusalOfShop(project: string, files: Record<string, string>, keys: object): Promise<string[]> {
  const error = await collectShop(project, files, keys).then(
    () => assert.unreachable(),
    (reason: unknown) => reason,
  );
  assert.instance(error, BuildError);
  const { message, notes } = error as BuildError;
  return [message, ...notes];
}
