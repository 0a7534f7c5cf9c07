/**
 * The watchdog of systemd: signs of life while the service lives, and its end if it is ill.
 */
import type { Fields, Scene } from './scene.ts';

export class Watchdog {
  /** systemd kills the service. */
  isTriggered = false;
  intervalMs: number;
  lastSign = 0;
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.intervalMs = scene.settings.watchdogMs;
  }

  hearInterval(milliseconds: number): void {
    const scene = this.#scene;
    const { way, watchdogMs } = scene.settings;
    scene.must(way === 'socket' && scene.state === 'active', 'WATCHDOG_USEC where each message costs little');
    scene.must(milliseconds === 1.25 * watchdogMs && watchdogMs > 3200, `WATCHDOG_USEC of ${milliseconds} ms`);
    this.intervalMs = milliseconds;
  }

  hearSign({ WATCHDOG }: Fields): void {
    const scene = this.#scene;
    scene.must(WATCHDOG === '1' && this.intervalMs > 0, `WATCHDOG=${WATCHDOG}`);
    scene.must(scene.state === 'active', `a sign of life while ${scene.state}`);
    this.lastSign = scene.clock.now;
  }

  hearTrigger({ STATUS = '', WATCHDOG }: Fields): void {
    const scene = this.#scene;
    const { history } = scene;
    // From the first bad answer to the last one. The illness may have begun after a question before.
    const half = 0.44 * scene.settings.watchdogMs;
    const { lastGoodAt, lastLostAt } = scene.app;
    scene.must(WATCHDOG === 'trigger' && this.intervalMs > 0 && scene.state === 'active', `WATCHDOG=${WATCHDOG}`);
    scene.must(history.awake - lastGoodAt >= half, 'the end of a service that has just answered');
    const wasSick = history.illFor >= 0.9 * half;
    const hasLost = history.awake - lastLostAt <= 0.56 * scene.settings.watchdogMs;
    scene.must(wasSick || hasLost, 'the end of a service that is alive');
    const reason = STATUS.replace(/^unhealthy: /, '');
    scene.must(history.wasTrue(reason, scene.settings.watchdogMs), `untrue: ${STATUS}`);
    this.isTriggered = true;
  }

  check(): void {
    const scene = this.#scene;
    if (this.intervalMs === 0) return;
    const { history } = scene;
    scene.must(scene.clock.now - this.lastSign < this.intervalMs, 'systemd ends a service that lives');
    const sick = Math.max(history.sickSince ?? history.now, scene.polledSince);
    scene.must(history.now - sick <= 2 * scene.settings.watchdogMs + 1000, 'no end of a service that is ill');
  }
}
