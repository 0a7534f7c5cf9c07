/**
 * A service whose process lives through the steps of a sequence, under the model of systemd.
 */
import { App } from './app.ts';
import { Clock } from './clock.ts';
import { type Program, VirtualProcess } from './process.ts';
import type { Check, Health, Settings } from './service.ts';
import type { Step } from './steps.ts';
import { type Cause, Unit } from './unit.ts';

/** An error so shortly before an end is its cause. */
const RECENT_MS = 5000;

/** One service: its process starts again when it has ended. */
export class Story {
  /** The steps that have been done, for a report. */
  readonly told: string[] = [];
  readonly #clock = new Clock();
  readonly #agent: Program;
  readonly #settings: Settings;
  #process!: VirtualProcess;
  #app!: App;
  #unit!: Unit;
  #failedAt = Number.NEGATIVE_INFINITY;
  #apiReloads = false;
  #saidStopping = false;

  constructor(agent: Program, settings: Settings) {
    this.#agent = agent;
    this.#settings = settings;
    this.#start();
  }

  async run([name, value]: Step): Promise<void> {
    if (this.#process.end !== undefined) this.#start();
    this.told.push(`${name} ${value}`);
    const isSeen = this.#settings.mode !== 'loaded' || name === 'ready';
    const isAsked = isSeen && this.#app.lostSince === undefined && this.#app.answersAtOnce;
    const { news } = this.#app;
    await this.#act(name, value as never);
    await this.#clock.settle();
    this.#unit.note();
    this.#unit.finish();
    const isAwaited = this.#unit.state === 'activating' && this.#process.end === undefined;
    const isLate = isAsked && this.#app.news > news && isAwaited && this.#app.isHealthy;
    if (this.#unit.isTriggered) this.#kill();
    const mistake = this.#unit.mistake ?? (isLate && 'READY=1 does not come at once');
    if (mistake) throw new Error(`${mistake}, after\n${this.told.join('\n')}`);
  }

  async #act(name: string, value: never): Promise<void> {
    const app = this.#app;
    const quiet: Record<string, () => void> = {
      health: () => (app.health = value as Health),
      // An app that stops opens no server.
      listen: () => this.#unit.state === 'deactivating' || app.listen(value),
      listenInVain: () => app.listenInVain(value),
      renew: () => app.renew(value),
      close: () => app.close(value),
      ask: () => app.ask(value),
      connect: () => app.ask(value, ''),
      answer: () => app.answer(),
      check: () => app.setCheck(value as Check),
      hear: () => app.hearHup(true),
      ignore: () => app.hearHup(false),
      wall: () => (this.#clock.wall += value),
      loaded: () => (this.#process.mainModule.loaded = true),
    };
    if (name === 'pass') await this.#pass(value);
    else if (name === 'block') await this.#block(value);
    else if (quiet[name]) quiet[name]();
    else this.#disturb(name, value);
  }

  async #pass(ms: number): Promise<void> {
    await this.#clock.pass(ms, () => {
      this.#unit.note();
      this.#unit.check();
      if (this.#unit.isTriggered || this.#unit.mistake !== undefined) this.#kill();
    });
  }

  /** A block that is shorter than the interval of the watchdog by a second must not end the service. */
  async #block(ms: number): Promise<void> {
    const { watchdogMs, way } = this.#settings;
    const pause = way === 'socket' ? watchdogMs / 4 : Math.min(400, watchdogMs / 10);
    this.#clock.block(watchdogMs ? Math.min(ms, watchdogMs - 1000) : ms, 2 * pause);
    await this.#pass(0);
  }

  #kill(): void {
    this.#unit.begin({ end: { how: 'signal 6' } });
    this.#process.over('signal 6');
  }

  #disturb(name: string, value: never): void {
    const { notify } = this.#process;
    const { state } = this.#unit;
    const isActive = state === 'active';
    const usec = 1000 * this.#clock.now;
    const disturbances: Record<string, () => [Cause, () => void]> = {
      SIGHUP: () => {
        const hears = this.#app.hearsHup || this.#settings.reload;
        const cause = hears ? { isSighup: isActive } : { end: { how: 'signal 1' } };
        return [cause, () => this.#process.signal('SIGHUP')];
      },
      SIGTERM: () => [{ isSigterm: true }, () => this.#process.signal('SIGTERM')],
      ready: () => {
        const says = this.#apiReloads && isActive ? ['READY=1'] : [];
        this.#apiReloads = false;
        return [{ says }, () => this.#app.sayReady()];
      },
      reloading: () => {
        this.#apiReloads ||= isActive;
        return [{ says: isActive ? [`RELOADING=1\nMONOTONIC_USEC=${usec}`] : [] }, () => notify.reloading()];
      },
      stopping: () => {
        const says = this.#saidStopping || state === 'deactivating' ? [] : ['STOPPING=1'];
        this.#saidStopping = true;
        return [{ says }, () => notify.stopping()];
      },
      status: () => [{ says: [`STATUS=${String(value).replaceAll('\n', ' ')}`] }, () => notify.status(value)],
      extend: () => {
        const isTime = Number.isFinite(value) && value > 0;
        return [{ says: isTime ? [`EXTEND_TIMEOUT_USEC=${1000 * value}`] : [] }, () => notify.extendTimeout(value)];
      },
      throw: () => {
        this.#failedAt = this.#clock.now;
        const cause = this.#settings.catches ? {} : { end: { how: 'exit 1', status: /^failed: boom$/ } };
        return [cause, () => this.#process.throws(new Error('boom'))];
      },
      exit: () => [this.#endWith(value), () => this.#process.exit(value)],
      runOut: () => {
        this.#process.exitCode = value;
        return [this.#endWith(value), () => this.#process.runsOut()];
      },
    };
    const disturbance = disturbances[name];
    if (!disturbance) throw new Error(`no such step: ${name}`);
    const [cause, act] = disturbance();
    this.#unit.begin(cause);
    act();
  }

  /** The end with a code, and the last words of the agent. */
  #endWith(code: number): Cause {
    const seconds = this.#process.uptime();
    const minutes = seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
    const ended = `ended with code ${code} after ${seconds < 120 ? `${seconds.toFixed(1)} s` : minutes}`;
    const { state } = this.#unit;
    const how = `exit ${code}`;
    if (state === 'deactivating') return { end: { how } };
    const hasFailed = code !== 0 && this.#clock.now - this.#failedAt < RECENT_MS;
    if (hasFailed) return { end: { how, status: new RegExp(`^failed: boom \\(${ended}\\)$`) } };
    const status = state === 'active' ? `^${ended}$` : `^${ended}, before it was ready: .`;
    return { end: { how, status: new RegExp(status) } };
  }

  #start(): void {
    this.#clock.stop();
    this.told.push(`start ${JSON.stringify(this.#settings)}`);
    [this.#failedAt, this.#apiReloads, this.#saidStopping] = [Number.NEGATIVE_INFINITY, false, false];
    const early: string[] = [];
    let unit: Unit | undefined;
    this.#process = new VirtualProcess(this.#agent, {
      clock: this.#clock,
      env: environmentOf(this.#settings),
      onMessage: (text) => {
        this.told.push(`  ${this.#clock.now - 1_000_000} ms: ${text.replaceAll('\n', ' ')}`);
        if (unit) unit.hear(text);
        else early.push(text);
      },
      onEnd: (how) => {
        this.told.push(`  ${this.#clock.now - 1_000_000} ms: ${how}`);
        unit?.over(how);
      },
    });
    this.#app = new App(this.#process, this.#clock, this.#settings);
    this.#unit = new Unit(this.#clock, this.#app, this.#settings);
    unit = this.#unit;
    for (const text of early) unit.hear(text);
  }
}

function environmentOf({ mode, port, way, watchdogMs, startMs, stopMs, reload }: Settings): NodeJS.ProcessEnv {
  return {
    NOTIFY_SOCKET: '/run/systemd/notify',
    NOTIFY_NAME: 'demo',
    NOTIFY_READY: mode,
    NOTIFY_START_TIMEOUT: String(startMs / 1000),
    NOTIFY_STOP_TIMEOUT: String(stopMs / 1000),
    ...(port && { NOTIFY_PORT: String(port) }),
    ...(reload && { NOTIFY_RELOAD: '1' }),
    ...(watchdogMs && { WATCHDOG_USEC: String(1000 * watchdogMs), WATCHDOG_PID: '4242' }),
    ...(way === 'descriptor' && { LISTEN_PID: '4242', LISTEN_FDS: '1', LISTEN_FDNAMES: 'notify' }),
  };
}
