/**
 * Faults of the system that no test can bring about otherwise: a disk without hard links, a read that gives a part only,
 * a machine with 64 cores.
 */
import { syncBuiltinESMExports } from 'node:module';

/**
 * Does `work` while functions of one of Node's own modules are others. `module` is what `import fs from 'node:fs'` gives.
 * Code under test sees them as it calls, also if it imports them by their names.
 */
export async function pretending<Result>(
  module: object,
  functions: Record<string, unknown>,
  work: () => Promise<Result> | Result,
): Promise<Result> {
  const names = Object.keys(functions);
  const before = names.map((name) => Object.getOwnPropertyDescriptor(module, name));
  const replace = (name: string, value: PropertyDescriptor): void => {
    Object.defineProperty(module, name, value);
  };
  for (const name of names)
    replace(name, { value: functions[name], configurable: true, enumerable: true, writable: true });
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    for (const [at, name] of names.entries()) {
      const old = before[at];
      if (old === undefined) Reflect.deleteProperty(module, name);
      else replace(name, old);
    }
    syncBuiltinESMExports();
  }
}

/** An error of the file system, as Node makes it. */
export function systemError(code: string, syscall = 'open'): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: as the test wants it, ${syscall}`), { code, syscall });
}
