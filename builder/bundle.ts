/**
 * From an entry file to one CommonJS file that Node 18 and later run as it is.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type BuildFailure, build, type Message } from 'esbuild';
import { BuildError } from './errors.ts';
import { run } from './shell.ts';

/** The oldest Node in a supported Debian (Debian 12). */
const TARGET = 'node18';

/** What TypeScript remembers of the last check, so that the next one is fast. */
const BUILD_INFO = 'node_modules/.cache/build-deb/tsbuildinfo';

/** A CommonJS file has no import.meta; what it mostly is asked for can be had all the same. */
const URL_NAME = '__bundleUrl';
const URL_LINE = `const ${URL_NAME} = require('node:url').pathToFileURL(__filename).href;\n`;
const IMPORT_META = {
  'import.meta.url': URL_NAME,
  'import.meta.filename': '__filename',
  'import.meta.dirname': '__dirname',
};

const FATAL_WARNINGS = [
  'empty-import-meta',
  'commonjs-variable-in-esm',
  'call-import-namespace',
  'import-is-undefined',
];

export interface Bundle {
  code: Uint8Array;
  /** The source files in it, relative to the project. */
  inputs: string[];
}

/** Bundles `entry` (relative to `project`) with everything it imports. Nothing is written. */
export async function bundle(project: string, entry: string): Promise<Bundle> {
  if (!existsSync(path.join(project, entry))) {
    const advice = 'deb.entry in package.json names the file that starts the service';
    throw new BuildError(`there is no file ${entry} in ${project}`, [advice]);
  }
  try {
    const result = await build({
      absWorkingDir: project,
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      // On Node 22 and 24 an ES module costs some 20 ms and 10 MiB more at start than CommonJS.
      format: 'cjs',
      target: TARGET,
      // A CommonJS file has no import.meta; what it mostly is asked for can be had all the same.
      define: IMPORT_META,
      charset: 'utf8',
      legalComments: 'inline',
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    // What esbuild only warns of would stop the service on the target, where nobody sees the warning.
    const fatal = result.warnings.filter(({ id }) => FATAL_WARNINGS.includes(id));
    if (fatal.length > 0) throw new BuildError(`${entry} would not run as it is bundled`, fatal.map(describeMessage));
    const text = result.outputFiles[0]?.text ?? '';
    const code = Buffer.from(text.includes(URL_NAME) ? `${URL_LINE}${text}` : text);
    return { code, inputs: Object.keys(result.metafile.inputs) };
  } catch (cause) {
    const errors = (cause as BuildFailure).errors;
    if (!errors) throw cause;
    throw new BuildError(`${entry} cannot be bundled`, errors.map(describeMessage), { cause });
  }
}

/**
 * Every type error in a project that has a tsconfig.json and its own TypeScript, a line each; else none.
 * @throws BuildError if TypeScript can't do its work.
 */
export async function typeErrors(project: string, signal: AbortSignal): Promise<string[]> {
  const compiler = path.join(project, 'node_modules/.bin/tsc');
  if (!existsSync(compiler) || !existsSync(path.join(project, 'tsconfig.json'))) return [];
  const options = ['--noEmit', '--pretty', 'false', '--incremental', '--tsBuildInfoFile', BUILD_INFO];
  const { exitCode, stdout, stderr } = await run(compiler, options, { cwd: project, signal });
  const lines = stdout.split('\n').filter((line) => line !== '');
  // An error without a file is one in tsconfig.json or in the compiler: nothing was checked.
  const placeless = lines.filter((line) => line.startsWith('error '));
  if (placeless.length > 0 || (exitCode !== 0 && lines.length === 0)) {
    throw new BuildError('TypeScript cannot check this project', [...placeless, stderr.trim()].filter(Boolean));
  }
  return lines;
}

/**
 * @throws BuildError with the type errors in the bundled sources `inputs`; those elsewhere don't concern the package.
 */
export function rejectTypeErrors(errors: string[], inputs: string[]): void {
  const inBundle = errors.filter((line) => inputs.some((input) => line.startsWith(`${input}(`)));
  if (inBundle.length > 0) throw new BuildError('TypeScript finds errors in the service', inBundle);
}

function describeMessage({ location, text }: Message): string {
  return location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
}
