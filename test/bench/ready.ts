/**
 * `npm run bench:ready [-- SUITE]`: what it costs to know when a service is ready. Three ways to READY=1
 * under the same unit, on a booted Debian: the app says it itself (a), the agent finds out (b), a shell wrapper
 * polls (c). The result goes to stdout. A goal that is missed is no failure: figures depend on the machine.
 *
 * SUITE is a Debian release, trixie by default; PACKAGE is as for the system tests.
 */
import { bootWanted, describeBooted } from './booted.ts';
import { measureIdle, measureRestarts, measureThroughput } from './measure.ts';
import { show } from './result.ts';
import { installServices } from './services.ts';

const machine = await bootWanted();
try {
  await installServices(machine);
  const restarts = await measureRestarts(machine);
  const idle = await measureIdle(machine);
  const throughput = await measureThroughput(machine);
  console.log(show({ system: await describeBooted(machine), restarts, idle, throughput }));
} finally {
  await machine.destroy();
}
