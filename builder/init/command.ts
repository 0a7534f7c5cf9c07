/**
 * Commands of scripts in package.json: the program that each starts, and its arguments.
 */
import path from 'node:path';
import type { Json } from '../config/config.ts';
import type { FrameworkRun } from './frameworks.ts';
import { compilersApart, joined, noParts, type Parts, shown } from './parts.ts';
import { runnerCall } from './runners.ts';
import { type Places, type Program, programOf } from './start-file.ts';
import { unwrapped } from './wrappers.ts';

/** A program, and how a command runs it. */
export interface Command extends Program, Parts {
  arguments: string[];
  /** The folder that it runs in, relative to the project, or empty for the project itself. */
  directory: string;
  /** The way of a framework that the command takes. */
  framework?: FrameworkRun;
}

/** The surroundings of a command. */
export interface Surroundings {
  json: Json;
  places: Places;
  /** The folder that it runs in, relative to the project. */
  directory: string;
}

/** The program that a command starts, by its words, or undefined if init does not understand them. */
export function ofCommand(words: readonly string[], around: Surroundings): Command | undefined {
  const parts = noParts();
  const rest = unwrapped(words, parts);
  const found =
    ofFramework(rest, around) ??
    ofRunner(rest, around) ??
    ofDependency(rest, around) ??
    ofRunner(byFirstLine(rest, around), around);
  return found && { ...found, ...joined(parts, found) };
}

function ofFramework(words: readonly string[], { places, directory }: Surroundings): Command | undefined {
  const [command = '', verb = ''] = words;
  const run = places.runs.find((way) => way.command === command || way.command === `${command} ${verb}`);
  if (run === undefined || directory !== '') return undefined;
  const { entry, dropped = [] } = run;
  const own = entry.find(places.isFile) ?? entry[0];
  const parts = noParts();
  const left = words.filter((word) => dropped.includes(word));
  if (left.length > 0) parts.notes.push(`service.arguments: ${shown(left)} is for developers and is left out`);
  const given = words.filter((word) => !left.includes(word));
  if (!own.startsWith('node_modules/')) {
    addPort(given.slice(2), parts);
    const source = programOf(own, places.isFile)?.source;
    return { ...program(own, source), ...parts, framework: run };
  }
  const app = given.findLast((word) => /\.[cm]?[jt]s$/.test(word));
  const source = app === undefined ? undefined : programOf(app, places.isFile)?.source;
  return {
    ...program(own, source),
    ...parts,
    arguments: given.slice(1),
    directory: run.directory ?? '',
    framework: run,
  };
}

function program(entry: string, source: string | undefined) {
  return { entry, source, arguments: [] as string[], directory: '' };
}

/** A port on the command line of a framework becomes the variable that its output reads. */
function addPort(words: readonly string[], parts: Parts): void {
  const left: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [, joinedPort] = /^--port=(\d+)$/.exec(words[at] as string) ?? [];
    const isPort = /^(-p|--port)$/.test(words[at] as string) && /^\d+$/.test(words[at + 1] ?? '');
    if (joinedPort !== undefined) parts.variables.PORT = joinedPort;
    else if (isPort) {
      at += 1;
      parts.variables.PORT = words[at] as string;
    }
    if (!isPort && joinedPort === undefined) left.push(words[at] as string);
  }
  if (left.length > 0) parts.notes.push(`service.arguments: ${shown(left)} is left out: the output takes no arguments`);
}

function ofRunner(words: readonly string[], around: Surroundings): Command | undefined {
  const { json, places, directory } = around;
  const parts = noParts();
  const call = runnerCall(words, parts);
  if (call?.command) {
    const other = ofCommand(call.command, around);
    return other && { ...other, ...joined(parts, other) };
  }
  if (call === undefined) return undefined;
  const isMain = /^\.\/?$/.test(call.file) && typeof json.main === 'string';
  const name = isMain ? (json.main as string) : call.file;
  const bin = /^(?:\.\/)?node_modules\/\.bin\/([^/]+)$/.exec(name)?.[1];
  const found = programOf(bin ? (places.binaryOf(bin) ?? name) : path.posix.join(directory, name), places.isFile);
  if (found === undefined) return undefined;
  const framework = places.runs.find(({ entry }) => entry.includes(found.entry));
  if (/\.[cm]?tsx?$/.test(found.entry)) withoutCompilers(parts);
  const more = call.arguments.flatMap((word) => /^dotenv_config_path=(.+)$/.exec(word)?.[1] ?? []);
  parts.envFiles.push(...more);
  const entry =
    framework === undefined || places.isFile(found.entry) ? found.entry : outputOf(framework, found.entry, places);
  return { ...found, entry, ...parts, arguments: call.arguments, directory, ...(framework && { framework }) };
}

/** The words with which the first line of a file runs it: `#!/usr/bin/env node`. Empty for other words. */
function byFirstLine([word = '', ...words]: readonly string[], { places, directory }: Surroundings): string[] {
  const file = path.posix.join(directory, word);
  if (!word.includes('/') || !places.isFile(file)) return [];
  const [, runner, options = ''] = FIRST_LINE.exec(places.text(file)) ?? [];
  return runner === undefined ? [] : [runner, ...options.split(/\s+/).filter(Boolean), word, ...words];
}

const FIRST_LINE = /^#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(?:\S*\/)?(node|nodejs|tsx|ts-node)\b(.*)/;

/** The file of a framework's output that a script means: some scripts name it from the folder of the output. */
function outputOf({ entry, output = '' }: FrameworkRun, named: string, { isFile }: Places): string {
  return entry.find(isFile) ?? (entry.includes(output) ? output : named);
}

/** The build compiles TypeScript, and Node gets JavaScript. */
function withoutCompilers(parts: Parts): void {
  const { compilers, others } = compilersApart(parts.nodeOptions);
  if (compilers.length === 0) return;
  parts.nodeOptions = others;
  parts.notes.push(`service.nodeOptions: ${shown(compilers)} is left out: the build compiles instead`);
}

/** The commands of tools that build, or that serve a developer. */
const TOOLS =
  /^(tsc|tsup|tsdown|swc|esbuild|webpack(-.*)?|rollup|vite|parcel|react-scripts|vue-cli-service|ng|nx|turbo|lerna|gulp|grunt|rimraf|copyfiles|concurrently|npm-run-all|run-[sp]|wait-on|husky|prisma|knex|sequelize(-cli)?|typeorm|drizzle-kit|mikro-orm|migrate-mongo|node-pg-migrate|jest|vitest|mocha|eslint|prettier|astro|next|nuxt|nuxi|nitro|nitropack|remix|react-router|svelte-kit|svelte-check)$/;

/** The program of a dependency, such as `n8n start`. */
function ofDependency([command = '', ...words]: readonly string[], around: Surroundings): Command | undefined {
  const { places, directory } = around;
  if (command === '' || TOOLS.test(command)) return undefined;
  const found = programOf(places.binaryOf(command) ?? '', places.isFile);
  return found?.source === undefined ? undefined : { ...found, ...noParts(), arguments: words, directory };
}
