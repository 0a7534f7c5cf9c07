/**
 * `npm run bench:fleet`: a fleet of booted machines under load, each with unattended-upgrades, follows a repository: version 1;
 * version 2 at 30 %, then at 100 %; a bad version 3 at 30 %, which is withdrawn; version 4. Prints the version of each machine
 * after each step, and the lost requests. MACHINES=3 is for a first look. Needs root.
 */
import { cp } from 'node:fs/promises';
import type { Repository } from '../../builder/publish/repository.ts';
import { Workshop } from '../support/published.ts';
import { SUITES } from '../system/base.ts';
import { nothingLost, type Outcomes, told, underLoad } from '../system/load.ts';
import type { Machine } from '../system/machine.ts';
import { day, equipped, setUp, version } from '../system/repository.ts';
import { put } from '../system/variants.ts';

const MACHINES = Number(process.env.MACHINES ?? 10);

const DEB = { mail: false, service: { health: '/', socket: true } };

/** What is published at each step; the files come from `packages`, by their versions. */
const STEPS: readonly [title: string, version: string | undefined, values: Record<string, string>][] = [
  ['2 at 30 %', '2.0.0', { phase: '30' }],
  ['2 at 100 %', '2.0.0', { phase: '100' }],
  ['3 at 30 %', '3.0.0', { phase: '30' }],
  ['3 withdrawn', undefined, { withdraw: 'notifydemo=3.0.0' }],
  ['4 at 100 %', '4.0.0', {}],
];

const workshop = new Workshop();
const machines: Machine[] = [];

/** Publishes, and copies the repository to the web server of each machine: first what no reader knows yet. */
async function publish(files: readonly string[], values: Record<string, string>): Promise<Repository> {
  const { repository } = await workshop.publish(files, values);
  await Promise.all(
    machines.map(async (machine) => {
      const copy = (filter: (source: string) => boolean) =>
        cp(workshop.repository, machine.path('/srv/repository'), { recursive: true, filter });
      await copy((source) => !/InRelease$/.test(source));
      await copy(() => true);
    }),
  );
  return repository;
}

/** The day of each machine, two at once: more only wait for the processors. */
async function everyDay(): Promise<string[]> {
  const waiting = [...machines];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await day(next);
  };
  await Promise.all([lane(), lane()]);
  return Promise.all(machines.map((machine) => version(machine, 'notifydemo')));
}

try {
  for (let at = 0; at < MACHINES; at += 1) {
    console.error(`booting machine ${at + 1} of ${MACHINES}`);
    machines.push(await equipped(SUITES[at % SUITES.length] ?? 'trixie'));
  }
  const [first] = machines;
  if (first === undefined) throw new Error('MACHINES must be at least 1');
  const packages = new Map<string, string>();
  for (const number of ['1.0.0', '2.0.0', '3.0.0', '4.0.0']) {
    packages.set(number, first.path(await put(first, { version: number, deb: DEB })));
  }
  const repository = await publish([packages.get('1.0.0') ?? ''], {});
  for (const machine of machines) await setUp(machine, repository, 'notifydemo');
  const columns: [title: string, versions: string[]][] = [['1', await everyDay()]];
  const steps = async (): Promise<void> => {
    for (const [title, number, values] of STEPS) {
      await publish(number === undefined ? [] : [packages.get(number) ?? ''], values);
      columns.push([title, await everyDay()]);
      console.error(`${title}: ${columns.at(-1)?.[1].join(' ')}`);
    }
  };
  const work = steps();
  const outcomes: Outcomes[] = await Promise.all(machines.map((machine) => underLoad(machine, () => work)));
  console.log(`| machine | ${columns.map(([title]) => title).join(' | ')} |\n|${' --- |'.repeat(columns.length + 1)}`);
  for (const [at, { suite }] of machines.entries()) {
    console.log(`| ${at + 1}, ${suite} | ${columns.map(([, versions]) => versions[at]).join(' | ')} |`);
  }
  for (const [at, machine] of machines.entries()) {
    const outcome = outcomes[at];
    if (outcome === undefined) continue;
    console.log(told(machine, `machine ${at + 1}`, outcome));
    nothingLost(outcome, 1);
  }
} finally {
  await Promise.all(machines.map((machine) => machine.destroy()));
  await workshop.close();
}
