/**
 * Commands that a start script runs before the program, such as a migration of the database: steps before the start.
 */
import type { Program } from './start-file.ts';

/** A step, and the words of its command for messages. */
export interface Step extends Program {
  arguments: string[];
  words: readonly string[];
}

/** Words of commands that bring a database to the state that the program wants. Lerna's word installs packages. */
const MIGRATES = /migrat|\bdb[ :_-]?push\b|\bschema[ :_-]?sync\b|\bseed|(?<!\blerna )\bbootstrap\b/i;

/** The files of such tools, by the names of their commands: often a development dependency, or not installed. */
const TOOLS: Readonly<Record<string, string>> = {
  'drizzle-kit': 'node_modules/drizzle-kit/bin.cjs',
  knex: 'node_modules/knex/bin/cli.js',
  'node-pg-migrate': 'node_modules/node-pg-migrate/bin/node-pg-migrate.js',
  prisma: 'node_modules/prisma/build/index.js',
  sequelize: 'node_modules/sequelize-cli/lib/sequelize',
  'sequelize-cli': 'node_modules/sequelize-cli/lib/sequelize',
  typeorm: 'node_modules/typeorm/cli.js',
};

/** A program with its arguments, as far as init knows it. */
type Known = Program & { arguments: readonly string[]; directory: string };

/**
 * The step that a command is, or undefined. `words` are those behind its wrappers; `known` is the program that they start;
 * `binaryOf` has the files of dependencies.
 */
export function stepOfCommand(
  words: readonly string[],
  known: Known | undefined,
  binaryOf: (command: string) => string | undefined,
): Step | undefined {
  if (!MIGRATES.test(words.join(' ')) || words.some((word) => /[$`*\p{Cc}]/u.test(word))) return undefined;
  if (known !== undefined) {
    const { entry, source, arguments: given, directory } = known;
    return directory === '' ? { entry, source, arguments: [...given], words } : undefined;
  }
  const [tool = '', ...given] = words;
  const entry = binaryOf(tool) ?? (Object.hasOwn(TOOLS, tool) ? TOOLS[tool] : undefined);
  return entry === undefined ? undefined : { entry, source: undefined, arguments: given, words };
}
