/**
 * Runs sequences of steps against the model: the same 500 each time, or STEPS=10000 random ones. SEED and RUN repeat one
 * sequence of a failure.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { programOf } from './process.ts';
import type { Settings } from './service.ts';
import { type Step, settings, steps } from './steps.ts';
import { Story } from './story.ts';

const { AGENT = '', STEPS = '500', SEED = process.env.STEPS ? undefined : '1', RUN } = process.env;
const agent = programOf(readFileSync(AGENT, 'utf8'));
/** The mean length of a sequence. */
const LENGTH = 50;

/** Found by random steps: the first question is silent, and a later one of the same start is answered 503. */
const silentThenUnavailable: [Settings, Step[]] = [
  {
    mode: 'listening',
    port: undefined,
    way: 'descriptor',
    watchdogMs: 0,
    startMs: 30_000,
    stopMs: 4000,
    reload: false,
    ownStop: false,
    catches: false,
  },
  [
    ['health', 'none'],
    ['listen', 0],
    ['health', 503],
    ['pass', 2500],
    ['health', 'none'],
    ['pass', 2500],
  ],
];

let done = 0;
const property = fc.asyncProperty(settings, steps, async (chosen, sequence) => {
  const story = new Story(agent, chosen);
  for (const step of sequence) {
    await story.run(step);
    done += 1;
  }
});
const details = await fc.check(property, {
  numRuns: RUN ? 1 : Math.ceil(Number(STEPS) / LENGTH),
  examples: [silentThenUnavailable],
  ...(SEED && { seed: Number(SEED) }),
  ...(RUN && { path: RUN }),
});
if (details.failed) {
  const { errorInstance: error, seed, counterexamplePath } = details;
  console.log(`${error instanceof Error ? error.message : error}\nSEED=${seed} RUN=${counterexamplePath}`);
  process.exitCode = 1;
}
console.log(`${done} steps`);
