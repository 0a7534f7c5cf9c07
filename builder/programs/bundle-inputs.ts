/**
 * The source files of a bundle, as far as they say which files may be in a package: their places, names, contents and modes.
 */
import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { BuildError } from '../errors.ts';
import { folderWith, installedJson } from '../project/package-json.ts';
import { privacyOf } from '../project/private-files.ts';
import { isIn } from '../project/read-file.ts';
import { secretIn } from '../project/secrets/contents.ts';
import { findSecret, secretsError } from '../project/secrets/scan.ts';
import { sharedFolder } from '../project/workspace.ts';
import type { Bundle } from './bundle.ts';

const ADVICE =
  'a bundle has no exception: read such a value when the program starts, from a variable of "secrets" or a file of "files"';

/**
 * @returns whether only the owner may read one of the project's own sources, and warnings of passwords in settings
 * @throws BuildError for a source that is neither in the project nor in a package that it depends on, and for a secret in
 * the project's own sources or in the bundle.
 */
export async function checkInputs(
  project: string,
  entry: string,
  { inputs, code }: Bundle,
): Promise<{ isPrivate: boolean; warnings: string[] }> {
  const shared = realpathSync(repositoryOf(sharedFolder(project)));
  const own = inputs.filter((input) => !isOthers(input) && existsSync(path.join(project, input)));
  const outside = own.filter((input) => !isIn(realpathSync(path.join(project, input)), shared));
  const foreign = outside.filter((input) => !isLinked(path.join(project, input), project));
  if (foreign.length > 0) throw outsideError(entry, foreign, shared);
  const found = await Promise.all(own.map((input) => findSecret(path.join(project, input), input)));
  const secrets = found.flatMap((finding) => (finding?.weight === 'secret' ? [finding] : []));
  if (secrets.length > 0) throw secretsError(secrets, ADVICE);
  // esbuild joins strings and puts values of JSON into place: a token may be whole in the bundle only.
  const what = inputs.some(isOthers) ? undefined : secretIn(code);
  if (what !== undefined) throw secretsError([{ file: `the bundle of ${entry}`, what, weight: 'secret' }], ADVICE);
  const hides = privacyOf(project);
  const isPrivate = own.some((input) => hides(statSync(path.join(project, input)).mode, input));
  const hints = isPrivate ? [] : found.flatMap((finding) => (finding?.weight === 'hint' ? [finding] : []));
  const warnings = hints.map(
    ({ file, what }) => `${file} has ${what}, which becomes part of the bundle: every user of the target can read it`,
  );
  return { isPrivate, warnings };
}

/** Packages from npm are public. */
function isOthers(input: string): boolean {
  return /(^|\/)node_modules\//.test(input);
}

/** Code next to the project belongs to it if both are in one repository. */
function repositoryOf(folder: string): string {
  for (let at = folder; at !== path.dirname(at); at = path.dirname(at))
    if (existsSync(path.join(at, '.git'))) return at;
  return folder;
}

/** Whether a file is in a package that the project has linked into its node_modules, as `npm link` and `file:` do. */
function isLinked(file: string, project: string): boolean {
  const real = realpathSync(file);
  for (let at = path.dirname(real); at !== path.dirname(at); at = path.dirname(at)) {
    const { name } = installedJson(at);
    if (typeof name !== 'string') continue;
    const holder = folderWith(name, project);
    return holder !== undefined && realpathSync(path.join(holder, 'node_modules', name)) === at;
  }
  return false;
}

function outsideError(entry: string, inputs: readonly string[], shared: string): BuildError {
  return new BuildError(`${entry} imports files outside ${shared}`, [
    ...inputs.slice(0, 5),
    'a package carries only what lies in the project, in its repository or in a package that it depends on: move them there',
  ]);
}

/**
 * @throws BuildError for JSON that the program writes and that a source imports: the bundle would hold it as it is now.
 */
export function refuseWritten(inputs: readonly string[], { writable }: Pick<Config, 'writable'>): void {
  const isWritten = (input: string) => writable.some(({ path: own }) => input === own || input.startsWith(`${own}/`));
  const written = inputs.find((input) => input.endsWith('.json') && isWritten(input));
  if (written === undefined) return;
  throw new BuildError(`${written} in deb.writable would be a part of the bundle`, [
    'a source imports it: after a restart, the program would read the content that it has now',
    'package the program with its modules: "payload": "modules"',
  ]);
}
