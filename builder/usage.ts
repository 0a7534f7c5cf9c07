/**
 * The command line: what may stand there, and its help.
 */
import { parseArgs } from 'node:util';
import { ARCHITECTURES, type Architecture } from './debian.ts';
import { BuildError } from './errors.ts';

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
Exit codes: 0 done, 1 something in the project has to be mended, 2 wrong usage.
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
  const [command, ...more] = positionals;
  if ((command !== undefined && command !== 'init') || more.length > 0) {
    throw wrongUsage(`there is no command "${positionals.join(' ')}"`);
  }
  const { arch = hostArchitecture() } = values;
  if (!isArchitecture(arch)) {
    throw wrongUsage(`--arch ${arch}: packages can be made for ${Object.keys(ARCHITECTURES).join(' and ')}`);
  }
  return { ...values, init: command === 'init', architecture: arch };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw wrongUsage((cause as Error).message, cause);
  }
}

function wrongUsage(what: string, cause?: unknown): BuildError {
  return new BuildError(what, ['build-deb --help lists the options'], { exitCode: 2, cause });
}

/** What Debian calls this machine. On others, something has to be named only if the package needs it. */
function hostArchitecture(): string {
  return process.arch === ARCHITECTURES.arm64 ? 'arm64' : 'amd64';
}

function isArchitecture(name: string): name is Architecture {
  return name in ARCHITECTURES;
}
