/**
 * Modules of the agent in the process of the test: with a process, a clock and modules of Node that the test provides.
 * Each call loads the modules anew, so what they change is theirs alone.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { buildSync } from 'esbuild';

const ownRequire = createRequire(import.meta.url);

/** The text of modules as one CommonJS module, by their names. */
const bundles = new Map<string, string>();

export interface Surroundings {
  /** In place of global names, such as `process`. */
  globals?: Record<string, unknown>;
  /** In place of modules of Node, such as `node:fs`. */
  modules?: Record<string, unknown>;
}

/** Loads files of payload/notify, with all that they import. */
export function isolate<T>(files: string | readonly string[], { globals = {}, modules = {} }: Surroundings = {}): T {
  const module = { exports: {} };
  const load = (name: string): unknown => modules[name] ?? ownRequire(name);
  const own = { require: load, module, exports: module.exports, __filename: '/agent.cjs', ...globals };
  const run = compileFunction(bundle([files].flat()), Object.keys(own), { filename: `${files} (isolated)` });
  Reflect.apply(run, undefined, Object.values(own));
  return module.exports as T;
}

function bundle(files: readonly string[]): string {
  const key = files.join();
  const known = bundles.get(key);
  if (known !== undefined) return known;
  const { outputFiles } = buildSync({
    stdin: {
      contents: files.map((file) => `export * from './${file}';`).join('\n'),
      resolveDir: path.resolve('payload/notify'),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    // The modules of Node come by require(), too, so that a test can give others.
    supported: { 'dynamic-import': false },
  });
  const text = outputFiles[0]?.text ?? '';
  bundles.set(key, text);
  return text;
}
