/**
 * Restarts of a service that ends, and the crash loop after which systemd gives up (systemd.service(5), RestartSteps=;
 * systemd.unit(5), StartLimitIntervalSec=).
 */
import type { Service } from '../config/config.ts';

/** Starts of a crash loop. systemd counts those by hand as well: nine of them in a row are not refused. */
const BURST = 10;

/** The pauses grow in so many steps to so many seconds, unless the project sets a pause of its own. */
const STEPS = 4;
const LONGEST_PAUSE_SECONDS = 5;

/** A start belongs to a crash loop if it fails, or the service ends again, within so many seconds on average. */
const SHORT_LIFE_SECONDS = 10;

interface RestartView {
  /** In seconds; empty for pauses that grow. Text, because a template takes the number 0 for an absent value. */
  restartDelay: string;
  restartSteps: number;
  restartMaxDelay: number;
  startLimitBurst: number;
  /** In seconds: a crash loop with the longest pauses fits in. */
  startLimitInterval: number;
}

export function restartView({ restartDelay }: Pick<Service, 'restartDelay'>): RestartView {
  return {
    restartDelay: restartDelay === undefined ? '' : String(restartDelay),
    restartSteps: STEPS,
    restartMaxDelay: LONGEST_PAUSE_SECONDS,
    startLimitBurst: BURST,
    startLimitInterval: BURST * (SHORT_LIFE_SECONDS + (restartDelay ?? LONGEST_PAUSE_SECONDS)),
  };
}
