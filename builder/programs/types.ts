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
import { findLock } from '../project/lock-files.ts';
import { folderWith } from '../project/package-json.ts';
import { sourceText } from '../project/read-file.ts';
import { findWorkspace } from '../project/workspace.ts';
import { run } from '../shell.ts';

/** The folder beside TypeScript for its settings, and for the digest of the sources that it found in order. */
const CACHE = 'node_modules/.cache/build-deb';

/** Sources that TypeScript checks. Others in a bundle, such as what it has compiled, it refuses as input (TS6504). */
const TYPED = /\.[cm]?tsx?$/;

/** A project may have its JavaScript checked as well (TypeScript's documentation, "allowJs" and "checkJs"). */
const [TAKES_JS, WITH_JS] = [/"(allowJs|checkJs)"\s*:\s*true/, /\.[cm]?[jt]sx?$/];

/** The sources to check, relative to the project. */
interface TypeCheck {
  project: string;
  entries: readonly string[];
  /** The sources in the bundles of the entries. */
  inputs: readonly string[];
  signal: AbortSignal;
}

/**
 * Skips projects without tsconfig.json or TypeScript, bundles without TypeScript in them, and sources that it has found in
 * order before, with the same packages and settings. In a workspace TypeScript may be installed above the project.
 * @throws BuildError with every type error in the inputs, or if TypeScript cannot do its work.
 */
export async function checkTypes(check: TypeCheck): Promise<void> {
  const { project, inputs } = check;
  const takes = TAKES_JS.test(sourceText(path.join(project, 'tsconfig.json'))) ? WITH_JS : TYPED;
  const typed = inputs.filter((input) => takes.test(input) && !isOthers(input));
  const workspace = findWorkspace(project);
  const home = folderWith('typescript', project, workspace ?? project);
  if (typed.length === 0 || home === undefined || !existsSync(path.join(project, 'tsconfig.json'))) return;
  const compiler = await findCompiler(home);
  if (!compiler) return;
  // TypeScript looks for types from here upwards. Members of a workspace may share the folder.
  const hasOwn = existsSync(path.join(project, 'node_modules'));
  const cache = hasOwn ? path.join(project, CACHE) : path.join(home, CACHE, path.relative(home, project));
  const inOrder = path.join(cache, 'types-in-order');
  const { file: lock } = findLock([project, home]);
  const locked = lock === undefined ? [] : [path.relative(project, lock)];
  const now = fingerprint(project, [...inputs, 'tsconfig.json', ...locked]);
  if (now === sourceText(inOrder)) return;
  const lines = await compile(compiler, { ...check, inputs: typed, cache, root: workspace });
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

/** The compiler does not name errors of packages that others wrote. */
function isOthers(input: string): boolean {
  return input.split('/').includes('node_modules');
}

/** The messages of the compiler, line by line. */
async function compile(
  [compiler, ...first]: readonly [string, ...string[]],
  { project, entries, inputs, signal, cache, root }: TypeCheck & { cache: string; root: string | undefined },
): Promise<string[]> {
  const config = path.join(cache, 'tsconfig.json');
  const inProject = (file: string): string => path.join(project, file);
  const content = {
    extends: inProject('tsconfig.json'),
    // A compiled entry may import TypeScript.
    files: (entries.every((entry) => inputs.includes(entry)) ? entries : inputs).map(inProject),
    // Declarations count in the whole project, also without an import.
    include: [inProject('**/*.d.ts')],
    exclude: [inProject('node_modules'), inProject('dist')],
  };
  await mkdir(cache, { recursive: true });
  await writeFile(config, JSON.stringify(content));
  // A member may import the sources of another, which are not in its own `rootDir` (TS6059).
  const wider = root === undefined ? [] : ['--rootDir', root];
  const options = [...first, '--noEmit', '--pretty', 'false', ...wider, '--project', config];
  const { exitCode, stdout, stderr } = await run(compiler, options, { cwd: project, signal });
  const all = stdout.split('\n').filter((line) => line !== '');
  // An error without a file is an error in tsconfig.json or in the compiler, which then has checked no source.
  const placeless = all.filter((line) => line.startsWith('error '));
  if (placeless.length > 0 || (exitCode !== 0 && all.length === 0)) {
    throw new BuildError('TypeScript cannot check this project', [...placeless, stderr.trim()].filter(Boolean));
  }
  return all;
}

/**
 * The command of the project's TypeScript. Since version 7 that is a native program behind a small one in JavaScript, and a
 * direct call saves the time that Node takes to start. Not node_modules/.bin/tsc: any package may bring a program of that
 * name.
 */
async function findCompiler(home: string): Promise<readonly [string, ...string[]] | undefined> {
  const typescript = path.join(home, 'node_modules/typescript');
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
