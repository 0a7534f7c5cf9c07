/**
 * Signs of life for systemd's watchdog: given only while the service is healthy, and from the main
 * thread, so that a blocked event loop falls silent.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Health } from './health.ts';
import type { Message } from './message.ts';
import type { Finding } from './probe.ts';
import type { Transport } from './transport.ts';

/**
 * The share of the interval in which an answer must have come: the rest is for the message. A slow answer
 * is waited for as long; a bad one is asked again.
 */
const SHARE = 0.9;

/**
 * Pings each half of `interval` (milliseconds; sd_watchdog_enabled(3) advises that) while the service is healthy; `extra`
 * is said along with it. It was healthy, too, if somebody else has found it so meanwhile: `provenAt` tells when that was,
 * and a service that is reloaded again and again may be ill whenever it is asked here. Confirmed illness is reported at
 * once, with its reason (WATCHDOG=trigger, systemd 243). Ends when the process does, or when `over` says so.
 */
export async function keepWatchdogFed(
  health: Health,
  interval: number,
  transport: Transport,
  extra: () => Message,
  provenAt: () => number,
  over: () => boolean,
): Promise<void> {
  for (;;) {
    const began = Date.now();
    const deadline = began + SHARE * interval;
    await pause(interval / 2, undefined, { ref: false });
    const finding = await confirmed(health, deadline, interval / 20, over);
    if (over()) return;
    if (!finding.healthy && provenAt() <= began) {
      transport.send({ STATUS: `unhealthy: ${finding.found}`, WATCHDOG: 'trigger' });
      return;
    }
    transport.send({ WATCHDOG: 1, ...extra() });
  }
}

/** Health, or what was found at the deadline. */
async function confirmed(health: Health, deadline: number, wait: number, over: () => boolean): Promise<Finding> {
  for (;;) {
    // After a short stop of the whole loop the deadline may be past: one answer is asked for all the same.
    const finding = await health(Math.round(Math.max(deadline - Date.now(), wait)));
    if (finding.healthy || Date.now() + wait >= deadline || over()) return finding;
    await pause(wait, undefined, { ref: false });
  }
}
