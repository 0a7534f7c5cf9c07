/**
 * `npm run bench:load [-- SUITE]`: what a service bears under the limits of its unit, on a booted Debian. For a minute
 * 10,000 connections are kept alive while others send what is no HTTP, headers without end, and a byte in a second: to the
 * demonstration as it is, and to a sealed one behind a socket of systemd's. Then the requests per second of the latter
 * against those of the same app without agent and socket, both at the same time. A goal that is missed is no failure.
 *
 * SUITE and PACKAGE are as for bench:ready.
 */
import { flood } from '../system/flood.ts';
import type { Machine } from '../system/machine.ts';
import { bootWanted, describeBooted } from './booted.ts';
import { measureThroughput } from './measure.ts';
import { median } from './median.ts';
import { goal } from './result.ts';
import { AGENT, inside, installSealed, installServices, PLAIN, SEALED, start } from './services.ts';

/** Connections of the flood that are kept alive, and its seconds. */
const CONNECTIONS = 10_000;
const FLOOD = 60;

/** A service under the flood, and what it comes to. */
async function underFlood(machine: Machine, service: typeof AGENT): Promise<string[]> {
  await start(machine, service);
  console.error(`a flood of ${FLOOD} s on ${service.unit}`);
  const seen = await flood(machine, service, CONNECTIONS, FLOOD);
  await inside(machine, 40, `systemctl stop ${service.unit}`);
  const { kept, answered, failed, bad, health, slowest, memory, restarts, state } = seen;
  return [
    `${service.unit}, ${FLOOD} s: ${answered} answers to ${kept} connections, ${failed} failed, ${bad} bad requests,`,
    `${health} times good health; at the end ${state}, ${restarts} restarts.`,
    '',
    goal('connections that stay', String(kept), kept >= CONNECTIONS && failed === 0, 'at least 10,000, none failed'),
    goal('restarts', String(restarts), restarts === 0 && state === 'active', '0, and active'),
    goal('the slowest answer of /health', `${slowest} ms`, slowest < 1000, 'less than 1000 ms'),
    goal('memory, at most', `${memory} MiB`, memory < 512, 'less than 512 MiB'),
    '',
  ];
}

const machine = await bootWanted();
try {
  await installServices(machine);
  await installSealed(machine);
  const floods = [...(await underFlood(machine, AGENT)), ...(await underFlood(machine, SEALED))];
  const pairs = await measureThroughput(machine, [PLAIN, SEALED]);
  const ratio = median(pairs.map(({ without, agent }) => agent / without));
  const [plain, sealed] = [pairs.map(({ without }) => without), pairs.map(({ agent }) => agent)].map(median);
  const lines = [
    `${await describeBooted(machine)}.`,
    '',
    ...floods,
    `Requests per second: ${plain?.toFixed(0)} plain, ${sealed?.toFixed(0)} sealed (medians of ${pairs.length} pairs).`,
    '',
    goal('requests per second, sealed : plain', ratio.toFixed(3), ratio >= 0.97, 'at least 0.97'),
  ];
  console.log(lines.join('\n'));
} finally {
  await machine.destroy();
}
