/**
 * Options of Node, as `service.nodeOptions` and start scripts hold them (nodejs.org/api/cli.html).
 */
import { similarOption } from './known-options.ts';

/** An option with its value. */
export interface NodeOption {
  /** Without a value: `--import`. */
  name: string;
  value: string | undefined;
  /** The words that it consists of: `--import` and `./a.mjs`, or `--import=./a.mjs`. */
  words: string[];
}

/** Options that load a module before the program. */
const PRELOADS = ['-r', '--require', '--import', '--loader', '--experimental-loader'];

/** Options that read a file of variables. A path with a place outside the project is the administrator's. */
const ENV_FILES = ['--env-file', '--env-file-if-exists'];

/** Further options that take the next word as their value. V8's own options take a value behind `=` alone. */
const VALUES =
  /^(-C|--(conditions|title|disable-proto|disable-warning|dns-result-order|diagnostic-dir|experimental-config-file|experimental-default-type|heapsnapshot-(near-heap-limit|signal)|icu-data-dir|localstorage-file|max-http-header-size|network-family-autoselection-attempt-timeout|openssl-config|redirect-warnings|report-(dir|directory|filename|signal)|secure-heap(-min)?|tls-cipher-list|tls-keylog|trace-event-(categories|file-pattern)|trace-require-module|unhandled-rejections|use-largepages|v8-pool-size|watch-path|watch-kill-signal|test-(name-pattern|skip-pattern|reporter|reporter-destination|concurrency|timeout|shard)|debug-port|inspect-port|input-type|experimental-policy|policy-integrity|snapshot-blob|build-snapshot-config|experimental-sea-config|run))$/;

/** Options that no service has, each group with a sentence about it and its remedy. */
const REFUSED: readonly [RegExp, problem: string, fix: string][] = [
  [/^--watch/, 'restarts the program whenever its files change', 'leave it out: systemd restarts a service that ends'],
  [
    /^--(inspect|debug)/,
    'opens a debugger, which can do all that the service can',
    'leave it out; the administrator can add it for a while with: systemctl edit',
  ],
  [/^--(test|experimental-test)/, 'runs tests instead of the service', 'leave it out'],
  [
    /^(-|--|-[ceiphv]{1,2}|-pe|--(eval|print|interactive|check|help|version|v8-options|completion-bash|run|prof-process|input-type|build-(sea|snapshot|snapshot-config)|experimental-sea-config))$/,
    'makes Node do something else than run the file',
    'leave it out',
  ],
  [
    /^--(permission(-audit)?|experimental-permission|allow-.+)$/,
    'keeps the agent from its files and processes',
    'leave it out: "harden" restricts the service',
  ],
  [
    /^--(experimental-policy|policy-integrity|snapshot-blob|node-snapshot)$/,
    'keeps Node from loading the agent',
    'leave it out',
  ],
];

/** Options of the words of a command line, in their order. Words that are neither an option nor a value are left alone. */
export function nodeOptions(words: readonly string[]): NodeOption[] {
  const found: NodeOption[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    const [, name = word, joined] = /^(--?[^=]+)=(.*)$/s.exec(word) ?? [];
    const next = joined === undefined && takesWord(name) ? words[at + 1] : undefined;
    if (next !== undefined) at += 1;
    found.push({ name, value: joined ?? next, words: next === undefined ? [word] : [word, next] });
  }
  return found;
}

/** Node takes --max_old_space_size for --max-old-space-size. */
function spelled(name: string): string {
  return name.replaceAll(/(?<=\w)_/g, '-');
}

/** Whether an option takes the next word as its value. */
export function takesWord(name: string): boolean {
  const plain = spelled(name);
  return PRELOADS.includes(plain) || ENV_FILES.includes(plain) || VALUES.test(plain);
}

/** Why a service cannot have an option, and the remedy. Undefined if it can. */
export function optionProblem({ name, value }: NodeOption): { problem: string; fix: string } | undefined {
  if (!name.startsWith('-')) {
    return { problem: 'is no option of Node', fix: 'arguments of the program belong in "arguments"' };
  }
  const plain = spelled(name);
  const [, problem, fix] = REFUSED.find(([names]) => names.test(plain)) ?? [];
  if (problem !== undefined && fix !== undefined) return { problem: `${name} ${problem}`, fix };
  if (takesWord(name) && (value ?? '') === '') return { problem: `${name} has no value`, fix: 'write it behind it' };
  const similar = similarOption(name);
  if (similar !== undefined) {
    const fix = similar === '' ? 'leave it out, or correct it' : `did you mean ${similar}?`;
    return { problem: `${name} is no option of any Node that this tool knows`, fix };
  }
  return undefined;
}

/** Whether an option loads a module before the program. */
export function isPreload({ name }: NodeOption): boolean {
  return PRELOADS.includes(spelled(name));
}

/** Whether an option reads variables from a file. */
export function isEnvFile({ name }: NodeOption): boolean {
  return ENV_FILES.includes(name);
}

/**
 * The file of the project that an option names, relative to its working directory. Undefined for options that name none,
 * for packages such as `dotenv/config`, and for absolute paths.
 */
export function fileOfOption(option: NodeOption): string | undefined {
  const { value = '' } = option;
  if (isEnvFile(option)) return value === '' || value.startsWith('/') ? undefined : value;
  return isPreload(option) && /^\.\.?(\/|$)/.test(value) ? value : undefined;
}

/**
 * Whether an option decides how modules are found or loaded. A bundle has no modules to find, and such an option would be
 * without effect.
 */
export function needsModules(option: NodeOption): boolean {
  const { name, value = '' } = option;
  if (isPreload(option)) return !/^(node:|data:|\/)/.test(value);
  return fileOfOption(option) !== undefined || /^(-C|--conditions|--preserve-symlinks(-main)?)$/.test(spelled(name));
}
