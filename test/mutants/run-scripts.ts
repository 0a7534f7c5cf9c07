/**
 * `npm run test:mutants -- scripts [--each=COUNT] [--tests=PATTERN]` puts the bugs of scripts.ts and units.ts into the
 * maintainer scripts and units, one at a time. It tells which ones the stories on a booted Debian 13 do not notice. Golden
 * files do not count. It needs root, mmdebstrap and systemd-nspawn.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../builder/shell.ts';
import { inLanes } from '../support/uvu.ts';
import { SCRIPT_BUGS } from './scripts.ts';
import { STORIES } from './stories.ts';
import { copyProject, failureOf } from './trials.ts';
import { UNIT_BUGS } from './units.ts';

interface ScriptMutant {
  file: string;
  /** A text that occurs once in the file. */
  find: string;
  replace: string;
  /** The test file, below test. */
  test: string;
  /** The story that must notice it; '' for all tests of the file. */
  story: string;
}

/** Seconds for one story, on a busy machine too. */
const LONGEST_STORY_S = 600;

/** All mutants in the order of their files. */
export function scriptMutants(): ScriptMutant[] {
  return Object.entries({ ...SCRIPT_BUGS, ...UNIT_BUGS }).flatMap(([template, bugs]) =>
    bugs.map(([find, replace, short]) => {
      const [test, story = '']: readonly [string, string?] = STORIES[short];
      return { file: `debian-templates/${template}.hbs`, find, replace, test, story };
    }),
  );
}

/** The release of Debian for chapters about one alone, or with bugs that it alone shows: its systemctl obeys POSIXLY_CORRECT. */
const SUITES: Readonly<Record<string, string>> = {
  'system/old-systemd.test.ts': 'bullseye',
  'system/environments.test.ts': 'bookworm',
};

/** Whether a test installs the package of this project. */
const INSTALLS = /^import .*\b(aptInstall|deliver|install)\b.* from '\.\/story\.ts';$/m;

/** Runs a test in a copy, with the package of the copy if the test needs it. Returns its output if it fails. */
async function failure(
  copy: string,
  { test, story }: Pick<ScriptMutant, 'test' | 'story'>,
): Promise<string | undefined> {
  if (INSTALLS.test(await readFile(path.join('test', test), 'utf8'))) {
    const built = await run('node', ['builder/tool/run.mjs', '--out', 'built'], { cwd: copy });
    if (built.exitCode !== 0) throw new Error(`the package with the mutant cannot be built:\n${built.stderr}`);
  }
  const env = { SUITES: SUITES[test] ?? 'trixie', PACKAGE: path.join(copy, 'built/notifydemo.deb'), ONLY: story };
  return failureOf(copy, test, LONGEST_STORY_S, env);
}

function describe({ file, find, replace, test, story }: ScriptMutant): string {
  return `  ${file}  ${JSON.stringify(find)}  →  ${JSON.stringify(replace)}\n    ${test}: ${story || 'each test'}`;
}

/** Does work on all items, each time in a copy of the project that is free. A story waits half of its time. */
async function inCopies<T>(items: readonly T[], work: (copy: string, item: T) => Promise<void>): Promise<void> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'build-deb-script-mutants-'));
  const copies = Array.from({ length: 2 * availableParallelism() }, (_, at) => path.join(scratch, String(at)));
  const free = [...copies];
  try {
    for (const copy of copies) await copyProject(copy);
    await inLanes(copies.length, items, async (item) => {
      const copy = free.pop() ?? '';
      await work(copy, item);
      free.push(copy);
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A test that fails anyway would seem to notice everything. */
async function refuseFailing(mutants: readonly ScriptMutant[]): Promise<void> {
  const tests = new Map(mutants.map(({ test, story }) => [`${test}: ${story}`, { test, story }]));
  await inCopies([...tests], async (copy, [name, test]) => {
    const failed = await failure(copy, test);
    if (failed !== undefined) throw new Error(`${name} fails without a mutant:\n${failed}`);
  });
}

/** Tries a sample of the mutants whose files or stories match a pattern, and tells whether the share `goal` is noticed. */
export async function examineScripts(pattern: RegExp, count: number, goal: number): Promise<boolean> {
  const matching = scriptMutants().filter((mutant) => pattern.test(`${mutant.file} ${mutant.test} ${mutant.story}`));
  const step = Math.max(1, matching.length / count);
  const chosen = matching.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
  await refuseFailing(chosen);
  const survivors: ScriptMutant[] = [];
  await inCopies(chosen, async (copy, mutant) => {
    const file = path.join(copy, mutant.file);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.split(mutant.find).join(mutant.replace));
    const failed = await failure(copy, mutant);
    await writeFile(file, text);
    if (failed !== undefined) return;
    survivors.push(mutant);
    console.log(describe(mutant));
  });
  const noticed = chosen.length - survivors.length;
  console.log(`scripts: ${noticed} of ${chosen.length} mutants noticed`);
  return noticed >= goal * chosen.length;
}
