/**
 * Finds the moment when the app's main module has been evaluated, for services that listen on no port.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setImmediate, setTimeout } from './base/timers.ts';

/** With one of these options Node loads other modules before the main module, and waits for them. */
const PRELOADING = /(^|\s)--(import|loader|experimental-loader)\b/;

const POLL_INTERVAL_MS = 20;

/** Calls `done` when the main module has been evaluated, with all that it awaits at its top level. */
export function onMainModule(done: () => void): void {
  const file = process.argv[1] ?? '';
  const isFirst = !PRELOADING.test([process.env.NODE_OPTIONS, ...process.execArgv].join(' '));
  const poll = (): void => {
    // The agent's own require.main is undefined: Node loaded the agent before the main module.
    const main = process.mainModule;
    if (main?.loaded) {
      done();
    } else if (main === undefined && (isFirst || isEsModule(file))) {
      // Importing an ES module again waits for the first import. Node itself reports its errors. A CommonJS module must
      // not be imported before Node loads it: it would not be the main module (require.main).
      import(pathToFileURL(file).href).then(done, () => {});
    } else {
      setTimeout(poll, POLL_INTERVAL_MS).unref();
    }
  };
  setImmediate(poll);
}

/** Whether Node takes a file for an ES module (nodejs.org/api/packages.html, "Determining module system"). */
function isEsModule(file: string): boolean {
  if (/\.[cm]js$/.test(file)) return file.endsWith('.mjs');
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    try {
      return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).type === 'module';
    } catch {
      if (folder === dirname(folder)) return false;
    }
  }
}
