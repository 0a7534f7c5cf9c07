/**
 * The help of the command and of each verb, made from the table of verbs.
 */
import { wrap } from '../text.ts';
import { hanging } from './layout.ts';
import {
  DEFAULT_VERB,
  EXIT_CODES,
  GLOBAL,
  OPTIONS,
  type OptionName,
  operandsOf,
  optionsOf,
  VERBS,
  type Verb,
  written,
} from './verbs.ts';

/** Help is text for pages, too: its width does not depend on a terminal. */
const WIDTH = 80;

/** The help of one verb; of the whole command if `verb` is undefined. */
export function helpOf(verb?: Verb): string {
  return `${(verb === undefined ? commandHelp() : verbHelp(verb)).join('\n')}\n`;
}

/** All the help there is, for the reference. */
export function allHelp(): string {
  return [helpOf(), ...(Object.keys(VERBS) as Verb[]).map(helpOf)].join('\n');
}

function commandHelp(): string[] {
  return [
    'usage: build-deb [VERB] [OPTIONS]',
    '',
    ...wrap(VERBS[DEFAULT_VERB].about, WIDTH),
    '',
    ...rows(Object.entries(VERBS).map(([name, { help }]) => [name, help])),
    '',
    'Options:',
    '',
    ...rows(optionsOf(DEFAULT_VERB).map(optionRow)),
    '',
    ...rows(GLOBAL.map(optionRow)),
    '',
    'build-deb VERB --help describes a verb and its options.',
    '',
    ...ending(),
  ];
}

function verbHelp(verb: Verb): string[] {
  const options = optionsOf(verb);
  const operands = operandsOf(verb);
  const usage = verb === DEFAULT_VERB ? `[${verb}]` : verb;
  return [
    `usage: build-deb ${usage}${operands === undefined ? '' : ` ${operands}`}${options.length > 0 ? ' [OPTIONS]' : ''}`,
    '',
    ...wrap(VERBS[verb].about, WIDTH),
    ...(options.length > 0 ? ['', ...rows(options.map(optionRow))] : []),
  ];
}

function optionRow(name: OptionName): [string, string] {
  return [written(name), OPTIONS[name].help];
}

function rows(pairs: readonly (readonly [string, string])[]): string[] {
  return pairs.flatMap(([left, right]) => hanging(`  ${left.padEnd(LEFT)}`, right, WIDTH));
}

/** Columns of the names in all lists, so that the lists line up. */
const LEFT = Math.max(...(Object.keys(OPTIONS) as OptionName[]).map((name) => written(name).length)) + 2;

function ending(): string[] {
  const codes = EXIT_CODES.flatMap(([code, meaning]) => hanging(`  ${String(code).padEnd(4)}`, meaning, WIDTH));
  return [
    ...wrap('The path of the package goes to stdout. Progress, warnings and errors go to stderr.', WIDTH),
    '',
    'Exit codes:',
    '',
    ...codes,
  ];
}
