/**
 * What `build-deb init` reads of a project, and how it finds the file that starts it.
 */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'tinyglobby';
import { BuildError } from './errors.ts';
import { readPackageJson } from './facts.ts';
import { findWorkspace } from './programs/dependencies.ts';
import { run } from './shell.ts';

export type Json = Record<string, unknown>;

/** A file of the project, its path relative to it. */
export interface TextFile {
  file: string;
  text: string;
}

/** How a project is started. */
export interface Start {
  /** The file that Node runs, relative to the project; it need not be there yet. */
  entry: string;
  /** Where the project's own code begins: the entry, the TypeScript that it is yet to be compiled from, a framework's app. */
  source: string | undefined;
  arguments: string[];
  /** Environment variables that the command sets. */
  variables?: Record<string, string>;
  /** Options of Node, or of what runs the sources, which a unit does not pass on. */
  options?: string[];
  /** What says so: `scripts.start`, `bin`, `main`, or `its name`. */
  from: string;
  /** The package whose command it is, and the port that one listens on. */
  framework?: { package: string; port: string };
}

/** Everything about a project that a proposal is made of. */
export interface Survey {
  /** The text of package.json. */
  packageJson: string;
  /** The name of the project's folder. */
  folder: string;
  /** The project's place in its workspace; empty if it stands alone. */
  member: string;
  /** What lies in that folder. */
  names: readonly string[];
  start: Start | undefined;
  /** The sources that the service begins with, and what they import from the project. */
  sources: readonly TextFile[];
  /** Whether there is a node_modules to look for addons in. */
  installed: boolean;
  /** Native addons among the production dependencies. */
  addons: readonly string[];
  git: { name: string; email: string };
  readme: string;
  /** The project's own, else its workspace's. */
  license: TextFile | undefined;
}

/** As many sources as a shallow look takes. */
const MOST_SOURCES = 300;

/**
 * Reads what a proposal needs to know of the project in the folder `project`.
 * @throws BuildError if there is no package.json, or none that holds an object.
 */
export async function surveyProject(project: string): Promise<Survey> {
  const packageJson = await readPackageJson(project);
  const json = parseObject(packageJson);
  const workspace = findWorkspace(path.resolve(project));
  const isFile = (file: string): boolean => isFileIn(project, file);
  const start = findStart(json, isFile);
  const names = (await readdir(project)).sort();
  const readme = names.find((name) => /^readme(\.(md|markdown|txt))?$/i.test(name));
  const [sources, addons, git, license] = await Promise.all([
    readSources(project, start),
    findAddons(project, json),
    readGit(project),
    readLicense(project, names, workspace),
  ]);
  return {
    packageJson,
    folder: path.basename(path.resolve(project)),
    member: workspace === undefined ? '' : path.relative(workspace, project),
    names,
    start,
    sources,
    installed: names.includes('node_modules'),
    addons,
    git,
    readme: readme === undefined ? '' : await readFile(path.join(project, readme), 'utf8').catch(() => ''),
    license,
  };
}

/**
 * The object that a package.json holds.
 * @throws BuildError if it holds something else.
 */
export function parseObject(packageJson: string): Json {
  let json: unknown;
  try {
    json = JSON.parse(packageJson);
  } catch (cause) {
    throw new BuildError('package.json is not valid JSON', [(cause as Error).message], { cause });
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json;
  throw new BuildError('package.json does not hold an object', ['npm init writes one that does']);
}

/** An object as it is, and an empty one for anything else. */
export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function isFileIn(project: string, file: string): boolean {
  const place = path.join(project, file);
  // existsSync knows no error, whatever the name is made of.
  return existsSync(place) && statSync(place).isFile();
}

/** The first sources, and what they import from the project, breadth first. */
async function readSources(project: string, start: Start | undefined): Promise<TextFile[]> {
  if (start?.source === undefined) return [];
  const files = new Set([start.source]);
  if (start.framework) {
    // fastify-cli's templates load these by their folders, not by imports.
    const cwd = path.join(project, path.dirname(start.source));
    const loaded = await glob('{routes,plugins}/**/*.{js,cjs,mjs,ts,cts,mts}', { cwd });
    for (const file of loaded.sort()) files.add(path.posix.join(path.posix.dirname(start.source), file));
  }
  const sources: TextFile[] = [];
  // A Set hands out what is added while it is walked.
  for (const file of files) {
    if (sources.length === MOST_SOURCES) break;
    const text = await readFile(path.join(project, file), 'utf8').catch(() => '');
    sources.push({ file, text });
    for (const [, specifier = ''] of text.matchAll(
      /\b(?:from|import|require)\s*\(?\s*['"](\.{1,2}(?:\/[^'"\n]*)?)['"]/g,
    )) {
      const found = findFile(path.posix.join(path.posix.dirname(file), specifier), (name) => isFileIn(project, name));
      if (found !== undefined && !found.startsWith('../')) files.add(found);
    }
  }
  return sources;
}

/** What a package needs that loads a compiled addon, besides a binding.gyp. */
const ADDON_LOADERS = [
  'node-gyp-build',
  'node-gyp-build-optional-packages',
  'bindings',
  'node-addon-api',
  '@mapbox/node-pre-gyp',
];

/** Names of installed production dependencies, direct or not, that are compiled for one machine. */
async function findAddons(project: string, json: Json): Promise<string[]> {
  const addons = new Set<string>();
  const seen = new Set<string>();
  const pending = needs(json).map((name) => ({ name, above: project }));
  for (const { name, above } of pending) {
    const folder = installedFolder(name, above);
    if (folder === undefined || seen.has(folder)) continue;
    seen.add(folder);
    const own = await readFile(path.join(folder, 'package.json'), 'utf8')
      .then(JSON.parse)
      .then(objectOf, () => ({}));
    if (isAddon(folder, own)) addons.add(name);
    else pending.push(...needs(own).map((needed) => ({ name: needed, above: folder })));
  }
  return [...addons].sort();
}

function needs({ dependencies, optionalDependencies }: Json): string[] {
  return Object.keys({ ...objectOf(dependencies), ...objectOf(optionalDependencies) });
}

/** Where Node would find a package: in the nearest node_modules above, and behind the links that pnpm makes. */
function installedFolder(name: string, above: string): string | undefined {
  for (let folder = path.resolve(above); ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) return realpathSync(candidate);
    if (folder === path.dirname(folder)) return undefined;
  }
}

function isAddon(folder: string, { dependencies, main, exports }: Json): boolean {
  const loads = ADDON_LOADERS.some((loader) => Object.hasOwn(objectOf(dependencies), loader));
  const isBinary = /\.node"/.test(JSON.stringify([main, exports]));
  return loads || isBinary || ['binding.gyp', 'prebuilds'].some((name) => existsSync(path.join(folder, name)));
}

async function readGit(project: string): Promise<Survey['git']> {
  const { stdout } = await run('git', ['config', '--get-regexp', '^user\\.(name|email)$'], { cwd: project });
  // The last one counts: git lists the system's, the user's and the project's own in this order.
  const value = (key: string): string =>
    stdout
      .match(new RegExp(`^user\\.${key} .*$`, 'gm'))
      ?.at(-1)
      ?.replace(/^\S+ /, '')
      .trim() ?? '';
  return { name: value('name'), email: value('email') };
}

/** The file that holds the licence: npm leaves its name open, so LICENSE itself comes first. */
async function readLicense(
  project: string,
  names: readonly string[],
  workspace: string | undefined,
): Promise<TextFile | undefined> {
  const own = names.filter((name) => /^(licen[cs]e|copying)([.-].*)?$/i.test(name));
  const candidates = own.includes('LICENSE') ? ['LICENSE'] : own;
  if (workspace !== undefined) candidates.push(path.relative(project, path.join(workspace, 'LICENSE')));
  for (const file of candidates) {
    const text = await readFile(path.join(project, file), 'utf8').catch(() => undefined);
    if (text !== undefined) return { file, text };
  }
  return undefined;
}

const EXTENSIONS = ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.tsx'];

type IsFile = (file: string) => boolean;
type Command = Omit<Start, 'from'>;

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

/** Where a service begins by custom. */
const CUSTOMARY = ['src/server', 'src/main', 'src/index', 'src/app', 'server', 'main', 'index', 'app'];

/** How the project whose package.json holds `json` is started; undefined if nothing says so. */
export function findStart(json: Json, isFile: IsFile): Start | undefined {
  for (const name of ['start:prod', 'start']) {
    const found = ofScript(name, json, isFile);
    if (found) return { ...found, from: `scripts.${name}` };
  }
  const bins = typeof json.bin === 'string' ? [json.bin] : Object.values(objectOf(json.bin));
  const named: [string, unknown][] = [
    ['main', json.main],
    ...CUSTOMARY.map((name): [string, string] => ['its name', name]),
  ];
  if (bins.length === 1) named.unshift(['bin', bins[0]]);
  for (const [from, file] of named) {
    const found = typeof file === 'string' ? programOf([file], isFile) : undefined;
    // Unlike a command, these need not mean anything: npm init writes "main": "index.js" into every project.
    if (found?.source !== undefined) return { ...found, from };
  }
  return undefined;
}

/** What a script of package.json starts: of several commands the last that is understood; those before it build. */
function ofScript(name: string, json: Json, isFile: IsFile, depth = 0): Command | undefined {
  const scripts = objectOf(json.scripts);
  const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
  if (typeof script !== 'string' || depth > 5) return undefined;
  for (const words of commandsOf(script).reverse()) {
    const isScript = /^(npm|pnpm|yarn)$/.test(words[0] ?? '');
    const meant = words.slice(1).find((word) => !word.startsWith('-') && word !== 'run') ?? '';
    const found = isScript ? ofScript(meant, json, isFile, depth + 1) : ofCommand(words, json, isFile);
    if (found) return found;
  }
  return undefined;
}

/** The commands of a line of sh, each as its words; what is piped or redirected elsewhere is not looked at. */
function commandsOf(script: string): string[][] {
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

function ofCommand(words: readonly string[], json: Json, isFile: IsFile): Command | undefined {
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
  return verb === 'start' ? programOf(['dist/main.js'], isFile) : undefined;
}

function ofFramework(command: string, words: readonly string[], isFile: IsFile): Command | undefined {
  const framework = FRAMEWORKS.get(command);
  if (!framework || words[0] === 'dev') return undefined;
  const app = words.findLast((word) => /\.[cm]?[jt]s$/.test(word));
  return {
    entry: path.posix.join('node_modules', framework.package, framework.program),
    source: app === undefined ? undefined : programOf([app], isFile)?.source,
    arguments: words.filter((word) => word !== '-w' && word !== '--watch'),
    framework,
  };
}

function ofRunner(command: string, words: readonly string[], json: Json, isFile: IsFile): Command | undefined {
  const values = RUNNERS.get(command);
  const options: string[] = [];
  for (let at = 0; values && at < words.length; at += 1) {
    const word = words[at] as string;
    // nodemon's way to name another command, in quotes or not.
    if (/^(-x|--exec)$/.test(word))
      return ofCommand(
        words
          .slice(at + 1)
          .join(' ')
          .split(/\s+/),
        json,
        isFile,
      );
    if ((command === 'tsx' && word === 'watch') || (command.startsWith('pm2') && word === 'start')) continue;
    if (!word.startsWith('-')) {
      const file = /^\.\/?$/.test(word) && typeof json.main === 'string' ? json.main : word;
      const found = programOf([file, ...words.slice(at + 1)], isFile);
      return found && { ...found, options };
    }
    options.push(values.includes(word) ? `${word} ${words[++at] ?? ''}` : word);
  }
  return undefined;
}

/** The program in a file of the project, be it there or yet to be compiled; undefined for what is no such file. */
function programOf([word = '', ...rest]: string[], isFile: IsFile): Command | undefined {
  const name = path.posix.normalize(word).replace(/(?<=.)\/$/, '');
  if (word === '' || /^(\.\.)?(\/|$)|[\p{Cc}$`*]|\.config\.[cm]?js$/u.test(name)) return undefined;
  const found = findFile(name, isFile);
  const isThere = found !== undefined && (found === name || !/\.[cm]?js$/.test(name));
  const entry = isThere ? found : compiledName(name);
  if (!['', ...EXTENSIONS].includes(path.extname(entry))) return undefined;
  return { entry, source: isThere ? entry : (found ?? sourceOf(entry, isFile)), arguments: rest };
}

/** The file that `name` means to Node or a compiler: itself, with an extension, an index; the TypeScript of a .js. */
function findFile(name: string, isFile: IsFile): string | undefined {
  const file = path.posix.normalize(name);
  const ends = EXTENSIONS.flatMap((extension) => [`${file}${extension}`, path.posix.join(file, `index${extension}`)]);
  const compiled = /^(.*)js$/.exec(file)?.[1];
  return [file, ...ends, ...(compiled === undefined ? [] : [`${compiled}ts`, `${compiled}tsx`])].find(isFile);
}

/** What a compiler will have written when `node dist/main` or `node dist` is run. */
function compiledName(name: string): string {
  if (path.extname(name) !== '') return name;
  return /^(dist|build|out|lib|\.)$/.test(name) ? path.posix.join(name, 'index.js') : `${name}.js`;
}

/** The TypeScript that a compiled file comes from: in src/ for dist/, or in the same place without it. */
function sourceOf(compiled: string, isFile: IsFile): string | undefined {
  const inside = compiled.replace(/^(dist|build|out|lib)\//, '');
  const found = [`src/${inside}`, inside].map((file) => findFile(file, isFile));
  return found.find((file) => file !== undefined && /tsx?$/.test(file));
}
