/**
 * The plan's word about entries of `deb.files`, for the tests of names and places.
 */
import { BuildError, describeError } from '../../builder/errors.ts';
import { type Entry, planned, textEntry } from '../../builder/manifest.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import type { Programs } from '../../builder/programs/programs.ts';
import { configOf, facts } from '../support/plans.ts';
import { bundledPrograms } from '../support/programs.ts';

interface Attempt {
  deb?: object;
  owned?: Programs['owned'];
  unit?: string;
}

/** The message that refuses entries of `deb.files`, or an empty text if the plan takes them. */
export function told(entries: readonly Entry[], { deb = {}, owned = [], unit }: Attempt = {}): string {
  const config = configOf({ mail: false, name: 'shop', ...deb });
  const programs = bundledPrograms('shop', 'app\n', 'agent\n');
  const starts = new Map(config.services.map(({ unit }) => [unit, '/usr/lib/shop/app.cjs']));
  const all = { ...programs, starts, owned, entries: [...programs.entries, ...planned('deb.files[0]', entries)] };
  try {
    planPackage(config, { ...facts, unitFiles: unit === undefined ? {} : { shop: unit } }, all);
    return '';
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    return describeError(error);
  }
}

export const file = (path: string, mode = 0o644): Entry => ({ ...textEntry(path, 'content\n'), mode });
export const link = (path: string, target: string): Entry => ({
  type: 'link',
  path,
  target,
  mode: 0o777,
  owner: 'root',
});
export const folder = (path: string): Entry => ({ type: 'directory', path, mode: 0o755, owner: 'root' });
