/**
 * `npm run bench:ready [-- SUITE]`: what it costs to know when a service is ready. Three ways to READY=1
 * under the same unit, on a booted Debian: the app says it itself (a), the agent finds out (b), a shell wrapper
 * polls (c). The result goes to stdout. A goal that is missed is no failure: figures depend on the machine.
 *
 * SUITE (or the environment's SUITE) is a Debian release, trixie by default; PACKAGE is as for the system tests.
 */
import { cpus } from 'node:os';
import { SUITES } from '../system/base.ts';
import { Machine } from '../system/machine.ts';
import { measureIdle, measureRestarts, measureThroughput } from './measure.ts';
import { show } from './result.ts';
import { inside, installServices } from './services.ts';

/** Milliseconds for everything. */
const TIMEOUT = 10 * 60_000;

const wanted = process.argv[2] ?? process.env.SUITE ?? 'trixie';
const suite = SUITES.find((known) => known === wanted);
if (!suite) throw new Error(`${wanted} is not one of ${SUITES.join(', ')}`);
if (process.getuid?.() !== 0) throw new Error('booting a system needs root');

setTimeout(() => {
  console.error(`not done after ${TIMEOUT / 60_000} minutes`);
  // As for Ctrl-C, the machine is destroyed.
  process.kill(process.pid, 'SIGTERM');
}, TIMEOUT).unref();

console.error(`booting ${suite}`);
const machine = await Machine.boot(suite);
try {
  await installServices(machine);
  const restarts = await measureRestarts(machine);
  const idle = await measureIdle(machine);
  const throughput = await measureThroughput(machine);
  const systemd = (await inside(machine, 5, 'systemctl --version')).split('\n', 1)[0];
  const node = await inside(machine, 5, 'node --version');
  const system = `Debian ${suite}, ${systemd}, Node ${node}, ${cpus().length} processors`;
  console.log(show({ system, restarts, idle, throughput }));
} finally {
  await machine.destroy();
}
