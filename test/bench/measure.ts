/**
 * What is measured, on a machine that has the services. Progress goes to stderr.
 */
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
/** Runs of wrk for each service, and the seconds each takes. */
export const LOADS = 5;
export const LOAD = 5;

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

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
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
  // What a start leaves to be done later is not idling.
  await pause(3000);
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

/** Requests per second. Both services must be running; the one that is not asked idles. */
export async function measureThroughput(machine: Machine): Promise<Pair> {
  const wrk = await provideWrk(machine);
  const load = async ({ port }: typeof AGENT, seconds: number): Promise<number> => {
    const command = `${wrk} --threads 1 --connections 16 --duration ${seconds}s http://127.0.0.1:${port}/`;
    const said = await inside(machine, seconds + 10, command);
    if (/Non-2xx|Socket errors/.test(said)) throw new Error(`port ${port} failed under load:\n${said}`);
    return Number(/^Requests\/sec: +([\d.]+)$/m.exec(said)?.[1]);
  };
  // Compiled code is faster: neither begins cold.
  for (const service of [PLAIN, AGENT]) await load(service, 2);
  const [without, agent]: [number[], number[]] = [[], []];
  for (let run = 1; run <= LOADS; run += 1) {
    without.push(await load(PLAIN, LOAD));
    agent.push(await load(AGENT, LOAD));
    console.error(`load ${run}/${LOADS}: ${without.at(-1)?.toFixed(0)}/s, ${agent.at(-1)?.toFixed(0)}/s`);
  }
  return { without: median(without), agent: median(agent) };
}
