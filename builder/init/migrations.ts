/**
 * Migrations that no command of the start runs: without them a new database has no tables, and the pages fail.
 */
import type { Json } from '../config/config.ts';
import { objectOf, production } from '../project/package-json.ts';
import type { ProposalPart } from './proposal.ts';
import { updatingFile } from './start-time.ts';
import type { Survey } from './survey.ts';

interface Tool {
  package: string;
  /** The place of the migrations, or of the file that names it. */
  marks: RegExp | string;
  /** The look of a source that names them. It counts as such a place, too. */
  look?: RegExp;
  /** The step that runs them. A file outside node_modules is the developer's own. */
  entry: string;
  arguments: readonly string[];
}

/** Tools of migrations, with their usual places. A string is a path, and an expression looks for a name at the top. */
const TOOLS: readonly Tool[] = [
  {
    package: 'knex',
    marks: /^knexfile\.[cm]?[jt]s$/,
    entry: 'node_modules/knex/bin/cli.js',
    arguments: ['migrate:latest'],
  },
  {
    package: 'sequelize-cli',
    marks: /^(\.sequelizerc|migrations)$/,
    entry: 'node_modules/sequelize-cli/lib/sequelize',
    arguments: ['db:migrate'],
  },
  {
    package: 'prisma',
    marks: 'prisma/migrations/migration_lock.toml',
    entry: 'node_modules/prisma/build/index.js',
    arguments: ['migrate', 'deploy'],
  },
  { package: 'drizzle-kit', marks: 'drizzle/meta/_journal.json', entry: 'dist/migrate.js', arguments: [] },
  {
    package: 'typeorm',
    marks: /^ormconfig\./,
    look: /\bnew DataSource\s*\([\s\S]*\bmigrations\s*:\s*\[\s*[^\]\s]/,
    entry: 'node_modules/typeorm/cli.js',
    arguments: ['migration:run', '-d', 'dist/data-source.js'],
  },
  {
    package: 'node-pg-migrate',
    marks: /^migrations$/,
    entry: 'node_modules/node-pg-migrate/bin/node-pg-migrate.js',
    arguments: ['up'],
  },
];

/** A line about the migrations of the project, unless the program runs them itself. */
export function unrunMigrations({ names, isFile, sources }: Survey, json: Json): ProposalPart {
  const all = [...production(json), ...Object.keys(objectOf(json.devDependencies))];
  const tool = TOOLS.find(({ package: name, marks, look }) => {
    const isShown = look !== undefined && sources.some(({ text }) => look.test(text));
    const isThere = typeof marks === 'string' ? isFile(marks) : names.some((file) => marks.test(file));
    return (isShown || isThere) && all.includes(name);
  });
  if (tool === undefined || updatingFile(sources, json) !== undefined) return {};
  return { guesses: [`before: the start runs no migrations of ${tool.package}; ${adviceFor(tool, json)}`] };
}

function adviceFor({ package: name, entry, arguments: words }: Tool, json: Json): string {
  const list = words.length === 0 ? '' : `, "arguments": [${words.map((word) => JSON.stringify(word)).join(', ')}]`;
  const runs = `"before": { "entry": ${JSON.stringify(entry)}${list} } runs them for each version`;
  if (!entry.startsWith('node_modules/')) return `${runs}, if this file calls migrate()`;
  return production(json).includes(name) ? runs : `after npm install --save-prod ${name}, ${runs}`;
}
