/**
 * `import()` in the modules of a bundle.
 */
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Modules, own } from './modules.ts';
import { toNamespace } from './namespaces.ts';
import { importOutside } from './outside.ts';
import { COMPILED, ES_MODULE } from './rows.ts';

/** `import()` of a module. */
export function importOf(modules: Modules, id: number): (specifier: unknown) => Promise<unknown> {
  const file = modules.file(id);
  return async (given) => {
    const specifier = String(given);
    const named = specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier;
    const target = own(modules.row(id)[3], specifier) ?? modules.find(path.dirname(file), named);
    if (typeof target === 'number') return imported(modules, target);
    if (target !== undefined) return importOutside(modules.place(target), file);
    if (isBuiltin(specifier)) return toNamespace(modules.given(createRequire(file)(specifier)), true);
    return importOutside(specifier, file);
  };
}

async function imported(modules: Modules, id: number): Promise<unknown> {
  const [, kind, , , , isAsync] = modules.row(id);
  // Node reads the file first. The rest of the module that asks, its promises and its ticks come before.
  await new Promise(setImmediate);
  if (kind === ES_MODULE && isAsync) await modules.evaluateLater(id);
  return kind === ES_MODULE ? modules.evaluate(id) : toNamespace(modules.load(id, undefined), kind !== COMPILED);
}
