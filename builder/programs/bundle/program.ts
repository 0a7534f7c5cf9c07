/**
 * From the entry of a program to its bundle: the modules in one file, each with its own scope, and the files beside it
 * that the program loads by their names.
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { installedJson } from '../../project/package-json.ts';
import { isIn, sourceText } from '../../project/read-file.ts';
import { bundleError, fatalError, refuseNoFile } from '../bundle-errors.ts';
import { searchedFiles } from '../hidden-files.ts';
import { packageFolder } from '../licenses.ts';
import { outsideWarnings } from '../outside-paths.ts';
import { namedPackages, packagesBeside, placesOutside, withDependencies } from './beside.ts';
import { type Compiled, compileSources } from './compile.ts';
import { type BundledModule, makeContainer } from './container.ts';
import { type Graph, type GraphOptions, readGraph } from './graph.ts';
import { computedNames, isFatal } from './graph-warnings.ts';
import { refuseInstrumentation } from './instrumentation.ts';
import { COMPILED, ES_MODULE, type Kind, Kinds } from './kinds.ts';
import { type NamedFiles, namedFiles } from './named-files.ts';

const VIEWS = /["'`]view engine["'`]|\.render\(|\.engine\(/;

interface BundleRequest {
  project: string;
  /** Relative to the project. */
  entry: string;
  /** The key of package.json that names the entry. */
  key: string;
  /** The code of payload/bundle. */
  runtime: string;
  hasMap: boolean;
}

export interface LinkedProgram {
  code: string;
  map: string;
  /** Whether it awaits at its top level. */
  isAsync: boolean;
  /** The source files in it, relative to the project. */
  inputs: string[];
  named: NamedFiles;
  /** Modules that may be missing on the target, because the program computes their names. */
  warnings: string[];
  /** Absolute folders of packages that have to lie beside the bundle, with all that they need. */
  beside: string[];
  /** The absolute folder that is the folder `app` of the target: the project, or a folder above it. */
  root: string;
}

/**
 * Bundles a program with all its imports. Writes no file.
 * @throws BuildError if a file is missing, or the bundle would not run.
 */
export async function linkProgram({ project, entry, key, runtime, hasMap }: BundleRequest): Promise<LinkedProgram> {
  refuseNoFile(project, entry, key);
  const { graph, named, beside, awaiting } = await wholeGraph(project, entry);
  const fatal = graph.messages.filter(isFatal);
  if (fatal.length > 0) throw fatalError(entry, fatal);
  const inputs = graph.modules.map(({ file }) => file);
  refuseInstrumentation(project, entry, [...inputs, ...beside.map((folder) => `${path.relative(project, folder)}/`)]);
  const root = rootOf(project, [...inputs.map((file) => path.resolve(project, file)), ...beside]);
  const kinds = new Kinds();
  const sources = graph.modules.map(({ file, format }) => ({ file, kind: kinds.of(path.join(project, file), format) }));
  const compiled = await compileSources(project, sources, awaiting).catch((cause: unknown) => {
    throw bundleError(project, entry, cause);
  });
  const modules = modulesOf(graph, {
    project,
    root,
    compiled,
    kinds: new Map(sources.map(({ file, kind }) => [file, kind])),
  });
  const { code, map } = makeContainer(modules, runtime, hasMap);
  return {
    code,
    map,
    isAsync: modules[0]?.isAsync ?? false,
    inputs,
    named,
    beside,
    root,
    warnings: [
      ...computedNames(project, graph, named),
      ...placesOutside(project, graph),
      ...outsideWarnings(
        project,
        inputs.map((file) => path.join(project, file)),
      ),
    ],
  };
}

interface Found {
  graph: Graph;
  named: NamedFiles;
  beside: string[];
  awaiting: ReadonlyMap<string, string>;
}

/** Follows imports, and the files that the sources name, until no further one is found. */
async function wholeGraph(project: string, entry: string): Promise<Found> {
  const { dependencies = {}, devDependencies = {} } = installedJson(project) as Record<string, Record<string, string>>;
  const packages = Object.keys({ ...dependencies, ...devDependencies });
  const awaiting = new Map<string, string>();
  const options: GraphOptions = { more: [], beside: [], awaiting };
  let graph = await readGraph(project, entry, options).catch((cause: unknown) => {
    throw bundleError(project, entry, cause);
  });
  for (;;) {
    const own = graph.modules.map(({ file }) => file).filter((file) => packageFolder(file) === undefined);
    const used = [...graph.modules.map(({ file }) => file), ...options.beside.map((folder) => `${folder}/`)];
    const named = namedFiles(project, own, [...packages, ...used.flatMap(packageName)]);
    const texts = own.map((file) => sourceText(path.join(project, file)));
    const hasViews = texts.some((text) => VIEWS.test(text));
    const roots = [
      ...options.beside,
      ...packagesBeside(project, graph, hasViews),
      ...namedPackages(project, graph, texts),
    ];
    const beside = withDependencies(roots, project);
    const more = named.code.filter((file) => path.posix.normalize(entry) !== file);
    const isDone = beside.length === options.beside.length && more.every((file) => own.includes(file));
    const data = [...new Set([...named.data, ...searchedFiles(project, texts)])];
    if (isDone) return { graph, named: { ...named, code: more, data }, beside, awaiting };
    Object.assign(options, { more, beside });
    graph = await readGraph(project, entry, options).catch((cause: unknown) => {
      throw bundleError(project, entry, cause);
    });
  }
}

/** The name of the package that a file belongs to. */
function packageName(file: string): string[] {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.slice(1) ?? [];
}

/** The nearest folder that holds the project and all files. */
function rootOf(project: string, files: readonly string[]): string {
  let root = realpathSync(project);
  while (!files.every((file) => isIn(file, root))) root = path.dirname(root);
  return root;
}

interface Sources {
  project: string;
  root: string;
  compiled: ReadonlyMap<string, Compiled>;
  kinds: Map<string, Kind>;
}

function modulesOf(graph: Graph, { project, root, compiled, kinds }: Sources): BundledModule[] {
  const ids = new Map(graph.modules.map(({ file }, id) => [file, id]));
  const outside = new Kinds();
  const waiting = waitingModules(graph, compiled, outside);
  return graph.modules.map(({ file, imports }) => {
    const isAsync = waiting.has(file);
    // TypeScript makes no CommonJS of an await: Node takes the source for an ES module.
    const kind = isAsync && kinds.get(file) === COMPILED ? ES_MODULE : (kinds.get(file) as Kind);
    const required: Record<string, number | string> = {};
    const imported: Record<string, number | string> = {};
    for (const { specifier, isImport, isStatic, target } of imports) {
      if (target === undefined) continue;
      const place = path.isAbsolute(target) ? path.relative(root, target) : '';
      const isModule = path.isAbsolute(target) && isImport && outside.of(target, undefined) === ES_MODULE;
      const row = ids.get(target) ?? (isModule ? `import:${place}` : place);
      if (row === '') continue;
      if (!isImport || (kind === COMPILED && isStatic)) required[specifier] ??= row;
      if (isImport || kind === ES_MODULE) imported[specifier] ??= row;
    }
    const statics =
      kind === ES_MODULE ? imports.filter(({ isStatic }) => isStatic).map(({ specifier }) => specifier) : [];
    return {
      ...(compiled.get(file) as Compiled),
      ...{ place: path.relative(root, path.resolve(project, file)), kind, isOwn: packageFolder(file) === undefined },
      ...{ required, imported, statics: [...new Set(statics)], isAsync },
    };
  });
}

/** Modules that await at their top level, or import one that does. */
function waitingModules({ modules }: Graph, compiled: ReadonlyMap<string, Compiled>, kinds: Kinds): Set<string> {
  const waiting = new Set(modules.flatMap(({ file }) => (compiled.get(file)?.awaits ? [file] : [])));
  const waits = (target: string | undefined): boolean => {
    if (target === undefined) return false;
    return waiting.has(target) || (path.isAbsolute(target) && kinds.of(target, undefined) === ES_MODULE);
  };
  for (let before = -1; before !== waiting.size; ) {
    before = waiting.size;
    for (const { file, imports } of modules) {
      if (imports.some(({ isStatic, target }) => isStatic && waits(target))) waiting.add(file);
    }
  }
  return waiting;
}
