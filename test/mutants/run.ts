/**
 * `npm run test:mutants` puts plausible bugs into the code, one at a time, and tells which ones no test notices.
 *
 *   npm run test:mutants -- [AREA …] [--each=COUNT] [--seed=NUMBER] [--tests=PATTERN]
 *   npm run test:mutants -- scripts [--each=COUNT] [--tests=PATTERN]
 *
 * StrykerJS would switch its mutants by a variable of the environment. The agent's tests start processes with a clean
 * environment, and the tests of bundles and golden files would see the code of all mutants at once.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withSources } from '../support/sources.ts';
import { inLanes } from '../support/uvu.ts';
import { AREAS, type Area, fitting, type Trial, testsOf } from './areas.ts';
import { type Mutant, mutantsOf, mutated } from './mutations.ts';
import { examineScripts } from './run-scripts.ts';
import { copyProject, failureOf, OVERDUE, trial } from './trials.ts';

/** The share of mutants that tests are to notice. */
const GOAL = 0.9;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    each: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    tests: { type: 'string', default: '' },
  },
});

/** A copy of the project for each lane. */
const scratch = await mkdtemp(path.join(tmpdir(), 'build-deb-mutants-'));
// Tests that fail leave files behind.
process.env.TMPDIR = scratch;
const copies = Array.from({ length: availableParallelism() }, (_, at) => path.join(scratch, String(at)));

/** Does work on all items, each time in a copy that is free. */
function inCopies<T>(items: Iterable<T>, work: (copy: string, item: T) => Promise<void>): Promise<void> {
  const free = [...copies];
  return inLanes(copies.length, items, async (item) => {
    const copy = free.pop() ?? '';
    await work(copy, item);
    free.push(copy);
  });
}

/** The same sample for the same seed: mutants by a hash of their text and place. */
function sample(mutants: readonly Mutant[]): Mutant[] {
  const hash = ({ file, start, becomes }: Mutant): number => {
    let state = Number(values.seed);
    for (const letter of `${file} ${start} ${becomes}`) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
    return Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
  };
  return mutants.toSorted((a, b) => hash(a) - hash(b)).slice(0, Number(values.each));
}

/** The trials of each group of tests: most areas have the same one. */
const known = new Map<string, Trial[]>();

async function trialsOf(area: Area): Promise<Trial[]> {
  const before = known.get(area.tests.source);
  if (before) return before;
  const trials: Trial[] = [];
  known.set(area.tests.source, trials);
  const tests = testsOf(area).filter((file) => new RegExp(values.tests).test(file));
  await inCopies(tests, async (copy, test) => {
    trials.push(await trial(copy, test));
  });
  return trials;
}

/** Whether a test notices the mutant. */
async function isNoticed(copy: string, mutant: Mutant, trials: readonly Trial[]): Promise<boolean> {
  const file = path.join(copy, mutant.file);
  const text = await readFile(file, 'utf8');
  await writeFile(file, mutated(text, mutant));
  try {
    for (const { test, seconds } of trials) {
      const failure = await failureOf(copy, test, 4 * seconds + 20);
      // A test should say what is wrong, instead of waiting for ever.
      if (failure?.includes(OVERDUE)) console.log(`${describe(mutant)}\n    ${test} hangs`);
      if (failure !== undefined) return true;
    }
    return false;
  } finally {
    await writeFile(file, text);
  }
}

function describe({ file, line, was, becomes }: Mutant): string {
  const short = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 70);
  return `  ${file}:${line}  ${short(was)}  →  ${short(becomes)}`;
}

async function examine(name: string, area: Area, mutants: readonly Mutant[]): Promise<boolean> {
  const trials = await trialsOf(area);
  const chosen = sample(mutants.filter(({ file }) => file.startsWith(area.sources)));
  const survivors: Mutant[] = [];
  await inCopies(chosen, async (copy, mutant) => {
    if (await isNoticed(copy, mutant, fitting(mutant, area, trials))) return;
    survivors.push(mutant);
    console.log(describe(mutant));
  });
  const noticed = chosen.length - survivors.length;
  console.log(
    `${name}: ${noticed} of ${chosen.length} mutants noticed (${Math.floor((100 * noticed) / chosen.length)} %)`,
  );
  return noticed >= GOAL * chosen.length;
}

process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(130));
const mutants = withSources(process.cwd(), mutantsOf).flat();
for (const copy of copies) await copyProject(copy);
for (const name of positionals.length > 0 ? positionals : Object.keys(AREAS)) {
  if (name === 'scripts') {
    if (!(await examineScripts(new RegExp(values.tests), Number(values.each), GOAL))) process.exitCode = 1;
    continue;
  }
  const area = AREAS[name];
  if (!area) throw new Error(`no area is called ${name}: there are ${Object.keys(AREAS).join(', ')}`);
  if (!(await examine(name, area, mutants))) process.exitCode = 1;
}
