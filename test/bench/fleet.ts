/**
 * `npm run bench:fleet`: a fleet of booted machines under load, each with unattended-upgrades, follows a repository: version 1;
 * version 2 at 30 %, then at 100 %; a version 3 that does not become READY at 30 %, which is withdrawn; version 4. Prints the
 * versions of each machine after each step, and the lost requests. MACHINES=4 is for a first look. Needs root.
 */
import { Workshop } from '../support/published.ts';
import { hasty } from '../system/bad-versions.ts';
import { ALL_SUITES } from '../system/base.ts';
import { told } from '../system/load.ts';
import { NEVER_READY, put } from '../system/variants.ts';
import { Fleet } from './fleet-machines.ts';
import { lost } from './lost.ts';
import { goal } from './result.ts';
import { table } from './tables.ts';

const MACHINES = Number(process.env.MACHINES ?? 10);

/** Debian 11 has the Node of NodeSource, and the others have their own. */
const DEB = {
  ...{ targets: ['debian11', 'debian12', 'debian13', 'testing'], nodeFrom: 'nodesource', node: '>=18', mail: false },
  service: { health: '/', socket: true },
};

const VARIANTS = {
  '1.0.0': { deb: DEB },
  '2.0.0': { deb: DEB },
  '3.0.0': { deb: hasty(DEB), app: NEVER_READY },
  '4.0.0': { deb: DEB },
};

/** What is published at each step, the values for it, and the version that must answer afterwards, if it is the same on all. */
const STEPS: readonly [string, keyof typeof VARIANTS | undefined, Record<string, string>, string?][] = [
  ['2 at 30 %', '2.0.0', { phase: '30' }],
  ['2 at 100 %', '2.0.0', { phase: '100' }, '2.0.0'],
  ['3 at 30 %', '3.0.0', { phase: '30' }, '2.0.0'],
  ['3 withdrawn', undefined, { withdraw: 'notifydemo=3.0.0' }, '2.0.0'],
  ['4 at 100 %', '4.0.0', {}, '4.0.0'],
];

const workshop = new Workshop();
const fleet = new Fleet(workshop);
try {
  for (let at = 0; at < MACHINES; at += 1) fleet.add(ALL_SUITES[at % ALL_SUITES.length] ?? 'trixie');
  await fleet.boot();
  const [first] = fleet.machines;
  if (first === undefined) throw new Error('MACHINES must be at least 1');
  const files = new Map<string, string>();
  for (const [version, variant] of Object.entries(VARIANTS)) {
    files.set(version, first.path(await put(first, { version, ...variant })));
  }
  const publish = (version: string | undefined, values = {}) =>
    fleet.publish(version === undefined ? [] : [files.get(version) ?? ''], values);
  await publish('1.0.0');
  await fleet.setUp();
  const columns = [await fleet.day('1')];
  const outcomes = await fleet.underLoad(async () => {
    for (const [title, version, values] of STEPS) {
      await publish(version, values);
      columns.push(await fleet.day(title));
    }
  });

  const names = fleet.machines.map(({ suite }, at) => `${at + 1}, ${suite}`);
  const rows = names.map((name, at) => [name, ...columns.map(({ states }) => states[at]?.text ?? '')]);
  console.log(table([['machine', ...columns.map(({ title }) => title)], ...rows]));
  for (const [at, outcome] of outcomes.entries()) {
    const machine = fleet.machines[at];
    if (machine !== undefined) console.log(told(machine, `machine ${at + 1}`, outcome));
  }
  const requests = outcomes
    .flatMap((outcome) => Object.values(outcome))
    .reduce((sum, { requests }) => sum + requests, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + lost(outcome), 0);
  console.log(goal(`lost of ${requests} requests`, String(failed), failed === 0, '0'));
  for (const [title, , , wanted] of STEPS) {
    const states = columns.find((column) => column.title === title)?.states ?? [];
    const right = states.filter(({ answer }) => wanted === undefined || answer === wanted).length;
    if (wanted !== undefined)
      console.log(
        goal(`${title}: machines that answer ${wanted}`, String(right), right === states.length, `${MACHINES}`),
      );
  }
  const bad =
    columns.find(({ title }) => title === '3 at 30 %')?.states.filter(({ dpkg }) => /3\.0\.0/.test(dpkg)) ?? [];
  console.log(goal('machines that 3.0.0 reached', String(bad.length), bad.length > 0, 'some'));
  const ends = columns.at(-1)?.states.filter(({ dpkg }) => dpkg === 'installed 4.0.0').length ?? 0;
  console.log(goal('machines with 4.0.0 installed', String(ends), ends === MACHINES, String(MACHINES)));
} finally {
  await fleet.destroy();
  await workshop.close();
}
