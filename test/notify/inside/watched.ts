/**
 * A service under the watchdog, in a world of its own.
 */
import * as assert from 'uvu/assert';
import type { ProbeResult } from '../../../payload/notify/health/outcome.ts';
import type { Message } from '../../../payload/notify/messages/message.ts';
import { World } from '../world.ts';

type Modules = typeof import('../../../payload/notify/watch/signs-of-life.ts') &
  typeof import('../../../payload/notify/watch/watchdog.ts');

export const WELL: ProbeResult = { healthy: true, alive: true, reason: 'well' };

export class Watched {
  readonly world = new World();
  readonly sent: [atMs: number, message: Message][] = [];
  readonly asked: [atMs: number, limitMs: number][] = [];
  readonly began = this.world.now;
  answer: () => ProbeResult | Promise<ProbeResult> = () => WELL;
  status: Message | undefined;
  lastReload = 0;
  isStopping = false;

  modules(): Modules {
    return this.world.load<Modules>('watch/signs-of-life.ts', 'watch/watchdog.ts');
  }

  options(intervalMs: number, isCostly = false) {
    return {
      intervalMs,
      transport: {
        isCostly,
        send: (message: Message) => void this.sent.push([this.world.now - this.began, message]),
        sendLast: () => assert.unreachable(),
        settled: () => Promise.resolve(),
        hasEnded: () => false,
      },
      status: () => this.status,
      lastReload: () => this.lastReload,
      isStopping: () => this.isStopping,
      check: async (limitMs: number) => {
        this.asked.push([this.world.now - this.began, limitMs]);
        return this.answer();
      },
    };
  }

  /** Lets the event loop stand still: no timer runs meanwhile. */
  block(ms: number): void {
    this.world.now += ms;
    for (const timer of this.world.timers) timer.at = Math.max(timer.at, this.world.now);
  }

  get times(): number[] {
    return this.sent.map(([at]) => at);
  }
}
