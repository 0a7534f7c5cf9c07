/**
 * Lets rename() move a file from one writable directory of the project to another, or from /tmp. Each of them is a mount
 * of its own, and rename(2) fails with EXDEV between two mounts. On your machine the project is one file system.
 */
import type { Refusal } from './moving.ts';
import { isPromise, type Methods, observe } from './observed.ts';

/** Stands in for the functions of this process that rename. `project` is the absolute path of the packaged project. */
export function moveAcrossMounts(project: string): void {
  const fs = require('node:fs') as Methods & { promises: unknown };
  observe(fs, 'renameSync', (write, self, args) => {
    try {
      return Reflect.apply(write, self, args);
    } catch (error) {
      if (isMove(error, project)) return moving().moveSync(error);
    }
    // Node shows the line of the last `throw` of an uncaught error: the second call throws by itself.
    return Reflect.apply(write, self, args);
  });
  observe(fs, 'rename', (write, self, args) => {
    const done = args.at(-1);
    if (typeof done !== 'function') return Reflect.apply(write, self, args);
    const moved = function (this: unknown, ...results: unknown[]): unknown {
      const [error] = results;
      if (!isMove(error, project)) return Reflect.apply(done, this, results);
      const told = (reason: unknown): void => process.nextTick(done, reason);
      return void moving()
        .move(error)
        .then(() => told(null), told);
    };
    return Reflect.apply(write, self, [...args.slice(0, -1), moved]);
  });
  observe(fs.promises as Methods, 'rename', (write, self, args) => {
    const result = Reflect.apply(write, self, args);
    if (!isPromise(result)) return result;
    return result.catch((error: unknown) => {
      if (isMove(error, project)) return moving().move(error);
      throw error;
    });
  });
}

function isMove(error: unknown, project: string): error is Refusal {
  return (error as NodeJS.ErrnoException | null)?.code === 'EXDEV' && moving().isHere(error as Refusal, project);
}

/** Loaded at the first move. */
function moving(): typeof import('./moving.ts') {
  return require('./moving.ts');
}
