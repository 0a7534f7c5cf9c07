/**
 * A command line that cannot be followed: the message, and a suggestion from the table of verbs.
 */
import { BuildError } from '../errors.ts';
import { ARCHITECTURES, type Architecture } from '../releases.ts';
import { farness } from '../text.ts';
import {
  DEFAULT_VERB,
  GLOBAL,
  OPTIONS,
  type OptionName,
  type OptionRow,
  optionsOf,
  VERBS,
  type Verb,
  type VerbRow,
} from './verbs.ts';

function wrongUsage(message: string, advice: readonly string[], verb?: Verb): BuildError {
  const isMain = verb === undefined || verb === DEFAULT_VERB;
  const help = isMain ? 'build-deb --help lists the verbs and options' : `build-deb ${verb} --help describes the verb`;
  return new BuildError(message, [...advice, help], { exitCode: 2 });
}

export function unknownVerb(word: string): BuildError {
  const meant = optionWith(word) ?? nearest(word);
  const command = meant?.startsWith('--') ? `build-deb ${meant}` : meant;
  const advice = command === undefined ? 'build-deb alone makes the package' : `did you mean ${command}?`;
  return wrongUsage(`there is no verb "${word}"`, [advice]);
}

/** `--plan scripts` instead of `--plan=scripts`: the option that takes this word behind an equals sign. */
function optionWith(word: string): string | undefined {
  const rows: [string, OptionRow][] = Object.entries(OPTIONS);
  const [name] = rows.find(([, { value, choices }]) => value === undefined && choices?.includes(word)) ?? [];
  return name === undefined ? undefined : `--${name}=${word}`;
}

export function severalVerbs(words: readonly string[]): BuildError {
  const verbs = words.filter((word) => Object.hasOwn(VERBS, word));
  if (words[0] === 'help' && verbs[0])
    return wrongUsage('there is no verb "help"', [`write build-deb ${verbs[0]} --help`]);
  // `build` needs no command of its own: check and install build, too.
  const steps = verbs.filter((verb) => verbs.length === 1 || verb !== DEFAULT_VERB).map((verb) => `build-deb ${verb}`);
  const advice = steps.length > 1 ? `first ${steps.join(', then ')}` : `the command is ${steps[0] ?? 'build-deb'}`;
  return wrongUsage(`one verb at a time, not "${words.join(' ')}"`, [advice]);
}

/** @param raw the option with its hyphens */
export function unknownOption(raw: string, verb?: Verb): BuildError {
  const meant = nearest(raw.replace(/^-+/, ''), verb);
  return wrongUsage(`there is no option ${raw}`, meant === undefined ? [] : [`did you mean ${meant}?`], verb);
}

/** An option of other verbs. */
export function foreignOption(option: OptionName, verb: Verb): BuildError {
  const others = (Object.keys(VERBS) as Verb[]).filter((other) => optionsOf(other).includes(option));
  const owners = others.map((other) => `build-deb ${other}`).join(', ');
  return wrongUsage(`build-deb ${verb} has no option --${option}`, [`--${option} belongs to ${owners}`], verb);
}

export function repeatedOption(option: OptionName, verb: Verb): BuildError {
  return wrongUsage(`--${option} is given twice`, ['give it once'], verb);
}

export function missingValue(option: OptionName, verb: Verb): BuildError {
  const { example = '' }: OptionRow = OPTIONS[option];
  return wrongUsage(`--${option} needs a value`, [`as in --${option} ${example}`], verb);
}

export function needlessValue(option: OptionName, verb: Verb): BuildError {
  return wrongUsage(`--${option} takes no value`, [`write --${option} alone`], verb);
}

export function wrongValue(option: OptionName, value: string, verb: Verb): BuildError {
  if (option === 'arch') return wrongArchitecture(value, verb);
  const { choices = [] }: OptionRow = OPTIONS[option];
  const forms = choices.map((choice) => `--${option}=${choice}`).join(' or ');
  return wrongUsage(`--${option} cannot be ${value === '' ? 'empty' : value}`, [`write --${option} or ${forms}`], verb);
}

export function notAlone(option: OptionName): BuildError {
  return wrongUsage(`--${option} stands alone`, [`write build-deb --${option}`]);
}

export function conflictingOptions([one, other, reason]: readonly [string, string, string], verb: Verb): BuildError {
  return wrongUsage(`--${one} and --${other} do not go together`, [reason], verb);
}

/** Names of Debian's architectures elsewhere. */
const OTHER_NAMES: Record<string, Architecture> = {
  x64: 'amd64',
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  arm64v8: 'arm64',
};

function wrongArchitecture(arch: string, verb: Verb): BuildError {
  const lower = arch.toLowerCase();
  const meant = Object.hasOwn(ARCHITECTURES, lower) ? lower : Object.hasOwn(OTHER_NAMES, lower) && OTHER_NAMES[lower];
  const advice = meant
    ? `did you mean --arch ${meant}?`
    : 'without native addons and a Node of its own, a package is for every architecture: leave --arch out';
  const known = Object.keys(ARCHITECTURES).join(' and ');
  return wrongUsage(`--arch ${arch}: packages can be made for ${known}`, [advice], verb);
}

/** The verb or the option that `word` is likely to mean, as you would type it. */
function nearest(word: string, verb: Verb = DEFAULT_VERB): string | undefined {
  const verbs = Object.entries(VERBS).map(([name, row]: [string, VerbRow]) =>
    candidate(name, `build-deb ${name}`, row),
  );
  const options = [...optionsOf(verb), ...GLOBAL].map((name) => candidate(name, `--${name}`, OPTIONS[name]));
  const all = [...options, ...verbs];
  const name = word.toLowerCase();
  const same = all.find(({ names }) => names.includes(name));
  if (same) return same.typed;
  if (name.length === 1) {
    const initials = options.filter(({ names }) => names[0]?.startsWith(name));
    return initials.length === 1 ? initials[0]?.typed : undefined;
  }
  const near = all.map((other) => ({ ...other, far: farness(name, other.names[0] ?? '') }));
  const [best] = near.filter(({ far }) => far <= name.length / 3).sort((a, b) => a.far - b.far);
  return best?.typed;
}

function candidate(name: string, typed: string, { elsewhere = [] }: OptionRow | VerbRow) {
  return { names: [name, ...elsewhere], typed };
}
