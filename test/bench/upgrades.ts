/**
 * `npm run bench:upgrades [-- SUITE [overlap|restart]]`: what clients notice of 20 upgrades by apt and of 20 by unattended-upgrades, each to
 * another version, beside the same clients without an upgrade. First each new version starts beside the running one
 * ("upgrade": "overlap"), then each takes its place ("restart"). Also the time and the memory of an overlap. Some 15
 * minutes; the machine downloads unattended-upgrades, so it needs a network. A goal that is missed is no failure.
 */
import { setTimeout as pause } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { type Outcomes, told, underLoad } from '../system/load.ts';
import type { Machine } from '../system/machine.ts';
import { put } from '../system/variants.ts';
import { describeBooted } from './booted.ts';
import { lost } from './lost.ts';
import { median } from './median.ts';
import { goal } from './result.ts';
import { bootUnattended, REPOSITORY, WAYS } from './unattended.ts';

/** UPGRADES=5 is for a first look. */
const UPGRADES = Number(process.env.UPGRADES ?? 20);
const QUIET_MS = 30_000;

/** Seconds from the start of each second unit to its end, and the greatest memory of one, in MiB. */
async function overlaps(machine: Machine): Promise<{ seconds: number[]; memory: number }> {
  const lines = await machine.sh(
    'journalctl -b -o json -u notifydemo-next --output-fields=MESSAGE,_SOURCE_REALTIME_TIMESTAMP',
  );
  const events = lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, string>);
  const times = (begin: string): number[] =>
    events.flatMap(({ MESSAGE = '', _SOURCE_REALTIME_TIMESTAMP: time }) =>
      MESSAGE.startsWith(`${begin} notifydemo-next`) ? Number(time) / 1e6 : [],
    );
  const ends = times('Stopped');
  const seconds = times('Starting').map((time, at) => (ends[at] ?? time) - time);
  const peaks = (await machine.sh('cat /root/memory')).split('\n').map((line) => Number(line.replace(' kB', '')));
  return { seconds, memory: Math.round(Math.max(...peaks) / 1024) };
}

const longest = (outcomes: Outcomes): number => Math.max(...Object.values(outcomes).map((kind) => kind.longest));
async function measure(suite: Machine['suite'], upgrade: 'overlap' | 'restart'): Promise<string[]> {
  const machine = await bootUnattended(suite);
  try {
    const deb = { mail: false, service: { health: '/', socket: true, upgrade } };
    const versions = Array.from({ length: 2 * UPGRADES + 1 }, (_, at) => `1.0.${at}`);
    const files: string[] = [];
    for (const version of versions) files.push(await put(machine, { version, deb }));
    await machine.sh(`mv /root/*.deb ${REPOSITORY} && ${WAYS.apt(String(files[0]))}`);
    const pid = '$(systemctl show --property=MainPID --value notifydemo-next)';
    const sample = `while sleep 0.3; do sed -n "s/^VmRSS:[^0-9]*//p" /proc/${pid}/status; done`;
    await machine.sh(`setsid sh -c '${sample}' >/root/memory 2>/dev/null </dev/null & true`);
    const quiet = await underLoad(machine, () => pause(QUIET_MS));
    const byApt = await underLoad(machine, async () => {
      for (const file of files.slice(1, UPGRADES + 1)) await machine.sh(WAYS.apt(file));
    });
    const unattended = await underLoad(machine, async () => {
      for (const [at, file] of files.entries()) {
        if (at <= UPGRADES) continue;
        await machine.sh(WAYS['unattended-upgrades'](file));
        assert.is(await machine.sh("dpkg-query --show --showformat='${Version}' notifydemo"), versions[at]);
      }
    });
    const { seconds, memory } = await overlaps(machine);
    const rows = { 'no upgrade': quiet, [`${UPGRADES} by apt`]: byApt, [`${UPGRADES} unattended`]: unattended };
    const above = Math.max(longest(byApt), longest(unattended)) - longest(quiet);
    return [
      `${await describeBooted(machine)}, "upgrade": "${upgrade}".`,
      '',
      ...Object.entries(rows).map(([what, outcomes]) => told(machine, what, outcomes)),
      '',
      ...(seconds.length > 0
        ? [
            `${seconds.length} overlaps of ${median(seconds).toFixed(1)} s (median), ${memory} MiB for the second process.`,
            '',
          ]
        : []),
      goal('lost requests', String(lost(byApt) + lost(unattended)), lost(byApt) + lost(unattended) === 0, '0'),
      goal('longest wait, above that without an upgrade', `${above} ms`, above <= 100, 'at most 100 ms'),
      '',
    ];
  } finally {
    await machine.destroy();
  }
}

const suite = (process.argv[2] ?? process.env.SUITE ?? 'trixie') as Machine['suite'];
const only = process.argv[3];
for (const upgrade of ['overlap', 'restart'] as const) {
  if ([undefined, upgrade].includes(only as typeof upgrade)) console.log((await measure(suite, upgrade)).join('\n'));
}
