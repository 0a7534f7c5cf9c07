/**
 * Checks the types of services: of `entries`, and of the `inputs` that it turned out to be made of. The rest of the
 * project, its tests say, doesn't concern the package.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { BuildError } from '../errors.ts';
import { run } from '../shell.ts';

/** Where TypeScript's view of a service, and what was found in order, are kept. */
const CACHE = 'node_modules/.cache/build-deb';

/**
 * Does nothing where the project has no tsconfig.json or no TypeScript of its own, or where the same sources,
 * with the same packages and settings, have been found in order before.
 * @throws BuildError with every type error in `inputs` (relative to `project`), or if TypeScript can't do its work.
 */
export async function checkTypes(
  project: string,
  entries: string[],
  inputs: string[],
  signal: AbortSignal,
): Promise<void> {
  const compiler = await findCompiler(project);
  if (!compiler || !existsSync(path.join(project, 'tsconfig.json'))) return;
  const inOrder = path.join(project, CACHE, 'types-in-order');
  const now = await fingerprint(project, [...inputs, 'tsconfig.json', 'package-lock.json']);
  if (now === (await readFile(inOrder, 'utf8').catch(() => ''))) return;
  const lines = await compile(compiler, project, entries, signal);
  const errors = lines.filter((line) => inputs.some((input) => line.startsWith(`${input}(`)));
  if (errors.length > 0) throw new BuildError('TypeScript finds errors in the service', errors);
  await writeFile(inOrder, now);
}

async function fingerprint(project: string, files: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\0`).update(await readFile(path.join(project, file)).catch(() => ''));
  }
  return hash.digest('hex');
}

/** What the compiler says, line by line. */
async function compile(compiler: string, project: string, entries: string[], signal: AbortSignal): Promise<string[]> {
  const cache = path.join(project, CACHE);
  const config = path.join(cache, 'tsconfig.json');
  const inProject = (file: string): string => path.join(project, file);
  const content = {
    extends: inProject('tsconfig.json'),
    files: entries.map(inProject),
    // Declarations hold for the whole project without being imported.
    include: [inProject('**/*.d.ts')],
    exclude: [inProject('node_modules'), inProject('dist')],
  };
  await mkdir(cache, { recursive: true });
  await writeFile(config, JSON.stringify(content));
  const options = ['--noEmit', '--pretty', 'false', '--project', config];
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
 * The project's TypeScript. Since version 7 that is a native program behind a small one in JavaScript; straight
 * to the point saves the time that Node takes to start.
 */
async function findCompiler(project: string): Promise<string | undefined> {
  const modules = path.join(project, 'node_modules');
  const locator = path.join(modules, 'typescript/lib/getExePath.js');
  const native = existsSync(locator)
    ? await import(pathToFileURL(locator).href).then(
        ({ default: getExePath }) => getExePath() as string,
        () => undefined,
      )
    : undefined;
  const compilers = [native, path.join(modules, '.bin/tsc')];
  return compilers.find((compiler) => compiler !== undefined && existsSync(compiler));
}
