/**
 * From the words of a command line to a verb and its options.
 */
import { parseArgs } from 'node:util';
import { ARCHITECTURES, type Architecture } from '../releases.ts';
import * as mistakes from './mistaken.ts';
import {
  CONFLICTS,
  DEFAULT_VERB,
  GLOBAL,
  OPTIONS,
  type OptionName,
  type OptionRow,
  operandsOf,
  optionsOf,
  VERBS,
  type Verb,
} from './verbs.ts';

export interface Options {
  out: string;
  architecture: Architecture;
  snapshot: boolean;
  /** `true` for `--plan`, `'scripts'` for `--plan=scripts`. */
  plan: boolean | 'scripts';
  list: boolean;
  json: boolean;
  schema: boolean;
  help: boolean;
  version: boolean;
  /** The words behind the verb. */
  operands: readonly string[];
  /** The options that have a value, as they are typed. */
  values: Readonly<Partial<Record<OptionName, string>>>;
}

interface Command {
  /** Undefined if the command names no verb. */
  named: Verb | undefined;
  verb: Verb;
  options: Options;
}

type Given = Map<OptionName, string | true>;

/** @throws BuildError with exit code 2 for each argument that would have no effect. */
export function readArguments(args: string[]): Command {
  const types = Object.entries(OPTIONS).map(([name, row]) => [name, { type: 'value' in row ? 'string' : 'boolean' }]);
  // Without `strict`, Node accepts everything. Its own messages know neither verbs nor optional values.
  const { tokens, positionals } = parseArgs({
    args,
    options: Object.fromEntries(types),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const found = tokens.flatMap((token) => (token.kind === 'option' ? [token] : []));
  // An unknown option comes first: the word behind `-o dist` looks like a verb.
  const unknown = found.find(({ name, rawName }) => !Object.hasOwn(OPTIONS, name) || rawName !== `--${name}`);
  if (unknown) throw mistakes.unknownOption(unknown.rawName, positionals.find(isVerb));
  const named = readVerb(positionals);
  const verb = named ?? DEFAULT_VERB;
  const given: Given = new Map();
  for (const token of found) take(given, { ...token, verb });
  if (!given.has('help')) refuseConflicts(given, named);
  return { named, verb, options: optionsFrom(given, positionals.slice(1)) };
}

function readVerb(words: readonly string[]): Verb | undefined {
  const [word] = words;
  if (word !== undefined && isVerb(word) && operandsOf(word) !== undefined) return word;
  if (words.length > 1) throw mistakes.severalVerbs(words);
  if (word !== undefined && !isVerb(word)) throw mistakes.unknownVerb(word);
  return word;
}

function isVerb(word: string): word is Verb {
  return Object.hasOwn(VERBS, word);
}

interface Token {
  name: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
  verb: Verb;
}

/** Puts one option into `given`. */
function take(given: Given, { name, value, inlineValue, verb }: Token): void {
  const option = name as OptionName;
  const { value: needed, choices }: OptionRow = OPTIONS[option];
  const isAccepted = optionsOf(verb).includes(option) || (GLOBAL as readonly string[]).includes(option);
  if (!isAccepted) throw mistakes.foreignOption(option, verb);
  if (given.has(option)) throw mistakes.repeatedOption(option, verb);
  // `--out --json`: a value that begins with a hyphen is an option, unless `=` stands before it.
  const isMissing = value === undefined || value === '' || (!inlineValue && value.startsWith('-'));
  if (needed === undefined && value === undefined) given.set(option, true);
  else if (needed !== undefined && isMissing) throw mistakes.missingValue(option, verb);
  else if (needed === undefined && choices === undefined) throw mistakes.needlessValue(option, verb);
  else if (choices?.includes(value as string) === false) throw mistakes.wrongValue(option, value as string, verb);
  else given.set(option, value as string);
}

function refuseConflicts(given: Given, named: Verb | undefined): void {
  const verb = named ?? DEFAULT_VERB;
  for (const option of GLOBAL) {
    if (given.has(option) && (named !== undefined || given.size > 1)) throw mistakes.notAlone(option);
  }
  const stands = (term: string): boolean => {
    const [name = '', value] = term.split('=');
    const found = given.get(name as OptionName);
    return found !== undefined && (value === undefined || found === value);
  };
  const conflict = CONFLICTS.find(([one, other]) => stands(one) && stands(other));
  if (conflict) throw mistakes.conflictingOptions(conflict, verb);
}

function optionsFrom(given: Given, operands: readonly string[]): Options {
  const has = (name: OptionName): boolean => given.has(name);
  return {
    out: String(given.get('out') ?? OPTIONS.out.example),
    architecture: (given.get('arch') as Architecture | undefined) ?? hostArchitecture(),
    snapshot: has('snapshot'),
    plan: given.get('plan') === 'scripts' ? 'scripts' : has('plan'),
    list: has('list'),
    json: has('json'),
    schema: has('schema'),
    help: has('help'),
    version: has('version'),
    operands,
    values: Object.fromEntries([...given].filter(([, value]) => typeof value === 'string')),
  };
}

/** Debian's name for the architecture of this machine. On others, `--arch` is needed only if the package needs it. */
function hostArchitecture(): Architecture {
  return process.arch === ARCHITECTURES.arm64 ? 'arm64' : 'amd64';
}
