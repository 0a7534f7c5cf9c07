/**
 * The facts of a project that its CI needs: the repository's root, the package manager, the version of Node and the build.
 */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { minVersion, satisfies } from 'semver';
import type { Json } from '../../config/config.ts';
import { BuildError } from '../../errors.ts';
import { lockOf } from '../../project/lock-hashes.ts';
import { installedJson, objectOf } from '../../project/package-json.ts';
import { LTS_NODES } from '../../releases.ts';
import { isNodeRange } from '../../version.ts';
import { type Manager, managerOf } from './managers.ts';

export interface CiFacts {
  /** The folder of the repository, absolute: CI systems read their files there. */
  root: string;
  /** The project's folder in it, or empty. */
  member: string;
  manager: Manager;
  /** The major version of Node. */
  node: number;
  /** Whether package.json has a script `build`. */
  hasBuild: boolean;
  /** A sentence if CI would not find this tool. */
  questions: readonly string[];
}

/** Characters of a folder that mean nothing to YAML, to a shell and to the expressions of a CI system. */
const PLAIN_FOLDER = /^[\w@+][\w@+./-]*$/;

/**
 * Reads the facts of the project in a folder.
 * @throws BuildError for a package manager or a folder that no CI file can name.
 */
export function ciFacts(project: string, json: Json): CiFacts {
  const home = realpathSync(project);
  const root = repositoryOf(home);
  const member = path.relative(root, home);
  if (member !== '' && !PLAIN_FOLDER.test(member)) {
    throw new BuildError(`the folder ${member} has characters that a CI file would take for something else`, [
      'name the folder with letters, digits, . - and _ alone',
    ]);
  }
  const lock = lockOf(home);
  const settings = [home, ...(lock.file === undefined ? [] : [path.dirname(lock.file)])].map(installedJson);
  return {
    root,
    member,
    manager: managerOf(lock, settings),
    node: nodeOf(json),
    hasBuild: typeof objectOf(json.scripts).build === 'string',
    questions: [...new Set(toolQuestion([json, ...settings], root, home))],
  };
}

/** The folder with git's own, else the project. */
function repositoryOf(project: string): string {
  for (let folder = project; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, '.git'))) return folder;
    if (folder === path.dirname(folder)) return project;
  }
}

/** The newest LTS that `engines` and the `deb` section want, else the lowest version that they allow. */
function nodeOf(json: Json): number {
  const given = [objectOf(json.engines).node, objectOf(json.deb).node];
  const ranges = given.filter((range): range is string => typeof range === 'string' && isNodeRange(range));
  const major = (version: string): number => Number.parseInt(version, 10);
  const lts = LTS_NODES.find((version) => ranges.every((range) => satisfies(version, range)));
  // An exact version is that of a carried Node: the build needs the same major version.
  const least = ranges.map((range) => minVersion(range)?.version).filter((version) => version !== undefined);
  return major(lts ?? least.at(-1) ?? LTS_NODES[0] ?? '24');
}

/** CI installs this tool from package.json, as any other package. */
function* toolQuestion(files: readonly Json[], root: string, home: string): Iterable<string> {
  const found = files.map(({ dependencies, devDependencies }) => {
    return { ...objectOf(dependencies), ...objectOf(devDependencies) }['build-deb'];
  });
  const spec = found.find((value): value is string => typeof value === 'string');
  const add = 'npm install --save-dev ./vendor/build-deb-VERSION.tgz';
  if (spec === undefined) yield `devDependencies lack build-deb, and CI installs it from there: ${add}`;
  const local = /^(?:file:|(?=[./]))(.*)$/.exec(spec ?? '')?.[1];
  if (local === undefined) return;
  const isOutside = path.relative(root, path.resolve(home, local)).startsWith('..');
  if (isOutside) yield `build-deb comes from ${local}, which is not in the repository: put it there, with ${add}`;
}
