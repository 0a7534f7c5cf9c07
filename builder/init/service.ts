/**
 * The service: the section of its package, its arguments, its system user, and the sign that it is ready.
 */
import type { Json } from '../config/config.ts';
import { secretWord } from '../config/secret-values.ts';
import { production } from '../project/package-json.ts';
import { FRAMEWORKS, frameworkAmong, frameworksOf } from './frameworks.ts';
import { healthPageIn, healthPageOfProgram } from './health-pages.ts';
import { systemUser } from './name.ts';
import { shown } from './parts.ts';
import type { ProposalPart } from './proposal.ts';
import { atStartTime } from './start-time.ts';
import type { Survey } from './survey.ts';

/** Calls that open a port, also those of libraries that do it for the program. */
const LISTENS =
  /\b(listen|lift|serve|createServer|createSecureServer|startStandaloneServer|startServer|startServerAndCreate\w*|createHTTPServer|createAdaptorServer|toNodeListener|WebSocketServer|WebSocket\.Server|runHttpServer)\s*[(<]/;

/** `section`, if the project depends on a web framework. */
export function atSection({ start }: Survey, json: Json): ProposalPart {
  const name = frameworkAmong(production(json))?.package ?? start?.framework?.package;
  const section = FRAMEWORKS.find((framework) => framework.package === name)?.section;
  if (section === undefined) return {};
  return { deb: { section }, guesses: [`section: ${JSON.stringify(section)}, because it depends on ${name}`] };
}

/** `service`: the keys whose defaults do not fit. */
export function atService(survey: Survey, json: Json): ProposalPart {
  const known = serverOf(survey, json);
  const time = known.startTimeout === undefined ? atStartTime(survey.sources, json) : {};
  const ready = readiness(survey, json, known);
  const parts = [commandLine(survey), nodePart(survey), systemUser(survey, json), ready, time];
  const service = Object.assign({}, ...parts.map(({ deb }) => deb));
  return {
    ...(Object.keys(service).length > 0 ? { deb: { service } } : {}),
    guesses: parts.flatMap(({ guesses = [] }) => guesses),
    questions: parts.flatMap(({ questions = [] }) => questions),
  };
}

function commandLine({ start }: Survey): ProposalPart {
  if (!start || start.arguments.length === 0) return {};
  const secret = secretWord(start.arguments);
  if (secret !== undefined) {
    const option = secret.startsWith('-') ? secret.replace(/=.*/s, '') : 'one of them';
    const how = 'let the program read it from an environment variable, and name that in "secrets"';
    return {
      questions: [`deb.service.arguments: ${option} is a secret, which everybody could read in the package; ${how}`],
    };
  }
  if (start.arguments.some((word) => /[$`*\p{Cc}]/u.test(word))) {
    const written = JSON.stringify(start.arguments.join(' '));
    return {
      questions: [`deb.service.arguments: only a shell understands ${written}; write it out, as in ["--port", "3000"]`],
    };
  }
  return { deb: { arguments: start.arguments } };
}

/** The options of Node, and the folder that the program runs in. */
function nodePart({ start }: Survey): ProposalPart {
  if (!start) return {};
  const { nodeOptions: options, directory, from } = start;
  return {
    deb: { ...(options.length > 0 && { nodeOptions: options }), ...(directory !== '' && { directory }) },
    guesses: [
      ...(options.length > 0 ? [`service.nodeOptions: ${shown(options)}, from ${from}`] : []),
      ...(directory === '' ? [] : [`service.directory: ${directory}, where ${from} runs the program`]),
    ],
  };
}

/** Calls by which a file of yours starts the server of a package. */
const STARTS = /\b(?:start|run|launch|init|bootstrap|boot|create\w*|serve)\s*\(/i;

/** The facts of a framework about the server that the project starts. */
interface KnownServer {
  package?: string;
  health?: string;
  startTimeout?: number;
}

function serverOf({ start, servers }: Survey, json: Json): KnownServer {
  const inSources = frameworksOf(json).find(({ server, package: used }) => server && servers.includes(used));
  const own = inSources && { ...inSources.server, package: inSources.package };
  return start?.framework ?? own ?? {};
}

function readiness({ sources, program, servers }: Survey, json: Json, known: KnownServer): ProposalPart {
  const { health, startTimeout, package: name } = known;
  const time = { ...(startTimeout !== undefined && { startTimeout }) };
  if (health !== undefined)
    return { deb: { health, ...time }, guesses: [`service.health: ${health}, the page of ${name}`] };
  const found = healthPageIn(sources) ?? healthPageOfProgram(program ?? []);
  if (found) {
    const guesses = [`service.health: ${found.page}, from ${found.file}`];
    return { guesses, ...(found.page === '/health' ? { deb: time } : { deb: { health: found.page, ...time } }) };
  }
  const all = [...sources, ...(program ?? [])];
  const starts = servers.length > 0 && sources.some(({ text }) => STARTS.test(text));
  const listens = starts || all.some(({ text }) => LISTENS.test(text));
  if (frameworkAmong(production(json)) === undefined && !listens && all.length > 0) {
    return { deb: { ready: 'loaded' }, guesses: ['service.ready: "loaded", because nothing in the sources listens'] };
  }
  const where = program === undefined ? 'the sources' : 'the program';
  const why = `because no page such as /health was found in ${where}`;
  return { deb: { ready: 'listening', ...time }, guesses: [`service.ready: "listening", ${why}`] };
}
