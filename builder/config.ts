/**
 * The one door for configuration: what package.json says goes through here once, and is trusted afterwards.
 */
import { Ajv, type ErrorObject } from 'ajv';
import { closest } from 'fastest-levenshtein';
import { BuildError } from './errors.ts';
import { formats, type MAINTAINER_SCRIPTS, schema } from './schema.ts';
import { debianVersion, nodeDependency } from './version.ts';

/** An environment variable that the administrator may set in /etc/default/NAME. */
export interface Setting {
  variable: string;
  /** Its default. */
  value: string;
  about: string;
}

export type MaintainerScript = (typeof MAINTAINER_SCRIPTS)[number];

/** How the service is started, watched and stopped. */
export interface Service {
  user: string;
  /** What makes it ready: its health page, an open port, or its own word. */
  ready: 'http' | 'listening' | 'app';
  health: string;
  /** The port of the server that counts, or the variable that holds it; none: the first server. */
  port?: number | string;
  /** Whether it reloads on SIGHUP. */
  reload: boolean;
  /** Whether to name what blocks the event loop. */
  explain: boolean;
  startLimit: number;
  stopLimit: number;
  watchdog: number;
}

/** Everything the package is made of, defaults filled in. Times are seconds. */
export interface Config {
  name: string;
  version: string;
  upstreamVersion: string;
  maintainer: string;
  license: string;
  homepage: string | undefined;
  summary: string;
  /** Paragraphs. */
  extendedDescription: string[];
  section: string;
  depends: string[];
  recommends: string[];
  suggests: string[];
  /** Path of the file that starts the service, relative to the project. */
  entry: string;
  service: Service;
  settings: Setting[];
  mail: boolean;
  /** What the project adds to maintainer scripts: paths relative to the project. */
  scripts: Partial<Record<MaintainerScript, string>>;
  /** What becomes of the installation when the service does not become ready. */
  onStartFailure: 'fail' | 'warn';
}

const validate = new Ajv({ allErrors: true, verbose: true, useDefaults: true, formats }).compile(schema);

type Json = Record<string, unknown>;

/** What the schema guarantees of the `deb` section, once npm's own fields have been put into it. */
interface Described extends Omit<Config, 'settings' | 'service' | 'version' | 'upstreamVersion' | 'license'> {
  node: string;
  settings: Record<string, { value: string; about: string }>;
  service: Config['service'];
}

/**
 * Makes the configuration out of a parsed package.json.
 * @throws BuildError that lists every mistake in it at once.
 */
export function parseConfig(packageJson: unknown): Config {
  if (!isObject(packageJson)) throw new BuildError('package.json does not hold an object');
  const { origins, candidate } = withNpmDefaults(packageJson);
  if (!validate(candidate)) throw configurationError(validate.errors ?? [], origins);

  const deb = candidate.deb as unknown as Described;
  const version = candidate.version as string;
  return deepFreeze({
    ...pick(deb, ['name', 'maintainer', 'summary', 'extendedDescription', 'section', 'entry']),
    ...pick(deb, ['recommends', 'suggests', 'service', 'mail', 'scripts', 'onStartFailure']),
    version: debianVersion(version) as string,
    upstreamVersion: version,
    license: candidate.license as string,
    homepage: candidate.homepage as string | undefined,
    depends: [nodeDependency(deb.node) as string, ...deb.depends],
    settings: Object.entries({ ...deb.settings, ...mailSetting(deb) }).map(([variable, setting]) => ({
      variable,
      ...setting,
    })),
  });
}

/**
 * package.json with a complete `deb` section: what is missing there comes from npm's own fields.
 * `origins` remembers which field that was, for the messages.
 */
function withNpmDefaults(packageJson: Json): { candidate: Json; origins: Map<string, string> } {
  const candidate = structuredClone(packageJson);
  const origins = new Map<string, string>();
  if (!isObject(candidate.deb)) return { candidate, origins };
  const deb = candidate.deb;
  const inherit = (target: Json, key: string, place: string, value: unknown, origin: string): void => {
    if (target[key] !== undefined) return;
    // Something to report even if npm's field is missing: the schema then says what is needed.
    target[key] = value ?? '';
    origins.set(place, origin);
  };
  const { author, engines } = packageJson;
  const person = isObject(author) ? `${author.name ?? ''} <${author.email ?? ''}>` : author;
  inherit(deb, 'name', '/deb/name', String(packageJson.name ?? '').replace(/^@([^/]*)\//, '$1-'), 'name');
  inherit(deb, 'summary', '/deb/summary', packageJson.description, 'description');
  inherit(deb, 'maintainer', '/deb/maintainer', person, 'author');
  inherit(deb, 'node', '/deb/node', isObject(engines) ? engines.node : undefined, 'engines.node');
  deb.service ??= {};
  if (isObject(deb.service) && typeof deb.name === 'string') {
    inherit(deb.service, 'user', '/deb/service/user', deb.name.replaceAll('.', '-'), 'deb.name');
  }
  return { candidate, origins };
}

/** What the mail unit asks for, unless the project explains it in its own words. */
function mailSetting({ mail, settings }: Described): Described['settings'] {
  if (!mail || 'MAIL_TO' in settings) return {};
  return {
    MAIL_TO: { value: 'root', about: 'Who gets a mail each time the service has become ready. Empty: nobody.' },
  };
}

function configurationError(errors: ErrorObject[], origins: Map<string, string>): BuildError {
  const wrong = new Set(errors.map(({ instancePath }) => instancePath));
  const isOwnMistake = ({ keyword, instancePath }: ErrorObject): boolean => {
    // What was derived from a wrong value is wrong with it, and propertyNames only repeats what is wrong about a name.
    const derived = origins.get(instancePath) === 'deb.name' && wrong.has('/deb/name');
    return keyword !== 'propertyNames' && !derived;
  };
  const mistakes = [...new Set(errors.filter(isOwnMistake).map((error) => describeMistake(error, origins)))];
  const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
  return new BuildError(`package.json has ${count} in its configuration`, mistakes);
}

function describeMistake(error: ErrorObject, origins: Map<string, string>): string {
  const { keyword, instancePath, params, data } = error;
  const parent = error.parentSchema as { description: string; properties?: Record<string, { description: string }> };
  const place = instancePath.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  const inside = place === '' ? '' : `${place}.`;
  if (keyword === 'additionalProperties') {
    const key = params.additionalProperty as string;
    const nearest = closest(key, Object.keys(parent.properties ?? {}));
    return `${inside}${key}: there is no such key; did you mean "${nearest}"?`;
  }
  if (keyword === 'required') {
    const key = params.missingProperty as string;
    return `${inside}${key}: missing; it must be ${parent.properties?.[key]?.description}`;
  }
  if (error.propertyName !== undefined)
    return `${inside}${error.propertyName}: keys here must be ${parent.description}`;
  const origin = origins.get(instancePath);
  const found = data === '' && origin ? 'is missing' : `is ${JSON.stringify(data)}`;
  const whence = origin ? `${origin} (or ${place})` : place;
  return `${whence}: ${found}; it must be ${parent.description}`;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pick<T, K extends keyof T>(from: T, keys: K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
