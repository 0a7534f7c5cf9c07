/**
 * Settings for the administrator, and secrets: the port, and the environment variables that the start command sets, that
 * .env files hold, and that the sources read.
 */
import type { Json } from '../config/config.ts';
import { isSecret } from '../config/secret-values.ts';
import { npmVariable, ofPackage } from '../programs/npm-variables.ts';
import { secretIn } from '../project/secrets/contents.ts';
import {
  type Variable,
  variablesOfConvict,
  variablesOfFile,
  variablesOfMap,
  variablesOfSources,
} from './environment.ts';
import type { ProposalPart } from './proposal.ts';
import { ownSources } from './sources.ts';
import type { Survey } from './survey.ts';

const PORT = String.raw`process\.env(?:\.PORT\b|\[['"]PORT['"]\])`;
const READS_PORT = new RegExp(`${PORT}|\\{[^{}]*\\bPORT\\b[^{}]*\\}\\s*=\\s*process\\.env\\b`);
const PORT_DEFAULTS = [
  new RegExp(
    `${PORT}(?:\\s*,\\s*10)?[\\s)]*(?:\\|\\||\\?\\?|\\?[^:;\\n]*:)[\\s(+]*(?:Number\\(|parseInt\\()?['"\`]?(\\d{2,5})\\b`,
  ),
  /\{[^{}]*\bPORT\s*=\s*['"`]?(\d{2,5})\b[^{}]*\}\s*=\s*process\.env\b/,
];

/**
 * Variables that are no settings: systemd, Node, npm, the agent, or a shell sets them here, the unit sets NODE_ENV, and a build
 * has written the public ones into the pages.
 */
const NO_SETTING =
  /^(TZ|NOTIFY_.*|LISTEN_.*|WATCHDOG_.*|NODE_(OPTIONS|ENV|PATH|APP_INSTANCE|DEBUG)|DOTENV_P(UBLIC|RIVATE)_KEY.*|CREDENTIALS_DIRECTORY|npm_.*|NEXT_(PUBLIC_|RUNTIME|PHASE|MANUAL).*|(VITE|NUXT_PUBLIC|REACT_APP|VERCEL|GITHUB|JEST|VITEST)(_.*)?|PATH|HOME|USER|LOGNAME|PWD|SHELL|LANG|TERM|TMPDIR|TEMP|TMP|HOSTNAME|INVOCATION_ID|JOURNAL_STREAM|CI|(NO|FORCE)_COLOR|DYNO|AWS_(LAMBDA|EXECUTION)_.*|KUBERNETES_.*|pm_id|WINDIR|APPDATA|LOCALAPPDATA|USERPROFILE|ProgramFiles|XDG_.*|STATE_DIRECTORY|CACHE_DIRECTORY|RUNTIME_DIRECTORY|LOGS_DIRECTORY|MAIL_TO)$/;

/** Variables among them that mean the service where a start command or a file sets them. */
const GIVEN = /^(TZ|LANG|LC_[A-Z]+|NODE_(PATH|APP_INSTANCE|DEBUG)|(NO|FORCE)_COLOR)$/;

/** Values of NODE_ENV that the start command of a developer has, beside that of the unit. */
const DEVELOPMENT = /^(development|dev|test|local)$/;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The schema takes no other value: it lands in a unit and in /etc/default. */
const VALUE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}"'`\\$%]*$/u;

/** Addresses that hold a password as a rule, where no value is known. */
const CONNECTION =
  /^((DATABASE|DB|MONGO|MONGODB|POSTGRES|POSTGRESQL|PG|MYSQL|MARIADB)_?(URL|URI|DSN)|(.*_)?CONNECTION_?STRING)$/i;

/** A value that `dotenvx encrypt` has written: the key to it stays with the developer. */
const ENCRYPTED = /^encrypted:/;

/**
 * `settings`, with a default for each variable, and `secrets` without their values: everybody can read a package.
 */
export function atSettings(survey: Survey, json: Json): ProposalPart {
  const settings: Json = {};
  const secrets: Json = {};
  const guesses: string[] = [];
  const questions: string[] = [];
  const port = portOf(survey);
  if (port) settings.PORT = { value: port.value, description: 'The port to listen on.' };
  if (port) guesses.push(`settings: PORT is ${port.value}, ${port.why}`);
  const places = new Set<string>();
  for (const variable of variablesOf(survey)) {
    const { name, value, from } = variable;
    if (
      isSecret(name, value ?? '') ||
      ENCRYPTED.test(value ?? '') ||
      secretIn(Buffer.from(value ?? '')) !== undefined ||
      (value === undefined && CONNECTION.test(name))
    ) {
      secrets[name] = { description: secretWords(survey, from) };
      places.add(from);
    } else if (value !== undefined && !VALUE.test(value)) {
      questions.push(
        `deb.settings.${name}: its value in ${from} has characters that a unit cannot hold; write another`,
      );
    } else
      settings[name] ??= { ...(value === undefined ? {} : { value }), description: settingWords(survey, variable) };
  }
  for (const [name, setting] of Object.entries(survey.start?.framework?.settings ?? {})) settings[name] ??= setting;
  const names = Object.keys(secrets);
  if (names.length > 0) {
    guesses.push(`secrets: ${names.join(', ')}, from ${[...places].join(', ')}; the administrator provides the values`);
  }
  const shared = Object.keys(settings).filter((name) => name !== 'PORT');
  if (shared.length > 0) guesses.push(`settings: ${shared.join(', ')}; check their defaults`);
  guesses.push(...atDevelopment(survey));
  const deb = {
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
    ...(names.length > 0 ? { secrets } : {}),
  };
  return { deb, guesses, questions: [...questions, ...npmQuestion(survey, json)] };
}

/** The variables but PORT, each once. The start command is stronger than files, and these are stronger than sources. */
function variablesOf({ start, env, sources }: Survey): Variable[] {
  const set = Object.entries(start?.variables ?? {}).map(([name, value]) => ({ name, value, from: start?.from ?? '' }));
  const given = [...set, ...env.read.flatMap(variablesOfFile).filter(({ name }) => name !== 'NODE_ENV')];
  const own = ownSources(start, sources);
  const maps = [...env.maps.flatMap(variablesOfMap), ...own.flatMap(variablesOfConvict)];
  const all: Variable[] = [
    ...given,
    // The program has such a default by itself.
    ...variablesOfSources(own).map((variable) => ({
      ...variable,
      value: VALUE.test(variable.value ?? '') ? variable.value : undefined,
    })),
    ...maps,
    ...env.examples.flatMap(variablesOfFile),
  ];
  const found = new Map<string, Variable>();
  for (const variable of all) {
    const { name } = variable;
    const isMeant = given.includes(variable) && (GIVEN.test(name) || isOtherEnvironment(variable));
    if ((name === 'PORT' && !maps.includes(variable)) || !NAME.test(name) || (NO_SETTING.test(name) && !isMeant))
      continue;
    const known = found.get(name);
    if (known === undefined || known.value === undefined)
      found.set(name, { ...variable, from: known?.from ?? variable.from });
  }
  return [...found.values()];
}

/** Whether a variable chooses an environment such as `staging`, which Node programs take the names of files from. */
function isOtherEnvironment({ name, value = '' }: Variable): boolean {
  return name === 'NODE_ENV' && !/^(production)?$/.test(value) && !DEVELOPMENT.test(value);
}

/** A line about NODE_ENV of a developer, which the package does not take over. */
function atDevelopment({ start }: Survey): string[] {
  const { NODE_ENV: value = '' } = start?.variables ?? {};
  if (!DEVELOPMENT.test(value)) return [];
  return [`settings: NODE_ENV is production in the package, and ${value} in ${start?.from}`];
}

function settingWords({ start }: Survey, { name, from }: Variable): string {
  if (name === 'PORT') return 'The port to listen on.';
  return from === start?.from || from.startsWith('.') ? `As ${from} sets it.` : `Read by ${from}.`;
}

function secretWords({ start }: Survey, from: string): string {
  if (from === start?.from || from.startsWith('.')) return `Secret that ${from} sets during development.`;
  return `Secret that ${from} reads.`;
}

/** npm sets variables for its scripts. The unit has those that come from package.json. */
function npmQuestion({ sources }: Survey, json: Json): string[] {
  const set = ofPackage(json);
  const [found] = sources.flatMap(({ file, text }) => {
    const name = npmVariable(text, set);
    return name === undefined ? [] : [`${file}: it reads ${name}, which npm alone sets; give it a default`];
  });
  return found === undefined ? [] : [found];
}

/** The port that the variable PORT should hold, if the service reads it. */
function portOf({ start, sources, env }: Survey): { value: string; why: string } | undefined {
  const literals = sources.flatMap(({ file, text }) => {
    const found = PORT_DEFAULTS.map((pattern) => pattern.exec(text)?.[1]).find(Boolean);
    return found === undefined ? [] : [{ value: found, from: file }];
  });
  const ofSchemas = variablesOfSources(sources).flatMap(({ name, value = '', from }) => {
    return name === 'PORT' ? [{ value, from }] : [];
  });
  const inFile = (files: Survey['env']['read']) =>
    files.flatMap(variablesOfFile).flatMap(({ name, value = '', from }) => (name === 'PORT' ? [{ value, from }] : []));
  const set = start?.variables.PORT === undefined ? [] : [{ value: start.variables.PORT, from: start.from }];
  const given = [...set, ...inFile(env.read)];
  // Programs take the port of their command line, and the variable would have no effect.
  if (given.length === 0 && start?.arguments.some((word) => /^(-p|--port)\b/.test(word))) return undefined;
  const { port = '', package: name = '' } = start?.framework ?? {};
  const framework = { value: port, from: name };
  const all = [...given, ...literals, ...ofSchemas, ...inFile(env.examples), framework];
  const [found] = all.filter(({ value }) => /^\d{1,5}$/.test(value));
  const reader = sources.find(({ text }) => READS_PORT.test(text));
  if (!found) return reader && { value: '3000', why: `because ${reader.file} reads it and names no default` };
  const { value, from } = found;
  // Only root may listen below 1024, and the service has a system user.
  if (Number(value) >= 1024 && Number(value) <= 65535) return { value, why: `from ${from}` };
  return { value: '8080', why: `because ${value} in ${from} is not open to a service` };
}
