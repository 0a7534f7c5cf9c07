/**
 * `npm run test:frameworks` takes real projects down a newcomer's road: npm install, build, `build-deb init`, `build-deb`,
 * `apt install` on a booted Debian 13. `-- express next` takes these two. docs/frameworks.md gets the results.
 *
 * SUITE=bookworm takes another Debian, and RECIPES=FOLDER other recipes. The page is about the usual ones, so it stays then.
 */
import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isRoot } from '../support/tools.ts';
import { inLanes } from '../support/uvu.ts';
import { SUITES } from '../system/base.ts';
import { Machine } from '../system/machine.ts';
import { drive } from './drive.ts';
import { equip, prepare } from './machine.ts';
import { Failure, type Outcome, outcomeOf } from './outcome.ts';
import { packProject } from './pack.ts';
import { writeResults } from './page.ts';
import { type Made, makeProject } from './project.ts';
import { type Recipe, readRecipes } from './recipe.ts';

/**
 * Milliseconds for npm, and then for init, build and life on the machine. npm installs the 2,353 packages of n8n in 7 minutes
 * from its cache, and in more than 30 by a slow network.
 */
const [MAKING, REST] = [60 * 60_000, 20 * 60_000];

/** Projects at once: npm waits for the network, and the machine takes one at a time. */
const LANES = 3;

const { SUITE = 'trixie', RECIPES } = process.env;
const suite = SUITES.find((known) => known === SUITE);
if (suite === undefined) throw new Error(`SUITE=${SUITE} is none of ${SUITES.join(', ')}`);
const hasPage = suite === 'trixie' && RECIPES === undefined;
const recipes = readRecipes(process.argv.slice(2), RECIPES);
const scratch = mkdtempSync(path.join(tmpdir(), 'build-deb-frameworks-'));
const interruption = new AbortController();
setMaxListeners(0, interruption.signal);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => interruption.abort());

/** The machine takes one package after the other, as they come. */
let turn: Promise<unknown> = Promise.resolve();

function within(milliseconds: number): AbortSignal {
  return AbortSignal.any([interruption.signal, AbortSignal.timeout(milliseconds)]);
}

/** One attempt, with the lines that the recipe adds to the deb section or without. */
async function attempt(made: Made, machine: Machine, isEdited: boolean): Promise<Outcome> {
  const place = path.join(scratch, `${made.recipe.name}${isEdited ? '-edited' : ''}`);
  try {
    const packed = await packProject(made, { scratch: place, signal: within(REST), isEdited });
    if (process.env.SHOW) console.log(packed.said);
    const driven = turn.then(() => drive({ machine, recipe: made.recipe, packed }));
    turn = driven.catch(() => {});
    await driven;
    return { verdict: 'ok', lines: 0, message: '' };
  } catch (error) {
    interruption.signal.throwIfAborted();
    return outcomeOf(error instanceof Failure ? error : new Failure('build', String(error)));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** The whole road: by hand only if it leads nowhere otherwise. */
async function travel(recipe: Recipe, machine: Machine): Promise<Outcome> {
  const time = AbortSignal.timeout(MAKING);
  const made = await makeProject(recipe, AbortSignal.any([interruption.signal, time])).catch((error: Error) =>
    time.aborted ? new Error(`not installed and built after ${MAKING / 60_000} minutes`) : error,
  );
  if (made instanceof Error) return outcomeOf(new Failure('make', made.message));
  const plain = await attempt(made, machine, false);
  if (plain.verdict === 'ok' || recipe.edit.length === 0) return plain;
  const edited = await attempt(made, machine, true);
  if (edited.verdict === 'ok') return { ...plain, verdict: 'edit', lines: recipe.edit.length };
  return { ...plain, message: `${plain.message}\nwith the lines of the recipe, ${edited.stage}: ${edited.message}` };
}

async function travelAll(machine: Machine): Promise<Map<Recipe, Outcome>> {
  const results = new Map<Recipe, Outcome>();
  await inLanes(LANES, recipes, async (recipe) => {
    if (interruption.signal.aborted) return;
    const began = performance.now();
    console.log(`${recipe.name} …`);
    const outcome = await travel(recipe, machine);
    results.set(recipe, outcome);
    // At once, because a run may be interrupted.
    if (hasPage) writeResults(new Map([[recipe, outcome]]));
    const seconds = Math.round((performance.now() - began) / 1000);
    const { verdict, stage = '', lines, message } = outcome;
    const told = message === '' ? '' : `\n${message.replaceAll(/^/gm, '    ')}`;
    console.log(`${recipe.name} ${verdict} ${[stage, lines || ''].join(' ').trim()} (${seconds} s)${told}`);
  });
  return results;
}

if (!isRoot) throw new Error('npm run test:frameworks boots a Debian: run it as root');
const machine = await Machine.assemble(suite);
try {
  await equip(machine, recipes);
  await machine.start();
  await prepare(machine, recipes);
  const results = await travelAll(machine);
  const good = [...results.values()].filter(({ verdict }) => verdict === 'ok').length;
  console.log(`${good} passed, ${results.size - good} failed`);
  process.exitCode = good === recipes.length ? 0 : 1;
} finally {
  await machine.destroy();
  rmSync(scratch, { recursive: true, force: true });
}
