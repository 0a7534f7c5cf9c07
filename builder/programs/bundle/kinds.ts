/**
 * The kind of a source: how Node, or TypeScript before it, reads it (nodejs.org/api/packages.html, "Determining module
 * system"). The numbers are those of payload/bundle/rows.ts.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { installedJson } from '../../project/package-json.ts';

export const COMMON_JS = 0;
export const ES_MODULE = 1;
/** TypeScript with `import` in a package of CommonJS. */
export const COMPILED = 2;
export const JSON_FILE = 3;

export type Kind = typeof COMMON_JS | typeof ES_MODULE | typeof COMPILED | typeof JSON_FILE;

const TYPESCRIPT = /\.[cm]?tsx?$/;

/** Answers by the nearest package.json. One object serves one build. */
export class Kinds {
  readonly #types = new Map<string, boolean>();

  /**
   * @param file an absolute path
   * @param format the syntax that esbuild has found
   */
  of(file: string, format: string | undefined): Kind {
    if (file.endsWith('.json')) return JSON_FILE;
    if (/\.m[jt]s$/.test(file)) return ES_MODULE;
    if (this.isCompiled(file)) return COMPILED;
    if (/\.cjs$/.test(file)) return COMMON_JS;
    return this.#isModuleType(path.dirname(file)) || format === 'esm' ? ES_MODULE : COMMON_JS;
  }

  /** Whether TypeScript makes CommonJS of a file. */
  isCompiled(file: string): boolean {
    if (!TYPESCRIPT.test(file) || file.endsWith('.mts')) return false;
    return file.endsWith('.cts') || !this.#isModuleType(path.dirname(file));
  }

  #isModuleType(folder: string): boolean {
    let known = this.#types.get(folder);
    if (known === undefined) {
      const isTop = existsSync(path.join(folder, 'package.json')) || folder === path.dirname(folder);
      known = isTop ? installedJson(folder).type === 'module' : this.#isModuleType(path.dirname(folder));
      this.#types.set(folder, known);
    }
    return known;
  }
}
