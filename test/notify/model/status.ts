/**
 * The line of `systemctl status`: a reason during the start, later the place and the number of requests.
 */
import type { Scene } from './scene.ts';

/** Shortest time between two lines of a ready service. */
const STATUS_MS = 10_000;

/** A start that takes longer shows its progress. */
const SILENT_START_MS = 500;

export class StatusLine {
  readonly #scene: Scene;
  #ready: { at: number; wall: string; requests: Map<number, number> } | undefined;
  /** The port of the chosen server, or of the last one. */
  #port: number | undefined;
  #reported = { reason: '', count: '', at: 0 };
  /** When the line was right for the last time. In running time. */
  #rightAt = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** The line with READY=1. */
  hearReady(status: string | undefined): void {
    const scene = this.#scene;
    const { clock, state, app } = scene;
    scene.must(status === this.#count.split(',')[0], `STATUS=${status}, instead of ${this.#count}`);
    if (state === 'activating') {
      const { now, wall } = clock;
      this.#ready = { at: now, wall: new Date(wall + now).toISOString(), requests: new Map(app.requests) };
      this.#reported = { reason: '', count: this.#count, at: now };
    }
    this.#rightAt = this.#scene.history.now;
  }

  /** The progress of a start. */
  hearProgress(reason: string): void {
    const scene = this.#scene;
    scene.must(scene.state === 'activating', `starting, while ${scene.state}`);
    scene.must(scene.history.wasTrue(reason, 500), `untrue: starting: ${reason}`);
    this.#reported.reason = reason;
  }

  hearCount(status: string): void {
    const scene = this.#scene;
    const { at, wall = '' } = this.#ready ?? { at: 0 };
    // While nothing listens, the line may name any place where the agent has looked.
    if (scene.app.chosen === undefined) this.#port = Number(/ on :(\d+) /.exec(status)?.[1] ?? this.#port) || undefined;
    const [place, count] = this.#count.split(', ');
    const expected = `${place} since ${wall.slice(0, 19).replace('T', ' ')} UTC, ${count}`;
    scene.must(scene.state === 'active' && status === expected, `untrue: ${status}, instead of ${expected}`);
    scene.must(scene.clock.now - Math.max(at, this.#reported.at) >= STATUS_MS, `too often: ${status}`);
    this.#reported = { reason: '', count: this.#count, at: scene.clock.now };
  }

  /** The place of the service, and the requests of clients there since READY. */
  get #count(): string {
    const scene = this.#scene;
    const { mode } = scene.settings;
    if (mode === 'http' || mode === 'listening') this.#port = scene.app.chosen ?? this.#port;
    if (this.#port === undefined) return 'demo ready, 0 requests';
    const count = (scene.app.requests.get(this.#port) ?? 0) - (this.#ready?.requests.get(this.#port) ?? 0);
    return `demo ready on :${this.#port}, ${count} request${count === 1 ? '' : 's'}`;
  }

  checkCount(): void {
    const scene = this.#scene;
    const { now } = scene.history;
    if (this.#reported.count === this.#count || scene.app.chosen === undefined) this.#rightAt = now;
    const patience = 2 * STATUS_MS + scene.settings.watchdogMs / 4;
    scene.must(now - this.#rightAt <= patience, 'the requests are not in STATUS');
  }

  checkProgress(): void {
    const scene = this.#scene;
    const { history } = scene;
    const isSteady = history.now - Math.max(history.steadySince, scene.polledSince) > 2 * SILENT_START_MS;
    if (!isSteady || scene.app.lostSince !== undefined || !scene.app.answersAtOnce) return;
    scene.must(scene.app.reasons.test(this.#reported.reason), `STATUS says still: ${this.#reported.reason}`);
  }
}
