/**
 * The directories in which commands are looked up: those of the machine, and none that a project or its dependencies fill.
 */
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** In place of a PATH without any other directory. */
const USUAL = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The environment `env`, whose PATH holds no directory of npm packages and none of the project. npx and `npm run` put
 * node_modules/.bin of the project and of each folder above it first (npm-run-script(1)). Yarn makes a folder of such
 * programs, BERRY_BIN_FOLDER. A dependency with a program called `sh` or `git` would run in place of the system's.
 * @param project the project's folder
 */
export function cleanEnvironment(env: NodeJS.ProcessEnv, project: string): NodeJS.ProcessEnv {
  const given = (env.PATH ?? '').split(path.delimiter);
  const isForeign = (folder: string): boolean => folder === env.BERRY_BIN_FOLDER || isOfProject(folder, project);
  const kept = given.filter((folder) => path.isAbsolute(folder) && ![folder, realPath(folder)].some(isForeign));
  return { ...env, PATH: kept.join(path.delimiter) || USUAL };
}

function isOfProject(folder: string, project: string): boolean {
  if (folder.split('/').includes('node_modules')) return true;
  // A home directory that is a project itself holds the tools of its user, such as a Node of nvm.
  return isIn(folder, project) && !isIn(homedir(), project);
}

function isIn(place: string, folder: string): boolean {
  return `${place}/`.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** A folder in PATH may be a link, and may be missing. */
function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
