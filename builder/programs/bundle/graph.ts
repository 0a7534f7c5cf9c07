/**
 * The modules of a program and their imports, as esbuild resolves them with the conditions of Node.
 */
import path from 'node:path';
import {
  type BuildFailure,
  type BuildResult,
  build,
  type ImportKind,
  type Message,
  type OnLoadResult,
  type OnResolveArgs,
  type Plugin,
} from 'esbuild';
import { folderWith, installedJson } from '../../project/package-json.ts';
import { irregular, isIn, sourceText, statsOf } from '../../project/read-file.ts';
import { packageOfSpecifier } from '../../project/source-text.ts';
import { OLDEST_NODE } from '../../releases.ts';
import { packageFolder } from '../licenses.ts';
import { markAwaits } from './awaits.ts';
import { Kinds } from './kinds.ts';

export const TARGET = `node${OLDEST_NODE}`;

/** An import of a module. `target` is another module of the graph, or an absolute file outside it, or neither. */
interface Import {
  specifier: string;
  /** Whether `import` asks for it, and else `require()`. */
  isImport: boolean;
  isStatic: boolean;
  target?: string;
}

interface SourceModule {
  /** Relative to the project. */
  file: string;
  format: string | undefined;
  imports: Import[];
}

export interface Graph {
  /** The entries first. */
  modules: SourceModule[];
  messages: Message[];
}

export interface GraphOptions {
  /** Further programs, relative to the project: workers, children, modules with computed names. */
  more: readonly string[];
  /** Absolute folders of packages that lie beside the bundle. */
  beside: readonly string[];
  /** Sources that await at their top level. */
  awaiting: Map<string, string>;
}

/**
 * Follows all imports from `entry`, relative to `project`. Writes no file.
 * @param awaiting sources with marks in place of their awaits at the top level, by their files; further ones are added
 * @throws BuildFailure of esbuild
 */
export async function readGraph(project: string, entry: string, options: GraphOptions): Promise<Graph> {
  const missing = new Set<string>();
  for (;;) {
    try {
      return await resolved(project, entry, { ...options, missing });
    } catch (cause) {
      const errors = (cause as Partial<BuildFailure>).errors ?? [];
      const others = errors.filter((error) => !isOptional(error, missing));
      const isSolved = others.length < errors.length && others.length === 0;
      if (!isSolved && !markAwaits(project, others, options.awaiting)) throw cause;
    }
  }
}

/** A package may ask for another one that is missing, and catch the error: its require() fails as in Node. */
function isOptional({ text, location }: Message, missing: Set<string>): boolean {
  const [, specifier] = /^Could not resolve "(.*)"$/.exec(text) ?? [];
  if (specifier === undefined || location === null || packageFolder(location.file) === undefined) return false;
  const isStatic = /^\s*(?:import|export)\b(?!\s*\()/.test(location.lineText) || /\bfrom\s*["'][^"']*$/.test(location.lineText.slice(0, location.column + 1));
  if (isStatic) return false;
  missing.add(missingKey(location.file, specifier));
  return true;
}

function missingKey(importer: string, specifier: string): string {
  return `${importer}\0${specifier}`;
}

async function resolved(
  project: string,
  entry: string,
  { more, beside, awaiting, missing }: GraphOptions & { missing: ReadonlySet<string> },
): Promise<Graph> {
  const outside = new Map<string, string>();
  const result: BuildResult<{ metafile: true }> = await build({
    absWorkingDir: project,
    entryPoints: [entry, ...more],
    bundle: true,
    platform: 'node',
    // Node knows neither the condition "module" nor the field, which esbuild adds otherwise.
    conditions: [],
    mainFields: ['main'],
    format: 'cjs',
    target: TARGET,
    outdir: path.join(project, 'node_modules/.cache/build-deb'),
    treeShaking: false,
    ignoreAnnotations: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
    logOverride: {
      'unsupported-require-call': 'warning',
      'unsupported-dynamic-import': 'warning',
      'indirect-require': 'warning',
      'require-resolve-not-external': 'silent',
    },
    // A program from npm has no extension, as in node_modules/.bin.
    loader: { '': 'js' },
    plugins: [asNode(project, { beside, outside, awaiting, missing })],
  });
  const { inputs } = result.metafile;
  const shown = (file: string) => inputs[`${REQUIRES}:${path.join(project, file)}`]?.imports ?? [];
  const files = Object.keys(inputs).filter((file) => file !== '<runtime>' && !file.startsWith(`${REQUIRES}:`));
  const modules = files.map((file): SourceModule => {
    const { imports: own = [], format } = inputs[file] ?? {};
    const imports = [...own, ...shown(file)].filter(({ path: to }) => !to.startsWith(`${REQUIRES}:`));
    const found = imports.flatMap(({ path: to, kind, original, external }): Import[] => {
      if (kind === 'require-resolve' || to === '<runtime>' || to.includes('*')) return [];
      const specifier = original ?? to;
      const isImport = kind !== 'require-call';
      const target = external ? outside.get(keyOf(file, isImport, to)) : to;
      const known = { specifier: external ? (specifierOf.exec(to)?.[1] ?? to) : specifier, isImport };
      return [{ ...known, isStatic: kind === 'import-statement', ...(target === undefined ? {} : { target }) }];
    });
    return { file, format, imports: found };
  });
  const rank = new Map([entry, ...more].map((file, at) => [path.posix.normalize(file), at]));
  modules.sort((a, b) => (rank.get(a.file) ?? Infinity) - (rank.get(b.file) ?? Infinity) || 0);
  return { modules, messages: result.warnings };
}

/** An external module has its specifier as its path: a mark keeps it apart from other modules with equal paths. */
const specifierOf = /^outside:(.*)$/s;

function keyOf(importer: string, isImport: boolean, to: string): string {
  return `${importer}\0${isImport}\0${to}`;
}

type Resolve = NonNullable<Parameters<Plugin['setup']>[0]['resolve']>;

interface Resolution {
  beside: readonly string[];
  /** Files of packages beside the bundle, by their imports. */
  outside: Map<string, string>;
  awaiting: ReadonlyMap<string, string>;
  /** Imports that find no file. */
  missing: ReadonlySet<string>;
}

/** Resolves as Node does, and reads regular files alone: esbuild waits for a named pipe without an end. */
function asNode(project: string, { beside, outside, awaiting, missing }: Resolution): Plugin {
  const kinds = new Kinds();
  // The folder of a link may have another name than the package.
  const names = new Set(beside.flatMap((folder) => [String(installedJson(folder).name), nameOf(folder)]));
  return {
    name: 'as Node',
    setup({ onLoad, onResolve, resolve }) {
      onLoad({ filter: /^/, namespace: 'file' }, ({ path: file }) => {
        return refusal(file) ?? shownSource(file, awaiting.get(path.relative(project, file)));
      });
      onResolve({ filter: /^build-deb:requires$/ }, ({ importer }) => ({ path: importer, namespace: REQUIRES }));
      onLoad({ filter: /^/, namespace: REQUIRES }, ({ path: file }) => {
        const calls = requiredBy(sourceText(file)).map((name) => `try { require(${JSON.stringify(name)}) } catch {}`);
        return { contents: calls.join('\n'), loader: 'js', resolveDir: path.dirname(file) };
      });
      onResolve({ filter: /^/ }, async (args) => {
        const { path: specifier, importer, kind, pluginData } = args;
        if (pluginData === ASKED || kind === 'entry-point') return undefined;
        const refused = refusedPackage(specifier, args.resolveDir);
        if (refused) return refused;
        const from = path.relative(project, importer);
        if (missing.has(missingKey(from, specifier))) return { path: specifier, external: true };
        const name = packageOfSpecifier(specifier) ?? '';
        const isBeside = names.has(name) || specifier.startsWith('#');
        const isCompiled = kind === 'import-statement' && name !== '' && kinds.isCompiled(importer);
        if (!isBeside && !isCompiled) return undefined;
        const found = await ownResolution(args, resolve, isCompiled);
        const file = found?.path ?? '';
        if (!beside.some((folder) => isIn(file, folder))) return found;
        const to = `outside:${specifier}`;
        outside.set(keyOf(from, kind !== 'require-call', to), file);
        return { path: to, external: true };
      });
    },
  };
}

const ASKED = Symbol('asked');

/** The file of a specifier. TypeScript that becomes CommonJS asks for it with require(). */
async function ownResolution(args: OnResolveArgs, resolve: Resolve, isCompiled: boolean) {
  const { path: specifier, importer, resolveDir, with: attributes } = args;
  const kind: ImportKind = isCompiled ? 'require-call' : args.kind;
  const found = await resolve(specifier, { kind, importer, resolveDir, with: attributes, pluginData: ASKED });
  if (found.errors.length > 0) return undefined;
  const { path: file, external, namespace, sideEffects, suffix } = found;
  return { path: file, external, namespace, sideEffects, suffix };
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function refusal(file: string): { errors: { text: string }[] } | undefined {
  const stats = statsOf(file);
  const kind = stats && irregular(stats);
  return kind === undefined ? undefined : { errors: [{ text: `${file} is ${kind}, not a file` }] };
}

/** The package.json of a package says which file an import means. */
function refusedPackage(specifier: string, resolveDir: string): ReturnType<typeof refusal> {
  const name = /^[./]/.test(specifier) ? undefined : packageOfSpecifier(specifier);
  const folder = name && folderWith(name, resolveDir);
  return folder ? refusal(path.join(folder, 'node_modules', name, 'package.json')) : undefined;
}

/** A module that shows esbuild the calls of what createRequire() has made: it takes them for those of other functions. */
const REQUIRES = 'requires';

function shownSource(file: string, awaiting: string | undefined): OnLoadResult | undefined {
  if (!/\.[cm]?[jt]sx?$/.test(file)) return undefined;
  const text = awaiting ?? sourceText(file);
  const hasRequires = requiredBy(text).length > 0;
  if (awaiting === undefined && !hasRequires) return undefined;
  const contents = hasRequires ? `${text}\n;() => import('build-deb:requires');\n` : text;
  return { contents, resolveDir: path.dirname(file), loader: 'default' };
}

const CREATED = /\b(?:const|let|var)\s+([\w$]+)\s*=\s*(?:[\w$]+\.)?createRequire\(/g;

/** The specifiers of calls such as `createRequire(import.meta.url)('./data.json')`. */
function requiredBy(text: string): string[] {
  if (!text.includes('createRequire')) return [];
  const names = [...text.matchAll(CREATED)].flatMap(([, name]) => name?.replaceAll('$', '\\$') ?? []);
  const made = ['createRequire\\([^()]*\\)', ...names].join('|');
  const calls = new RegExp(`(?<![.\\w$])(?:${made})\\(\\s*(["'])([^"'\\n]+)\\1`, 'g');
  return [...new Set([...text.matchAll(calls)].flatMap(([, , specifier]) => specifier ?? []))];
}
