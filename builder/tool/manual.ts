/**
 * The man page build-deb(1), made from the table of verbs.
 */
import {
  DEFAULT_VERB,
  EXIT_CODES,
  GLOBAL,
  OPTIONS,
  type OptionName,
  type OptionRow,
  operandsOf,
  optionsOf,
  VERBS,
  type Verb,
} from '../terminal/verbs.ts';

const VERB_NAMES = Object.keys(VERBS) as Verb[];
const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

/** The page in the macros of man(7). */
export function manual(version: string): string {
  const lines = [
    `.TH BUILD-DEB 1 "" "build-deb ${text(version)}" "User commands"`,
    // Left-aligned, without hyphenation: commands are copied from here.
    '.ad l',
    '.nh',
    '.SH NAME',
    `${text('build-deb')} \\- make a Debian package of a Node service`,
    '.SH SYNOPSIS',
    ...VERB_NAMES.flatMap(synopsis),
    '.SH DESCRIPTION',
    text(VERBS[DEFAULT_VERB].about),
    '.PP',
    text('The path of the package goes to stdout. Progress, warnings and errors go to stderr.'),
    '.SH VERBS',
    ...VERB_NAMES.flatMap((name) => ['.TP', `.B ${text(name)}`, text(VERBS[name].about)]),
    '.SH OPTIONS',
    ...OPTION_NAMES.flatMap((name) => ['.TP', styled(name), text(`${sentence(OPTIONS[name].help)} ${owners(name)}`)]),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, text(sentence(meaning))]),
    '.SH SEE ALSO',
    '.BR apt\\-get (8),',
    '.BR dpkg\\-deb (1),',
    '.BR lintian (1),',
    '.BR systemd.service (5)',
  ];
  return `${lines.join('\n')}\n`;
}

function synopsis(verb: Verb): string[] {
  const options = optionsOf(verb).map((name) => `[${styled(name)}]`);
  const name = `\\fB${text(verb)}\\fR`;
  const operands = operandsOf(verb);
  const words = operands === undefined ? [] : [text(operands)];
  return ['.br', ['\\fBbuild\\-deb\\fR', verb === DEFAULT_VERB ? `[${name}]` : name, ...words, ...options].join(' ')];
}

/** As in help, the option bold and its value underlined. */
function styled(name: OptionName): string {
  const { value, choices }: OptionRow = OPTIONS[name];
  const option = `\\fB${text(`--${name}`)}\\fR`;
  if (value !== undefined) return `${option} \\fI${text(value)}\\fR`;
  return choices === undefined ? option : `${option}[\\fB=${text(choices.join('|'))}\\fR]`;
}

/** The verbs that take an option. */
function owners(name: OptionName): string {
  if ((GLOBAL as readonly string[]).includes(name)) return '';
  return `(${VERB_NAMES.filter((verb) => optionsOf(verb).includes(name)).join(', ')})`;
}

function sentence(phrase: string): string {
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`;
}

/** Text without a meaning for roff: hyphens that can be copied, backslashes, and no control line (groff_char(7)). */
function text(plain: string): string {
  return plain.trim().replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/, '\\&$&').replaceAll('~', '\\(ti');
}
