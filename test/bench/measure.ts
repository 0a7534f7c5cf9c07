/**
 * What is measured, on a machine that has the services. Progress goes to stderr.
 */
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Machine } from '../system/machine.ts';
import { property } from '../system/story.ts';
import { AGENT, BARE, FOLDER, inside, PLAIN, provideWrk, start, WRAPPER } from './services.ts';

/** Restarts of each service. */
const ROUNDS = 20;
/** Seconds of the whole bench after which no other round begins: a busy machine is slower, the bench has to end. */
const ROUNDS_END = 200;
/** Seconds that a service idles. */
export const IDLE = 60;
/** How long V8 waits after a start before it tidies up, which any service pays once, and a little more. In ms. */
const TIDIED = 12_000;
/** Pairs of runs of wrk, and the seconds each run takes. */
export const LOADS = 8;
export const LOAD = 5;
/**
 * Seconds of requests before each run: a process begins cold. The service of the agent asks itself each 5 s, as its own
 * client. V8 meets new kinds of objects at the first question, and compiles the busiest functions again for a second.
 */
const WARM_UP = 15;

/** One restart: times in milliseconds, memory in KiB. */
export interface Restart {
  /** Wall time of `systemctl restart`. */
  restart: number;
  /** By systemd's clock, from the begin of the start to READY. */
  start: number;
  /** VmRSS of the main process two seconds after READY. */
  resident: number;
}

/** One figure without the agent and with it. */
export interface Pair {
  without: number;
  agent: number;
}

export interface Restarts {
  bare: Restart[];
  agent: Restart[];
  wrapper: Restart[];
}

/** Restarts one service after the other, again and again: what disturbs the machine disturbs all alike. */
export async function measureRestarts(machine: Machine): Promise<Restarts> {
  const restarts: Restarts = { bare: [], agent: [], wrapper: [] };
  const command = `/usr/bin/node ${FOLDER}/round.cjs ${BARE.unit} ${AGENT.unit} ${WRAPPER.unit}`;
  for (let round = 1; round <= ROUNDS && process.uptime() < ROUNDS_END; round += 1) {
    const [bare, agent, wrapper] = JSON.parse(await inside(machine, 120, command)) as [Restart, Restart, Restart];
    restarts.bare.push(bare);
    restarts.agent.push(agent);
    restarts.wrapper.push(wrapper);
    const times = [bare, agent, wrapper].map(({ restart }) => `${restart.toFixed(0)} ms`);
    console.error(`restart ${round}/${ROUNDS}: ${times.join(', ')}`);
  }
  return restarts;
}

/** CPU time that a service uses while nobody asks for anything, in milliseconds. Leaves both running. */
export async function measureIdle(machine: Machine): Promise<Pair> {
  console.error(`idle for ${IDLE} s`);
  await Promise.all([AGENT, PLAIN].map((service) => start(machine, service)));
  await pause(TIDIED);
  const before = await processorTime(machine);
  await pause(1000 * IDLE);
  const after = await processorTime(machine);
  return { without: after.without - before.without, agent: after.agent - before.agent };
}

async function processorTime(machine: Machine): Promise<Pair> {
  const [without, agent] = (await Promise.all(
    [PLAIN, AGENT].map(async ({ unit }) => Number(await property(machine, 'CPUUsageNSec', unit)) / 1e6),
  )) as [number, number];
  return { without, agent };
}

/**
 * Requests per second, in pairs: both services are asked at the same time and share one processor, so that what
 * disturbs the machine disturbs both alike. One after the other they differ by a quarter, whatever they are. Each
 * pair is of new processes, for the compiler does not make the same of the same code twice.
 */
export async function measureThroughput(machine: Machine, services = [PLAIN, AGENT]): Promise<Pair[]> {
  const wrk = await provideWrk(machine);
  const ask = async ({ port }: typeof AGENT, seconds: number): Promise<number> => {
    const command = `${wrk} --threads 1 --connections 16 --duration ${seconds}s http://127.0.0.1:${port}/`;
    const said = await inside(machine, seconds + 10, `taskset --cpu-list ${cpus().length - 1} ${command}`);
    if (/Non-2xx|Socket errors/.test(said)) throw new Error(`port ${port} failed under load:\n${said}`);
    return Number(/^Requests\/sec: +([\d.]+)$/m.exec(said)?.[1]);
  };
  const ready = async (service: typeof AGENT): Promise<void> => {
    await inside(machine, 60, `systemctl restart ${service.unit}`);
    await start(machine, service);
    await inside(
      machine,
      5,
      `taskset --all-tasks --cpu-list --pid 0 ${await property(machine, 'MainPID', service.unit)}`,
    );
  };
  const pairs: Pair[] = [];
  for (let run = 1; run <= LOADS; run += 1) {
    await Promise.all(services.map(ready));
    // systemd refuses the sixth start within ten seconds unless it is told that all is well.
    await inside(machine, 10, `systemctl reset-failed ${services.map(({ unit }) => unit).join(' ')}`);
    const both = (seconds: number) => Promise.all(services.map((service) => ask(service, seconds)));
    await both(WARM_UP);
    const [without, agent] = (await both(LOAD)) as [number, number];
    pairs.push({ without, agent });
    console.error(`load ${run}/${LOADS}: ${without.toFixed(0)}/s, ${agent.toFixed(0)}/s`);
  }
  return pairs;
}
