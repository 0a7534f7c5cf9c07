/**
 * `npm run bench:build [-- PART …]`: what it costs to make a package, side by side with the other tools that make
 * one. PART is demo, node-red, many, large or growth; all of them by default, some 15 minutes on two cores. The tables
 * go to stdout, the picture of growth alone to dist/growth.svg. A run of all parts writes docs/benchmarks anew.
 *
 * BENCH_ROUNDS says how often each runs, 2 by default; what takes long runs once.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../builder/shell.ts';
import { draw } from './chart.ts';
import { showGoals } from './goals.ts';
import { type Growth, measureGrowth } from './growth.ts';
import { describeMachine } from './host.ts';
import { providePeers } from './peers.ts';
import { publish, show } from './publish.ts';
import type { Job, Result } from './rounds.ts';
import { SECTIONS, type Section } from './sections.ts';
import { showResults } from './tables.ts';

/** Where the picture goes if it is not published. */
const PICTURE = 'dist/growth.svg';

const parts: Readonly<Record<string, Section | undefined>> = SECTIONS;
const known = [...Object.keys(SECTIONS), 'growth'];
const asked = process.argv.slice(2);
const unknown = asked.find((part) => !known.includes(part));
if (unknown !== undefined) throw new Error(`${unknown} is not one of ${known.join(', ')}`);
const wanted = asked.length > 0 ? known.filter((part) => asked.includes(part)) : known;
const rounds = Number(process.env.BENCH_ROUNDS ?? 2);
if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error('BENCH_ROUNDS must be a whole number, 1 or more');

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)));
}
const { signal } = interruption;
const scratch = mkdtempSync(path.join(tmpdir(), 'notifydemo-bench-'));

async function measureAll(): Promise<void> {
  const made = await run('npm', ['run', '--silent', 'build-deb', '--', '--version'], { signal });
  if (made.exitCode !== 0) throw new Error(made.stderr);
  const peers = await providePeers(scratch, signal);
  const job: Job = { scratch, peers, rounds, signal };
  const measured: Record<string, Result[]> = {};
  const chapters: string[] = [];
  let growth: Growth | undefined;
  for (const part of wanted) {
    console.error(`${part}:`);
    const section = parts[part];
    // Each cleans up for the next one: the disk need not hold all of them.
    const folder = path.join(scratch, part);
    mkdirSync(folder);
    if (section) {
      const results = await section.measure({ ...job, scratch: folder });
      measured[part] = results;
      chapters.push(`## ${section.title}\n\n${section.about}\n\n${showResults(results)}`);
    } else {
      growth = await measureGrowth({ ...job, scratch: folder });
    }
    rmSync(folder, { recursive: true, force: true });
  }
  const report = { ...describeMachine(peers), rounds, goals: showGoals(measured), chapters, missing: peers.missing };
  console.log(show(report));
  if (growth && wanted.length === known.length) publish(report, growth);
  else if (growth) {
    mkdirSync(path.dirname(PICTURE), { recursive: true });
    writeFileSync(PICTURE, draw(growth));
  }
}

try {
  await measureAll();
} catch (error) {
  if (!signal.aborted) throw error;
  console.error('interrupted');
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
