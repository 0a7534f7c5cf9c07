/**
 * The agent at work: it follows the app through its phases, and tells systemd of each.
 */

import { monotonicMs } from './base/clock.ts';
import type { AgentEnvironment } from './base/environment.ts';
import { setInterval, setTimeout } from './base/timers.ts';
import { abandonQuestions } from './health/ask.ts';
import { type AppState, FIRST_REASONS, type HealthCheck, healthCheck } from './health/health.ts';
import { STOPS } from './health/outcome.ts';
import { onMainModule } from './main-module.ts';
import { reportEnd } from './messages/ending.ts';
import { openTransport, type Transport } from './messages/transport.ts';
import { reportUncaughtErrors } from './messages/uncaught-error.ts';
import { hearPm2, provideApi } from './provide-api.ts';
import { countThreads, hasChildren } from './servers/elsewhere.ts';
import { clusterWorkers, followServers, handover, type Servers } from './servers/servers.ts';
import { Connections } from './stopping/connections.ts';
import type { Drain } from './stopping/drain.ts';
import { onStop } from './stopping/stopping.ts';
import { HealthPoll, StartWatch } from './watch/readiness.ts';
import { onReload } from './watch/reloading.ts';
import { ReadyStatus, STATUS_INTERVAL_MS } from './watch/status.ts';
import { feedWatchdog } from './watch/watchdog.ts';

/** An app without a connection ends within this time. It spares the code that ends connections. */
const QUICK_STOP_MS = 50;

/** The phase is `starting` until the first READY=1, and `stopping` from SIGTERM on. */
class Agent {
  #phase: 'starting' | 'ready' | 'stopping' = 'starting';
  readonly #environment: AgentEnvironment;
  readonly #transport: Transport;
  readonly #app: AppState = { ready: false, check: undefined };
  readonly #connections = new Connections();
  #loadedDrain: Drain | undefined;
  readonly #startWatch: StartWatch;
  readonly #servers: Servers;
  readonly #check: HealthCheck;
  #status: ReadyStatus | undefined;
  #lastReload = 0;
  #stopDeadline = 0;

  constructor(environment: AgentEnvironment) {
    this.#environment = environment;
    this.#transport = openTransport(environment.socket, environment.descriptor);
    this.#startWatch = new StartWatch(this.#transport, environment.startTimeoutMs);
    this.#servers = followServers(environment, (listener) => {
      this.#connections.follow(listener);
      this.#status?.follow(listener);
      this.#startWatch.retry();
    });
    this.#startWatch.reason = FIRST_REASONS[environment.mode];
    const check = healthCheck(environment, this.#servers, this.#app);
    this.#check = async (timeoutMs) => (this.#phase === 'stopping' ? STOPS : check(timeoutMs));
  }

  follow(): void {
    const { mode, activated, reload } = this.#environment;
    const ready = provideApi(this.#app, this.#transport, {
      onReady: () => this.#startWatch.retry(),
      phase: () => this.#phase,
    });
    if (mode === 'app') hearPm2(ready);
    // The app may have said ready() before, and be in a reload by now.
    if (mode === 'loaded') onMainModule(() => this.#app.ready || ready());
    countThreads();
    const recentError = reportUncaughtErrors(this.#transport);
    const failedRecently = (): boolean => recentError() !== undefined;
    reportEnd(this.#transport, () => ({
      phase: this.#phase,
      reason: this.#startWatch.reason,
      error: recentError(),
    }));
    onReload(this.#transport, {
      isExpected: reload,
      isReady: () => this.#phase === 'ready',
      onReloaded: () => void this.#endReload(),
    });
    if (activated.size > 0) this.#stopWithActivation(failedRecently);
    else {
      onStop({
        began: () => this.#beginStop(),
        leftToApp: () => this.#assistClose(),
        drain: () => this.#closeServers(),
      });
    }
    void this.#start();
  }

  async #start(): Promise<void> {
    const isReady = await this.#startWatch.untilHealthy(this.#check);
    this.#startWatch.end();
    if (!isReady) return;
    this.#phase = 'ready';
    for (const port of this.#servers.activation.unused()) {
      console.error(`systemd holds port ${port}, but the app does not listen on it: who connects there waits in vain`);
    }
    const { name, mode, watchdogMs, explain } = this.#environment;
    const status = new ReadyStatus(name, mode === 'app' || mode === 'loaded' ? undefined : this.#servers);
    this.#status = status;
    this.#transport.send({ READY: 1, STATUS: status.first() });
    this.#servers.activation.release();
    if (!watchdogMs) {
      setInterval(() => {
        const message = this.#phase === 'ready' ? status.due() : undefined;
        if (message) this.#transport.send(message);
      }, STATUS_INTERVAL_MS).unref();
      return;
    }
    // Most services do without this module, and start sooner.
    if (explain) require('./watch/blocked-loop.ts').explainBlocking(this.#environment, watchdogMs);
    await feedWatchdog({
      check: this.#check,
      intervalMs: watchdogMs,
      transport: this.#transport,
      status: () => status.due(),
      lastReload: () => this.#lastReload,
      isStopping: () => this.#phase === 'stopping',
    });
  }

  async #endReload(): Promise<void> {
    await new HealthPoll(this.#environment.startTimeoutMs).untilHealthy(this.#check);
    if (this.#phase === 'stopping') return;
    this.#lastReload = monotonicMs();
    this.#transport.send({ READY: 1, STATUS: this.#status?.first() ?? '' });
  }

  #beginStop(): void {
    const { stopTimeoutMs } = this.#environment;
    this.#phase = 'stopping';
    this.#stopDeadline = monotonicMs() + stopTimeoutMs;
    this.#startWatch.end();
    // A hanging health page would hold up the stop as a request in flight.
    abandonQuestions();
    this.#transport.send({ STOPPING: 1, STATUS: 'stopping' });
    this.#servers.activation.stop();
  }

  /** Loaded at the first stop that has connections. */
  get #drain(): Drain {
    const { Drain } = require('./stopping/drain.ts') as typeof import('./stopping/drain.ts');
    this.#loadedDrain ??= new Drain(this.#connections);
    return this.#loadedDrain;
  }

  #assistClose(): void {
    const assist = (): void => this.#drain.assistClose(this.#environment.stopTimeoutMs);
    if (this.#connections.hasAny()) assist();
    // Most apps end before that.
    else setTimeout(assist, QUICK_STOP_MS).unref();
  }

  #stopWithActivation(failedRecently: () => boolean): void {
    // systemd keeps the port open for the next instance, so this one goes on serving while its clients leave.
    const { stopTimeoutMs } = this.#environment;
    let keepsServing = false;
    onStop({
      began: () => this.#beginStop(),
      delay: async () => {
        // The workers must answer the connections that the primary has accepted, and they still can.
        if (clusterWorkers().length > 0) {
          this.#servers.activation.close();
          await handover().handedOver(stopTimeoutMs);
        }
        // systemd sends SIGTERM to the children, too. Without them the app may be of no use.
        else keepsServing = !failedRecently() && !hasChildren();
        if (keepsServing) await this.#drain.endKeepAlive(stopTimeoutMs);
      },
      leftToApp: () => {
        void this.#drain.delayIdleClose(this.#servers.listening(), stopTimeoutMs);
        this.#assistClose();
      },
      drain: async () => {
        // While long requests are answered, new clients need not wait for the next instance.
        if (keepsServing) await this.#drain.answerRequests(this.#stopTimeLeft() - stopTimeoutMs / 2);
        await this.#closeServers();
      },
    });
  }

  async #closeServers(): Promise<void> {
    const listeners = this.#servers.listening();
    const isIdle = !this.#connections.hasAny() && !hasChildren();
    if (isIdle) for (const { server } of listeners) server.close();
    const closed = isIdle ? undefined : this.#drain.close(listeners, this.#stopTimeLeft());
    await Promise.all([closed, this.#transport.settled()]);
  }

  #stopTimeLeft(): number {
    return Math.max(0, this.#stopDeadline - monotonicMs());
  }
}

/** Starts to follow the app, which Node loads next. */
export function startAgent(environment: AgentEnvironment): void {
  new Agent(environment).follow();
}
