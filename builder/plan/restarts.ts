/**
 * Restarts of a service that ends, and the crash loop after which systemd gives up (systemd.service(5), RestartSteps=;
 * systemd.unit(5), StartLimitIntervalSec=).
 */
import type { Config, Service } from '../config/config.ts';

/** Starts of a crash loop. systemd counts those by hand as well: nine of them in a row are not refused. */
const BURST = 10;

/** The pauses grow in so many steps to so many seconds, unless the project sets a pause of its own. */
const STEPS = 4;
const LONGEST_PAUSE_SECONDS = 5;

/**
 * With a socket, clients wait during a pause. systemd counts the restarts since the last start by hand, however long ago
 * they were, so the pauses grow slowly: four restarts come within half a second each. More starts give a database that
 * is away as much time as without a socket.
 */
const HELD = { steps: 8, burst: 14 };

/** A start belongs to a crash loop if it fails, or the service ends again, within so many seconds on average. */
const SHORT_LIFE_SECONDS = 10;

interface RestartView {
  /** In seconds, or empty for pauses that grow. Text, because a template takes the number 0 for an absent value. */
  restartDelay: string;
  restartSteps: number;
  /** In seconds. */
  restartMaxDelay: number;
  startLimitBurst: number;
  /** In seconds: a crash loop with the longest pauses fits in. */
  startLimitInterval: number;
}

/** With a socket, a pause of the project is the longest one: the clients that wait are answered after a short one. */
export function restartView({ restartDelay, sockets }: Pick<Service, 'restartDelay' | 'sockets'>): RestartView {
  const isHeld = sockets.length > 0;
  const longest = restartDelay ?? LONGEST_PAUSE_SECONDS;
  const burst = isHeld ? HELD.burst : BURST;
  const grows = restartDelay === undefined || (isHeld && restartDelay > 0);
  return {
    restartDelay: grows ? '' : String(restartDelay),
    restartSteps: isHeld ? HELD.steps : STEPS,
    restartMaxDelay: longest,
    startLimitBurst: burst,
    startLimitInterval: burst * (SHORT_LIFE_SECONDS + longest),
  };
}

/**
 * The file of variables that exists while an upgrade tries a new version. Empty for a service whose old version serves
 * meanwhile, or never returns.
 */
export function trialFile({ name, onStartFailure }: Config, { upgrade }: Service): string {
  return onStartFailure === 'return' && upgrade !== 'overlap' ? `/run/${name}.on-trial` : '';
}
