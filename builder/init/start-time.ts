/**
 * `service.startTimeout` of programs that bring their database up to date when they start: the first start makes all
 * tables, and may take longer than the usual time.
 */
import type { Json } from '../config/config.ts';
import { production } from '../project/package-json.ts';
import { importedSpecifiers } from '../project/source-text.ts';
import type { ProposalPart } from './proposal.ts';
import type { TextFile } from './sources.ts';

/** Seconds, as frameworks have them that do so. */
const WITH_DATABASE = 120;

/** Libraries that only bring a database up to date. */
const LIBRARIES = ['knex-migrator', 'postgrator', 'postgres-migrations', 'umzug'];

/** Parts of libraries that do so, as they are imported. */
const PARTS = /^drizzle-orm\/.*migrator$|^@mikro-orm\/migrations/;

/** Calls and options that do so: of knex, TypeORM and MikroORM. */
const CALLS = /\.migrate\s*\.\s*latest\s*\(|\brunMigrations\s*\(|\bmigrationsRun\s*:\s*true\b|\bgetMigrator\s*\(/;

/** The time, and the file or the dependency that shows the reason. */
export function atStartTime(sources: readonly TextFile[], json: Json): ProposalPart {
  const from = updatingFile(sources, json);
  if (from === undefined) return {};
  const why = `because ${from} brings a database up to date at the start`;
  return { deb: { startTimeout: WITH_DATABASE }, guesses: [`service.startTimeout: ${WITH_DATABASE}, ${why}`] };
}

/** The file or the dependency that brings a database up to date at the start. */
export function updatingFile(sources: readonly TextFile[], json: Json): string | undefined {
  const file = sources.find(({ text }) => CALLS.test(text) || importedSpecifiers(text).some(isUpdating))?.file;
  return file ?? production(json).find(isUpdating);
}

const isUpdating = (name: string): boolean => LIBRARIES.includes(name) || PARTS.test(name);
