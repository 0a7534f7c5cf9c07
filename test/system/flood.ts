/**
 * A flood of clients, good and bad (apps/clients.cjs), on a service that is watched meanwhile.
 */
import type { Machine } from './machine.ts';
import { property } from './story.ts';

interface Flood {
  /** Connections that were open at the end, the most at a time, answers, failed ones, bad requests, and good health. */
  kept: number;
  most: number;
  answered: number;
  failed: number;
  bad: number;
  health: number;
  /** The slowest answer of the health page, in ms. */
  slowest: number;
  /** The most memory that the service had, in MiB. */
  memory: number;
  restarts: number;
  state: string;
}

/**
 * Floods a service for some seconds with so many connections that are kept alive at once; some more come from the
 * bad clients. The memory is asked of /proc: a container may have no controller for it.
 */
export async function flood(
  machine: Machine,
  { unit, port }: { unit: string; port: number },
  connections: number,
  seconds: number,
): Promise<Flood> {
  await machine.put('test/system/apps/clients.cjs', '/srv/clients.cjs');
  const pid = await property(machine, 'MainPID', unit);
  const limit = `ulimit -n ${connections + 1000}`;
  const said = await machine.sh(
    `${limit}; timeout ${seconds + 120} node /srv/clients.cjs ${port} ${seconds} ${connections}`,
  );
  // A service that was restarted has no such process any more: the caller finds that in "restarts".
  const peak = (await machine.run(`grep VmHWM /proc/${pid}/status`)).stdout;
  return {
    ...JSON.parse(said),
    memory: Math.round(Number(/\d+/.exec(peak)?.[0]) / 1024),
    restarts: Number(await property(machine, 'NRestarts', unit)),
    state: await property(machine, 'ActiveState', unit),
  };
}
