/**
 * What is packaged: the program, as a bundle or with its modules, and why.
 */
import type { Json } from '../config/config.ts';
import { objectOf, production } from '../project/package-json.ts';
import type { ProposalPart } from './proposal.ts';
import type { Start } from './start.ts';
import type { Survey } from './survey.ts';

/** Packages that look for files beside themselves, or for other packages by computed names: no bundle of them runs. */
const NOT_TO_BUNDLE: Readonly<Record<string, string>> = {
  '@fastify/autoload': 'loads plugins by their folders',
  '@fastify/swagger-ui': 'serves files of its own',
  '@nestjs/core': 'requires optional packages by name',
  '@opentelemetry/auto-instrumentations-node': 'patches packages as they are required',
  '@prisma/client': 'loads an engine that lies beside it',
  'dd-trace': 'patches packages as they are required',
  jsdom: 'starts a file of its own',
  knex: 'requires the driver of a database by name',
  newrelic: 'patches packages as they are required',
  nuxt: 'reads what its build has written',
  'pino-pretty': 'runs in a thread from its own file',
  'reflect-metadata': 'wants types of decorators, which esbuild does not write',
  sequelize: 'requires the driver of a database by name',
  'swagger-ui-express': 'serves files of its own',
  typeorm: 'requires the driver of a database by name',
};

/** In sources: what no bundle can keep, and why. */
const FILE_HABITS: readonly [RegExp, string][] = [
  [/\.set\(\s*['"`]view(s| engine)['"`]/, 'finds its views by their folder'],
  [/\btransport\s*:\s*[{[]|\bpino\.transport\(/, 'has pino write from a thread'],
  [/(?:__dirname|import\.meta\.dirname)\s*[,+](?!.*\.env\b)/, 'finds files by its own folder'],
  [/new URL\(\s*['"`][^'"`]+['"`]\s*,\s*import\.meta\.url/, 'finds files by its own folder'],
];

/** `entry`, `payload` and `include`. */
export function atProgram(survey: Survey, json: Json): ProposalPart {
  const { start } = survey;
  const script = objectOf(json.scripts).start;
  const unread = typeof script === 'string' && !start?.from.startsWith('scripts.');
  const guesses = unread ? [`entry: scripts.start does not say which file it runs: ${JSON.stringify(script)}`] : [];
  if (!start)
    return { guesses, questions: ['deb.entry: name the file that starts the service, such as "src/server.ts"'] };
  const reasons = reasonsForModules(survey, json);
  const isBundle = reasons.length === 0;
  if (!isBundle)
    guesses.push(`payload: "modules", because ${reasons.slice(0, 3).join(', ')}${reasons.length > 3 ? ' …' : ''}`);
  else if (!survey.installed && production(json).length > 0)
    guesses.push('payload: nothing is installed, so native addons were not looked for');
  const entry = isBundle ? (start.source ?? start.entry) : start.entry;
  if (start.options?.length)
    guesses.push(`entry: options of ${start.from} that a unit does not pass on: ${start.options.join(' ')}`);
  if (!isBundle && /\.[cm]?tsx?$/.test(entry)) {
    const advice = `with "payload": "modules" it must be JavaScript: compile ${entry}, and name what comes out, such as "dist/server.js"`;
    return { deb: { payload: 'modules' }, guesses, questions: [`deb.entry: ${advice}`] };
  }
  guesses.unshift(`entry: ${entry}, ${whence(start, entry)}`);
  const include = included(start, survey.names);
  return {
    deb: { entry, ...(isBundle ? {} : { payload: 'modules' }), ...(include.length > 0 ? { include } : {}) },
    guesses,
  };
}

function whence({ entry: run, source, from, framework }: Start, entry: string): string {
  if (framework) return `the program of ${framework.package} that ${from} runs`;
  if (source === run) return `from ${from}`;
  if (entry !== run) return `the source of ${run}, which ${from} runs and is not there yet`;
  return `from ${from}; it is not there yet: compile it before build-deb`;
}

/** What lies behind a dot: by itself, "modules" leaves it out. */
function included({ framework }: Start, names: readonly string[]): string[] {
  if (framework?.package !== 'next') return [];
  const settings = names.filter((name) => /^next\.config\./.test(name));
  // Beside these .next holds the cache of its build.
  return [
    '.next/*',
    '.next/server/**',
    '.next/static/**',
    ...(names.includes('public') ? ['public/**'] : []),
    ...settings,
  ];
}

/** Why a bundle of the program would not run; nothing if it would. */
export function reasonsForModules({ start, addons, sources }: Survey, json: Json): string[] {
  const own = start?.framework?.package;
  const packages = production(json).filter((name) => name !== own && Object.hasOwn(NOT_TO_BUNDLE, name));
  const habits = sources.flatMap(({ file, text }) => {
    const habit = FILE_HABITS.find(([pattern]) => pattern.test(text));
    return habit ? [`${file} ${habit[1]}`] : [];
  });
  return [
    ...(own === undefined ? [] : [`${own} is a program of its own`]),
    ...addons.map((name) => `${name} is a native addon`),
    ...packages.map((name) => `${name} ${NOT_TO_BUNDLE[name]}`),
    ...habits,
  ];
}
