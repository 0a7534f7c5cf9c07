/**
 * The modules of a program and their imports, as esbuild resolves them with the conditions of Node.
 */
import path from 'node:path';
import { type BuildFailure, type BuildResult, build, type Message } from 'esbuild';
import { OLDEST_NODE } from '../../releases.ts';
import { markAwaits } from './awaits.ts';
import { asNode, isOptional, keyOf, specifierOf } from './resolution.ts';
import { REQUIRES } from './shown-sources.ts';

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
 * @param awaiting sources with marks in place of their awaits at the top level, by their files. Further ones are added
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
