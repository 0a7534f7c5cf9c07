/**
 * Programs that run a source file: Node, compilers of TypeScript, tools that restart a program, and managers of processes.
 */
import { takesWord } from '../config/node-options.ts';
import { addNodeOptions, type Parts, shown } from './parts.ts';
import { shellCommands } from './shell-line.ts';

interface Runner {
  /** Its options that take a word of their own, beside those of Node. */
  values: string;
  /** Whether it takes options of Node. */
  takesNodes: boolean;
  /** Whether the words behind the file are options of its own, up to `--`. */
  isManager?: boolean;
  /** Why its options are left out. */
  instead: string;
}

const COMPILER = 'the build compiles instead';
const RESTARTER = 'systemd restarts a service that ends';
const MANAGER = 'systemd keeps one process running; a program of several starts them with node:cluster';

const RUNNERS: ReadonlyMap<string, Runner> = new Map([
  ['node', { values: '', takesNodes: true, instead: '' }],
  ['nodejs', { values: '', takesNodes: true, instead: '' }],
  ['tsx', { values: '--tsconfig', takesNodes: true, instead: COMPILER }],
  ['ts-node', { values: '-P --project -O --compiler-options', takesNodes: true, instead: COMPILER }],
  ['ts-node-esm', { values: '-P --project -O --compiler-options', takesNodes: true, instead: COMPILER }],
  ['ts-node-dev', { values: '-P --project --watch --ignore-watch', takesNodes: true, instead: COMPILER }],
  ['tsnd', { values: '-P --project --watch --ignore-watch', takesNodes: true, instead: COMPILER }],
  ['bun', { values: '--cwd --env-file --config -c --preload -r --port', takesNodes: false, instead: 'Node runs it' }],
  ['esno', { values: '', takesNodes: true, instead: COMPILER }],
  ['babel-node', { values: '--presets --plugins --config-file', takesNodes: true, instead: COMPILER }],
  [
    'nodemon',
    { values: '-w --watch -e --ext -i --ignore -d --delay --signal --config', takesNodes: true, instead: RESTARTER },
  ],
  ...['pm2', 'pm2-runtime', 'pm2-docker'].map((name): [string, Runner] => [
    name,
    {
      values:
        '-n --name -i --instances -o --output -e --error -l --log -p --pid -c --cron --cron-restart -u --user --uid --gid --only --env --cwd --namespace --interpreter --interpreter-args --node-args --max-memory-restart --max-restarts --min-uptime --restart-delay --exp-backoff-restart-delay --kill-timeout --listen-timeout --ignore-watch --log-date-format --log-type --stop-exit-codes -m',
      ...{ takesNodes: false, isManager: true, instead: MANAGER },
    },
  ]),
  [
    'forever',
    {
      values:
        '-m --max -l --logFile -o --outFile -e --errFile -p --path -c --command --pidFile --uid --id --minUptime --spinSleepTime --sourceDir --workingDir --killSignal --watchDirectory --watchIgnore',
      ...{ takesNodes: false, isManager: true, instead: RESTARTER },
    },
  ],
]);

/** The first word of a runner that starts programs, and of one that a developer uses. */
const VERBS: Readonly<Record<string, RegExp>> = {
  pm2: /^start$/,
  'pm2-runtime': /^start$/,
  'pm2-docker': /^start$/,
  forever: /^start$/,
  bun: /^run$/,
  tsx: /^watch$/,
};

/** Options with which Node runs no file of the project: `node -e "…"`. */
const WITHOUT_FILE = /^(-[cepi]|-pe|--(eval|print|check|interactive|run)(=.*)?)$/;

interface RunnerCall {
  runner: string;
  /** The file, as it is written. Empty if another command runs. */
  file: string;
  arguments: string[];
  /** A command that the runner starts instead of a file. */
  command?: string[];
}

/** The file that a runner runs, or undefined for other commands. What its options say is added to `parts`. */
export function runnerCall(words: readonly string[], parts: Parts): RunnerCall | undefined {
  const [runner = '', ...rest] = words;
  const found = RUNNERS.get(runner);
  if (found === undefined) return undefined;
  const start = VERBS[runner]?.test(rest[0] ?? '') ? 1 : 0;
  const { options, at, other } = readOptions(rest, start, found);
  const own = found.values.split(' ');
  if (options.some(([option = '']) => WITHOUT_FILE.test(option) && !own.includes(option))) return undefined;
  addOptions(runner, found, { options, parts });
  if (other !== undefined) return { runner, file: '', arguments: [], command: other };
  const file = rest[at];
  if (file === undefined) return undefined;
  const behind = rest.slice(at + 1);
  if (!found.isManager) return { runner, file, arguments: behind };
  const end = behind.indexOf('--');
  const later = readOptions(end < 0 ? behind : behind.slice(0, end), 0, found);
  addOptions(runner, found, { options: later.options, parts });
  const given = end < 0 ? behind.slice(later.at) : behind.slice(end + 1);
  const isCommand = /^(npm|pnpm|yarn|npx)$/.test(file) || /\s/.test(file);
  return isCommand
    ? { runner, file: '', arguments: [], command: [...file.split(/\s+/), ...given] }
    : { runner, file, arguments: given };
}

interface Read {
  options: string[][];
  /** The place of the first word that is no option. */
  at: number;
  /** The words of another command, which nodemon names with --exec, in quotes or not. */
  other?: string[];
}

function readOptions(words: readonly string[], start: number, { values, takesNodes }: Runner): Read {
  const options: string[][] = [];
  const own = values.split(' ');
  let at = start;
  for (; words[at]?.startsWith('-'); at += 1) {
    const word = words[at] as string;
    if (word === '--') return { options, at: at + 1 };
    if (/^(-x|--exec)$/.test(word) && own.includes('--ext')) {
      return { options, at, other: shellCommands(words.slice(at + 1).join(' '))[0]?.words ?? [] };
    }
    const takes = own.includes(word) || (takesNodes && takesWord(word));
    options.push(takes ? words.slice(at, at + 2) : [word]);
    if (takes) at += 1;
  }
  return { options, at };
}

/** Adds options of Node to the parts, and the others to the report. */
function addOptions(
  runner: string,
  { values, takesNodes, instead }: Runner,
  { options, parts }: { options: string[][]; parts: Parts },
): void {
  const left: string[] = [];
  for (const option of options) {
    const [, name = '', joined] = /^(--?[^=]+)(?:=(.*))?$/s.exec(option[0] ?? '') ?? [];
    const isOwn =
      values.split(' ').includes(name) ||
      instead === RESTARTER ||
      /^--(watch|respawn|transpile-only|files|esm|poll|clear|no-cache)/.test(name);
    if (/^--(node-args|interpreter-args)$/.test(name))
      addNodeOptions(parts, shellCommands(joined ?? option[1] ?? '')[0]?.words ?? []);
    else if (takesNodes && (!isOwn || instead === '')) addNodeOptions(parts, option);
    else left.push(...option);
  }
  if (left.length > 0) parts.notes.push(`service: ${shown([runner, ...left])} is left out: ${instead}`);
}
