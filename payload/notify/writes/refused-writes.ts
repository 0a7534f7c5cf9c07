/**
 * Tells the journal which directory to declare as writable, when the read-only project refuses a write. Each function
 * of Node's that writes by a path is observed. Its results, its errors and its own looks stay the same.
 */

import { isPromise, type Methods, type Observed, observe } from './observed.ts';

/** Functions that write by a path. fs.createWriteStream() and fs.cp() use them. */
const WRITES = [
  ...['appendFile', 'copyFile', 'link', 'mkdir', 'mkdtemp', 'open', 'rename', 'rm', 'rmdir', 'symlink', 'truncate'],
  ...['unlink', 'writeFile'],
];

/** An app that tries ever new directories must not fill the journal. */
const MOST_LINES = 10;

/** Notes an error, which it gets from a function: the reason of a failure may take a look at the file. */
type Note = (errorOf: () => unknown) => void;

/** Observes the writes of this process. `project` is the absolute path of the read-only project. */
export function reportRefusedWrites(project: string): void {
  const told = new Set<string>();
  const note: Note = (errorOf) => {
    try {
      const advice = told.size < MOST_LINES ? refusals().adviceOn(errorOf(), project) : undefined;
      if (advice === undefined || told.has(advice)) return;
      told.add(advice);
      console.error(advice);
    } catch {
      // The app goes on as without the agent.
    }
  };
  const fs = require('node:fs') as Methods & { promises: unknown };
  const promises = fs.promises as Methods;
  for (const name of WRITES) {
    observe(fs, `${name}Sync`, observedSync(name, note));
    observe(fs, name, observedCallback(name, note));
    observe(promises, name, observedPromise(name, note));
  }
  process.on('uncaughtExceptionMonitor', (error) => note(() => error));
}

/** Loaded at the first refusal. */
function refusals(): typeof import('./refusals.ts') {
  return require('./refusals.ts');
}

/** Node shows the line of the last `throw` of an uncaught error, so the agent must not catch and throw it again. */
function observedSync(name: string, note: Note): Observed {
  return (write, self, args) => {
    let isDone = false;
    try {
      const result = Reflect.apply(write, self, args);
      isDone = true;
      return result;
    } finally {
      if (!isDone) note(() => refusals().refusalOf(name, args));
    }
  };
}

function observedCallback(name: string, note: Note): Observed {
  return (write, self, args) => {
    const done = args.at(-1);
    if (typeof done !== 'function') return Reflect.apply(write, self, args);
    const observed = function (this: unknown, ...results: unknown[]): unknown {
      if (results[0]) note(() => refusals().reasonOf(results[0], name, args));
      return Reflect.apply(done, this, results);
    };
    return Reflect.apply(write, self, [...args.slice(0, -1), observed]);
  };
}

function observedPromise(name: string, note: Note): Observed {
  return (write, self, args) => {
    const result = Reflect.apply(write, self, args);
    if (!isPromise(result)) return result;
    // A handler of the agent on the promise itself would hide a rejection that the app does not handle.
    return result.catch((error: unknown) => {
      note(() => refusals().reasonOf(error, name, args));
      throw error;
    });
  };
}
