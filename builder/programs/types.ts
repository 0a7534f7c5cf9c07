/**
 * Checks the types of services: of their entries, and of the sources in their bundles. The rest of the project, such as
 * its tests, does not concern the package.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { BuildError } from '../errors.ts';
import { sourceText } from '../project/read-file.ts';
import { run } from '../shell.ts';

/** The folder of the settings for TypeScript, and of the digest of the sources that it found in order. */
const CACHE = 'node_modules/.cache/build-deb';

/** The sources to check, relative to the project. */
interface TypeCheck {
  project: string;
  entries: readonly string[];
  /** The sources in the bundles of the entries. */
  inputs: readonly string[];
  signal: AbortSignal;
}

/**
 * Skips projects without tsconfig.json or TypeScript of their own, and sources that it has found in order before, with the
 * same packages and settings.
 * @throws BuildError with every type error in the inputs, or if TypeScript cannot do its work.
 */
export async function checkTypes(check: TypeCheck): Promise<void> {
  const { project, inputs } = check;
  const compiler = await findCompiler(project);
  if (!compiler || !existsSync(path.join(project, 'tsconfig.json'))) return;
  const inOrder = path.join(project, CACHE, 'types-in-order');
  const now = fingerprint(project, [...inputs, 'tsconfig.json', 'package-lock.json']);
  if (now === sourceText(inOrder)) return;
  const lines = await compile(compiler, check);
  const errors = lines.filter((line) => inputs.some((input) => line.startsWith(`${input}(`)));
  if (errors.length > 0) throw new BuildError('TypeScript finds errors in the service', errors);
  await writeFile(inOrder, now);
}

function fingerprint(project: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\0`).update(sourceText(path.join(project, file)));
  }
  return hash.digest('hex');
}

/** The messages of the compiler, line by line. */
async function compile(
  [compiler, ...first]: readonly [string, ...string[]],
  { project, entries, signal }: TypeCheck,
): Promise<string[]> {
  const cache = path.join(project, CACHE);
  const config = path.join(cache, 'tsconfig.json');
  const inProject = (file: string): string => path.join(project, file);
  const content = {
    extends: inProject('tsconfig.json'),
    files: entries.map(inProject),
    // Declarations count in the whole project, also without an import.
    include: [inProject('**/*.d.ts')],
    exclude: [inProject('node_modules'), inProject('dist')],
  };
  await mkdir(cache, { recursive: true });
  await writeFile(config, JSON.stringify(content));
  const options = [...first, '--noEmit', '--pretty', 'false', '--project', config];
  const { exitCode, stdout, stderr } = await run(compiler, options, { cwd: project, signal });
  const all = stdout.split('\n').filter((line) => line !== '');
  // Without allowJs TypeScript passes over a compiled entry such as dist/server.js, and says so (TS6504).
  const lines = all.filter((line) => !line.startsWith('error TS6504:'));
  // An error without a file is an error in tsconfig.json or in the compiler, which then has checked no source.
  const placeless = lines.filter((line) => line.startsWith('error '));
  if (placeless.length > 0 || (exitCode !== 0 && all.length === 0)) {
    throw new BuildError('TypeScript cannot check this project', [...placeless, stderr.trim()].filter(Boolean));
  }
  return lines;
}

/**
 * The command of the project's TypeScript. Since version 7 that is a native program behind a small one in JavaScript, and a
 * direct call saves the time that Node takes to start. Not node_modules/.bin/tsc: any package may bring a program of that
 * name.
 */
async function findCompiler(project: string): Promise<readonly [string, ...string[]] | undefined> {
  const typescript = path.join(project, 'node_modules/typescript');
  const locator = path.join(typescript, 'lib/getExePath.js');
  const native = existsSync(locator)
    ? await import(pathToFileURL(locator).href).then(
        ({ default: getExePath }) => getExePath() as string,
        () => undefined,
      )
    : undefined;
  if (native !== undefined && existsSync(native)) return [native];
  const program = path.join(typescript, 'bin/tsc');
  return existsSync(program) ? [process.execPath, program] : undefined;
}
