/**
 * `npm run bench:bad-versions [-- SUITE]`: bad versions of five kinds, with and without a socket, by apt and by
 * unattended-upgrades, five times each. After each of them a kill, a reboot and a good version; after each round a purge,
 * each time from another state. Some 40 minutes; the machine downloads unattended-upgrades, so it needs a network. Prints
 * a table, and each expectation that was not met. ROUNDS=1 is for a first look.
 */

import { answer, BAD, DEB, HELD, hasty, ONE, SHORT_TIMEOUT, units } from '../system/bad-versions.ts';
import type { Suite } from '../system/base.ts';
import { type Outcomes, underLoad } from '../system/load.ts';
import type { Machine } from '../system/machine.ts';
import { difference, snapshot } from '../system/snapshot.ts';
import { eventually, property } from '../system/story.ts';
import { put } from '../system/variants.ts';
import { describeBooted } from './booted.ts';
import { lost } from './lost.ts';
import { goal } from './result.ts';
import { table } from './tables.ts';
import { bootUnattended, REPOSITORY, WAYS } from './unattended.ts';

type Way = keyof typeof WAYS;

/** Figures of one kind of bad versions that came one way, of all rounds. */
interface Figures {
  times: number;
  asked: number;
  lost: number;
  /** The longest time without an answer to a client with a new connection, in milliseconds. */
  silence: number;
}

const ROUNDS = Number(process.env.ROUNDS ?? 5);

/** Seconds for a bad version without a socket: a tenth of them is the time for the return. */
const TIMEOUT = 20;

/** The last states before a purge, one for each round. */
const ENDS = ['good', 'bad', 'killed', 'rebooted', 'unpacked'] as const;

/** The versions of one package on one machine, and the expectations that were not met. */
class Trial {
  readonly machine: Machine;
  readonly deb: typeof DEB | typeof HELD;
  readonly faults: string[] = [];
  #number = 0;

  constructor(machine: Machine, deb: typeof DEB | typeof HELD) {
    this.machine = machine;
    this.deb = deb;
  }

  /** The next version, as a file of the repository. */
  async next(app?: string): Promise<{ file: string; version: string }> {
    this.#number += 1;
    const version = `1.0.${this.#number}`;
    const seconds = this.deb === HELD ? SHORT_TIMEOUT : TIMEOUT;
    const variant = app ? { app, deb: hasty(this.deb, seconds) } : { deb: this.deb };
    const file = await put(this.machine, { version, ...variant });
    await this.machine.sh(`mv ${file} ${REPOSITORY}`);
    return { file, version };
  }

  /** Notes a question that is answered with false. */
  async expect(what: string, question: () => Promise<unknown>): Promise<void> {
    const said = await question().catch((error) => String(error));
    if (said !== true) this.faults.push(`${what}: ${said}`);
  }

  async answers(what: string, version: string): Promise<void> {
    await this.expect(what, async () => {
      await eventually(`an answer of ${version}`, async () => {
        return (await this.machine.run('curl -sS --max-time 5 http://127.0.0.1:5001/')).stdout.trim() === version;
      });
      return true;
    });
  }
}

async function kill({ machine }: Trial): Promise<void> {
  await machine.sh(`kill -KILL ${await property(machine, 'MainPID')}`);
}

async function reboot({ machine }: Trial): Promise<void> {
  await machine.powerOff();
  await machine.start();
}

/** A bad version that comes under load. */
async function comes(trial: Trial, what: string, command: string, good: string): Promise<Outcomes> {
  const { machine } = trial;
  const outcomes = await underLoad(machine, () => machine.run(command));
  await trial.expect(`${what}, dpkg`, async () => (await machine.sh('dpkg --audit')).includes('notifydemo'));
  await trial.expect(`${what}, at once`, async () => (await answer(machine)) === good || (await answer(machine)));
  return outcomes;
}

/** A good version comes the same way, and no trace is left. */
async function mends(trial: Trial, what: string, way: Way, app?: string): Promise<string> {
  const { machine } = trial;
  const { file, version } = await trial.next(app);
  const { exitCode, stdout, stderr } = await machine.run(WAYS[way](file));
  await trial.expect(`${what}, a good version`, async () => exitCode === 0 || stdout + stderr);
  await trial.answers(`${what}, a good version`, version);
  const traces =
    'dpkg --audit; dpkg --verify notifydemo; find / -xdev -name "*previous*" -path "*notifydemo*"; ls -d /run/notifydemo-next* 2>/dev/null; true';
  await trial.expect(`${what}, traces`, async () => (await machine.sh(traces)) || true);
  const isHeld = trial.deb === HELD;
  await trial.expect(`${what}, units`, async () => {
    const said = await units(machine);
    return said === (isHeld ? ONE : 'notifydemo.service') || said;
  });
  return version;
}

/** Brings the machine into the state, and purges the package. */
async function purge(
  trial: Trial,
  end: (typeof ENDS)[number],
  way: Way,
  before: Awaited<ReturnType<typeof snapshot>>,
): Promise<void> {
  const { machine } = trial;
  if (end !== 'good') {
    const { file } = await trial.next(BAD['exits at once']);
    await machine.run(end === 'unpacked' ? `dpkg --unpack ${REPOSITORY}/${file.slice(6)}` : WAYS[way](file));
  }
  if (end === 'killed') await kill(trial);
  if (end === 'rebooted') await reboot(trial);
  await machine.sh('dpkg --purge notifydemo');
  const own = async () =>
    difference(before, await snapshot(machine)).filter((line) => /notifydemo(?!_[0-9.]+_all)/.test(line));
  await trial.expect(`${way}, purged from the state ${end}`, async () => (await own()).join('\n') || true);
}

async function rounds(trial: Trial, way: Way): Promise<Record<string, Figures>> {
  const { machine } = trial;
  const figures = Object.fromEntries(
    Object.keys(BAD).map((kind): [string, Figures] => [kind, { times: 0, asked: 0, lost: 0, silence: 0 }]),
  );
  for (const end of ENDS.slice(0, ROUNDS)) {
    const before = await snapshot(machine);
    let good = await mends(trial, `${way}, the first version`, 'apt');
    for (const [kind, app] of Object.entries(BAD)) {
      const what = `${way}, ${kind}, ${end}`;
      console.error(what);
      const { file } = await trial.next(app);
      const outcomes = await comes(trial, what, WAYS[way](file), good);
      const figure = figures[kind] as Figures;
      figure.times += 1;
      figure.asked += Object.values(outcomes).reduce((sum, { requests }) => sum + requests, 0);
      figure.lost += lost(outcomes);
      figure.silence = Math.max(figure.silence, outcomes.new.silence);
      await kill(trial);
      await trial.answers(`${what}, after kill -9`, good);
      await reboot(trial);
      await trial.answers(`${what}, after a reboot`, good);
      good = await mends(trial, what, way);
    }
    await machine.sh('rm -f /root/load*');
    await purge(trial, end, way, before);
  }
  return figures;
}

async function measure(suite: Suite, deb: typeof DEB | typeof HELD): Promise<string[]> {
  const machine = await bootUnattended(suite);
  try {
    const trial = new Trial(machine, deb);
    const lines: string[] = [
      `${await describeBooted(machine)}, ${deb === HELD ? 'with a socket' : 'without a socket'}.`,
      '',
    ];
    const rows: string[][] = [['bad version', 'by', 'times', 'requests', 'lost', 'longest time without an answer']];
    let all = 0;
    let silence = 0;
    for (const way of Object.keys(WAYS) as Way[]) {
      for (const [kind, figure] of Object.entries(await rounds(trial, way))) {
        rows.push([kind, way, ...[figure.times, figure.asked, figure.lost].map(String), `${figure.silence} ms`]);
        all += figure.lost;
        silence = Math.max(silence, figure.silence);
      }
    }
    const limit = 1000 * TIMEOUT;
    lines.push(table(rows), '');
    if (deb === HELD) lines.push(goal('lost requests', String(all), all === 0, '0'));
    else lines.push(goal('longest time without an answer', `${silence} ms`, silence <= limit, `at most ${limit} ms`));
    lines.push(
      goal('expectations not met', String(trial.faults.length), trial.faults.length === 0, '0'),
      ...trial.faults,
      '',
    );
    return lines;
  } finally {
    await machine.destroy();
  }
}

const suite = (process.argv[2] ?? process.env.SUITE ?? 'trixie') as Suite;
for (const deb of [HELD, DEB]) console.log((await measure(suite, deb)).join('\n'));
