/**
 * Constant load on a machine, and what became of every request.
 */
import { readFile } from 'node:fs/promises';
import type { Machine } from './machine.ts';
import { eventually } from './story.ts';

/** What apps/load.cjs counts of a kind of client; `longest` in milliseconds. */
interface FinishedBuild {
  requests: number;
  refused: number;
  cut: number;
  timeout: number;
  longest: number;
  errors: Record<string, number>;
  /** The client's ports of the connections that were cut. */
  cutFrom: number[];
}

export type Outcomes = Record<'new' | 'far' | 'kept' | 'keptSlow', FinishedBuild>;

let runs = 0;

/** Lets clients ask while something happens, a second before and after it, and tells what became of their requests. */
export async function underLoad(machine: Machine, event: () => Promise<unknown>, port = 5001): Promise<Outcomes> {
  runs += 1;
  const file = `/root/load-${runs}`;
  await machine.put('test/system/apps/load.cjs', '/root/load.cjs');
  await machine.sh(
    `setsid node load.cjs ${port} ${file} >/dev/null 2>${file}.errors </dev/null & echo $! >${file}.pid`,
  );
  const pid = await machine.sh(`sleep 1; cat ${file}.pid`);
  try {
    await event();
  } finally {
    await machine.run(`sleep 1; kill ${pid}`);
    await eventually('the clients have ended', 60, async () => (await machine.run(`test -e ${file}`)).exitCode === 0);
  }
  return JSON.parse(await readFile(machine.path(file), 'utf8'));
}

/**
 * The client's ports of the connections to a port that some process has accepted. What waits in the kernel's queue is
 * nobody's yet, inode 0 (proc_pid_net(5)).
 */
export async function accepted(machine: Machine, port = 5001): Promise<number[]> {
  const tables = await machine.sh('cat /proc/net/tcp /proc/net/tcp6');
  const rows = tables.split('\n').map((line) => line.trim().split(/\s+/));
  const portOf = (address = ''): number => Number.parseInt(address.split(':')[1] ?? '', 16);
  return rows.filter((row) => portOf(row[1]) === port && Number(row[9]) > 0).map((row) => portOf(row[2]));
}

/** Lost requests, by kind of client. */
export function lost(outcomes: Outcomes): Record<string, number> {
  return Object.fromEntries(
    Object.entries(outcomes).map(([kind, { refused, cut, timeout }]) => [kind, refused + cut + timeout]),
  );
}

/** One line for whoever wants to see the numbers. */
export function told(machine: Machine, what: string, outcomes: Outcomes): string {
  const parts = Object.entries(outcomes).map(([kind, { requests, refused, cut, timeout, longest }]) => {
    return `${kind}: ${requests} asked, ${refused} refused, ${cut} cut, ${timeout} unanswered, longest wait ${longest} ms`;
  });
  return `[${machine.suite}] ${what}\n    ${parts.join('\n    ')}`;
}
