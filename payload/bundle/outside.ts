/**
 * `import()` of what is outside a bundle: a file, an address, or a package beside the program.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The namespace of a module that `from` imports. Node would look from the bundle.
 * @throws an error of Node, if the module cannot be loaded.
 */
export async function importOutside(specifier: string, from: string): Promise<unknown> {
  if (/^[a-z][a-z\d+.-]+:/i.test(specifier)) return import(specifier);
  if (/^\.{0,2}\//.test(specifier)) return import(pathToFileURL(path.resolve(path.dirname(from), specifier)).href);
  const require = createRequire(from);
  return import(pathToFileURL(packageFile(specifier, require) ?? require.resolve(specifier)).href);
}

/** The file of a package that only `import` may load: require.resolve() knows the conditions of require alone. */
function packageFile(specifier: string, require: NodeJS.Require): string | undefined {
  const [, name = '', below = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? [];
  const folder = require.resolve
    .paths(specifier)
    ?.map((place) => path.join(place, name))
    .find((place) => existsSync(place));
  if (folder === undefined) return undefined;
  const { exports } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const isMap =
    typeof exports === 'object' && exports !== null && Object.keys(exports).some((key) => key.startsWith('.'));
  const file = conditional(isMap ? exports[`.${below}`] : below === '' ? exports : undefined);
  return file === undefined ? undefined : path.join(folder, file);
}

function conditional(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (Array.isArray(target)) return target.map(conditional).find(Boolean);
  if (typeof target !== 'object' || target === null) return undefined;
  const found = Object.entries(target).find(([key, value]) => CONDITIONS.includes(key) && conditional(value));
  return found && conditional(found[1]);
}

const CONDITIONS = ['node-addons', 'node', 'import', 'default'];
