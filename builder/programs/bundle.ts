/**
 * From an entry file to one file that every supported Node runs as it is.
 */
import path from 'node:path';
import {
  type BuildFailure,
  type BuildOptions,
  type BuildResult,
  build,
  type OutputFile,
  type Plugin,
  stop,
} from 'esbuild';
import { folderWith } from '../project/package-json.ts';
import { irregular, statsOf } from '../project/read-file.ts';
import { packageOfSpecifier } from '../project/source-text.ts';
import { OLDEST_NODE } from '../releases.ts';
import { bundleError, fatalError, nativeError, refuseNoFile } from './bundle-errors.ts';
import { bundleWarnings, nativeAddons } from './bundle-warnings.ts';

const TARGET = `node${OLDEST_NODE}`;

/** A CommonJS file has no import.meta: this name stands in for its address. */
const URL_NAME = '__bundleUrl';
const URL_LINE = `const ${URL_NAME} = require('node:url').pathToFileURL(__filename).href;\n`;
/** Lines that have to stay in front. */
const FIRST_LINES = /^(#!.*\n)?("use strict";\n)?/;

const COMMON_JS: BuildOptions = {
  // On Node 22 and 24 an ES module costs some 20 ms and 10 MiB more at start than CommonJS.
  format: 'cjs',
  define: {
    'import.meta.url': URL_NAME,
    'import.meta.filename': '__filename',
    'import.meta.dirname': '__dirname',
  },
};

/** For programs that await at their top level, which CommonJS cannot. Bundled CommonJS modules need their usual names. */
const ES_MODULE: BuildOptions = {
  format: 'esm',
  banner: {
    js: [
      "import { createRequire as __newRequire } from 'node:module';",
      "import { fileURLToPath as __toPath } from 'node:url';",
      'const require = __newRequire(import.meta.url);',
      'const __filename = __toPath(import.meta.url);',
      "const __dirname = __toPath(new URL('.', import.meta.url)).slice(0, -1);",
    ].join('\n'),
  },
  define: { 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
};

const FATAL_WARNINGS = [
  'empty-import-meta',
  'commonjs-variable-in-esm',
  'call-import-namespace',
  'import-is-undefined',
];

export interface Bundle {
  code: Uint8Array;
  extension: 'cjs' | 'mjs';
  /** The source files in it, relative to the project. */
  inputs: string[];
  /** Modules and files that may be missing on the target, because the program looks for them at run time. */
  warnings: string[];
}

/**
 * Bundles `entry` (relative to `project`) with all its imports. Writes no file.
 * @param key the key of package.json that names the entry
 * @throws BuildError if a file is missing, or the bundle would not run.
 */
export async function bundle(project: string, entry: string, key = 'deb.entry'): Promise<Bundle> {
  refuseNoFile(project, entry, key);
  const { result, extension } = await buildEither(project, entry);
  // esbuild only warns of these, and they would stop the service on the target.
  const fatal = result.warnings.filter(({ id }) => FATAL_WARNINGS.includes(id));
  if (fatal.length > 0) throw fatalError(entry, fatal);
  const inputs = Object.keys(result.metafile.inputs);
  const addons = nativeAddons(project, inputs);
  if (addons.length > 0) throw nativeError(entry, addons);
  const [{ text }] = result.outputFiles as [OutputFile];
  const needsUrl = extension === 'cjs' && text.includes(URL_NAME);
  return {
    code: Buffer.from(needsUrl ? text.replace(FIRST_LINES, (lines) => `${lines}${URL_LINE}`) : text),
    extension,
    inputs,
    warnings: await bundleWarnings(
      project,
      inputs,
      result.warnings.filter((warning) => !fatal.includes(warning)),
    ),
  };
}

type Built = BuildResult<{ metafile: true; write: false }>;

async function buildEither(project: string, entry: string): Promise<{ result: Built; extension: Bundle['extension'] }> {
  try {
    return { result: await buildAs(COMMON_JS, project, entry), extension: 'cjs' };
  } catch (cause) {
    const { errors = [] } = cause as Partial<BuildFailure>;
    if (!errors.some(({ text }) => text.startsWith('Top-level await'))) throw bundleError(project, entry, cause);
  }
  try {
    return { result: await buildAs(ES_MODULE, project, entry), extension: 'mjs' };
  } catch (cause) {
    throw bundleError(project, entry, cause);
  }
}

/** esbuild waits for a named pipe without an end. */
const regularFiles: Plugin = {
  name: 'regular files',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /^/ }, ({ path: file }) => refusal(file));
    // The package.json of a package says which file an import means.
    onResolve({ filter: /^[^./]/ }, ({ path: specifier, resolveDir }) => {
      const name = packageOfSpecifier(specifier);
      const folder = name && folderWith(name, resolveDir);
      return folder ? refusal(path.join(folder, 'node_modules', name, 'package.json')) : undefined;
    });
  },
};

function refusal(file: string): { errors: { text: string }[] } | undefined {
  const stats = statsOf(file);
  const kind = stats && irregular(stats);
  return kind === undefined ? undefined : { errors: [{ text: `${file} is ${kind}, not a file` }] };
}

/** Ends each bundling when `signal` comes: esbuild is a process that can wait for a file. */
export function stopWith(signal: AbortSignal): void {
  signal.addEventListener('abort', () => void stop());
}

function buildAs(options: BuildOptions, project: string, entry: string): Promise<Built> {
  return build({
    absWorkingDir: project,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    target: TARGET,
    charset: 'utf8',
    legalComments: 'inline',
    metafile: true,
    write: false,
    logLevel: 'silent',
    logOverride: {
      'unsupported-require-call': 'warning',
      'unsupported-dynamic-import': 'warning',
      'indirect-require': 'warning',
    },
    // A program from npm has no extension, as in node_modules/.bin.
    loader: { '': 'js' },
    plugins: [regularFiles],
    ...options,
  });
}
