/**
 * The verb between the command line and the repository: whether a build comes first, and the words on the terminal.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../config/parse.ts';
import { BuildError } from '../errors.ts';
import { readSnapshot } from '../project/history.ts';
import { InputLog } from '../project/inputs.ts';
import { projectJsonText } from '../project/package-json.ts';
import { type Publishing, publish } from './publish.ts';
import { adviceOn, linesOf, resultJson, resultText } from './report.ts';
import { poolFile } from './repository.ts';
import { type PublishRequest, readRequest, type Values } from './request.ts';

interface Options {
  operands: readonly string[];
  values: Values;
  snapshot: boolean;
  json: boolean;
}

interface Folders {
  /** The current folder. */
  project: string;
  tool: string;
}

interface Work {
  /** Whether the package of the project is to be built first. */
  needsBuild: boolean;
  /** Publishes the files of the command and `built`, and returns the result for stdout. */
  publish(built: readonly string[], signal: AbortSignal): Promise<string>;
}

/** A writer of progress. */
interface Teller {
  warn(text: string): void;
  done(step: string, detail: string): void;
}

/**
 * The work of a command.
 * @throws BuildError if the command names no package and there is none to build.
 */
export async function publishing(options: Options, { project: folder, tool }: Folders, teller: Teller): Promise<Work> {
  const request = readRequest(options.operands, options.values);
  const project = request.files.length > 0 ? undefined : await projectOf(folder, options, request);
  const work = async (built: readonly string[], signal: AbortSignal): Promise<string> => {
    const files = [...request.files, ...built];
    const outcome = await publish({ request: { ...request, files }, project, tool, signal, tell: teller.warn });
    for (const text of adviceOn(outcome)) teller.warn(text);
    for (const line of linesOf(outcome)) teller.done('publish', line);
    return options.json ? resultJson(outcome, request) : resultText(outcome, request);
  };
  return { needsBuild: needsBuild(request, project), publish: work };
}

/**
 * If no file is named, the package of the project is built, unless the request concerns what is published already.
 * @throws BuildError if there is neither a file, nor a project, nor such a request.
 */
function needsBuild(request: PublishRequest, project: Publishing['project']): boolean {
  const { files, withdraw, retire, phase, key, keep, url, directory } = request;
  if (files.length > 0 || withdraw !== undefined || retire !== undefined) return false;
  if (project !== undefined) return phase === undefined || !isPublished(directory, project);
  const isChange = [key, keep, url].some((value) => value !== undefined) && phase === undefined;
  if (isChange && existsSync(path.join(directory, 'dists'))) return false;
  throw new BuildError('there is no package to publish', [
    'name a FILE.deb, or run build-deb publish in the folder of your package.json',
  ]);
}

type Project = NonNullable<Publishing['project']>;

/** Whether the pool holds a version: then its phase changes without a build. */
function isPublished(directory: string, { name, version }: Project): boolean {
  const files = ['all', 'amd64', 'arm64'].map((architecture) => poolFile({ name, version, architecture }));
  return files.some((file) => existsSync(path.join(directory, file)));
}

/** Name and version of the package of a folder. A folder without one is fine for requests that need none. */
async function projectOf(
  folder: string,
  { snapshot }: Options,
  { withdraw, retire }: PublishRequest,
): Promise<Project | undefined> {
  if (!existsSync(path.join(folder, 'package.json'))) return undefined;
  try {
    const inputs = new InputLog('');
    const suffix = snapshot ? await readSnapshot(folder, inputs) : '';
    const { name, version } = parseConfig(projectJsonText(folder, inputs), suffix);
    return { name, version };
  } catch (error) {
    if (error instanceof BuildError && (withdraw !== undefined || retire !== undefined)) return undefined;
    throw error;
  }
}
