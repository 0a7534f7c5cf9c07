/**
 * One process under a model of systemd: the facts that all parts of the model share.
 */
import type { App } from './app.ts';
import type { Clock } from './clock.ts';
import { History } from './history.ts';
import type { Settings } from './service.ts';

/** The assignments of a message. */
export type Fields = Readonly<Record<string, string>>;

export class Scene {
  state: 'activating' | 'active' | 'deactivating' = 'activating';
  /** The first mistake of the agent. */
  mistake: string | undefined;
  readonly clock: Clock;
  readonly app: App;
  readonly settings: Settings;
  readonly history: History;
  readonly startedAt: number;
  /** Since when the agent asks for health at a start or a reload. In running time. */
  polledSince: number;

  constructor(clock: Clock, app: App, settings: Settings) {
    this.clock = clock;
    this.app = app;
    this.settings = settings;
    this.history = new History(clock, app, settings.watchdogMs);
    this.startedAt = clock.now;
    this.polledSince = this.history.now;
  }

  must(holds: boolean, mistake: string): void {
    if (!holds) this.mistake ??= mistake;
  }

  /** The start timeout is over. */
  get isLate(): boolean {
    return this.state === 'activating' && this.clock.now - this.startedAt >= this.settings.startMs;
  }
}
