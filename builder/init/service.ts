/**
 * The service: the section of its package, its arguments, its system user, and the sign that it is ready.
 */
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { isSecret } from '../config/secret-values.ts';
import { production } from '../project/package-json.ts';
import { frameworkAmong } from './frameworks.ts';
import { healthPageIn, healthPageOfProgram } from './health-pages.ts';
import { fittingName, systemUser } from './name.ts';
import { reasonsForModules } from './payload.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

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

function readiness({ sources, program }: Survey, json: Json): ProposalPart {
  const found = healthPageIn(sources) ?? healthPageOfProgram(program ?? []);
  if (found) {
    const guesses = [`service.health: ${found.page}, from ${found.file}`];
    return { guesses, ...(found.page === '/health' ? {} : { deb: { health: found.page } }) };
  }
  const all = [...sources, ...(program ?? [])];
  const listens = all.some(({ text }) => /\b(listen|serve|createServer|createSecureServer)\s*\(/.test(text));
  if (frameworkAmong(production(json)) === undefined && !listens && all.length > 0) {
    return { deb: { ready: 'loaded' }, guesses: ['service.ready: "loaded", because nothing in the sources listens'] };
  }
  const where = program === undefined ? 'the sources' : 'the program';
  const why = `because no page such as /health was found in ${where}`;
  return { deb: { ready: 'listening' }, guesses: [`service.ready: "listening", ${why}`] };
}
