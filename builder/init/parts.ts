/**
 * Parts of a command line around its program: variables, files of variables, options of Node, and words about the rest.
 */
import { isEnvFile, type NodeOption, nodeOptions, optionProblem } from '../config/node-options.ts';
import { withoutSecrets } from '../config/secret-values.ts';
import { shellCommands, written } from './shell-line.ts';
import type { Step } from './steps.ts';

export interface Parts {
  /** Environment variables that the command sets. */
  variables: Record<string, string>;
  /** Files of variables that it reads, relative to the project. */
  envFiles: string[];
  /** Options of Node, as words. */
  nodeOptions: string[];
  /** A line of the report each: a part that the package has in another form. */
  notes: string[];
  /** Commands that run before the program, and once for a version would do. */
  steps: Step[];
  /** A question of the report each: a part that the package does not have. */
  questions: string[];
}

export function noParts(): Parts {
  return { variables: {}, envFiles: [], nodeOptions: [], steps: [], notes: [], questions: [] };
}

/** Both, where `inner` stands nearer to the program: its variables win. */
export function joined(outer: Parts, inner: Parts): Parts {
  return {
    variables: { ...outer.variables, ...inner.variables },
    envFiles: [...outer.envFiles, ...inner.envFiles],
    nodeOptions: [...outer.nodeOptions, ...inner.nodeOptions],
    steps: [...outer.steps, ...inner.steps],
    notes: [...outer.notes, ...inner.notes],
    questions: [...outer.questions, ...inner.questions],
  };
}

/** Adds a variable. Node takes NODE_OPTIONS as options, and a unit has them in its command. */
export function addVariable(parts: Parts, name: string, value: string): void {
  if (name === 'NODE_OPTIONS') addNodeOptions(parts, shellCommands(value)[0]?.words ?? []);
  // The file that dotenv reads instead of .env. The package does not have it.
  else if (name === 'DOTENV_CONFIG_PATH') parts.envFiles.push(value);
  // `${PORT:-3000}` is 3000 unless the developer's shell has the variable.
  else parts.variables[name] = value.replaceAll(/\$\{\w+:?-([^{}]*)\}/g, '$1');
}

/** Options that compile TypeScript while the program runs, and modules that do so when they are loaded first. */
const COMPILING = /^--experimental-(strip|transform)-types$/;
const COMPILERS =
  /^(tsx(\/.*)?|ts-node(\/.*)?|ts-node-maintained(\/.*)?|@swc-node\/register(\/.*)?|@swc\/register|esbuild-register(\/.*)?|@esbuild-kit\/.*|@babel\/register|babel-register|sucrase\/register(\/.*)?|jiti\/register|tsconfig-paths\/register)$/;

/** Options of Node, parted: those that compile TypeScript while the program runs, and the others. */
export function compilersApart(options: readonly string[]): { compilers: string[]; others: string[] } {
  const isCompiler = ({ name, value = '' }: NodeOption): boolean => COMPILING.test(name) || COMPILERS.test(value);
  const all = nodeOptions(options);
  return {
    compilers: all.filter(isCompiler).flatMap(({ words }) => words),
    others: all.filter((option) => !isCompiler(option)).flatMap(({ words }) => words),
  };
}

/** Adds options of Node. Files of variables become settings, and options that no service has become a line of the report. */
export function addNodeOptions(parts: Parts, words: readonly string[]): void {
  for (const option of nodeOptions(words)) {
    const problem = optionProblem(option);
    if (isEnvFile(option) && option.value) addEnvFile(parts, option.value);
    else if (problem === undefined) parts.nodeOptions.push(...option.words);
    else parts.notes.push(`service.nodeOptions: ${shown(option.words)} is left out: it ${reasonOf(problem.problem)}`);
  }
}

function addEnvFile(parts: Parts, file: string): void {
  parts.envFiles.push(file);
  if (/^(\/|\.\.\/)/.test(file))
    parts.questions.push(`deb.settings: list the variables that ${shown([file])}, outside the project, sets`);
}

/** `--watch restarts the program …` → `restarts the program …`. */
function reasonOf(problem: string): string {
  return problem.replace(/^-\S* /, '');
}

/** Words of a command for a message, without secrets. */
export function shown(words: readonly string[]): string {
  return withoutSecrets(written(words));
}
