/**
 * The command line: what may stand there, and its help.
 */
import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import { BuildError } from '../errors.ts';
import { ARCHITECTURES, type Architecture } from '../releases.ts';

export const HELP = `usage: build-deb [init] [options]

Makes a Debian package of the Node service in this folder, as the "deb" section of
its package.json describes it.

  init        write that section, as far as it can be found out

  --out DIR   write the package into DIR instead of dist
  --install   then install it (apt-get install, with sudo where that is needed)
  --check     also run lintian, shellcheck and systemd-analyze verify over it,
              where they are installed
  --snapshot  between two releases: 1.2.3~git20261122.abcdef0, from the last commit
  --arch A    amd64 or arm64, for native addons and a bundled Node; else this machine's
  --plan      print everything the package would contain; write nothing
  --list      print its files as dpkg --contents does; write nothing
  --json      print the result, or the plan, as JSON
  --schema    print the JSON schema of package.json, for editors
  --help      print this
  --version   print the version

Prints the path of the package; everything else it says goes to stderr.
Exit codes: 0 done, 1 something in the project has to be mended, 2 wrong usage,
70 a fault of build-deb itself.
`;

const flag = { type: 'boolean', default: false } as const;
const OPTIONS = {
  out: { type: 'string', default: 'dist' },
  arch: { type: 'string' },
  plan: flag,
  list: flag,
  check: flag,
  install: flag,
  snapshot: flag,
  json: flag,
  schema: flag,
  help: flag,
  version: flag,
} as const;

/** @throws BuildError for what cannot be meant. */
export function readArguments(args: string[]) {
  const { values, positionals } = parse(args);
  const [command] = positionals;
  if (command !== undefined && (command !== 'init' || positionals.length > 1)) throw wrongCommand(positionals);
  const { arch = hostArchitecture() } = values;
  if (!isArchitecture(arch)) throw wrongArchitecture(arch);
  return { ...values, init: command === 'init', architecture: arch };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw wrongOption(cause as NodeJS.ErrnoException);
  }
}

function wrongUsage(what: string, advice: readonly string[], cause?: unknown): BuildError {
  return new BuildError(what, [...advice, 'build-deb --help lists the options'], { exitCode: 2, cause });
}

/** What Node's parser says, without what it says of other programs, and with what is meant. */
function wrongOption(cause: NodeJS.ErrnoException): BuildError {
  const { code, message } = cause;
  const name = /'-{1,2}([^ '=]+)/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const meant = nearestOption(name);
    const advice = meant === undefined ? [] : [`did you mean --${meant}?`];
    return wrongUsage(message.replace(/\. .*/s, ''), advice, cause);
  }
  const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name as keyof typeof OPTIONS] : undefined;
  if (option?.type === 'boolean') return wrongUsage(`--${name} takes no value`, [`write --${name} alone`], cause);
  if (option?.type === 'string') {
    const example = name === 'arch' ? 'arm64' : 'dist';
    return wrongUsage(`--${name} needs a value`, [`as in --${name} ${example}`], cause);
  }
  return wrongUsage(message, [], cause);
}

/** What other tools call these options. */
const HABITS: Record<string, string> = {
  architecture: 'arch',
  'dry-run': 'plan',
  'host-architecture': 'arch',
  lint: 'check',
  n: 'plan',
  output: 'out',
  target: 'arch',
};

function nearestOption(name: string): string | undefined {
  const known = Object.keys(OPTIONS);
  if (Object.hasOwn(HABITS, name)) return HABITS[name];
  if (name.length === 1) {
    const initials = known.filter((option) => option.startsWith(name.toLowerCase()));
    return initials.length === 1 ? initials[0] : undefined;
  }
  const near = closest(name.toLowerCase(), known);
  return distance(name.toLowerCase(), near) <= name.length / 3 ? near : undefined;
}

function wrongCommand(words: readonly string[]): BuildError {
  const meant = words
    .filter((word) => word !== 'init')
    .map(nearestOption)
    .find(Boolean);
  if (words.includes('init')) {
    const then = meant === undefined ? 'build-deb' : `build-deb --${meant}`;
    return wrongUsage(`one command at a time, not "${words.join(' ')}"`, [`first build-deb init, then ${then}`]);
  }
  const advice = meant === undefined ? 'build-deb alone makes the package' : `did you mean --${meant}?`;
  return wrongUsage(`there is no command "${words.join(' ')}"`, [advice]);
}

/** What Debian calls architectures by names that others have given them. */
const OTHER_NAMES: Record<string, Architecture> = {
  x64: 'amd64',
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  arm64v8: 'arm64',
};

function wrongArchitecture(arch: string): BuildError {
  const meant = Object.hasOwn(OTHER_NAMES, arch.toLowerCase()) ? OTHER_NAMES[arch.toLowerCase()] : undefined;
  const lower = isArchitecture(arch.toLowerCase()) ? arch.toLowerCase() : meant;
  const advice = lower
    ? `did you mean --arch ${lower}?`
    : 'without native addons and a Node of its own, a package is for every architecture: leave --arch out';
  return wrongUsage(`--arch ${arch}: packages can be made for ${Object.keys(ARCHITECTURES).join(' and ')}`, [advice]);
}

/** What Debian calls this machine. On others, something has to be named only if the package needs it. */
function hostArchitecture(): string {
  return process.arch === ARCHITECTURES.arm64 ? 'arm64' : 'amd64';
}

function isArchitecture(name: string): name is Architecture {
  return Object.hasOwn(ARCHITECTURES, name);
}
