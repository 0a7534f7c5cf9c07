/**
 * The watchdog's two questions. Does the event loop turn? A sign of life several times a second answers it: a blocked
 * event loop sends no sign. Is the service healthy? The agent asks it less often, and tells systemd if it is not.
 */
import { monotonicMs } from '../base/clock.ts';
import { pause } from '../base/timers.ts';
import type { HealthCheck } from '../health/health.ts';
import type { ProbeResult } from '../health/outcome.ts';
import type { Message } from '../messages/message.ts';
import type { Transport } from '../messages/transport.ts';
import { SignsOfLife } from './signs-of-life.ts';

/**
 * The share of the interval between two proofs of health. A health page may be slow for the rest of the interval, and
 * more questions would use up the rate limit of an app that counts its clients behind a proxy as one.
 */
const PAUSE_SHARE = 0.5;

interface WatchdogOptions {
  check: HealthCheck;
  /** systemd ends the service after so long without a sign of life. */
  intervalMs: number;
  transport: Transport;
  /** Goes along with a sign of life. */
  status: () => Message | undefined;
  /** monotonicMs() of the moment when a reload last proved health. An app that reloads often may be ill at each check. */
  lastReload: () => number;
  isStopping: () => boolean;
}

/**
 * Sends signs of life until the service stops. If the service is unhealthy for half of the interval, systemd hears the
 * reason at once (WATCHDOG=trigger, systemd 243).
 */
export async function feedWatchdog(options: WatchdogOptions): Promise<void> {
  const { intervalMs, transport, lastReload, isStopping } = options;
  const signs = new SignsOfLife(options);
  for (;;) {
    const began = monotonicMs();
    const deadline = signs.runningMs() + intervalMs;
    await pause(PAUSE_SHARE * intervalMs);
    const { alive, reason } = await checkUntil(deadline, signs, options);
    if (isStopping()) return signs.end();
    if (!alive && lastReload() <= began) {
      signs.end();
      transport.send({ STATUS: `unhealthy: ${reason}`, WATCHDOG: 'trigger' });
      return;
    }
  }
}

/** Waits for a slow answer until the deadline in running time, and asks again after a bad answer. */
async function checkUntil(
  deadline: number,
  signs: SignsOfLife,
  { check, intervalMs, isStopping }: WatchdogOptions,
): Promise<ProbeResult> {
  const wait = intervalMs / 20;
  for (;;) {
    const result = await check(Math.round(Math.max(deadline - signs.runningMs(), wait)));
    if (result.alive || signs.runningMs() + wait >= deadline || isStopping()) return result;
    await pause(wait);
  }
}
