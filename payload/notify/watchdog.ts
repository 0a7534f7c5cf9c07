/**
 * Signs of life for systemd's watchdog: given only while the service is healthy, and from the main
 * thread, so that a blocked event loop falls silent.
 */
import type net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Finding, probe } from './probe.ts';
import type { Transport } from './transport.ts';

/** A single missed answer is not yet an illness: probes before the service is given up. */
const TRIES = 3;

/**
 * Pings twice in each `interval` (milliseconds; sd_watchdog_enabled(3) advises half of it) while the
 * server is healthy. Confirmed illness is reported at once, with its reason (WATCHDOG=trigger, systemd 243).
 * Ends when the process does, or when `stopping` says so.
 */
export async function keepWatchdogFed(
  server: net.Server,
  path: string,
  interval: number,
  transport: Transport,
  stopping: () => boolean,
): Promise<void> {
  const period = interval / 2;
  // All tries together fit into the half of the interval that is left when they begin.
  const patience = Math.floor(period / (TRIES + 1));
  for (;;) {
    await pause(period, undefined, { ref: false });
    let finding: Finding = { healthy: false, found: '' };
    for (let tries = 0; tries < TRIES && !finding.healthy && !stopping(); tries += 1) {
      if (tries > 0) await pause(patience / TRIES, undefined, { ref: false });
      finding = await probe(server, path, patience);
    }
    if (stopping()) return;
    if (!finding.healthy) return transport.send({ STATUS: `unhealthy: ${finding.found}`, WATCHDOG: 'trigger' });
    transport.send({ WATCHDOG: 1 });
  }
}
