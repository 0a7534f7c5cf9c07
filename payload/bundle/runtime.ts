/**
 * The runtime of a bundle: it evaluates modules as Node does, each with its own place, `require` and `import.meta`.
 * Sources, their order and their scopes are those of the project. The bundle only spares Node the search for files.
 */
import { realpathSync } from 'node:fs';
import Module, { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { addExports, newNamespace, reexport, toCommonJs, toNamespace } from './namespaces.ts';
import { importOutside } from './outside.ts';
import { type Body, COMMON_JS, COMPILED, ES_MODULE, IMPORTED, JSON_FILE, type Row, type Target } from './rows.ts';
import { showSources } from './stacks.ts';

interface NodeModule extends NodeJS.Module {
  /** Modules by their file names: require.cache. */
  _cache?: never;
}

const NodeModules = Module as unknown as {
  new (id: string, parent?: NodeJS.Module | null): NodeModule;
  _cache: Record<string, NodeModule>;
  _nodeModulePaths(folder: string): string[];
};

/** An ES module of the bundle that is being evaluated, or has been. */
type Names = Record<PropertyKey, unknown>;

interface Evaluated {
  names: Names;
  error?: { thrown: unknown };
  promise?: Promise<void>;
}

/** The endings that Node adds to a name (its documentation, "File modules" and "Folders as modules"). */
const ENDINGS = ['', '.js', '.json', '.ts', '.cjs', '/index.js', '/index.json', '/index.ts'];

/**
 * Starts the program of a bundle, if Node has started this file.
 * @param own `require`, `module` and the path of the bundle, and whether a source map lies beside it
 * @returns a function that starts another program of the bundle, by the place of its source
 */
export function open(
  own: { require: NodeJS.Require; module: NodeJS.Module; filename: string; hasMap: boolean },
  rows: readonly Row[],
): (place?: string) => unknown {
  const { filename, hasMap } = own;
  const root = path.join(path.dirname(filename), 'app');
  if (hasMap) showSources(filename);
  const bundle = new Bundle(root, rows);
  const begin = (place?: string): unknown => bundle.begin(place);
  own.module.exports = begin;
  // The program looks through require.cache for its own modules.
  Object.defineProperty(NodeModules._cache, filename, { enumerable: false });
  if (own.require.main === own.module) begin();
  return begin;
}

class Bundle {
  readonly #rows: readonly Row[];
  readonly #files: readonly string[];
  readonly #ids: Map<string, number>;
  /** Packages by the names with which any module imports them, for modules that compute such a name. */
  readonly #names = new Map<string, number>();
  /** The CommonJS modules of the bundle. */
  readonly #own = new WeakSet<object>();
  readonly #evaluated = new Map<number, Evaluated>();
  #main: { filename: string; module: NodeModule | undefined } | undefined;

  constructor(
    readonly root: string,
    rows: readonly Row[],
  ) {
    this.#rows = rows;
    this.#files = rows.map(([place]) => path.join(root, place));
    this.#ids = new Map(this.#files.map((file, id) => [file, id]));
    for (const [, , required, imported] of rows) {
      for (const [name, target] of [...Object.entries(required), ...Object.entries(imported)]) {
        if (/^[^./#]/.test(name) && typeof target === 'number' && !this.#names.has(name)) this.#names.set(name, target);
      }
    }
  }

  /** Evaluates the module of a place, or the first one. It is the main module, if it is what Node was asked to run. */
  begin(place?: string): unknown {
    const file = place === undefined ? this.#file(0) : path.join(this.root, place);
    const id = this.#ids.get(file);
    if (id === undefined) throw new Error(`${file} is not in the bundle beside ${this.root}`);
    const isMain = this.#main === undefined && (place === undefined || isStarted(file));
    if (isMain) {
      this.#main = { filename: file, module: undefined };
      if (place === undefined) process.argv[1] = file;
    }
    const [, kind, , , , isAsync] = this.#row(id);
    if (kind !== ES_MODULE) {
      // Node has put the file that starts this module there.
      if (!this.#own.has(NodeModules._cache[file] ?? {})) delete NodeModules._cache[file];
      return this.#load(id, null);
    }
    if (isAsync) return this.#evaluateLater(id, new Set());
    // Node evaluates an ES module in a microtask: timers and ticks of its top level come after its promises.
    return isMain ? Promise.resolve().then(() => this.#evaluate(id)) : this.#evaluate(id);
  }

  #row(id: number): Row {
    return this.#rows[id] as Row;
  }

  #file(id: number): string {
    return this.#files[id] as string;
  }

  /** A file outside the bundle. */
  #place(target: string): string {
    return path.join(this.root, target.replace(IMPORTED, ''));
  }

  /** The row of a file that the running program names, with the endings that Node tries. */
  #find(folder: string, specifier: string): number | undefined {
    if (!/^(\.{0,2}\/|\.{1,2}$)/.test(specifier)) return this.#names.get(specifier);
    const place = path.resolve(folder, specifier);
    for (const ending of ENDINGS) {
      const id = this.#ids.get(place + ending);
      if (id !== undefined) return id;
    }
    return undefined;
  }

  /** `require()` of a module: CommonJS, JSON, or an ES module, as Node 22 has it. */
  #load(id: number, parent: NodeJS.Module | null | undefined): unknown {
    const [, kind, , , , isAsync] = this.#row(id);
    if (kind === ES_MODULE) {
      if (isAsync) throw requiresAwait(this.#file(id));
      return toCommonJs(this.#evaluate(id));
    }
    const file = this.#file(id);
    const known = NodeModules._cache[file];
    if (known !== undefined) {
      if (parent && !parent.children.includes(known)) parent.children.push(known);
      return known.exports;
    }
    const module = new NodeModules(file, parent);
    NodeModules._cache[file] = module;
    this.#own.add(module);
    module.filename = file;
    module.paths = NodeModules._nodeModulePaths(path.dirname(file));
    if (this.#main?.filename === file && this.#main.module === undefined) {
      module.id = '.';
      this.#main.module = module;
      process.mainModule = module;
    }
    let isDone = false;
    try {
      this.#run(id, module);
      isDone = true;
    } finally {
      if (!isDone) delete NodeModules._cache[file];
    }
    module.loaded = true;
    return module.exports;
  }

  #run(id: number, module: NodeModule): void {
    const [, kind, , , , , body] = this.#row(id);
    const file = this.#file(id);
    if (kind === JSON_FILE) {
      module.exports = body.call(undefined);
      return;
    }
    const require = this.#requireOf(id, module);
    module.require = require as NodeJS.Module['require'];
    const names = [module.exports, require, module, file, path.dirname(file)];
    if (kind === COMMON_JS) body.call(module.exports, ...names, this.#importOf(id));
    else this.#runCompiled(id, body, names);
  }

  /** TypeScript that is compiled to CommonJS: its imports are calls of require(). */
  #runCompiled(id: number, body: Body, names: unknown[]): void {
    const meta = this.#metaOf(id);
    const exported = (exports: object): unknown => {
      const marked = {};
      Object.defineProperty(marked, '__esModule', { value: true });
      const getters = Object.getOwnPropertyDescriptors(exports);
      return Object.defineProperties(marked, getters);
    };
    body.call(undefined, ...names, this.#importOf(id), meta, addExports, reexport, toNamespace, exported);
  }

  #requireOf(id: number, module: NodeModule): NodeJS.Require {
    const file = this.#file(id);
    let outside: NodeJS.Require | undefined;
    const real = (): NodeJS.Require => {
      outside ??= createRequire(file);
      return outside;
    };
    const find = (specifier: string): Target | undefined =>
      own(this.#row(id)[2], specifier) ?? this.#find(path.dirname(file), specifier);
    const require = (specifier: string): unknown => {
      const target = typeof specifier === 'string' ? find(specifier) : undefined;
      if (typeof target === 'number') return this.#load(target, module);
      return this.#given(target === undefined ? real()(specifier) : real()(this.#place(target)), specifier);
    };
    const resolve = (specifier: string, options?: { paths?: string[] }): string => {
      const target = typeof specifier === 'string' && options === undefined ? find(specifier) : undefined;
      if (target === undefined) return real().resolve(specifier, options);
      return typeof target === 'number' ? this.#file(target) : this.#place(target);
    };
    resolve.paths = (specifier: string) => real().resolve.paths(specifier);
    return Object.assign(require, {
      resolve,
      main: this.#main?.module,
      cache: NodeModules._cache,
      extensions: real().extensions,
    }) as unknown as NodeJS.Require;
  }

  /** node:module as a module of the bundle has it: createRequire() finds the other modules of the bundle. */
  #given(value: unknown, specifier: string): unknown {
    if (value !== Module || !/^(node:)?module$/.test(specifier)) return value;
    const create = (from: string | URL): NodeJS.Require => {
      const file = String(from).startsWith('file:') ? fileURLToPath(from) : String(from);
      const id = this.#ids.get(file);
      return id === undefined ? createRequire(from) : this.#requireOf(id, new NodeModules(file));
    };
    return new Proxy(Module, {
      get: (target, name) => (name === 'createRequire' ? create : Reflect.get(target, name)),
    });
  }

  /** `import()` of a module. */
  #importOf(id: number): (specifier: unknown) => Promise<unknown> {
    const file = this.#file(id);
    return async (given) => {
      const specifier = String(given);
      const named = specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier;
      const target = own(this.#row(id)[3], specifier) ?? this.#find(path.dirname(file), named);
      if (typeof target === 'number') return this.#imported(target);
      if (target !== undefined) return importOutside(this.#place(target), file);
      if (isBuiltin(specifier)) return toNamespace(this.#given(createRequire(file)(specifier), specifier), true);
      return importOutside(specifier, file);
    };
  }

  async #imported(id: number): Promise<unknown> {
    const [, kind, , , , isAsync] = this.#row(id);
    if (kind === ES_MODULE && isAsync) await this.#evaluateLater(id, new Set());
    return kind === ES_MODULE ? this.#evaluate(id) : toNamespace(this.#load(id, undefined), kind !== COMPILED);
  }

  /** The names of an ES module that awaits nothing, or that has been evaluated. */
  #evaluate(id: number): Names {
    let evaluated = this.#evaluated.get(id);
    if (evaluated === undefined) {
      evaluated = { names: newNamespace() };
      this.#evaluated.set(id, evaluated);
      try {
        this.#runBody(id, evaluated.names, new Map(), () => this.#needAll(id));
      } catch (thrown) {
        evaluated.error = { thrown };
      }
    }
    if (evaluated.error !== undefined) throw evaluated.error.thrown;
    return evaluated.names;
  }

  /** What a module imports is evaluated in its order, before the module's own statements (ECMAScript, "Evaluate"). */
  #needAll(id: number): void {
    const [, , , imported, statics] = this.#row(id);
    for (const specifier of statics) this.#need(own(imported, specifier));
  }

  #need(target: Target | undefined): void {
    if (typeof target !== 'number') return;
    if (this.#row(target)[1] === ES_MODULE) this.#evaluate(target);
    else this.#load(target, undefined);
  }

  /** The same for a module that awaits, or imports one that does. `above` are the modules that wait for it. */
  #evaluateLater(id: number, above: ReadonlySet<number>): Promise<void> {
    const known = this.#evaluated.get(id);
    if (known !== undefined) return known.promise ?? Promise.resolve();
    const evaluated: Evaluated = { names: newNamespace() };
    this.#evaluated.set(id, evaluated);
    const outside = new Map<string, unknown>();
    const needed = () => this.#needLater(id, outside, new Set([...above, id]));
    const run = async (): Promise<void> => void (await this.#runBody(id, evaluated.names, outside, needed));
    evaluated.promise = run().catch((thrown: unknown) => {
      evaluated.error = { thrown };
      throw thrown;
    });
    return evaluated.promise;
  }

  /** A promise, if another module awaits: a module that waits for none starts at once. */
  #needLater(id: number, outside: Map<string, unknown>, above: ReadonlySet<number>): Promise<unknown> | undefined {
    const [, , , imported, statics] = this.#row(id);
    const waiting: Promise<unknown>[] = [];
    for (const specifier of statics) {
      const target = own(imported, specifier);
      if (typeof target === 'string' && target.startsWith(IMPORTED)) {
        const names = importOutside(this.#place(target), this.#file(id));
        waiting.push(names.then((found) => outside.set(specifier, found)));
      } else if (typeof target !== 'number' || this.#row(target)[5] === 0) {
        this.#need(target);
      } else if (!above.has(target)) {
        waiting.push(this.#evaluateLater(target, above));
      }
    }
    return waiting.length === 0 ? undefined : Promise.all(waiting);
  }

  #runBody(id: number, names: Names, outside: ReadonlyMap<string, unknown>, needed: () => unknown): unknown {
    const [, , , imported, , , body] = this.#row(id);
    const file = this.#file(id);
    const take = (specifier: string): unknown => {
      if (outside.has(specifier)) return outside.get(specifier);
      const target = own(imported, specifier);
      if (typeof target !== 'number') {
        const real = createRequire(file);
        return this.#given(real(target === undefined ? specifier : this.#place(target)), specifier);
      }
      if (this.#row(target)[1] !== ES_MODULE) return this.#load(target, undefined);
      // In a cycle the other module may not have run yet. Its names exist nevertheless.
      return this.#evaluated.get(target)?.names ?? this.#evaluate(target);
    };
    // esbuild sets module.exports to an object with getters: they become those of the namespace.
    const exported = (exports: object): unknown => {
      return Object.defineProperties(names, Object.getOwnPropertyDescriptors(exports));
    };
    const given = [names, take, { exports: names }, file, path.dirname(file), this.#importOf(id), this.#metaOf(id)];
    return body.call(undefined, ...given, addExports, reexport, toNamespace, exported, needed);
  }

  #metaOf(id: number): object {
    const file = this.#file(id);
    const { href } = pathToFileURL(file);
    const meta = Object.create(null);
    const resolve = (specifier: string): string => {
      const [, , required, imported] = this.#row(id);
      const target = own(imported, specifier) ?? own(required, specifier);
      if (target !== undefined) {
        return pathToFileURL(typeof target === 'number' ? this.#file(target) : this.#place(target)).href;
      }
      if (/^(\.{0,2}\/|[a-z]+:)/.test(specifier)) return new URL(specifier, href).href;
      if (isBuiltin(specifier)) return `node:${specifier}`;
      return pathToFileURL(createRequire(file).resolve(specifier)).href;
    };
    const main = this.#main?.filename === file;
    return Object.assign(meta, { dirname: path.dirname(file), filename: file, main, resolve, url: href });
  }
}

/** Whether Node was asked to run `file`, whose ending may be left out. */
function isStarted(file: string): boolean {
  const named = process.argv[1] ?? '';
  return ENDINGS.some((ending) => {
    try {
      return realpathSync(named + ending) === realpathSync(file);
    } catch {
      return false;
    }
  });
}

function own(targets: Row[2], specifier: string): Target | undefined {
  return Object.hasOwn(targets, specifier) ? targets[specifier] : undefined;
}

function requiresAwait(file: string): Error {
  const error = new Error(
    `require() cannot be used on an ESM graph with top-level await. Use import() instead: ${file}`,
  );
  return Object.assign(error, { code: 'ERR_REQUIRE_ASYNC_MODULE' });
}
