/**
 * The man page and the completion for bash: both tell what the table of verbs tells.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { readArguments } from '../../builder/terminal/arguments.ts';
import {
  EXIT_CODES,
  GLOBAL,
  OPTIONS,
  type OptionName,
  type OptionRow,
  optionsOf,
  VERBS,
  type Verb,
} from '../../builder/terminal/verbs.ts';
import { completion } from '../../builder/tool/completion.ts';
import { manual } from '../../builder/tool/manual.ts';
import { needing } from '../support/tools.ts';

const verbs = Object.keys(VERBS) as Verb[];
const names = Object.keys(OPTIONS) as OptionName[];

const pages = suite('man page and completion');
let folder = '';
pages.before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'build-deb-manual-'));
});
pages.after(() => rm(folder, { recursive: true, force: true }));

needing('man', pages)('man shows the page without a warning', async () => {
  const file = path.join(folder, 'build-deb.1');
  await writeFile(file, manual('1.2.3'));
  const env = { ...process.env, MANWIDTH: '100', MAN_KEEP_FORMATTING: '', LC_ALL: 'C.UTF-8' };
  const { exitCode, stdout, stderr } = await run('man', ['--warnings=w', '--local-file', file], { env });
  assert.is(exitCode, 0);
  assert.is(stderr, '');
  const words = stdout.replaceAll(/\s+/g, ' ');
  for (const verb of verbs) assert.match(words, ` ${VERBS[verb].about} `);
  for (const name of names) {
    const { help } = OPTIONS[name];
    assert.match(words, ` ${help.charAt(0).toUpperCase()}${help.slice(1)}. `);
  }
  for (const [code, meaning] of EXIT_CODES) assert.match(words.toLowerCase(), ` ${code} ${meaning}. `.toLowerCase());
});

pages('the page lists all options, and each verb with its own', () => {
  const page = manual('1.2.3')
    .replaceAll(/\\f[BIR]/g, '')
    .replaceAll('\\-', '-');
  const listed = [...page.matchAll(/^\.TP\n--([a-z]+)/gm)].map(([, name]) => name);
  assert.equal(listed, names);
  for (const verb of verbs) {
    const [, line = ''] = new RegExp(`^build-deb \\[?${verb}\\]?(.*)$`, 'm').exec(page) ?? [];
    assert.equal(
      [...line.matchAll(/--([a-z]+)/g)].map(([, name]) => name),
      [...optionsOf(verb)],
      verb,
    );
  }
});

/** The words that bash offers behind a command line, cut where bash cuts it. */
async function offered(...line: string[]): Promise<string[]> {
  const cut = line.flatMap((word) => word.split(/(?<==)|(?==)/)).map((word) => `'${word}'`);
  const script = `${completion()}
    COMP_WORDS=(build-deb ${cut.join(' ')}) COMP_CWORD=${cut.length}
    _build_deb
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { exitCode, stdout, stderr } = await run('bash', ['--norc', '-euc', script], { cwd: folder });
  assert.is(exitCode, 0, stderr);
  assert.is(stderr, '');
  return stdout.split('\n').filter(Boolean);
}

/** Options as completion offers them. */
const typed = (options: readonly OptionName[]): string[] => options.map((name) => `--${name}`);

pages('bash completes verbs and the options of each verb', async () => {
  assert.equal(await offered(''), [...verbs, ...typed(optionsOf('build')).flatMap(withForms), ...typed(GLOBAL)]);
  assert.equal(await offered('ch'), ['check']);
  for (const verb of verbs) {
    const expected = [...typed(optionsOf(verb)).flatMap(withForms), '--help'];
    assert.equal(await offered(verb, ''), expected);
    for (const option of expected) {
      const row: OptionRow | undefined = OPTIONS[option.slice(2) as OptionName];
      const value = row?.value === undefined ? [] : [row.example ?? ''];
      assert.is(readArguments([verb, option, ...value]).verb, verb);
    }
  }
});

function withForms(option: string): string[] {
  return option === '--plan' ? ['--plan', '--plan=scripts'] : [option];
}

pages('bash completes values', async () => {
  assert.equal(await offered('--arch', 'ar'), ['arm64']);
  assert.equal(await offered('check', '--arch', ''), ['amd64', 'arm64']);
  assert.equal(await offered('--arch=a'), ['amd64', 'arm64']);
  assert.equal(await offered('--plan='), ['scripts']);
  assert.equal(await offered('--plan=s'), ['scripts']);
  await writeFile(path.join(folder, 'file'), '');
  await run('mkdir', [path.join(folder, 'elsewhere')]);
  assert.equal(await offered('--out', ''), ['elsewhere']);
});

needing('shellcheck', pages)('shellcheck has no objection to the completion', async () => {
  // SC2207: the words hold no spaces.
  const options = ['--shell=bash', '--exclude=SC2207', '-'];
  const { exitCode, stdout } = await run('shellcheck', options, { input: completion() });
  assert.is(exitCode, 0, stdout);
});

pages.run();
