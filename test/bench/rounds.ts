/**
 * All contestants, one after the other, again and again: what disturbs the machine disturbs all alike.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Contestant } from './contestants.ts';
import { median } from './median.ts';
import type { Peers } from './peers.ts';
import { type Run, time } from './timing.ts';

/** Beyond that size the bytes of packages are not compared. */
const COMPARED = 256 * 1024 ** 2;

export interface Job {
  /** Where it may write. */
  scratch: string;
  peers: Peers;
  rounds: number;
  signal: AbortSignal;
}

export interface Result {
  contestant: Contestant;
  /** Medians. */
  run: Run;
  /** Of the package, or archive, in bytes. */
  size: number;
  /** SHA-256 of it, of the last run; of large ones none. */
  digest: string;
}

export async function compete(
  contestants: readonly Contestant[],
  rounds: number,
  signal: AbortSignal,
): Promise<Result[]> {
  const all = contestants.map((contestant) => ({ contestant, runs: [] as Run[], size: 0, digest: '' }));
  for (let round = 1; round <= rounds; round += 1) {
    for (const one of all) {
      const { command, cwd, clear, output, before, once } = one.contestant;
      if (once && round > 1) continue;
      for (const leftover of clear) rmSync(leftover, { recursive: true, force: true });
      before?.();
      mkdirSync(output, { recursive: true });
      const run = await time(command, cwd, signal);
      one.runs.push(run);
      Object.assign(one, look(output));
      console.error(`${round}/${rounds} ${one.contestant.name}, ${one.contestant.method}: ${run.seconds.toFixed(2)} s`);
    }
  }
  return all.map(({ runs, ...result }) => ({ ...result, run: middle(runs) }));
}

function middle(runs: readonly Run[]): Run {
  const of = (key: keyof Run): number => median(runs.map((run) => run[key]));
  return { seconds: of('seconds'), own: of('own'), all: of('all') };
}

/** A tool may give its package a second name; an output without any is that of a command that writes nothing. */
function look(output: string): { size: number; digest: string } {
  const [name] = existsSync(output) ? readdirSync(output) : [];
  if (name === undefined) return { size: 0, digest: '' };
  const file = path.join(output, name);
  const { size } = statSync(file);
  return { size, digest: size < COMPARED ? createHash('sha256').update(readFileSync(file)).digest('hex') : '' };
}
