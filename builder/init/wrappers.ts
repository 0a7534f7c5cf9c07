/**
 * Words in front of a command: variables, and programs that start another program with them.
 */
import { addVariable, type Parts, shown } from './parts.ts';
import { shellCommands } from './shell-line.ts';

/** Programs that only start the rest of their words. */
const PLAIN = ['cross-env', 'cross-env-shell', 'env', 'exec', 'nohup', 'time', 'command'];

/**
 * Programs that start the rest of their words in another way: their options that take a word, the words behind these, and
 * why a service does without.
 */
const CHANGERS: ReadonlyMap<string, { values: string; words: number; why: string }> = new Map([
  ['sudo', { values: '-u -g -C -p --user --group', words: 0, why: 'the unit names the user' }],
  ['nice', { values: '-n --adjustment', words: 0, why: 'a unit has Nice= for it' }],
  ['ionice', { values: '-c -n --class --classdata', words: 0, why: 'a unit has IOSchedulingClass= for it' }],
  ['timeout', { values: '-k -s --kill-after --signal', words: 1, why: 'a service runs until it is stopped' }],
  ['stdbuf', { values: '-i -o -e', words: 0, why: 'the journal takes all output' }],
  ['setsid', { values: '', words: 0, why: 'systemd starts a service in a session of its own' }],
  ['tini', { values: '-p -e', words: 0, why: 'systemd is the first process' }],
  ['dumb-init', { values: '-r', words: 0, why: 'systemd is the first process' }],
]);

/** Runners of commands of dependencies, and the first words of theirs. */
const PACKAGE_RUNNERS = /^(npx|bunx|(npm|pnpm|yarn) (exec|x|dlx)) /;

/** Programs that read a file of variables and start the rest. */
const ENV_READERS = /^(dotenv|dotenvx|dotenv-cli|env-cmd)$/;

/** Node by its path, by the variable that npm sets, and the program of a dependency by its path. */
const BY_PATH = /^(?:(?:\/usr(?:\/local)?)?\/bin\/(node|nodejs|env)|(?:\.\/)?node_modules\/\.bin\/([^/]+))$/;
const NODE = /^\$\{?(npm_node_execpath|NODE)\}?$/;

/** The command behind the words in front of it. What these words say is added to `parts`. */
export function unwrapped(words: readonly string[], parts: Parts): string[] {
  const [written = '', ...others] = words;
  const [, ofSystem, ofDependency] = BY_PATH.exec(written) ?? [];
  const word = NODE.test(written) ? 'node' : (ofSystem ?? ofDependency ?? written);
  if (word !== written) return unwrapped([word, ...others], parts);
  // cross-env-shell takes a line of sh as one word.
  const [only, more] = /\s/.test(word) && others.length === 0 ? shellCommands(word) : [];
  if (only !== undefined && more === undefined) return unwrapped(only.words, parts);
  const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
  if (name !== undefined) {
    addVariable(parts, name, value);
    return unwrapped(words.slice(1), parts);
  }
  if (PLAIN.includes(word) && words.length > 1) return unwrapped(withoutOptions(words, [], parts), parts);
  const changer = CHANGERS.get(word);
  if (changer !== undefined) return unwrapped(behindChanger(words, changer, parts), parts);
  const [runner] = PACKAGE_RUNNERS.exec(`${words.slice(0, 2).join(' ')} `) ?? [];
  if (runner !== undefined) {
    const own = runner.trim().split(' ').length - 1;
    return unwrapped(withoutOptions(words.slice(own), ['-p', '--package', '-c'], parts), parts);
  }
  return ENV_READERS.test(word) ? unwrapped(behindEnvReader(words, parts), parts) : [...words];
}

/** The words behind a program that starts them in another way, and a line of the report. */
function behindChanger(
  words: readonly string[],
  { values, words: own, why }: { values: string; words: number; why: string },
  parts: Parts,
): string[] {
  let at = 1;
  for (; words[at]?.startsWith('-') && words[at] !== '--'; at += 1) {
    if (values.split(' ').includes(words[at] as string)) at += 1;
  }
  at += own + (words[at] === '--' ? 1 : 0);
  parts.notes.push(`service: ${shown(words.slice(0, at))} is left out: ${why}`);
  return words.slice(at);
}

/** The words behind a wrapper and its options; `values` are the options that take a word of their own. */
function withoutOptions(words: readonly string[], values: readonly string[], parts: Parts): string[] {
  let at = 1;
  for (; words[at]?.startsWith('-'); at += 1) {
    if (words[at] === '--') return words.slice(at + 1);
    if (values.includes(words[at] as string)) at += 1;
    // env -i empties the environment, as a unit does.
    else if (!/^(-y|--yes|-q|--quiet|--no|--no-install|--bun|-i|--ignore-environment|-)$/.test(words[at] as string))
      parts.notes.push(`service: the option ${words[at]} of ${words[0]} is left out`);
  }
  return words.slice(at);
}

/** The words behind `dotenv -e FILE --` and its kind. Without a file these programs read .env. */
function behindEnvReader(words: readonly string[], parts: Parts): string[] {
  const [reader = ''] = words;
  const files: string[] = [];
  let at = words[1] === 'run' ? 2 : 1;
  for (; words[at]?.startsWith('-'); at += 1) {
    const word = words[at] as string;
    if (word === '--') {
      at += 1;
      break;
    }
    const [, option = word, joined] = /^(--?[\w-]+)=(.*)$/s.exec(word) ?? [];
    const isFile = reader === 'env-cmd' ? /^(-f|--file)$/.test(option) : /^(-e|-f|--env-file)$/.test(option);
    const isVariable = /^(-v|--env)$/.test(option) && reader !== 'env-cmd';
    if (joined === undefined && (isFile || isVariable)) at += 1;
    const value = joined ?? words[at] ?? '';
    const [, name, text = ''] = /^(\w+)=(.*)$/s.exec(value) ?? [];
    if (isFile) files.push(value);
    else if (isVariable && name !== undefined) addVariable(parts, name, text);
    else if (reader === 'env-cmd' && /^(-e|--environments|-r|--rc-file)$/.test(option)) {
      parts.questions.push(`deb.settings: list the variables that ${shown(words.slice(0, at + 2))} sets`);
      at += joined === undefined ? 1 : 0;
    }
  }
  parts.envFiles.push(...(files.length > 0 || parts.questions.length > 0 ? files : ['.env']));
  return words.slice(at);
}
