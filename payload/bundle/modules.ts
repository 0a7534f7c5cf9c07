/**
 * The modules of a bundle: their rows, places and names.
 */
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { IMPORTED, type Row, type Target } from './rows.ts';

export interface NodeModule extends NodeJS.Module {
  /** Modules by their file names: require.cache. */
  _cache?: never;
}

/** The class of CommonJS modules, with the parts that Node keeps for programs which look at them. */
export const NodeModules = Module as unknown as {
  new (id: string, parent?: NodeJS.Module | null): NodeModule;
  _cache: Record<string, NodeModule>;
  _nodeModulePaths(folder: string): string[];
};

/** The endings that Node adds to a name (its documentation, "File modules" and "Folders as modules"). */
export const ENDINGS = ['', '.js', '.json', '.ts', '.cjs', '/index.js', '/index.json', '/index.ts'];

export class Modules {
  readonly #rows: readonly Row[];
  readonly #files: readonly string[];
  readonly #ids: Map<string, number>;
  /** Packages by the names with which any module imports them, for modules that compute such a name. */
  readonly #names = new Map<string, number>();
  /** The main module, once the program has begun. An ES module has no object. */
  main: { filename: string; module: NodeModule | undefined } | undefined;
  /** The two ways to evaluate a module, which ask for each other. */
  load: (id: number, parent: NodeJS.Module | null | undefined) => unknown = () => undefined;
  evaluate: (id: number) => Record<PropertyKey, unknown> = () => ({});
  evaluateLater: (id: number) => Promise<void> = async () => {};
  requireOf: (id: number, module: NodeModule) => NodeJS.Require = () => createRequire(this.root);

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

  /** The row of an absolute file. */
  at(file: string): number | undefined {
    return this.#ids.get(file);
  }

  row(id: number): Row {
    return this.#rows[id] as Row;
  }

  file(id: number): string {
    return this.#files[id] as string;
  }

  /** A file outside the bundle. */
  place(target: string): string {
    return path.join(this.root, target.replace(IMPORTED, ''));
  }

  /** The row of a file that the running program names, with the endings that Node tries. */
  find(folder: string, specifier: string): number | undefined {
    if (!/^(\.{0,2}\/|\.{1,2}$)/.test(specifier)) return this.#names.get(specifier);
    const place = path.resolve(folder, specifier);
    for (const ending of ENDINGS) {
      const id = this.#ids.get(place + ending);
      if (id !== undefined) return id;
    }
    return undefined;
  }

  /** node:module as a module of the bundle has it: createRequire() finds the other modules of the bundle. */
  given(value: unknown): unknown {
    if (value !== Module) return value;
    const create = (from: string | URL): NodeJS.Require => {
      const file = String(from).startsWith('file:') ? fileURLToPath(from) : String(from);
      const id = this.#ids.get(file);
      return id === undefined ? createRequire(from) : this.requireOf(id, new NodeModules(file));
    };
    return new Proxy(Module, {
      get: (target, name) => (name === 'createRequire' ? create : Reflect.get(target, name)),
    });
  }
}

/** The target of a specifier. */
export function own(targets: Row[2], specifier: string): Target | undefined {
  return Object.hasOwn(targets, specifier) ? targets[specifier] : undefined;
}
