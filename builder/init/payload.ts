/**
 * The program in the package: its entry, as a bundle or with its modules, and the reason.
 */
import type { Json } from '../config/config.ts';
import { withoutSecrets } from '../config/secret-values.ts';
import { packageOfEntry } from '../project/binaries.ts';
import { objectOf, production } from '../project/package-json.ts';
import { FRAMEWORKS } from './frameworks.ts';
import type { ProposalPart } from './proposal.ts';
import type { Start } from './start.ts';
import type { Survey } from './survey.ts';

/**
 * Libraries that look for files beside themselves, or for other packages by computed names: a bundle of them does not
 * run. Frameworks have their reasons in frameworks.ts.
 */
const NOT_TO_BUNDLE: Readonly<Record<string, string>> = {
  '@fastify/autoload': 'loads plugins by their folders',
  '@fastify/swagger-ui': 'serves files of its own',
  '@opentelemetry/auto-instrumentations-node': 'patches packages as they are required',
  '@prisma/client': 'loads an engine that lies beside it',
  'dd-trace': 'patches packages as they are required',
  jsdom: 'starts a file of its own',
  knex: 'requires the driver of a database by name',
  newrelic: 'patches packages as they are required',
  'pino-pretty': 'runs in a thread from its own file',
  'reflect-metadata': 'wants types of decorators, which esbuild does not write',
  sequelize: 'requires the driver of a database by name',
  'swagger-ui-express': 'serves files of its own',
  typeorm: 'requires the driver of a database by name',
};

/** Looks of sources that a bundle breaks, and the reason for each. */
const FILE_HABITS: readonly [RegExp, string][] = [
  [/\.set\(\s*['"`]view(s| engine)['"`]/, 'finds its views by their folder'],
  [/\btransport\s*:\s*[{[]|\bpino\.transport\(/, 'has pino write from a thread'],
  [/(?:__dirname|import\.meta\.dirname)\s*[,+](?!.*\.env\b)/, 'finds files by its own folder'],
  [/dirname\(\s*(?:\w+\.)?fileURLToPath\(\s*import\.meta\.url/, 'finds files by its own folder'],
  [/new URL\(\s*['"`][^'"`]+['"`]\s*,\s*import\.meta\.url/, 'finds files by its own folder'],
  [/\b(?:from|import|require)\s*\(?\s*['"`][^'"`\n]+\.node['"`]/, 'loads a native addon'],
];

/** So many reasons are shown. */
const SHOWN = 3;

/** `entry`, `payload` and `include`. */
export function atProgram(survey: Survey, json: Json): ProposalPart {
  const { start } = survey;
  const guesses = unreadScript(start, json);
  if (!start)
    return { guesses, questions: ['deb.entry: name the file that starts the service, such as "src/server.ts"'] };
  const reasons = reasonsForModules(survey, json);
  const isBundle = reasons.length === 0;
  const entry = isBundle ? (start.source ?? start.entry) : start.entry;
  guesses.push(...payloadGuesses(survey, json, reasons));
  if (start.options?.length)
    guesses.push(
      `entry: options of ${start.from} that a unit does not pass on: ${withoutSecrets(start.options.join(' '))}`,
    );
  if (!isBundle && /\.[cm]?tsx?$/.test(entry)) {
    const advice = `with "payload": "modules" it must be JavaScript: compile ${entry}, and name what comes out, such as "dist/server.js"`;
    return { deb: { payload: 'modules' }, guesses, questions: [`deb.entry: ${advice}`] };
  }
  guesses.unshift(`entry: ${entry}, ${whence(start, entry)}`);
  const include = start.framework?.include?.(survey.names) ?? [];
  return {
    deb: { entry, ...(isBundle ? {} : { payload: 'modules' }), ...(include.length > 0 ? { include } : {}) },
    guesses,
  };
}

/** A start script that names no file that Node could run. */
function unreadScript(start: Start | undefined, json: Json): string[] {
  const script = objectOf(json.scripts).start;
  if (typeof script !== 'string' || start?.from.startsWith('scripts.')) return [];
  return [`entry: scripts.start does not say which file it runs: ${JSON.stringify(withoutSecrets(script))}`];
}

function payloadGuesses({ installed }: Survey, json: Json, reasons: readonly string[]): string[] {
  if (reasons.length > 0) {
    const more = reasons.length > SHOWN ? ' …' : '';
    return [`payload: "modules", because ${reasons.slice(0, SHOWN).join(', ')}${more}`];
  }
  const isUnknown = !installed && production(json).length > 0;
  return isUnknown ? ['payload: nothing is installed, so native addons were not looked for'] : [];
}

function whence({ entry: run, source, from, framework }: Start, entry: string): string {
  const other = packageOfEntry(run);
  if (framework === undefined && other !== undefined) return `the program of ${other} that ${from} runs`;
  if (framework) return `the program of ${framework.package} that ${from} runs`;
  if (source === run) return `from ${from}`;
  if (entry !== run) return `the source of ${run}, which ${from} runs and is not there yet`;
  return `from ${from}; it is not there yet: compile it before build-deb`;
}

/** Why a bundle of the program would not run, or empty if it would. */
export function reasonsForModules({ start, addons, sources }: Survey, json: Json): string[] {
  const own = start?.framework?.package ?? packageOfEntry(start?.entry ?? '');
  const packages = production(json).flatMap((name) => {
    const reason = name === own ? undefined : reasonOf(name);
    return reason === undefined ? [] : [`${name} ${reason}`];
  });
  const habits = sources.flatMap(({ file, text }) => {
    const habit = FILE_HABITS.find(([pattern]) => pattern.test(text));
    return habit ? [`${file} ${habit[1]}`] : [];
  });
  return [
    ...(own === undefined ? [] : [`${own} is a program of its own`]),
    ...addons.map((name) => `${name} is a native addon`),
    ...packages,
    ...habits,
  ];
}

/** Why a package cannot be bundled. */
function reasonOf(name: string): string | undefined {
  const framework = FRAMEWORKS.find((candidate) => candidate.package === name);
  return framework?.modules ?? (Object.hasOwn(NOT_TO_BUNDLE, name) ? NOT_TO_BUNDLE[name] : undefined);
}
