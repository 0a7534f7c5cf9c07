/**
 * ES modules of a bundle, evaluated as ECMAScript has it.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { importOf } from './imports.ts';
import { metaOf } from './meta.ts';
import { type Modules, own } from './modules.ts';
import { addExports, newNamespace, reexport, toNamespace } from './namespaces.ts';
import { importOutside } from './outside.ts';
import { ES_MODULE, IMPORTED, type Target } from './rows.ts';

type Names = Record<PropertyKey, unknown>;

/** A module that is being evaluated, or has been. */
interface Evaluated {
  names: Names;
  error?: { thrown: unknown };
  promise?: Promise<void>;
}

/** What a module asks for while it runs. */
interface Surroundings {
  /** Namespaces of modules outside the bundle. */
  outside: ReadonlyMap<string, unknown>;
  /** Evaluates what it imports. */
  needed: () => unknown;
}

export class EsModules {
  readonly #evaluated = new Map<number, Evaluated>();

  constructor(readonly modules: Modules) {}

  /** The names of an ES module that awaits nothing, or that has been evaluated. */
  evaluate(id: number): Names {
    let evaluated = this.#evaluated.get(id);
    if (evaluated === undefined) {
      evaluated = { names: newNamespace() };
      this.#evaluated.set(id, evaluated);
      try {
        this.#runBody(id, evaluated.names, { outside: new Map(), needed: () => this.#needAll(id) });
      } catch (thrown) {
        evaluated.error = { thrown };
      }
    }
    if (evaluated.error !== undefined) throw evaluated.error.thrown;
    return evaluated.names;
  }

  /** What a module imports is evaluated in its order, before the module's own statements (ECMAScript, "Evaluate"). */
  #needAll(id: number): void {
    const [, , , imported, statics] = this.modules.row(id);
    for (const specifier of statics) this.#need(own(imported, specifier));
  }

  #need(target: Target | undefined): void {
    if (typeof target !== 'number') return;
    if (this.modules.row(target)[1] === ES_MODULE) this.evaluate(target);
    else this.modules.load(target, undefined);
  }

  /** The same for a module that awaits, or imports one that does. `above` are the modules that wait for it. */
  evaluateLater(id: number, above: ReadonlySet<number> = new Set()): Promise<void> {
    const known = this.#evaluated.get(id);
    if (known !== undefined) return known.promise ?? Promise.resolve();
    const evaluated: Evaluated = { names: newNamespace() };
    this.#evaluated.set(id, evaluated);
    const outside = new Map<string, unknown>();
    const needed = () => this.#needLater(id, outside, new Set([...above, id]));
    const run = async (): Promise<void> => void (await this.#runBody(id, evaluated.names, { outside, needed }));
    evaluated.promise = run().catch((thrown: unknown) => {
      evaluated.error = { thrown };
      throw thrown;
    });
    return evaluated.promise;
  }

  /** A promise, if another module awaits: a module that waits for none starts at once. */
  #needLater(id: number, outside: Map<string, unknown>, above: ReadonlySet<number>): Promise<unknown> | undefined {
    const [, , , imported, statics] = this.modules.row(id);
    const waiting: Promise<unknown>[] = [];
    for (const specifier of statics) {
      const target = own(imported, specifier);
      if (typeof target === 'string' && target.startsWith(IMPORTED)) {
        const names = importOutside(this.modules.place(target), this.modules.file(id));
        waiting.push(names.then((found) => outside.set(specifier, found)));
      } else if (typeof target !== 'number' || this.modules.row(target)[5] === 0) {
        this.#need(target);
      } else if (!above.has(target)) {
        waiting.push(this.evaluateLater(target, above));
      }
    }
    return waiting.length === 0 ? undefined : Promise.all(waiting);
  }

  #runBody(id: number, names: Names, { outside, needed }: Surroundings): unknown {
    const [, , , imported, , , body] = this.modules.row(id);
    const file = this.modules.file(id);
    const take = (specifier: string): unknown => {
      if (outside.has(specifier)) return outside.get(specifier);
      const target = own(imported, specifier);
      if (typeof target !== 'number') {
        const real = createRequire(file);
        return this.modules.given(real(target === undefined ? specifier : this.modules.place(target)));
      }
      if (this.modules.row(target)[1] !== ES_MODULE) return this.modules.load(target, undefined);
      // In a cycle the other module may not have run yet. Its names exist nevertheless.
      return this.#evaluated.get(target)?.names ?? this.evaluate(target);
    };
    // esbuild sets module.exports to an object with getters: they become those of the namespace.
    const exported = (exports: object): unknown => {
      return Object.defineProperties(names, Object.getOwnPropertyDescriptors(exports));
    };
    const given = [
      names,
      take,
      { exports: names },
      file,
      path.dirname(file),
      importOf(this.modules, id),
      metaOf(this.modules, id),
    ];
    return body.call(undefined, ...given, addExports, reexport, toNamespace, exported, needed);
  }
}
