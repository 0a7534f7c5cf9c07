/**
 * Settings for the administrator: the port, and the environment variables that the start command sets.
 */
import type { Json } from '../config/config.ts';
import { isSecret } from '../config/secret-values.ts';
import type { ProposalPart } from './proposal.ts';
import type { Survey } from './survey.ts';

const PORT = String.raw`process\.env(?:\.PORT\b|\[['"]PORT['"]\])`;
const READS_PORT = new RegExp(`${PORT}|\\{[^{}]*\\bPORT\\b[^{}]*\\}\\s*=\\s*process\\.env\\b`);
const PORT_DEFAULTS = [
  new RegExp(
    `${PORT}(?:\\s*,\\s*10)?[\\s)]*(?:\\|\\||\\?\\?|\\?[^:;\\n]*:)[\\s(+]*(?:Number\\(|parseInt\\()?['"\`]?(\\d{2,5})\\b`,
  ),
  /\{[^{}]*\bPORT\s*=\s*['"`]?(\d{2,5})\b[^{}]*\}\s*=\s*process\.env\b/,
];

/** Variables that may be settings or secrets: the unit sets NODE_ENV, and systemd, Node and the agent use the others here. */
const SETTABLE = /^(?!NOTIFY_|LISTEN_|WATCHDOG_|NODE_OPTIONS$|NODE_ENV$|CREDENTIALS_DIRECTORY$)[A-Z_][A-Z0-9_]*$/;

/**
 * `settings`, with a default for each variable, and `secrets` without their values: everybody can read a package.
 */
export function atSettings(survey: Survey): ProposalPart {
  const { from, variables = {} } = survey.start ?? {};
  const settings: Json = {};
  const secrets: Json = {};
  const port = portOf(survey);
  if (port) settings.PORT = { value: port.value, description: 'The port to listen on.' };
  for (const [variable, value] of Object.entries(variables)) {
    if (variable === 'PORT' || !SETTABLE.test(variable)) continue;
    if (isSecret(variable, value)) secrets[variable] = { description: `Secret that ${from} sets during development.` };
    else if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"'`\\$%]/u.test(value))
      settings[variable] = { value, description: `As ${from} sets it.` };
  }
  const names = Object.keys(secrets);
  const guesses = [
    ...(port ? [`settings: PORT is ${port.value}, ${port.why}`] : []),
    ...(names.length > 0 ? [`secrets: ${names.join(', ')}, from ${from}; the administrator provides the values`] : []),
  ];
  const deb = {
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
    ...(names.length > 0 ? { secrets } : {}),
  };
  return { deb, guesses };
}

/** The port that the variable PORT should hold, if the service reads it. */
function portOf({ start, sources }: Survey): { value: string; why: string } | undefined {
  const literals = sources.flatMap(({ file, text }) => {
    const found = PORT_DEFAULTS.map((pattern) => pattern.exec(text)?.[1]).find(Boolean);
    return found === undefined ? [] : [{ value: found, from: file }];
  });
  const set = start?.variables?.PORT === undefined ? [] : [{ value: start.variables.PORT, from: start.from }];
  // Programs take the port of their command line, and the variable would have no effect.
  if (set.length === 0 && start?.arguments.some((word) => /^(-p|--port)\b/.test(word))) return undefined;
  const framework = start?.framework ? [{ value: start.framework.port, from: start.framework.package }] : [];
  const [found] = [...set, ...literals, ...framework].filter(({ value }) => /^\d{1,5}$/.test(value));
  const reader = sources.find(({ text }) => READS_PORT.test(text));
  if (!found) return reader && { value: '3000', why: `because ${reader.file} reads it and names no default` };
  const { value, from } = found;
  // Only root may listen below 1024, and the service has a system user.
  if (Number(value) >= 1024 && Number(value) <= 65535) return { value, why: `from ${from}` };
  return { value: '8080', why: `because ${value} in ${from} is not open to a service` };
}
