/**
 * Words in front of a command: variables, and programs that start another program with them.
 */
import { addVariable, type Parts, shown } from './parts.ts';

/** Programs that only start the rest of their words. */
const PLAIN = ['cross-env', 'cross-env-shell', 'env', 'exec', 'nohup', 'time', 'command'];

/** Runners of commands of dependencies, and the first words of theirs. */
const PACKAGE_RUNNERS = /^(npx|bunx|(npm|pnpm|yarn) (exec|x|dlx)) /;

/** Programs that read a file of variables and start the rest. */
const ENV_READERS = /^(dotenv|dotenvx|dotenv-cli|env-cmd)$/;

/** The command behind the words in front of it. What these words say is added to `parts`. */
export function unwrapped(words: readonly string[], parts: Parts): string[] {
  const [word = ''] = words;
  const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
  if (name !== undefined) {
    addVariable(parts, name, value);
    return unwrapped(words.slice(1), parts);
  }
  if (PLAIN.includes(word) && words.length > 1) return unwrapped(withoutOptions(words, [], parts), parts);
  const [runner] = PACKAGE_RUNNERS.exec(`${words.slice(0, 2).join(' ')} `) ?? [];
  if (runner !== undefined) {
    const own = runner.trim().split(' ').length - 1;
    return unwrapped(withoutOptions(words.slice(own), ['-p', '--package', '-c'], parts), parts);
  }
  return ENV_READERS.test(word) ? unwrapped(behindEnvReader(words, parts), parts) : [...words];
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
