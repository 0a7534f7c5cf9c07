/**
 * The command line: each verb takes its own options, and every other argument is refused with a suggestion.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { readArguments } from '../../builder/terminal/arguments.ts';
import { describeFailure } from '../../builder/terminal/failure.ts';
import { allHelp, helpOf } from '../../builder/terminal/help.ts';
import {
  CONFLICTS,
  GLOBAL,
  OPTIONS,
  type OptionName,
  type OptionRow,
  optionsOf,
  VERBS,
  type Verb,
} from '../../builder/terminal/verbs.ts';

const GOLDEN = 'test/golden/terminal/wrong-usage.txt';
const verbs = Object.keys(VERBS) as Verb[];
const names = Object.keys(OPTIONS) as OptionName[];

/** Command lines that are refused, as you would type them. */
const WRONG = `
  --plann
  --dry-run
  --verbose
  --out
  --out=
  --out --json
  --json=yes
  -h
  -o dist
  --out a --out b
  --plan=script
  --plan --list
  --plan --out elsewhere
  --list --out elsewhere
  --list --json
  --plan=scripts --json
  --arch x64
  --arch aarch64
  --arch i386
  --arch constructor
  --arch pdp11
  --check
  --install
  --install=yes
  --plan --check
  --list --install
  --version --plan
  --schema --json
  check --version
  inti
  chekc
  scheck
  int
  plan
  --plan scripts
  lint
  deploy
  frobnicate
  init --plan
  init --list
  init install
  help check
  help me
  build install
  check --plan
  check --lint
  publish --plan
  publish repo --phase
  publish repo --pase 10
  publish repo --yank 1.0.0
  check --phase 10
  repo
`;

const usage = suite('usage');

function refusal(args: string[]): BuildError {
  try {
    readArguments(args);
  } catch (error) {
    if (error instanceof BuildError) return error;
    throw error;
  }
  throw new Error(`build-deb ${args.join(' ')} was accepted`);
}

usage('each wrong command line has its message and exit code 2', () => {
  const told = WRONG.trim()
    .split(/\n */)
    .map((line) => {
      const error = refusal(line.split(' '));
      assert.is(error.exitCode, 2, line);
      return `$ build-deb ${line}\n${describeFailure(error, {})}\n`;
    });
  const text = told.join('\n');
  mkdirSync(path.dirname(GOLDEN), { recursive: true });
  if (process.env.UPDATE_GOLDEN) writeFileSync(GOLDEN, text);
  assert.fixture(text, readFileSync(GOLDEN, 'utf8'));
});

usage('a suggestion is a command that is accepted', () => {
  const golden = readFileSync(GOLDEN, 'utf8');
  for (const [, verb = '', suggestion = ''] of golden.matchAll(
    /^\$ build-deb (\w*).*\n(?:.+\n)*? {2}did you mean (.*)\?/gm,
  )) {
    const ofVerb = suggestion.startsWith('--') && verb in VERBS ? [verb] : [];
    const words = [...ofVerb, ...suggestion.replace(/^build-deb ?/, '').split(' ')];
    const last = words.at(-1)?.replace(/^--/, '') as OptionName;
    const { value, example = '' }: OptionRow = OPTIONS[last] ?? { help: '' };
    readArguments(value === undefined ? words : [...words, example]);
  }
});

/** An option as it can be typed. */
function typed(name: OptionName): string[] {
  const { value, example = '' }: OptionRow = OPTIONS[name];
  return value === undefined ? [`--${name}`] : [`--${name}`, example];
}

usage('each verb takes the options of its row and no other', () => {
  for (const verb of verbs) {
    for (const name of names) {
      const args = [verb, ...typed(name)];
      if (optionsOf(verb).includes(name) || name === 'help') assert.is(readArguments(args).verb, verb);
      else assert.is(refusal(args).exitCode, 2, args.join(' '));
    }
  }
  for (const name of GLOBAL) assert.is(readArguments([`--${name}`]).options[name], true);
});

usage('the verb may be left out, and stand anywhere', () => {
  assert.is(readArguments([]).verb, 'build');
  assert.is(readArguments(['--out', 'check']).verb, 'build');
  assert.is(readArguments(['--out', 'check', 'check']).verb, 'check');
  assert.is(readArguments(['--out=-x']).options.out, '-x');
  assert.is(readArguments([]).options.out, 'dist');
});

usage('publish takes words behind it, and other verbs take none', () => {
  const { verb, options } = readArguments(['publish', 'repo', 'a.deb', '--phase', '10', 'install']);
  assert.is(verb, 'publish');
  assert.equal([options.operands, options.values], [['repo', 'a.deb', 'install'], { phase: '10' }]);
  assert.is(refusal(['install', 'publish']).exitCode, 2);
});

usage('the package is for the architecture of this machine', () => {
  const { arch } = process;
  for (const [machine, expected] of Object.entries({ x64: 'amd64', arm64: 'arm64', s390x: 'amd64' })) {
    Object.defineProperty(process, 'arch', { value: machine });
    assert.is(readArguments([]).options.architecture, expected);
  }
  Object.defineProperty(process, 'arch', { value: arch });
});

usage('--plan has an optional value', () => {
  assert.is(readArguments([]).options.plan, false);
  assert.is(readArguments(['--plan']).options.plan, true);
  assert.is(readArguments(['--plan=scripts']).options.plan, 'scripts');
  assert.is(readArguments(['--plan', '--json']).options.json, true);
});

usage('whatever stands beside --help, the help of its verb is shown', () => {
  for (const verb of verbs) assert.is(readArguments([verb, '--help']).named, verb);
  assert.is(readArguments(['--plan', '--list', '--help']).options.help, true);
  assert.is(readArguments(['--help']).named, undefined);
});

usage('two options that do not go together belong to one verb', () => {
  for (const [one, other] of CONFLICTS) {
    const pair = [one, other].map((term) => term.split('=')[0] as OptionName);
    assert.ok(
      verbs.some((verb) => pair.every((name) => optionsOf(verb).includes(name))),
      `${one} ${other}`,
    );
  }
});

usage('the help and the table tell the same verbs and options', () => {
  const told = (text: string): string[] => [...text.matchAll(/^ {2}--([a-z]+)/gm)].map(([, name = '']) => name);
  assert.equal(told(helpOf()), [...optionsOf('build'), ...GLOBAL]);
  for (const verb of verbs) {
    assert.equal(told(helpOf(verb)), [...optionsOf(verb)]);
    assert.match(helpOf(), new RegExp(`^  ${verb} +${VERBS[verb].help}$`, 'm'));
  }
  assert.equal([...new Set(told(allHelp()))].sort(), [...names].sort());
});

usage('help has at most 80 columns', () => {
  for (const line of allHelp().split('\n')) assert.ok(line.length <= 80, line);
});

usage.run();
