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
  audit: {
    value: 'LEVEL',
    choices: ['low', 'moderate', 'high', 'critical', 'none'],
    example: 'high',
    help: 'fail if npm audit finds this severity or a higher one in the package; by default high',
    elsewhere: ['audit-level'],
  },
  ci: {
    value: 'SYSTEM',
    choices: ['github', 'gitlab'],
    example: 'github',
    help: 'write the file of this CI system too, github or gitlab: it builds, checks and publishes; a "deb" section that exists stays',
    elsewhere: ['workflow', 'pipeline'],
  },
  url: {
    value: 'URL',
    example: 'https://packages.example.org/',
    help: 'the address where machines find the repository; the first publish needs it',
  },
  key: {
    value: 'ID',
    example: 'packages@example.org',
    help: 'sign with this key of your keyring too; the first publish creates a key without it',
    elsewhere: ['sign', 'local-user', 'gpg-key'],
  },
  retire: { value: 'ID', example: '0123456789ABCDEF', help: 'sign without this key from now on' },
  phase: {
    value: 'P',
    example: '10',
    help: 'offer the version to P per cent of the machines, from 0 to 100',
    elsewhere: ['rollout', 'percentage'],
  },
  withdraw: {
    value: 'VERSION',
    example: '1.2.3',
    help: 'remove a version, written as 1.2.3 or NAME=1.2.3, and print how machines go back',
    elsewhere: ['remove', 'yank', 'unpublish'],
  },
  keep: { value: 'N', example: '10', help: 'keep the newest N versions of each package, and remove older ones' },
  name: {
    value: 'NAME',
    example: 'my-app',
    help: 'a name for the files of a new repository; by default that of its first package',
  },
  origin: { value: 'TEXT', example: 'Example', help: 'the Origin of a new repository, for pins; by default its name' },
  label: { value: 'TEXT', example: 'Example', help: 'the Label of a new repository; by default its origin' },
  suite: { value: 'SUITE', example: 'stable', help: 'the Suite of a new repository; by default stable' },
  codename: { value: 'NAME', example: 'stable', help: 'the Codename of a new repository; by default its suite' },
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
  /** Words behind the verb, as they are written in help. */
  operands?: string;
  /** Names of this verb in other tools. */
  elsewhere?: readonly string[];
}

const BUILDING = ['out', 'arch', 'snapshot', 'json'] as const;

const IDENTITY = ['name', 'origin', 'label', 'suite', 'codename'] as const;
const PUBLISHING = ['url', 'key', 'retire', 'phase', 'withdraw', 'keep', ...IDENTITY] as const;

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
    options: ['ci'],
    elsewhere: ['new', 'create'],
  },
  check: {
    help: "build, then check it with Debian's tools and npm audit",
    about:
      'Builds the package. Then systemd-analyze verify reads its units, shellcheck its maintainer scripts and lintian the whole package. npm audit looks for known vulnerabilities of the npm packages in it. A tool that is not installed is left out, and so is npm audit without a network or a lock file of npm.',
    options: ['audit', ...BUILDING],
    elsewhere: ['lint', 'verify', 'test'],
  },
  install: {
    help: 'build, then install the package on this machine',
    about:
      'Builds the package. Then apt-get installs it on this machine with the packages that it depends on. For you as an ordinary user, sudo may ask for a password.',
    options: BUILDING,
    elsewhere: ['i', 'deploy'],
  },
  publish: {
    help: 'add the package to a signed repository for apt',
    about:
      'Creates or extends a static repository in DIR, for any web server or bucket. Without a FILE, it builds the package of this directory and publishes it. All versions stay, and each state is signed and replaces the last one in a single step. index.html in DIR shows the three commands for a machine.',
    operands: 'DIR [FILE.deb ...]',
    options: [...PUBLISHING, ...BUILDING],
    elsewhere: ['release', 'upload', 'repository', 'repo'],
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

/** The words behind a verb: `DIR [FILE.deb ...]`; none for most verbs. */
export function operandsOf(verb: Verb): string | undefined {
  const { operands }: VerbRow = VERBS[verb];
  return operands;
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
