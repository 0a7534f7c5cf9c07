/**
 * Commands of scripts in package.json, as people write them: which program each starts, and how.
 */
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { type IsFile, type Program, programOf } from './start-file.ts';

/** A program, and how a command runs it. */
export interface Command extends Program {
  arguments: string[];
  /** Environment variables that the command sets. */
  variables?: Record<string, string>;
  /** Options of Node, or of what runs the sources, which a unit does not pass on. */
  options?: string[];
  /** The package whose command it is, and the port that one listens on. */
  framework?: { package: string; port: string };
}

/** What runs sources: its options that take a word of their own. */
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

/** Frameworks that bring the program which starts them, and the port it listens on. */
const FRAMEWORKS: ReadonlyMap<string, { package: string; program: string; port: string }> = new Map([
  ['fastify', { package: 'fastify-cli', program: 'cli.js', port: '3000' }],
  ['next', { package: 'next', program: 'dist/bin/next', port: '3000' }],
]);

/** What only stands in front of the command itself. */
const WRAPPERS = ['cross-env', 'env', 'npx', 'exec', 'nohup'];

/** The commands of a line of sh, each as its words; what is piped or redirected elsewhere is not looked at. */
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

/** What a command starts, by its words; undefined if that is not understood. */
export function ofCommand(words: readonly string[], json: Json, isFile: IsFile): Command | undefined {
  const variables: Record<string, string> = {};
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] as string;
    const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined) variables[name] = value;
    else if (/^dotenvx?$/.test(word) && words.includes('--')) at = words.indexOf('--');
    else if (!WRAPPERS.includes(word)) break;
  }
  const [command = '', ...rest] = words.slice(at);
  const found =
    command === 'nest'
      ? ofNest(rest, isFile)
      : (ofFramework(command, rest, isFile) ?? ofRunner(command, rest, json, isFile));
  return found && { ...found, variables: { ...found.variables, ...variables } };
}

/** Nest's own command compiles, and then runs this. */
function ofNest([verb]: string[], isFile: IsFile): Command | undefined {
  const found = verb === 'start' ? programOf('dist/main.js', isFile) : undefined;
  return found && { ...found, arguments: [] };
}

function ofFramework(command: string, words: readonly string[], isFile: IsFile): Command | undefined {
  const framework = FRAMEWORKS.get(command);
  if (!framework || words[0] === 'dev') return undefined;
  const app = words.findLast((word) => /\.[cm]?[jt]s$/.test(word));
  return {
    entry: path.posix.join('node_modules', framework.package, framework.program),
    source: app === undefined ? undefined : programOf(app, isFile)?.source,
    arguments: words.filter((word) => word !== '-w' && word !== '--watch'),
    framework,
  };
}

function ofRunner(command: string, words: readonly string[], json: Json, isFile: IsFile): Command | undefined {
  const values = RUNNERS.get(command);
  const options: string[] = [];
  for (let at = 0; values && at < words.length; at += 1) {
    const word = words[at] as string;
    if (/^(-x|--exec)$/.test(word)) {
      // nodemon's way to name another command, in quotes or not.
      const other = words.slice(at + 1).join(' ');
      return ofCommand(other.split(/\s+/), json, isFile);
    }
    if ((command === 'tsx' && word === 'watch') || (command.startsWith('pm2') && word === 'start')) continue;
    if (!word.startsWith('-')) {
      const file = /^\.\/?$/.test(word) && typeof json.main === 'string' ? json.main : word;
      const found = programOf(file, isFile);
      return found && { ...found, arguments: words.slice(at + 1), options };
    }
    options.push(values.includes(word) ? `${word} ${words[++at] ?? ''}` : word);
  }
  return undefined;
}
