/**
 * `npm run bench:endurance [-- SUITE]`: an hour (MINUTES changes that) of load on a service with a rate limit, at its
 * limit of connections, with steps of the wall clock by an hour, slow pages and event streams (inside/enduring.cjs). The
 * watchdog must not end it, and /health must answer throughout. A goal that is missed is no failure.
 *
 * It needs wrk and libfaketime. SUITE is as for bench:ready.
 */
import { copyFile, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { property } from '../system/story.ts';
import { put } from '../system/variants.ts';
import { bootWanted, describeBooted } from './booted.ts';
import { goal } from './result.ts';
import { FOLDER, inside, provideWrk, start } from './services.ts';

const SERVICE = { unit: 'bench-hour', port: 5006 };
const MINUTES = Number(process.env.MINUTES ?? 60);
const FAKE_CLOCK = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

/** Milliseconds between two requests of a connection of wrk: the machine may have other work for an hour. */
const DELAY_MS = 10;

/** Seconds after the hour in which the clients must be done. */
const MORE = 60;

const DROP_IN = [
  '[Service]',
  `Environment=LD_PRELOAD=${FOLDER}/libfaketime.so.1 FAKETIME_TIMESTAMP_FILE=/run/bench-hour/clock`,
  // The clock that no administrator can set stays as it is.
  'Environment=FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_NO_CACHE=1',
];

const machine = await bootWanted(MINUTES + 10);

/** Starts a command as a unit of its own: it outlives the command that starts it. */
async function begin(name: string, command: string): Promise<void> {
  const output = `--property=StandardOutput=truncate:/run/bench-hour/${name}`;
  await machine.sh(`systemd-run --unit=bench-${name} ${output} --remain-after-exit ${command}`);
}

/** Waits until the command of `begin` ends. */
async function outputOf(name: string): Promise<string> {
  const deadline = performance.now() + (MINUTES * 60 + MORE) * 1000;
  while ((await property(machine, 'SubState', `bench-${name}`)) === 'running') {
    if (performance.now() > deadline) throw new Error(`bench-${name} does not end`);
    await pause(5000);
  }
  return machine.sh(`cat /run/bench-hour/${name}`);
}

try {
  const wrk = await provideWrk(machine);
  await copyFile(FAKE_CLOCK, machine.path(`${FOLDER}/libfaketime.so.1`));
  await machine.put('test/bench/inside/endurance.cjs', `${FOLDER}/endurance.cjs`);
  const deb = {
    name: SERVICE.unit,
    mail: false,
    settings: { PORT: { value: String(SERVICE.port), description: 'The port to listen on.' } },
    service: { health: '/health', watchdog: 10 },
  };
  const app = await readFile('test/bench/inside/enduring.cjs', 'utf8');
  const file = await put(machine, { version: '1.0.0', deb, app });
  await machine.write(`/etc/systemd/system/${SERVICE.unit}.service.d/clock.conf`, `${DROP_IN.join('\n')}\n`);
  await machine.sh('mkdir -p /run/bench-hour && echo +0 >/run/bench-hour/clock');
  await inside(machine, 60, `dpkg -i ${file} 2>&1`);
  await start(machine, SERVICE);
  const pid = await property(machine, 'MainPID', SERVICE.unit);
  console.error(`${MINUTES} minutes of load`);
  const address = `http://127.0.0.1:${SERVICE.port}/`;
  await machine.write(`${FOLDER}/delay.lua`, `function delay() return ${DELAY_MS} end\n`);
  const load = `${wrk} -t 1 -c 40 -d ${MINUTES * 60}s -s ${FOLDER}/delay.lua ${address}`;
  const clients = `/usr/bin/node ${FOLDER}/endurance.cjs ${SERVICE.port} ${MINUTES}`;
  await Promise.all([begin('load', load), begin('clients', clients)]);
  const [summary, found] = await Promise.all([outputOf('load'), outputOf('clients')]);
  const seen = JSON.parse(found);
  const unanswered: string[] = seen.unanswered;
  const requests = /(\d+) requests in/.exec(summary)?.[1] ?? '?';
  const restarts = await property(machine, 'NRestarts', SERVICE.unit);
  const isSame = (await property(machine, 'MainPID', SERVICE.unit)) === pid;
  const lines = [
    `${await describeBooted(machine)}. ${MINUTES} minutes: ${requests} requests of wrk, ${seen.steps} steps of the clock,`,
    `${seen.streams} event streams. /health was asked ${seen.asked} times, the slowest answer took ${seen.slowest} ms.`,
    `While the server was full, it answered ${seen.whileFull - seen.unansweredWhileFull} of ${seen.whileFull} more.`,
    '',
    goal('steps of its wall clock', `${seen.minutesOff} minutes`, seen.minutesOff >= 60, 'at least 60 minutes'),
    goal('restarts', restarts, restarts === '0' && isSame, '0, and the same process'),
    goal('unanswered health, while there was room', unanswered.join(', ') || '0', unanswered.length === 0, '0'),
  ];
  console.log(lines.join('\n'));
} finally {
  await machine.destroy();
}
