/**
 * Commands of scripts that are no program of a service: they call other scripts, build, or do what a package needs not.
 */
import type { Json } from '../config/config.ts';
import { shown } from './parts.ts';

/** A script that a command calls, and the arguments that it gets besides. */
interface Called {
  name: string;
  arguments: string[];
}

/** Options of npm, pnpm and Yarn that lead to another project. */
const ELSEWHERE = /^(--prefix|-C|--dir|--cwd|-w|--workspace|--filter|-F|-r|--recursive|workspaces?)(=|$)/;

/** The script of this project that a command such as `npm run build` calls, or undefined for other commands. */
export function calledScript([command = '', ...words]: readonly string[], scripts: Json): Called | undefined {
  if (command === 'node') return calledByNode(words, scripts);
  if (!/^(npm|pnpm|yarn|bun)$/.test(command) || words.some((word) => ELSEWHERE.test(word))) return undefined;
  const at = words.findIndex((word) => !word.startsWith('-') && !/^(run|run-script)$/.test(word));
  const name = words[at];
  if (name === undefined || typeof scripts[name] !== 'string') return undefined;
  const rest = words.slice(at + 1);
  // npm keeps options for itself up to `--`, pnpm and Yarn pass them on.
  const given = command === 'npm' ? rest.slice(rest.includes('--') ? rest.indexOf('--') + 1 : rest.length) : rest;
  return { name, arguments: given.filter((word, place) => word !== '--' || place > 0) };
}

/** `node --run NAME -- WORDS` (nodejs.org/api/cli.html). */
function calledByNode(words: readonly string[], scripts: Json): Called | undefined {
  const [option = '', next] = words;
  const name = /^--run=(.+)$/.exec(option)?.[1] ?? (option === '--run' ? next : undefined);
  if (name === undefined || typeof scripts[name] !== 'string') return undefined;
  return { name, arguments: words.includes('--') ? words.slice(words.indexOf('--') + 1) : [] };
}

/** The scripts that npm-run-all and its kind call, or undefined for other commands. */
export function severalScripts([command = '', ...words]: readonly string[], scripts: Json) {
  if (!/^(npm-run-all2?|run-s|run-p)$/.test(command)) return undefined;
  const areParallel = command === 'run-p' || words.some((word) => /^(-\w*p\w*|--parallel)$/.test(word));
  const names = words.filter((word) => !word.startsWith('-')).flatMap((word) => matching(word, Object.keys(scripts)));
  return { names, areParallel };
}

/** `build:*` means each script with this beginning and no further colon. */
function matching(pattern: string, names: readonly string[]): string[] {
  if (!pattern.includes('*')) return [pattern];
  const plain = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
  const whole = new RegExp(`^${plain.replaceAll('**', '.+').replaceAll('*', '[^:]+')}$`);
  return names.filter((name) => whole.test(name));
}

/** A question about a command that starts another project, several programs, or a script of sh. Undefined for others. */
export function elsewhere(words: readonly string[], scripts: Json): string | undefined {
  const [command = ''] = words;
  const text = JSON.stringify(shown(words));
  const isManager = /^(npm|pnpm|yarn|lerna|nx|turbo|bun)$/.test(command);
  if (isManager && (words.some((word) => ELSEWHERE.test(word)) || /^(lerna|nx|turbo)$/.test(command))) {
    return `deb.entry: \u0001 starts a project in another folder with ${text}: run build-deb init there`;
  }
  if (command === 'concurrently' || severalScripts(words, scripts)?.areParallel) {
    const how = 'name the first one in "entry", and each other one in "services"';
    return `deb.entry: \u0001 starts several programs at once with ${text}: ${how}`;
  }
  if (/^(ba|da|z)?sh$/.test(command) || /^(\.{0,2}\/|[\w-]+\/).*\.sh$|^\.\/[\w/-]+$/.test(command)) {
    return `deb.entry: \u0001 runs ${text}, a script that init does not read: name the file that it starts, such as "src/server.js"`;
  }
  return undefined;
}

/** Commands that a service needs not. */
export function isHarmless([command = '', ...words]: readonly string[]): boolean {
  if (/^(npm|pnpm|yarn)$/.test(command)) return /^(-v|--version)$/.test(words[0] ?? '');
  return (
    /^(:|true|false|echo|printf|clear|set|exit|wait|sleep|\[|test|exec)$/.test(command) &&
    (command !== 'exec' || words.length === 0)
  );
}

/** A question about directories that a script makes before the program starts. Undefined for other commands. */
export function madeFolders([command = '', ...words]: readonly string[]): string | undefined {
  const folders = words.filter((word) => !word.startsWith('-')).map((word) => word.replace(/^\.\/|\/$/g, ''));
  if (!/^mkdirp?$/.test(command) || folders.length === 0 || folders.some((folder) => !INSIDE.test(folder)))
    return undefined;
  const list = folders.map((folder) => JSON.stringify(folder)).join(', ');
  return `deb.writable: \u0001 makes ${folders.join(' and ')}; if the program writes there, add "writable": [${list}]`;
}

const INSIDE = /^(?!\.\.)[\w.-]+(\/[\w.-]+)*$/;

const BUILDERS =
  /^(tsc|tsc-alias|tsup|tsdown|swc|babel|esbuild|webpack|rollup|vite|parcel|gulp|grunt|ncc|nest|next|nuxt|nuxi|astro|remix|react-router|react-scripts|vue-cli-service|ng|svelte-kit|ncp|cpx|copyfiles|cpy|rimraf|rm|cp|mv|del-cli|del|shx|mkdirp|mkdir|chmod|touch|eslint|prettier|biome|jest|vitest|mocha|tap|ava|husky|patch-package|wait-on|graphql-codegen|tailwindcss|postcss|sass|npm-check|check-node-version)$/;

/** Whether a command builds, checks or cleans, as `npm ci`, `tsc` and `npm run build` do. */
export function isBuild(words: readonly string[]): boolean {
  const at = words.findIndex((word) => !/^(npx|yarn|pnpm|exec|cross-env|env|\w+=.*|-.*)$/.test(word));
  const [command = '', verb = ''] = words.slice(Math.max(at, 0));
  if (
    /^(npm|pnpm|yarn)$/.test(words[0] ?? '') &&
    /^(ci|i|install|prune|rebuild|run|run-script)$/.test(command === 'npm' ? verb : command)
  )
    return true;
  if (/^(prisma)$/.test(command)) return verb === 'generate';
  if (/^(build|compile|clean|lint|typecheck|type-check|generate|codegen|test|prepare)(:|$)/.test(command)) return true;
  return BUILDERS.test(command);
}
