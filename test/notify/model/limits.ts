/**
 * The time limits of a start and of a stop.
 */
import type { Scene } from './scene.ts';

/** TimeoutStartSec= of a unit: the start timeout, at most 30 s of silence, and 5 s to report. */
const SILENCE_MS = 30_000;
const REPORT_MS = 5000;
/** The agent asks for so much time. */
const EXTEND_MS = 30_000;
/** A drain without requests in flight ends after this time, whatever its clients do. */
const DRAIN_MS = 3500;

export class Limits {
  readonly #scene: Scene;
  #startDeadline: number;
  #stop: { at: number; idleSince: number } | undefined;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#startDeadline = scene.clock.now + Math.min(scene.settings.startMs, SILENCE_MS) + REPORT_MS;
  }

  /** The process has heard SIGTERM. */
  get isStopping(): boolean {
    return this.#stop !== undefined;
  }

  beginStop(): void {
    const { now } = this.#scene.clock;
    this.#stop = { at: now, idleSince: now };
  }

  checkStart(): void {
    const { clock, startedAt, settings } = this.#scene;
    this.#scene.must(clock.now < startedAt + settings.startMs, 'no end after the start timeout');
    this.#scene.must(clock.now < this.#startDeadline, 'systemd has lost its patience with the start');
  }

  hearExtension(microseconds: number): void {
    const scene = this.#scene;
    const left = scene.settings.startMs - (scene.clock.now - scene.startedAt);
    const milliseconds = Math.min(EXTEND_MS, left + REPORT_MS);
    scene.must(scene.state === 'activating', `more time while ${scene.state}`);
    scene.must(microseconds === 1000 * milliseconds && milliseconds > 0, `EXTEND_TIMEOUT_USEC=${microseconds}`);
    this.#startDeadline = Math.max(this.#startDeadline, scene.clock.now + milliseconds);
  }

  overByStop(how: string): void {
    const scene = this.#scene;
    const { ownStop, stopMs } = scene.settings;
    scene.must(how === (ownStop ? 'exit 3' : 'exit 0'), `${how} at the stop`);
    const isPatient = scene.clock.now - (this.#stop?.at ?? 0) >= stopMs;
    scene.must(isPatient || scene.app.inFlight.length === 0, 'a request that was not answered');
  }

  checkStop(): void {
    const scene = this.#scene;
    const stop = this.#stop;
    if (!stop || scene.settings.ownStop) return;
    const { now } = scene.clock;
    if (scene.app.inFlight.length > 0) stop.idleSince = now;
    scene.must(now <= stop.at + scene.settings.stopMs, 'no end after the stop timeout');
    scene.must(now <= stop.idleSince + DRAIN_MS, 'no end although all requests are answered');
  }
}
