/**
 * Files of environment variables: those that a program reads, and examples of them.
 */
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { objectOf, production } from '../project/package-json.ts';
import { sourceText, statsOf } from '../project/read-file.ts';
import { frameworksOf } from './frameworks.ts';
import type { TextFile } from './sources.ts';
import type { Start } from './start.ts';

/** The map of the package config, which names a variable for each value (its wiki, "Environment Variables"). */
const MAPS = ['json', 'json5', 'yaml', 'yml'].map((ending) => `config/custom-environment-variables.${ending}`);

interface Project {
  names: readonly string[];
  start: Start | undefined;
  json: Json;
  sources: readonly TextFile[];
}

/** Packages that read .env. */
const READERS =
  /^(dotenv|dotenv-.*|@dotenvx\/dotenvx|dotenvx|env-cmd|@nestjs\/config|@fastify\/env|fastify-env|envalid|custom-env|node-env-file)$/;

/** The names of examples (see builder/project/secrets/names.ts). */
const EXAMPLE = /^\.?env[._-](example|sample|template|dist|default|schema)s?$|^(example|sample)\.env$/;

/** The files of variables of a project. A file that a command names comes first, as Node and dotenv take the first value. */
export function readEnvironment(
  project: string,
  all: Project,
): { read: TextFile[]; examples: TextFile[]; maps: TextFile[] } {
  const { names, start, json } = all;
  const maps = production(json).includes('config') ? MAPS : [];
  const named = [...(start?.envFiles ?? []), ...(readsUsual(all) ? namedBySources(all.sources) : [])];
  const usual = readsUsual(all) ? ['.env.production.local', '.env.local', '.env.production', '.env'] : [];
  const read = [...new Set([...named, ...usual].map((file) => path.posix.normalize(file)))];
  return {
    read: read.filter((file) => isHere(project, file)).map((file) => textOf(project, file)),
    examples: names.filter((name) => EXAMPLE.test(name)).map((file) => textOf(project, file)),
    maps: maps.filter((file) => isHere(project, file)).map((file) => textOf(project, file)),
  };
}

/** Whether the program reads .env: by a package, by a call of Node's, or because its framework does. */
function readsUsual({ json, sources }: Project): boolean {
  const packages = [...production(json), ...Object.keys(objectOf(json.devDependencies))];
  return (
    packages.some((name) => READERS.test(name)) ||
    frameworksOf(json).some(({ readsEnv }) => readsEnv) ||
    sources.some(({ text }) => /\bloadEnvFile\s*\(|['"`]dotenv(\/config)?['"`]/.test(text))
  );
}

/** `dotenv.config({ path: 'config/.env' })`, `envFilePath: '…'`: a path from the project, or from the source. */
const ENV_PATH = /["'`]((?:[\w.-]+\/)*[\w-]*\.env(?:\.[\w.-]+)?)["'`]/g;

function namedBySources(sources: readonly TextFile[]): string[] {
  const paths = sources.flatMap(({ file, text }) =>
    [...text.matchAll(ENV_PATH)].flatMap(([, name = '']) => [name, path.posix.join(path.posix.dirname(file), name)]),
  );
  return paths.filter((file) => !EXAMPLE.test(path.posix.basename(file)));
}

function isHere(project: string, file: string): boolean {
  return !file.startsWith('..') && !path.isAbsolute(file) && statsOf(path.join(project, file))?.isFile() === true;
}

function textOf(project: string, file: string): TextFile {
  return { file, text: sourceText(path.join(project, file)) };
}
