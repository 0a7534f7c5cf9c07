/**
 * The service: the section of its package, its arguments, its system user, and the sign that it is ready.
 */
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { isSecret } from '../config/secret-values.ts';
import { production } from '../project/package-json.ts';
import { frameworkAmong } from './frameworks.ts';
import { fittingName, systemUser } from './name.ts';
import { reasonsForModules } from './payload.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

/** Paths of health pages, the surest first. */
const HEALTH_PAGES = [/^(\/[\w-]+)*\/health$/, /^(\/[\w-]+)*\/healthz$/, /^\/livez$/, /^\/ping$/, /^\/status$/];

/** `section`, if the project depends on a web framework. */
export function atSection(_: Survey, json: Json): ProposalPart {
  const framework = frameworkAmong(production(json));
  if (framework === undefined) return {};
  const { package: name, section } = framework;
  return { deb: { section }, guesses: [`section: ${JSON.stringify(section)}, because it depends on ${name}`] };
}

/** `service`: the keys whose defaults do not fit. */
export function atService(survey: Survey, json: Json): ProposalPart {
  const parts = [commandLine(survey, json), systemUser(survey, json), readiness(survey, json)];
  const service = Object.assign({}, ...parts.map(({ deb }) => deb));
  return {
    ...(Object.keys(service).length > 0 ? { deb: { service } } : {}),
    guesses: parts.flatMap(({ guesses = [] }) => guesses),
    questions: parts.flatMap(({ questions = [] }) => questions),
  };
}

function commandLine(survey: Survey, json: Json): ProposalPart {
  const { start, names } = survey;
  if (!start || start.arguments.length === 0) return {};
  const secret = start.arguments.find((word, at, words) => isSecretArgument(word, words[at + 1] ?? ''));
  if (secret !== undefined) {
    const option = secret.startsWith('-') ? secret.replace(/=.*/s, '') : 'one of them';
    const how = 'let the program read it from an environment variable, and name that in "secrets"';
    return {
      questions: [`deb.service.arguments: ${option} is a secret, which everybody could read in the package; ${how}`],
    };
  }
  const name = fittingName(survey, json).name ?? 'NAME';
  if (start.arguments.some((word) => /[$`*\p{Cc}]/u.test(word))) {
    const written = JSON.stringify(start.arguments.join(' '));
    return {
      questions: [`deb.service.arguments: only a shell understands ${written}; write it out, as in ["--port", "3000"]`],
    };
  }
  const isPath = (word: string): boolean =>
    names.some((name) => `${word.replace(/^\.\//, '')}/`.startsWith(`${name}/`));
  const isApp = (word: string): boolean => start.framework !== undefined && /\.[cm]?[jt]s$/.test(word);
  const paths = start.arguments.filter((word) => isPath(word) || isApp(word));
  const takesFolder = start.framework?.takesFolder === true;
  if (paths.length === 0 && !takesFolder) return { deb: { arguments: start.arguments } };
  if (reasonsForModules(survey, json).length === 0) {
    const place = `the service does not run in the project, where ${JSON.stringify(paths[0])} is`;
    return {
      questions: [
        `deb.service.arguments: ${place}; package that with "files" and write its place, as in ["/etc/${name}/app.json"]`,
      ],
    };
  }
  // The service runs in its own folder, /var/lib/NAME, and "modules" puts the project here.
  const home = path.posix.join('/usr/lib', name, 'app', survey.member);
  const installed = start.arguments.map((word) => (paths.includes(word) ? path.posix.join(home, word) : word));
  if (takesFolder && paths.length === 0) installed.push(home);
  return { deb: { arguments: installed }, guesses: [`service.arguments: the project is installed in ${home}`] };
}

/** `--api-key=x`, `--password x`, or an address with a password. */
function isSecretArgument(word: string, next: string): boolean {
  const [, option, value = next] = /^-{1,2}([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
  return (
    isSecret('', word) || (option !== undefined && value !== '' && !value.startsWith('-') && isSecret(option, value))
  );
}

function readiness({ sources }: Survey, json: Json): ProposalPart {
  const prefix = sources.map(({ text }) => /\.setGlobalPrefix\(\s*['"`]\/?([\w/-]+)/.exec(text)?.[1]).find(Boolean);
  const pages = sources.flatMap(({ file, text }) => routes(text, prefix).map((page) => ({ file, page })));
  for (const pattern of HEALTH_PAGES) {
    const found = pages.find(({ page }) => pattern.test(page));
    if (!found) continue;
    const guesses = [`service.health: ${found.page}, from ${found.file}`];
    return { guesses, ...(found.page === '/health' ? {} : { deb: { health: found.page } }) };
  }
  const listens = sources.some(({ text }) => /\b(listen|serve|createServer|createSecureServer)\s*\(/.test(text));
  if (frameworkAmong(production(json)) === undefined && !listens && sources.length > 0) {
    return { deb: { ready: 'loaded' }, guesses: ['service.ready: "loaded", because nothing in the sources listens'] };
  }
  const why = 'because no page such as /health was found in the sources';
  return { deb: { ready: 'listening' }, guesses: [`service.ready: "listening", ${why}`] };
}

/** The paths that a source holds as strings, and those that Nest's decorators name without a slash. */
function routes(text: string, prefix: string | undefined): string[] {
  const written = [...text.matchAll(/['"`](\/[\w/-]{2,60})['"`]/g)].flatMap(([, page]) => page ?? []);
  const decorated = [...text.matchAll(/@(?:Controller|Get)\(\s*['"`]([\w-]+)['"`]/g)].flatMap(([, page]) => page ?? []);
  return [
    ...written,
    ...decorated.map((page) => path.posix.join('/', ...(prefix === undefined ? [] : [prefix]), page)),
  ];
}
