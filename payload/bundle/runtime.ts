/**
 * The runtime of a bundle: it evaluates modules as Node does, each with its own place, `require` and `import.meta`.
 * Sources, their order and their scopes are those of the project. The bundle only spares Node the search for files.
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { CommonJs } from './common-js.ts';
import { EsModules } from './es-modules.ts';
import { ENDINGS, Modules, NodeModules } from './modules.ts';
import { ES_MODULE, type Row } from './rows.ts';
import { showSources } from './stacks.ts';

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
  readonly modules: Modules;
  readonly #commonJs: CommonJs;
  readonly #esModules: EsModules;

  constructor(root: string, rows: readonly Row[]) {
    this.modules = new Modules(root, rows);
    const commonJs = new CommonJs(this.modules);
    const esModules = new EsModules(this.modules);
    this.modules.load = (id, parent) => commonJs.load(id, parent);
    this.modules.requireOf = (id, module) => commonJs.requireOf(id, module);
    this.modules.evaluate = (id) => esModules.evaluate(id);
    this.modules.evaluateLater = (id) => esModules.evaluateLater(id);
    this.#commonJs = commonJs;
    this.#esModules = esModules;
  }

  /** Evaluates the module of a place, or the first one. It is the main module, if it is what Node was asked to run. */
  begin(place?: string): unknown {
    const file = place === undefined ? this.modules.file(0) : path.join(this.modules.root, place);
    const id = this.modules.at(file);
    if (id === undefined) throw new Error(`${file} is not in the bundle beside ${this.modules.root}`);
    const isMain = this.modules.main === undefined && (place === undefined || isStarted(file));
    if (isMain) {
      this.modules.main = { filename: file, module: undefined };
      if (place === undefined) process.argv[1] = file;
    }
    const [, kind, , , , isAsync] = this.modules.row(id);
    if (kind !== ES_MODULE) {
      this.#commonJs.forgetStarter(file);
      return this.#commonJs.load(id, null);
    }
    if (isAsync) return this.#esModules.evaluateLater(id);
    // Node evaluates an ES module in a microtask: timers and ticks of its top level come after its promises.
    return isMain ? Promise.resolve().then(() => this.#esModules.evaluate(id)) : this.#esModules.evaluate(id);
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
