/**
 * The verbs and options of the command, in one table. Parsing, help, suggestions, the man page and the shell completion
 * are made from it. To add a verb: a row here, its file in deliver/ or init/, a line in build.ts.
 */
import { ARCHITECTURES } from '../releases.ts';

/** One option, without its hyphens in the name. */
export interface OptionRow {
  /** One line for the help. */
  help: string;
  /** A word for the value that the option needs: `DIR`. */
  value?: string;
  /** The values that an option accepts; with `value` it needs one of them, without it one may follow: `--plan=scripts`. */
  choices?: readonly string[];
  /** A value for messages. */
  example?: string;
  /** Names of this option in other tools. */
  elsewhere?: readonly string[];
}

export const OPTIONS = {
  out: {
    value: 'DIR',
    example: 'dist',
    help: 'write the package into DIR instead of dist',
    elsewhere: ['output', 'output-dir'],
  },
  arch: {
    value: 'ARCH',
    choices: Object.keys(ARCHITECTURES),
    example: 'arm64',
    help: 'the architecture of native addons and of a bundled Node, amd64 or arm64; by default that of this machine',
    elsewhere: ['architecture', 'host-architecture', 'target'],
  },
  snapshot: {
    help: 'take the version from the last commit: 1.2.3~git20261122.abcdef0 sorts before 1.2.3',
  },
  plan: {
    choices: ['scripts'],
    help: 'print the files, the control members and the units; with =scripts, the maintainer scripts too; write nothing',
    elsewhere: ['dry-run', 'n'],
  },
  list: { help: 'print the files as dpkg-deb --contents does; write nothing', elsewhere: ['contents'] },
  json: { help: 'print the result as JSON' },
  schema: { help: 'print the JSON schema of package.json, for editors' },
  help: { help: 'print this help, or the help of a verb', elsewhere: ['usage'] },
  version: { help: 'print the version of build-deb' },
} as const satisfies Record<string, OptionRow>;

export type OptionName = keyof typeof OPTIONS;

/** Options that replace the verb's work. Only `--help` may stand beside another argument. */
export const GLOBAL = ['help', 'version', 'schema'] as const satisfies readonly OptionName[];

/** One verb. */
export interface VerbRow {
  /** One line for the help. */
  help: string;
  /** A paragraph for the verb's own help. */
  about: string;
  options: readonly OptionName[];
  /** Names of this verb in other tools. */
  elsewhere?: readonly string[];
}

const BUILDING = ['out', 'arch', 'snapshot', 'json'] as const;

export const VERBS = {
  build: {
    help: 'make the package; the verb may be left out',
    about:
      'Makes a Debian package of the Node service in this directory. The "deb" section of its package.json describes the package. If the package would become identical to the last one, it stays as it is.',
    options: ['out', 'arch', 'snapshot', 'plan', 'list', 'json'],
    elsewhere: ['package', 'pack', 'make', 'deb'],
  },
  init: {
    help: 'write the "deb" section of package.json from the project',
    about:
      'Writes the "deb" section of package.json from the files of the project. The command says which values are guesses and asks for the values that the project does not tell.',
    options: [],
    elsewhere: ['new', 'create'],
  },
  check: {
    help: 'build, then check the package with the tools of Debian',
    about:
      'Builds the package. Then systemd-analyze verify reads its units, shellcheck its maintainer scripts and lintian the whole package. A tool that is not installed is left out.',
    options: BUILDING,
    elsewhere: ['lint', 'verify', 'test'],
  },
  install: {
    help: 'build, then install the package on this machine',
    about:
      'Builds the package. Then apt-get installs it on this machine with the packages that it depends on. For you as an ordinary user, sudo may ask for a password.',
    options: BUILDING,
    elsewhere: ['i', 'deploy'],
  },
} as const satisfies Record<string, VerbRow>;

export type Verb = keyof typeof VERBS;

/** The verb of a command that names no verb. */
export const DEFAULT_VERB: Verb = 'build';

/** Two options that do not go together, and the reason. `plan=scripts` is the option with this value. */
export const CONFLICTS: readonly (readonly [one: string, other: string, reason: string])[] = [
  ['plan', 'list', 'the plan begins with the same files: leave out --list'],
  ['plan', 'out', '--plan writes no package: leave out --out'],
  ['list', 'out', '--list writes no package: leave out --out'],
  ['list', 'json', 'build-deb --plan --json prints the files as JSON'],
  ['plan=scripts', 'json', '--plan --json holds the maintainer scripts already'],
];

/** The options of a verb by their names. */
export function optionsOf(verb: Verb): readonly OptionName[] {
  return VERBS[verb].options;
}

/** As an option is written in help: `--out DIR`, `--plan[=scripts]`. */
export function written(name: OptionName): string {
  const { value, choices }: OptionRow = OPTIONS[name];
  if (value !== undefined) return `--${name} ${value}`;
  return choices === undefined ? `--${name}` : `--${name}[=${choices.join('|')}]`;
}

export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'done'],
  [1, 'something in the project, or around it, has to be put right: stderr says where and how'],
  [2, 'the command is used wrongly'],
  [70, 'a defect in build-deb itself'],
];
