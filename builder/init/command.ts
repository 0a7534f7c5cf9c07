/**
 * Commands of scripts in package.json: the program that each starts, and its arguments.
 */
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { type RunningFramework, startedFramework } from './frameworks.ts';
import { type Places, type Program, programOf } from './start-file.ts';

/** A program, and how a command runs it. */
export interface Command extends Program {
  arguments: string[];
  /** Environment variables that the command sets. */
  variables?: Record<string, string>;
  /** Options of Node or of another runner, which a unit does not pass on. */
  options?: string[];
  /** The framework whose own program the command runs. */
  framework?: RunningFramework;
}

/** Programs that run a source file, and those of their options that take a word of their own. */
const NODE_VALUES = ['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions'];
const RUNNERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['node', NODE_VALUES],
  ['tsx', [...NODE_VALUES, '--tsconfig']],
  ['ts-node', [...NODE_VALUES, '-P', '--project', '-O', '--compiler-options']],
  ['ts-node-dev', [...NODE_VALUES, '-P', '--project', '--watch', '--ignore-watch']],
  ['nodemon', [...NODE_VALUES, '-w', '--watch', '-e', '--ext', '-i', '--ignore', '--delay']],
  ['pm2', ['-n', '--name', '-i', '--instances']],
  ['pm2-runtime', ['-n', '--name', '-i', '--instances']],
]);

/** Words that only stand in front of the command itself. */
const WRAPPERS = ['cross-env', 'env', 'npx', 'exec', 'nohup'];

/** The commands of a line of sh, each as its words. Commands behind a pipe, a `||` or a redirection are left out. */
export function commandsOf(script: string): string[][] {
  const commands: string[][] = [[]];
  let isOver = false;
  for (const word of script.match(/\d*[<>]+&?\S*|(?:[^\s"';&|]|"(?:\\.|[^"\\])*"|'[^']*')+|&&|\|\||[;&|]/g) ?? []) {
    if (/^(&&?|\|\||;)$/.test(word)) commands.push([]);
    isOver = /^(\||\d*[<>])/.test(word) || (isOver && !/^(&&?|;)$/.test(word));
    if (isOver || /^(&&?|\|\||;)$/.test(word)) continue;
    commands.at(-1)?.push(word.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_, double, single) => double ?? single));
  }
  return commands;
}

/** The program that a command starts, by its words, or undefined if init does not understand them. */
export function ofCommand(words: readonly string[], json: Json, places: Places): Command | undefined {
  const variables: Record<string, string> = {};
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] as string;
    const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined) variables[name] = value;
    else if (/^dotenvx?$/.test(word) && words.includes('--')) at = words.indexOf('--');
    else if (!WRAPPERS.includes(word)) break;
  }
  const rest = words.slice(at);
  const found = ofFramework(rest, places) ?? ofRunner(rest, json, places) ?? ofDependency(rest, places);
  return found && { ...found, variables: { ...found.variables, ...variables } };
}

function ofFramework(words: readonly string[], { isFile }: Places): Command | undefined {
  const framework = startedFramework(words);
  if (framework === undefined) return undefined;
  if ('compiled' in framework) {
    const found = programOf(framework.compiled, isFile);
    return found && { ...found, arguments: [] };
  }
  const { program, dropped = [] } = framework;
  const app = words.findLast((word) => /\.[cm]?[jt]s$/.test(word));
  return {
    entry: path.posix.join('node_modules', framework.package, program),
    source: app === undefined ? undefined : programOf(app, isFile)?.source,
    arguments: words.slice(1).filter((word) => !dropped.includes(word)),
    framework,
  };
}

function ofRunner([command = '', ...words]: readonly string[], json: Json, places: Places): Command | undefined {
  const values = RUNNERS.get(command);
  const options: string[] = [];
  for (let at = 0; values && at < words.length; at += 1) {
    const word = words[at] as string;
    if (/^(-x|--exec)$/.test(word)) {
      // nodemon names another command this way, in quotes or not.
      const other = words.slice(at + 1).join(' ');
      return ofCommand(other.split(/\s+/), json, places);
    }
    if ((command === 'tsx' && word === 'watch') || (command.startsWith('pm2') && word === 'start')) continue;
    if (!word.startsWith('-')) {
      const file = /^\.\/?$/.test(word) && typeof json.main === 'string' ? json.main : word;
      const found = programOf(file, places.isFile);
      return found && { ...found, arguments: words.slice(at + 1), options };
    }
    options.push(values.includes(word) ? [word, ...words.slice(++at, at + 1)].join(' ') : word);
  }
  return undefined;
}

/** The commands of tools that build, or that serve a developer. */
const TOOLS =
  /^(tsc|tsup|esbuild|webpack(-.*)?|rollup|vite|parcel|react-scripts|vue-cli-service|ng|nx|turbo|lerna|gulp|grunt|rimraf|copyfiles|concurrently|npm-run-all|run-[sp]|wait-on|husky|prisma|knex|jest|vitest|mocha|eslint|prettier)$/;

/** The program of a dependency, such as `n8n start`. */
function ofDependency([command = '', ...words]: readonly string[], places: Places): Command | undefined {
  if (command === '' || TOOLS.test(command)) return undefined;
  const found = programOf(places.binaryOf(command) ?? '', places.isFile);
  return found?.source === undefined ? undefined : { ...found, arguments: words };
}
