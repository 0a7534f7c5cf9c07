/**
 * `npm run bench:load [-- SUITE]`: what a service bears under the limits of its unit, on a booted Debian. For a minute
 * 10,000 connections are kept alive while others send what is no HTTP, headers without end, and a byte in a second.
 * Then the requests per second of the demonstration, sealed and behind a socket of systemd's, against those of the same
 * app without agent and socket, both at the same time. A goal that is missed is no failure.
 *
 * SUITE and PACKAGE are as for bench:ready.
 */
import { flood } from '../system/flood.ts';
import { bootWanted, describeBooted } from './booted.ts';
import { measureThroughput } from './measure.ts';
import { median } from './median.ts';
import { goal } from './result.ts';
import { AGENT, inside, installSealed, installServices, PLAIN, SEALED, start } from './services.ts';

/** Connections of the flood that are kept alive, and its seconds. */
const CONNECTIONS = 10_000;
const FLOOD = 60;

const machine = await bootWanted();
try {
  await installServices(machine);
  await installSealed(machine);
  await start(machine, AGENT);
  console.error(`a flood of ${FLOOD} s`);
  const { kept, answered, failed, bad, health, slowest, memory, restarts, state } = await flood(
    machine,
    CONNECTIONS,
    FLOOD,
  );
  await inside(machine, 40, `systemctl stop ${AGENT.unit}`);
  const pairs = await measureThroughput(machine, [PLAIN, SEALED]);
  const ratio = median(pairs.map(({ without, agent }) => agent / without));
  const [plain, sealed] = [pairs.map(({ without }) => without), pairs.map(({ agent }) => agent)].map(median);
  const lines = [
    `${await describeBooted(machine)}.`,
    `${FLOOD} s: ${answered} answers to ${kept} connections, ${failed} failed, ${bad} bad requests,`,
    `${health} times good health; at the end ${state}, ${restarts} restarts.`,
    `Requests per second: ${plain?.toFixed(0)} plain, ${sealed?.toFixed(0)} sealed (medians of ${pairs.length} pairs).`,
    '',
    goal('connections that stay', String(kept), kept >= 10_000 && failed === 0, 'at least 10,000, none failed'),
    goal('restarts', String(restarts), restarts === 0 && state === 'active', '0, and active'),
    goal('the slowest answer of /health', `${slowest} ms`, slowest < 1000, 'less than 1000 ms'),
    goal('memory, at most', `${memory} MiB`, memory < 512, 'less than 512 MiB'),
    goal('requests per second, sealed : plain', ratio.toFixed(3), ratio >= 0.97, 'at least 0.97'),
  ];
  console.log(lines.join('\n'));
} finally {
  await machine.destroy();
}
