/**
 * The steps of a sequence: each does something to a process, or lets time pass.
 */
import fc from 'fast-check';
import { App, type Check, type Health, type Settings } from './model-app.ts';
import { Clock } from './model-clock.ts';
import { type Program, VirtualProcess } from './model-process.ts';
import { type Cause, Unit } from './model-unit.ts';

export const settings: fc.Arbitrary<Settings> = fc.record({
  mode: fc.constantFrom('http', 'http', 'listening', 'app', 'loaded'),
  port: fc.constantFrom(undefined, undefined, 5002),
  way: fc.constantFrom('descriptor', 'descriptor', 'socket'),
  watchdogMs: fc.constantFrom(0, 2000, 10_000, 60_000),
  startMs: fc.constantFrom(3000, 30_000, 60_000),
  stopMs: fc.constantFrom(4000, 30_000),
  reload: fc.boolean(),
  ownStop: fc.boolean(),
  catches: fc.boolean(),
});

const step = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(fc.constant('pass'), fc.constantFrom(1, 5, 25, 100, 250, 400, 1000, 2500)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('pass'), fc.constantFrom(5000, 10_000, 30_000, 90_000)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('block'), fc.integer({ min: 1, max: 10_000 })) },
  { weight: 8, arbitrary: fc.tuple(fc.constant('health'), fc.constantFrom(200, 200, 200, 404, 429, 503, 'none')) },
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom('listen', 'listen', 'close', 'listenInVain', 'renew'), fc.nat(1)) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('ask', 'ask', 'connect'), fc.nat(1)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('answer'), fc.constant(0)) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constant('check'), fc.constantFrom('absent', 'absent', 'good', 'bad', 'throws')),
  },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('SIGHUP', 'SIGHUP', 'hear', 'ignore'), fc.constant(0)) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom('ready', 'ready', 'loaded', 'reloading', 'stopping'), fc.constant(0)),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('status'), fc.constantFrom('warming', 'two\nlines', 'READY=1')) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('extend'), fc.constantFrom(1500, 0.5, 0, -1, Number.NaN, Infinity)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('wall'), fc.constantFrom(-3_600_000, 3_600_000)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('SIGTERM', 'SIGTERM', 'throw'), fc.constant(0)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('exit', 'SIGTERM', 'runOut'), fc.constantFrom(0, 1, 7)) },
);

export type Step = [name: string, value: number | string];

export const steps: fc.Arbitrary<Step[]> = fc.array(step as fc.Arbitrary<Step>, { maxLength: 100, size: 'max' });

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
    if (isAsked && this.#app.news > news && isAwaited && this.#app.isHealthy) this.#unit.fail('READY=1 is late');
    if (this.#unit.isTriggered) this.#kill();
    if (this.#unit.mistake !== undefined) throw new Error(`${this.#unit.mistake}, after\n${this.told.join('\n')}`);
  }

  async #act(name: string, value: never): Promise<void> {
    const app = this.#app;
    const quiet: Record<string, () => void> = {
      health: () => (app.health = value as Health),
      listen: () => app.listen(value),
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
