/**
 * When the app's own program has been loaded: for services that listen nowhere.
 */
import { pathToFileURL } from 'node:url';

/** Calls `done` when the main module has been evaluated, to the end of what it awaits at its top level. */
export function onLoaded(done: () => void): void {
  setImmediate(() => {
    // The name that preloaded code can ask by: its own require.main is that of a time when there was none.
    const main = process.mainModule;
    if (main?.loaded) return done();
    // An ES module: who imports it once more gets the same one, when it is finished. Its errors are told elsewhere.
    if (main === undefined) import(pathToFileURL(process.argv[1] ?? '').href).then(done, () => {});
    else onLoaded(done);
  });
}
