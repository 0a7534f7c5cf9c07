/**
 * `import.meta` of the modules of a bundle.
 */
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Modules, own } from './modules.ts';

export function metaOf(modules: Modules, id: number): object {
  const file = modules.file(id);
  const { href } = pathToFileURL(file);
  const meta = Object.create(null);
  const resolve = (specifier: string): string => {
    const [, , required, imported] = modules.row(id);
    const target = own(imported, specifier) ?? own(required, specifier);
    if (target !== undefined) {
      return pathToFileURL(typeof target === 'number' ? modules.file(target) : modules.place(target)).href;
    }
    if (/^(\.{0,2}\/|[a-z]+:)/.test(specifier)) return new URL(specifier, href).href;
    if (isBuiltin(specifier)) return `node:${specifier}`;
    return pathToFileURL(createRequire(file).resolve(specifier)).href;
  };
  const main = modules.main?.filename === file;
  return Object.assign(meta, { dirname: path.dirname(file), filename: file, main, resolve, url: href });
}
