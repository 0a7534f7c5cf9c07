/**
 * When the app's own program has been loaded: for services that listen nowhere.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** With one of these Node loads other modules before the main one, and does not wait for them in the same turn. */
const EARLIER = /(^|\s)--(import|loader|experimental-loader)\b/;

/** Milliseconds between two looks. */
const LOOK = 20;

/** Calls `done` when the main module has been evaluated, to the end of what it awaits at its top level. */
export function onLoaded(done: () => void): void {
  const file = process.argv[1] ?? '';
  const isFirst = !EARLIER.test([process.env.NODE_OPTIONS, ...process.execArgv].join(' '));
  const look = (): void => {
    // The name that preloaded code can ask by: its own require.main is that of a time when there was none.
    const main = process.mainModule;
    if (main?.loaded) {
      done();
    } else if (main === undefined && (isFirst || isModule(file))) {
      // An ES module: who imports it once more gets the same one, when it is finished. Its errors are told elsewhere. A
      // CommonJS module that is imported before Node has come to it would not be the main one (require.main).
      import(pathToFileURL(file).href).then(done, () => {});
    } else {
      setTimeout(look, LOOK).unref();
    }
  };
  setImmediate(look);
}

/** Whether Node takes a file for an ES module (nodejs.org/api/packages.html, "Determining module system"). */
function isModule(file: string): boolean {
  if (/\.[cm]js$/.test(file)) return file.endsWith('.mjs');
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    try {
      return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).type === 'module';
    } catch {
      if (folder === path.dirname(folder)) return false;
    }
  }
}
