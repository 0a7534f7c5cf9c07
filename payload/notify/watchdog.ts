/**
 * Signs of life for systemd's watchdog. The agent sends them from the main thread, and while the service is healthy: a
 * blocked event loop sends no sign of life.
 */
import { monotonicMs } from './clock.ts';
import type { HealthCheck } from './health.ts';
import type { Message } from './message.ts';
import { pause } from './pause.ts';
import type { ProbeResult } from './probe.ts';
import type { Transport } from './transport.ts';

/** The share of the interval in which an answer must come. The message to systemd needs the rest. */
const ANSWER_SHARE = 0.9;

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
 * Sends a sign of life each half of the interval, as sd_watchdog_enabled(3) advises, until the service stops. If the
 * service is unhealthy to the end of the interval, systemd hears the reason at once (WATCHDOG=trigger, systemd 243).
 */
export async function feedWatchdog(options: WatchdogOptions): Promise<void> {
  const { intervalMs, transport, status, lastReload, isStopping } = options;
  for (;;) {
    const began = monotonicMs();
    await pause(intervalMs / 2);
    const { alive, reason } = await checkUntil(began + ANSWER_SHARE * intervalMs, options);
    if (isStopping()) return;
    if (!alive && lastReload() <= began) {
      transport.send({ STATUS: `unhealthy: ${reason}`, WATCHDOG: 'trigger' });
      return;
    }
    transport.send({ WATCHDOG: 1, ...status() });
  }
}

/** Waits for a slow answer until the deadline, and asks again after a bad answer. */
async function checkUntil(deadline: number, { check, intervalMs, isStopping }: WatchdogOptions): Promise<ProbeResult> {
  const wait = intervalMs / 20;
  for (;;) {
    // A pause of the whole machine may end after the deadline: even then the service gets one question.
    const result = await check(Math.round(Math.max(deadline - monotonicMs(), wait)));
    if (result.alive || monotonicMs() + wait >= deadline || isStopping()) return result;
    await pause(wait);
  }
}
