/**
 * The programs that a build collects of a little project.
 */
import path from 'node:path';
import { parseConfig } from '../../builder/config/parse.ts';
import { collectPrograms, type Programs } from '../../builder/programs/programs.ts';
import { contextOf } from './programs.ts';
import { folder, lay } from './projects.ts';
import { refusal as refusalOf } from './repositories.ts';

const FIELDS = { name: 'shop', version: '1.0.0', description: 'Sells', author: 'Ada <a@b.c>', license: 'MIT' };
export const context = (place = '') => contextOf(path.join(folder, place));

/** Collects the programs of a project whose deb section is `deb`. */
export async function collect(deb: object, fields: object = {}, where = context()): Promise<Programs> {
  const json = { ...FIELDS, engines: { node: '>=18' }, ...fields, deb: { entry: 'app.js', ...deb } };
  await lay({ 'package.json': json }, where.project);
  return collectPrograms(parseConfig(JSON.stringify(json)), where);
}

export const refusal = (deb: object): Promise<string> => refusalOf(collect(deb));

/** `755 /usr/lib/shop/app.cjs`, without the agent and its API. */
export function landed({ entries }: Programs): string[] {
  const own = entries.filter(({ path: place }) => !/notify\.cjs$|node_modules\/build-deb\//.test(place));
  return own.map(({ mode, path: place }) => `${mode.toString(8)} ${place}`).sort();
}
