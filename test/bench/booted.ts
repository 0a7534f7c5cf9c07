/**
 * The booted Debian that a benchmark measures on: SUITE, as the first argument or in the environment, trixie by default.
 */
import { cpus } from 'node:os';
import { SUITES } from '../system/base.ts';
import { Machine } from '../system/machine.ts';
import { inside } from './services.ts';

/** Boots it; a benchmark that takes too long is ended, and the machine with it. */
export async function bootWanted(minutes = 10): Promise<Machine> {
  const wanted = process.argv[2] ?? process.env.SUITE ?? 'trixie';
  const suite = SUITES.find((known) => known === wanted);
  if (!suite) throw new Error(`${wanted} is not one of ${SUITES.join(', ')}`);
  if (process.getuid?.() !== 0) throw new Error('booting a system needs root');
  setTimeout(() => {
    console.error(`not done after ${minutes} minutes`);
    // As for Ctrl-C, the machine is destroyed.
    process.kill(process.pid, 'SIGTERM');
  }, minutes * 60_000).unref();
  console.error(`booting ${suite}`);
  return Machine.boot(suite);
}

/** What the figures are from, in one line. */
export async function describeBooted(machine: Machine): Promise<string> {
  const systemd = (await inside(machine, 5, 'systemctl --version')).split('\n', 1)[0];
  const node = await inside(machine, 5, 'node --version');
  return `Debian ${machine.suite}, ${systemd}, Node ${node}, ${cpus().length} processors`;
}
