/**
 * Modules as others see them: the namespace of an ES module, and CommonJS from an ES module. These are esbuild's helpers
 * of the same names, with the rules of Node.
 */
import { inspect, types } from 'node:util';

type Names = Record<PropertyKey, unknown>;

/** Namespaces of the bundle's ES modules. */
const namespaces = new WeakSet<object>();
/** The namespace of a CommonJS module that is imported. */
const imported = new WeakMap<object, Names>();

function isObject(value: unknown): value is Names {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isNamespace(value: unknown): value is Names {
  return isObject(value) && namespaces.has(value);
}

/** An object that looks like a namespace of Node: without a prototype, tagged, printed with its values. */
export function newNamespace(): Names {
  const names = Object.create(null) as Names;
  Object.defineProperty(names, Symbol.toStringTag, { value: 'Module' });
  Object.defineProperty(names, inspect.custom, { value: printed });
  namespaces.add(names);
  return names;
}

function printed(this: Names, _depth: number, options: Parameters<typeof inspect>[1]): string {
  const values = Object.create(null) as Names;
  Object.defineProperty(values, Symbol.toStringTag, { value: 'Module' });
  for (const key of Object.keys(this)) {
    let value: unknown;
    try {
      value = this[key];
    } catch {
      // A variable before its declaration has run.
      value = { [inspect.custom]: () => '<uninitialized>' };
    }
    Object.defineProperty(values, key, { value, enumerable: true });
  }
  return inspect(values, options).replace(
    /^\[?Object: null prototype\]? \[Module\]|^Object \[Module\]/,
    '[Module: null prototype]',
  );
}

/** Adds live bindings. */
export function addExports(target: Names, getters: Record<string, () => unknown>): void {
  for (const [name, get] of Object.entries(getters)) {
    if (!Object.hasOwn(target, name)) Object.defineProperty(target, name, { get, enumerable: true });
  }
}

/** `export * from`: all names but `default`, and none that the module has itself. */
export function reexport(target: Names, source: unknown, second?: unknown): void {
  copy(target, source, 'default');
  if (isObject(second) && second !== target) copy(second, source, 'default');
}

function copy(target: Names, source: unknown, except = ''): Names {
  if (!isObject(source)) return target;
  for (const key of Object.getOwnPropertyNames(source)) {
    if (key === except || Object.hasOwn(target, key) || (typeof source === 'function' && FUNCTION.has(key))) continue;
    const { enumerable = true } = Object.getOwnPropertyDescriptor(source, key) ?? {};
    Object.defineProperty(target, key, { get: () => source[key], enumerable });
  }
  return target;
}

/** Properties that every function has. In strict mode some of them throw. */
const FUNCTION = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);

/**
 * The names of a module that an ES module imports.
 * @param isNode whether `default` always is module.exports, as in Node, or what the module calls so, as TypeScript has it
 */
export function toNamespace(value: unknown, isNode: unknown): unknown {
  if (isNamespace(value) || types.isModuleNamespaceObject(value)) return value;
  if (isObject(value) && value.__esModule && !isNode) return value;
  const known = isObject(value) ? imported.get(value) : undefined;
  const names = known ?? newNamespace();
  if (known === undefined) {
    Object.defineProperty(names, 'default', { value, enumerable: true });
    if (isObject(value)) imported.set(value, names);
  }
  return copy(names, value, 'default');
}

/** What require() gives of an ES module: programs that TypeScript or Babel has compiled look for `__esModule`. */
export function toCommonJs(names: Names): unknown {
  if (Object.hasOwn(names, 'module.exports')) return names['module.exports'];
  if (!Object.hasOwn(names, 'default') || Object.hasOwn(names, '__esModule')) return names;
  const marked = copy(newNamespace(), names);
  Object.defineProperty(marked, '__esModule', { value: true, enumerable: true });
  return marked;
}
