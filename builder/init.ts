/**
 * `build-deb init`: from what a project is to the `deb` section of its package.json. What is guessed is said, and what
 * cannot be found out is asked.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import { RESERVED_NAMES } from './config/schema.ts';
import { BuildError } from './errors.ts';
import { type Json, objectOf, parseObject, type Start, type Survey, surveyProject } from './survey.ts';
import { debianVersion, isNodeRange, releasesWithNode } from './version.ts';

export interface Proposal {
  /** The `deb` section. */
  deb: Json;
  /** Other fields of package.json that are missing. */
  fields: Json;
  /** A line each: a key, what was guessed for it, and from what. */
  guesses: string[];
  /** A sentence each: what could not be found out, and how to say it. */
  questions: string[];
}

/** What one look at the project adds to a proposal. */
type Part = Partial<Proposal>;

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

const HTTP_FRAMEWORKS = (
  '@adonisjs/core @feathersjs/feathers @hapi/hapi @hono/node-server @nestjs/core express fastify ' +
  'fastify-cli h3 koa micro next nuxt polka restify'
).split(' ');

const PORT = String.raw`process\.env(?:\.PORT\b|\[['"]PORT['"]\])`;
const READS_PORT = new RegExp(`${PORT}|\\{[^{}]*\\bPORT\\b[^{}]*\\}\\s*=\\s*process\\.env\\b`);
const PORT_DEFAULTS = [
  new RegExp(
    `${PORT}(?:\\s*,\\s*10)?[\\s)]*(?:\\|\\||\\?\\?|\\?[^:;\\n]*:)[\\s(+]*(?:Number\\(|parseInt\\()?['"\`]?(\\d{2,5})\\b`,
  ),
  /\{[^{}]*\bPORT\s*=\s*['"`]?(\d{2,5})\b[^{}]*\}\s*=\s*process\.env\b/,
];

/** Pages that say how a service is, the surest first. */
const HEALTH_PAGES = [/^(\/[\w-]+)*\/health$/, /^(\/[\w-]+)*\/healthz$/, /^\/livez$/, /^\/ping$/, /^\/status$/];

/** What the schema of the `deb` section takes as a maintainer. */
const MAINTAINER = /^[^\p{Cc}<>]*[^\p{Cc}<> ] <[^@\s<>]+@[^@\s<>]+>$/u;

/**
 * What the `deb` section of the surveyed project should say.
 * @throws BuildError if there is one already.
 */
export function proposeDeb(survey: Survey): Proposal {
  const json = withoutDeb(survey.packageJson);
  const looks = [
    atProgram,
    atNode,
    atName,
    atSummary,
    atMaintainer,
    atSection,
    atSettings,
    atService,
    atVersion,
    atLicense,
  ];
  const proposal: Proposal = { deb: {}, fields: {}, guesses: [], questions: [] };
  for (const { deb, fields, guesses = [], questions = [] } of looks.map((look) => look(survey, json))) {
    Object.assign(proposal.deb, deb);
    Object.assign(proposal.fields, fields);
    proposal.guesses.push(...guesses);
    proposal.questions.push(...questions);
  }
  return proposal;
}

function withoutDeb(packageJson: string): Json {
  const json = parseObject(packageJson);
  if (!Object.hasOwn(json, 'deb')) return json;
  throw new BuildError('package.json has a deb section already', [
    'build-deb --plan shows what it comes to; to have another proposed, remove it first',
  ]);
}

function atProgram(survey: Survey, json: Json): Part {
  const { start } = survey;
  const script = objectOf(json.scripts).start;
  const unread = typeof script === 'string' && !start?.from.startsWith('scripts.');
  const guesses = unread ? [`entry: scripts.start does not say which file it runs: ${quoted(script)}`] : [];
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

function reasonsForModules({ start, addons, sources }: Survey, json: Json): string[] {
  const own = start?.framework?.package;
  const packages = production(json).filter((name) => name !== own && Object.hasOwn(NOT_TO_BUNDLE, name));
  const habits = sources.flatMap(({ file, text }) => {
    const habit = FILE_HABITS.find(([pattern]) => pattern.test(withoutComments(text)));
    return habit ? [`${file} ${habit[1]}`] : [];
  });
  return [
    ...(own === undefined ? [] : [`${own} is a program of its own`]),
    ...addons.map((name) => `${name} is a native addon`),
    ...packages.map((name) => `${name} ${NOT_TO_BUNDLE[name]}`),
    ...habits,
  ];
}

function production({ dependencies, optionalDependencies }: Json): string[] {
  return Object.keys({ ...objectOf(dependencies), ...objectOf(optionalDependencies) });
}

function withoutComments(text: string): string {
  return text.replace(/^\s*(\/\/.*|\/\*[\s\S]*?\*\/)/gm, '');
}

function atNode(_: Survey, json: Json): Part {
  const range = objectOf(json.engines).node;
  if (typeof range !== 'string' || !isNodeRange(range)) {
    const why = range === undefined ? 'engines.node is missing' : `engines.node, ${quoted(range)}, is no range`;
    return { deb: { node: '>=18' }, guesses: [`node: ">=18", because ${why}`] };
  }
  const releases = releasesWithNode(range);
  if (releases.length === 0) {
    const advice = 'widen it, as in ">=18", or carry one with "runtime": "bundled" and an exact version';
    return { questions: [`deb.node: no Debian has a Node in ${quoted(range)}; ${advice}`] };
  }
  if (releases.some(({ id }) => id !== 'testing')) return {};
  return { guesses: [`runtime: only Debian testing has a Node in ${quoted(range)}; "bundled" would carry one`] };
}

/** The name of the package, as the tool derives it from npm's; undefined if that cannot be one. */
function debianName(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const derived = name.replace(/^@([^/]*)\//, '$1-');
  return /^[a-z0-9][a-z0-9.-]{1,99}$/.test(derived) && !RESERVED_NAMES.includes(derived) ? derived : undefined;
}

/** A name made to fit: npm's, else the folder's. */
function fittingName({ folder }: Survey, { name }: Json): { name: string | undefined; given: string } {
  const given = typeof name === 'string' && name !== '' ? name : folder;
  const plain = given.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
  return { name: debianName(name) ?? debianName(plain.replace(/^[.-]+|[.-]+$/g, '')), given };
}

function atName(survey: Survey, json: Json): Part {
  if (debianName(json.name) !== undefined) return {};
  const { name, given } = fittingName(survey, json);
  if (name === undefined) {
    return { questions: [`deb.name: ${quoted(given)} cannot name a Debian package; say another, such as "web-shop"`] };
  }
  const origin = given === json.name ? `name, ${quoted(given)}` : 'the name of the folder';
  return { deb: { name }, guesses: [`name: ${quoted(name)}, from ${origin}`] };
}

function atSummary({ readme }: Survey, { description }: Json): Part {
  const told = typeof description === 'string' ? oneLineOf(description) : '';
  if (told !== '' && told === description && [...told].length <= SUMMARY_LENGTH) return {};
  const text = told || firstParagraph(readme);
  if (text === '')
    return { questions: ['deb.summary: say in one line what the service does, such as "Shop of the example company"'] };
  return {
    deb: summarized(text),
    guesses: [`summary: from ${told ? 'description' : 'the first paragraph of the README'}`],
  };
}

const SUMMARY_LENGTH = 80;

/**
 * The first sentence if it is short enough, and the others below; else the first words, and all of it below: that text
 * must not go on where the synopsis ends (Debian Policy 3.4.2).
 */
function summarized(text: string): Json {
  const [, sentence, rest = ''] = /^(.{2,80}?[^.\s])[.!](?:\s+(\p{Lu}.*))?$/u.exec(text) ?? [];
  if (sentence !== undefined && [...sentence].length <= SUMMARY_LENGTH) {
    return { summary: sentence, ...(rest === '' ? {} : { extendedDescription: [rest] }) };
  }
  const letters = [...text];
  if (letters.length <= SUMMARY_LENGTH) return { summary: text };
  const start = letters.slice(0, SUMMARY_LENGTH + 1).join('');
  const words = start.replace(/[\s,;:–-]+\S*$/u, '') || start;
  return { summary: [...words].slice(0, SUMMARY_LENGTH).join(''), extendedDescription: [text] };
}

/** The first text of a README that is neither heading, badge, list nor code. */
function firstParagraph(readme: string): string {
  const text = readme
    .replace(/\r/g, '')
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
    .replace(/<!--[\s\S]*?-->|<[^>]+>/g, '')
    .replace(/^#.*$/gm, '\n')
    .replace(/!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])/g, '')
    .replace(/\[([^\]]*)\](\([^)]*\)|\[[^\]]*\])?/g, '$1');
  const blocks = text.split(/\n\s*\n/).filter((block) => !/^\s*([-*+>|]|\d+\.)\s|^\s*(=|-){3,}\s*$|^ {4}/m.test(block));
  const plain = blocks.map((block) => oneLineOf(block.replace(/\*+|__|`/g, '')));
  return plain.find((block) => /\p{L}/u.test(block)) ?? '';
}

/** Text as the schema takes it: one line, without backslashes. */
function oneLineOf(text: string): string {
  return text.replace(/[\p{Cc}\\\s]+/gu, ' ').trim();
}

function atMaintainer({ git }: Survey, { author }: Json): Part {
  const { name = '', email = '' } = objectOf(author);
  const isPerson = typeof name === 'string' && typeof email === 'string';
  const written = typeof author === 'string' ? author : isPerson ? `${name} <${email}>` : '';
  if (MAINTAINER.test(written)) return {};
  // npm lets a web page follow.
  const person = written.replace(/\s*\([^()]*\)\s*$/, '').trim();
  if (MAINTAINER.test(person)) return { deb: { maintainer: person }, guesses: ['maintainer: from author'] };
  const committer = `${git.name} <${git.email}>`;
  if (MAINTAINER.test(committer))
    return {
      deb: { maintainer: committer },
      guesses: [`maintainer: ${committer}, from git, because author names no address`],
    };
  return { questions: ['deb.maintainer: name who answers for the package, such as "Ada Lovelace <ada@example.org>"'] };
}

function atSection(_: Survey, json: Json): Part {
  const framework = production(json).find((name) => HTTP_FRAMEWORKS.includes(name));
  return framework === undefined
    ? {}
    : { deb: { section: 'web' }, guesses: [`section: "web", because it depends on ${framework}`] };
}

function atSettings(survey: Survey): Part {
  const { from, variables = {} } = survey.start ?? {};
  const settings: Json = {};
  const port = portOf(survey);
  if (port) settings.PORT = { value: port.value, about: 'The port to listen on.' };
  for (const [variable, value] of Object.entries(variables)) {
    if (variable === 'PORT' || !SETTABLE.test(variable) || /[\p{Cc}"'`\\$%]/u.test(value)) continue;
    settings[variable] = { value, about: `As ${from} sets it.` };
  }
  const guesses = port ? [`settings: PORT is ${port.value}, ${port.why}`] : [];
  return Object.keys(settings).length > 0 ? { deb: { settings }, guesses } : {};
}

/** Names that neither systemd, Node nor the agent use themselves; NODE_ENV=production the unit says. */
const SETTABLE = /^(?!NOTIFY_|LISTEN_|WATCHDOG_|NODE_OPTIONS$|NODE_ENV$|CREDENTIALS_DIRECTORY$)[A-Z_][A-Z0-9_]*$/;

/** The port that the variable PORT should hold, if the service reads it. */
function portOf({ start, sources }: Survey): { value: string; why: string } | undefined {
  const literals = sources.flatMap(({ file, text }) => {
    const found = PORT_DEFAULTS.map((pattern) => pattern.exec(withoutComments(text))?.[1]).find(Boolean);
    return found === undefined ? [] : [{ value: found, from: file }];
  });
  const isTold = start?.arguments.some((word) => /^(-p|--port)\b/.test(word));
  const framework = isTold || !start?.framework ? [] : [{ value: start.framework.port, from: start.framework.package }];
  const set = start?.variables?.PORT === undefined ? [] : [{ value: start.variables.PORT, from: start.from }];
  const [found] = [...set, ...literals, ...framework].filter(({ value }) => /^\d{1,5}$/.test(value));
  const reader = sources.find(({ text }) => READS_PORT.test(withoutComments(text)));
  if (!found) return reader && { value: '3000', why: `because ${reader.file} reads it and names no default` };
  const { value, from } = found;
  // The service is not root, and only root may listen below 1024.
  if (Number(value) >= 1024 && Number(value) <= 65535) return { value, why: `from ${from}` };
  return { value: '8080', why: `because ${value} in ${from} is not open to a service` };
}

function atService(survey: Survey, json: Json): Part {
  const parts = [commandLine(survey, json), account(survey, json), readiness(survey, json)];
  const service = Object.assign({}, ...parts.map(({ deb }) => deb));
  return {
    ...(Object.keys(service).length > 0 ? { deb: { service } } : {}),
    guesses: parts.flatMap(({ guesses = [] }) => guesses),
    questions: parts.flatMap(({ questions = [] }) => questions),
  };
}

function commandLine(survey: Survey, json: Json): Part {
  const { start, names } = survey;
  if (!start || start.arguments.length === 0) return {};
  const name = fittingName(survey, json).name ?? 'NAME';
  if (start.arguments.some((word) => /[$`*\p{Cc}]/u.test(word))) {
    const written = quoted(start.arguments.join(' '));
    return {
      questions: [`deb.service.arguments: only a shell understands ${written}; write it out, as in ["--port", "3000"]`],
    };
  }
  const isPath = (word: string): boolean => names.includes(word.replace(/^\.\//, '').split('/')[0] ?? '');
  const isApp = (word: string): boolean => start.framework !== undefined && /\.[cm]?[jt]s$/.test(word);
  const paths = start.arguments.filter((word) => isPath(word) || isApp(word));
  const isNext = start.framework?.package === 'next';
  if (paths.length === 0 && !isNext) return { deb: { arguments: start.arguments } };
  if (reasonsForModules(survey, json).length === 0) {
    const place = `the service does not run in the project, where ${quoted(paths[0])} is`;
    return {
      questions: [
        `deb.service.arguments: ${place}; package that with "files" and write its place, as in ["/etc/${name}/app.json"]`,
      ],
    };
  }
  // The service runs in its own folder, /var/lib/NAME, and "modules" puts the project here.
  const home = path.posix.join('/usr/lib', name, 'app', survey.member);
  const installed = start.arguments.map((word) => (paths.includes(word) ? path.posix.join(home, word) : word));
  if (isNext && paths.length === 0) installed.push(home);
  return { deb: { arguments: installed }, guesses: [`service.arguments: the project is installed in ${home}`] };
}

/** The account is called like the package, where an account can be (useradd(8)). */
function account(survey: Survey, json: Json): Part {
  const name = fittingName(survey, json).name?.replaceAll('.', '-');
  if (name === undefined || /^[a-z_][a-z0-9_-]{0,30}$/.test(name)) return {};
  const user = name
    .replace(/^(?![a-z])/, '_')
    .slice(0, 31)
    .replace(/-+$/, '');
  return { deb: { user }, guesses: [`service.user: ${quoted(user)}, because ${quoted(name)} cannot name an account`] };
}

function readiness({ sources }: Survey, json: Json): Part {
  const texts = sources.map(({ file, text }) => ({ file, text: withoutComments(text) }));
  const prefix = texts.map(({ text }) => /\.setGlobalPrefix\(\s*['"`]\/?([\w/-]+)/.exec(text)?.[1]).find(Boolean);
  const pages = texts.flatMap(({ file, text }) => routes(text, prefix).map((page) => ({ file, page })));
  for (const pattern of HEALTH_PAGES) {
    const found = pages.find(({ page }) => pattern.test(page));
    if (!found) continue;
    const guesses = [`service.health: ${found.page}, from ${found.file}`];
    return { guesses, ...(found.page === '/health' ? {} : { deb: { health: found.page } }) };
  }
  const isServer = production(json).some((name) => HTTP_FRAMEWORKS.includes(name));
  const listens = texts.some(({ text }) => /\b(listen|serve|createServer|createSecureServer)\s*\(/.test(text));
  if (!isServer && !listens && sources.length > 0) {
    return { deb: { ready: 'started' }, guesses: ['service.ready: "started", because nothing in the sources listens'] };
  }
  const why = 'because no page such as /health was found in the sources';
  return { deb: { ready: 'listening' }, guesses: [`service.ready: "listening", ${why}`] };
}

/** Paths that stand as strings in a source, and those that Nest's decorators name without a slash. */
function routes(text: string, prefix: string | undefined): string[] {
  const written = [...text.matchAll(/['"`](\/[\w/-]{2,60})['"`]/g)].map(([, page = '']) => page);
  const decorated = [...text.matchAll(/@(?:Controller|Get)\(\s*['"`]([\w-]+)['"`]/g)].map(([, page = '']) => page);
  return [...written, ...decorated.map((page) => path.posix.join('/', prefix ?? '', page))];
}

function atVersion(_: Survey, { version }: Json): Part {
  if (typeof version === 'string' && debianVersion(version) !== undefined) return {};
  if (version === undefined) return { questions: ['version: say which version this is, such as "1.0.0"'] };
  return { questions: [`version: Debian cannot order ${quoted(version)}; write it as in "1.2.3" or "1.2.3-rc.1"`] };
}

/** Licences, by how their texts begin. */
const LICENSES: readonly [RegExp, string][] = [
  [/\bMIT License\b|^Permission is hereby granted, free of charge/im, 'MIT'],
  [/\bApache License\s+Version 2\.0/i, 'Apache-2.0'],
  [/\bISC License\b/i, 'ISC'],
  [/\bBSD 3-Clause\b/i, 'BSD-3-Clause'],
  [/\bBSD 2-Clause\b/i, 'BSD-2-Clause'],
  [/\bMozilla Public License,? Version 2\.0/i, 'MPL-2.0'],
  [/^This is free and unencumbered software released into the public domain/i, 'Unlicense'],
];

function atLicense({ license: file }: Survey, { license }: Json): Part {
  const questions: string[] = [];
  const beginning = file?.text.trimStart().slice(0, 300) ?? '';
  const known = LICENSES.find(([pattern]) => pattern.test(beginning))?.[1];
  const isMissing = license === undefined && known !== undefined;
  if (!isMissing && !(typeof license === 'string' && /^[A-Za-z0-9.+ ()-]+$/.test(license))) {
    questions.push(`license: name your licence as npm does, such as ${quoted(known ?? 'MIT')}`);
  }
  // The package takes its text from there, and from nowhere else.
  if (file === undefined)
    questions.push(
      'LICENSE: Debian requires the text of the licence; put it into that file, such as the one of choosealicense.com',
    );
  else if (file.file !== 'LICENSE')
    questions.push(`LICENSE: the text is read from that file; copy it, as in "cp ${file.file} LICENSE"`);
  if (!isMissing) return { questions };
  return {
    fields: { license: known },
    guesses: [`license: ${quoted(known)}, from how ${file?.file} begins`],
    questions,
  };
}

/**
 * The text of a package.json with a proposal in it; everything else stays as it is written.
 * @throws BuildError if it has a `deb` section already.
 */
export function applyProposal(packageJsonText: string, { deb, fields }: Proposal): string {
  withoutDeb(packageJsonText);
  return Object.entries({ ...fields, deb }).reduce(inserted, packageJsonText);
}

function inserted(text: string, [key, value]: [string, unknown]): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const isEmpty = /^\s*\{\s*\}\s*$/.test(text);
  const indent = /\n([ \t]*)"/.exec(text)?.[1] ?? (isEmpty ? '  ' : undefined);
  const edits = modify(text, [key], null, {}).map(({ offset, length, content }) => {
    const comma = content.startsWith(',') ? ',' : '';
    // Formatting by jsonc-parser would also rewrite the line above.
    if (indent === undefined) return { offset, length, content: `${comma}${quoted(key)}:${JSON.stringify(value)}` };
    const end = isEmpty && !/[\r\n]/.test(text.charAt(offset)) ? newline : '';
    return {
      offset,
      length,
      content: `${comma}${newline}${indent}${quoted(key)}: ${written(value, indent, newline)}${end}`,
    };
  });
  return applyEdits(text, edits);
}

/** A section with a line for each of its keys. */
function written(value: unknown, indent: string, newline: string): string {
  const entries = Object.entries(objectOf(value));
  if (entries.length === 0) return oneLine(value);
  const lines = entries.map(([key, item]) => `${indent}${indent}${quoted(key)}: ${oneLine(item)}`);
  return `{${newline}${lines.join(`,${newline}`)}${newline}${indent}}`;
}

/** JSON with spaces where a person would put them. */
function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return quoted(value);
  const items = Object.entries(value).map(([key, item]) => `${quoted(key)}: ${oneLine(item)}`);
  return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
}

function quoted(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

/** What was written, guessed and not found out, for the user to read. */
export function describeProposal({ deb, fields, guesses, questions }: Proposal): string {
  const keys = [...Object.keys(fields), ...Object.keys(deb).map((key) => `deb.${key}`)];
  const next = questions.length > 0 ? 'fill in what is missing, then build-deb --plan' : 'build-deb --plan';
  const lines = [
    ['wrote', `package.json: ${keys.join(', ') || 'an empty deb section'}`],
    ...guesses.map((guess) => ['guessed', guess]),
    ...questions.map((question) => ['missing', question]),
    ['next', next],
  ];
  // A word of the left column stands once.
  return lines
    .map(([word = '', text], at) => `${(lines[at - 1]?.[0] === word ? '' : word).padEnd(8)}  ${text}\n`)
    .join('');
}

/**
 * Writes the `deb` section of the project in the folder `project`, and returns what there is to say about it.
 * @throws BuildError if it has one already, and for what makes no package.json.
 */
export async function initialize(project: string): Promise<string> {
  const survey = await surveyProject(project);
  const proposal = proposeDeb(survey);
  await writeFile(path.join(project, 'package.json'), applyProposal(survey.packageJson, proposal));
  return describeProposal(proposal);
}
