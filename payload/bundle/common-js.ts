/**
 * CommonJS modules of a bundle, TypeScript that is compiled to CommonJS, and JSON.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { importOf } from './imports.ts';
import { metaOf } from './meta.ts';
import { type Modules, type NodeModule, NodeModules, own } from './modules.ts';
import { addExports, reexport, toCommonJs, toNamespace } from './namespaces.ts';
import { type Body, COMMON_JS, ES_MODULE, JSON_FILE, type Target } from './rows.ts';

export class CommonJs {
  /** The modules of the bundle, among those of require.cache. */
  readonly #own = new WeakSet<object>();

  constructor(readonly modules: Modules) {}

  /** `require()` of a module: CommonJS, JSON, or an ES module, as Node 22 has it. */
  load(id: number, parent: NodeJS.Module | null | undefined): unknown {
    const [, kind, , , , isAsync] = this.modules.row(id);
    if (kind === ES_MODULE) {
      if (isAsync) throw requiresAwait(this.modules.file(id));
      return toCommonJs(this.modules.evaluate(id));
    }
    const file = this.modules.file(id);
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
    if (this.modules.main?.filename === file && this.modules.main.module === undefined) {
      module.id = '.';
      this.modules.main.module = module;
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
    const [, kind, , , , , body] = this.modules.row(id);
    const file = this.modules.file(id);
    if (kind === JSON_FILE) {
      module.exports = body.call(undefined);
      return;
    }
    const require = this.requireOf(id, module);
    module.require = require as NodeJS.Module['require'];
    const names = [module.exports, require, module, file, path.dirname(file)];
    if (kind === COMMON_JS) body.call(module.exports, ...names, importOf(this.modules, id));
    else this.#runCompiled(id, body, names);
  }

  /** TypeScript that is compiled to CommonJS: its imports are calls of require(). */
  #runCompiled(id: number, body: Body, names: unknown[]): void {
    const meta = metaOf(this.modules, id);
    const exported = (exports: object): unknown => {
      const marked = {};
      Object.defineProperty(marked, '__esModule', { value: true });
      const getters = Object.getOwnPropertyDescriptors(exports);
      return Object.defineProperties(marked, getters);
    };
    body.call(undefined, ...names, importOf(this.modules, id), meta, addExports, reexport, toNamespace, exported);
  }

  requireOf(id: number, module: NodeModule): NodeJS.Require {
    const file = this.modules.file(id);
    let outside: NodeJS.Require | undefined;
    const real = (): NodeJS.Require => {
      outside ??= createRequire(file);
      return outside;
    };
    const find = (specifier: string): Target | undefined =>
      own(this.modules.row(id)[2], specifier) ?? this.modules.find(path.dirname(file), specifier);
    const require = (specifier: string): unknown => {
      const target = typeof specifier === 'string' ? find(specifier) : undefined;
      if (typeof target === 'number') return this.load(target, module);
      return this.modules.given(real()(target === undefined ? specifier : this.modules.place(target)));
    };
    const resolve = (specifier: string, options?: { paths?: string[] }): string => {
      const target = typeof specifier === 'string' && options === undefined ? find(specifier) : undefined;
      if (target === undefined) return real().resolve(specifier, options);
      return typeof target === 'number' ? this.modules.file(target) : this.modules.place(target);
    };
    resolve.paths = (specifier: string) => real().resolve.paths(specifier);
    return Object.assign(require, {
      resolve,
      main: this.modules.main?.module,
      cache: NodeModules._cache,
      extensions: real().extensions,
    }) as unknown as NodeJS.Require;
  }

  /** Forgets the small file that has started a module: Node keeps it under the name of the module. */
  forgetStarter(file: string): void {
    if (!this.#own.has(NodeModules._cache[file] ?? {})) delete NodeModules._cache[file];
  }
}

function requiresAwait(file: string): Error {
  const error = new Error(
    `require() cannot be used on an ESM graph with top-level await. Use import() instead: ${file}`,
  );
  return Object.assign(error, { code: 'ERR_REQUIRE_ASYNC_MODULE' });
}
