/**
 * A model of systemd and of the agent's contract: it hears each message of a virtual process, and keeps the first mistake:
 * a message that is wrong, comes at the wrong time, or is missing.
 */
import type { App, Settings } from './model-app.ts';
import type { Clock } from './model-clock.ts';
import { History } from './model-history.ts';

/** TimeoutStartSec= of a unit: the start timeout, at most 30 s of silence, and 5 s to report. */
const SILENCE_MS = 30_000;
const REPORT_MS = 5000;
/** The agent asks for so much time, so often. */
const EXTEND_MS = 30_000;
const EXTEND_EVERY_MS = 10_000;
/** A drain without requests in flight ends after this time, whatever its clients do. */
const DRAIN_MS = 3500;
const STATUS_MS = 10_000;
/** A start that takes longer shows its progress. */
const SILENT_START_MS = 500;

type Fields = Readonly<Record<string, string>>;

/** An event that the test has just brought about. */
export interface Cause {
  /** Messages that the app sends by itself, in order. */
  says?: string[];
  /** The end of the process, and its last STATUS. */
  end?: { how: string; status?: RegExp | undefined };
  isSighup?: boolean;
  isSigterm?: boolean;
}

export class Unit {
  state: 'activating' | 'active' | 'deactivating' = 'activating';
  end: string | undefined;
  mistake: string | undefined;
  /** The service failed its watchdog, and systemd kills it. */
  isTriggered = false;
  readonly history: History;
  readonly #clock: Clock;
  readonly #app: App;
  readonly #settings: Settings;
  readonly #startedAt: number;
  #startDeadline: number;
  #cause: Cause = {};
  /** The number of reloads by SIGHUP that wait for READY=1. */
  #reloads = 0;
  /** One READY=1 is enough after several reloads. */
  #owesReady = false;
  #polledSince = 0;
  #ready: { at: number; wall: string; requests: Map<number, number> } | undefined;
  /** The port of the chosen server, or of the last one. */
  #port: number | undefined;
  #reported = { reason: '', count: '', at: 0 };
  #countedAt = 0;
  #lastSign = 0;
  #watchdogMs: number;
  #stop: { at: number; idleSince: number } | undefined;
  #lastMessage = '';
  #isLastWord = false;
  #heard = 0;

  constructor(clock: Clock, app: App, settings: Settings) {
    this.#clock = clock;
    this.#app = app;
    this.#settings = settings;
    this.history = new History(clock, app, settings.watchdogMs);
    this.#startedAt = clock.now;
    this.#polledSince = this.history.now;
    this.#startDeadline = clock.now + Math.min(settings.startMs, SILENCE_MS) + REPORT_MS;
    this.#watchdogMs = settings.watchdogMs;
  }

  /** The process began its stop, by SIGTERM. */
  get isStopping(): boolean {
    return this.#stop !== undefined;
  }

  get port(): number | undefined {
    return this.#settings.mode === 'http' || this.#settings.mode === 'listening' ? this.#app.chosen : undefined;
  }

  /** The next event. The messages and the end that it has caused are heard before the next call. */
  begin(cause: Cause): void {
    this.#cause = { ...cause };
  }

  /** The event is over. */
  finish(): void {
    const { says = [], end, isSighup = false, isSigterm = false } = this.#cause;
    this.#cause = {};
    if (says.length > 0) this.fail(`systemd did not hear ${says.join(', ')}`);
    if (end && this.end === undefined) this.fail(`the process goes on after ${end.how}`);
    if (isSighup && this.state === 'active') this.fail('a reload that systemd does not hear of');
    if (isSigterm) this.#must(this.state === 'deactivating', 'a stop that systemd does not hear of');
    this.check();
  }

  fail(mistake: string): void {
    this.mistake ??= mistake;
  }

  #must(holds: boolean, mistake: string): void {
    if (!holds) this.fail(mistake);
  }

  hear(text: string): void {
    this.#heard += 1;
    const fields = Object.fromEntries(text.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
    this.#must(this.end === undefined && !this.#isLastWord, `a message after the last one: ${text}`);
    this.#must(!this.isTriggered, `a message after the trigger: ${text}`);
    this.#lastMessage = text;
    const { says } = this.#cause;
    // The end of a reload by hand is a matter of the app.
    if (says?.[0] === text) return void says.shift();
    const isGreeting = this.#heard === 1 && this.#settings.way === 'descriptor';
    if (isGreeting) return this.#must(text === 'NOTIFYACCESS=main', `the first message is ${text}`);
    this.#hearAgent(Object.keys(fields).join(), fields, text);
  }

  #hearAgent(names: string, fields: Fields, text: string): void {
    const meanings: Record<string, () => void> = {
      'READY,STATUS': () => this.#hearReady(fields),
      'RELOADING,MONOTONIC_USEC,STATUS': () => this.#hearReloading(fields),
      'STOPPING,STATUS': () => this.#hearStopping(fields),
      EXTEND_TIMEOUT_USEC: () => this.#hearExtension(Number(fields.EXTEND_TIMEOUT_USEC)),
      WATCHDOG_USEC: () => this.#hearInterval(Number(fields.WATCHDOG_USEC) / 1000),
      WATCHDOG: () => this.#hearSign(fields),
      'WATCHDOG,STATUS': () => this.#hearSign(fields),
      'STATUS,WATCHDOG': () => this.#hearTrigger(fields),
      STATUS: () => this.#hearStatus(fields.STATUS ?? ''),
    };
    const meaning = meanings[names];
    if (meaning) meaning();
    else this.fail(`systemd cannot make sense of ${text}`);
  }

  #hearReady({ READY, STATUS }: Fields): void {
    const { history } = this;
    this.#must(READY === '1', `READY=${READY}`);
    this.#must(this.state === 'activating' || this.#reloads > 0, `READY=1 while ${this.state}`);
    this.#must(this.#app.isHealthy, 'READY=1 of a service that is not healthy');
    this.#must(STATUS === this.#count.split(',')[0], `STATUS=${STATUS}, instead of ${this.#count}`);
    if (this.state === 'activating') {
      const { now, wall } = this.#clock;
      this.#ready = { at: now, wall: new Date(wall + now).toISOString(), requests: new Map(this.#app.requests) };
      this.#reported = { reason: '', count: this.#count, at: now };
      this.#app.hasBooted = true;
    } else {
      this.#reloads -= 1;
    }
    this.state = 'active';
    this.#owesReady = false;
    this.#countedAt = history.now;
    this.#lastSign = this.#clock.now;
    this.#polledSince = history.now;
  }

  #hearReloading({ MONOTONIC_USEC, STATUS }: Fields): void {
    this.#must(this.state === 'active', `RELOADING=1 while ${this.state}`);
    this.#must(this.#cause.isSighup === true, 'RELOADING=1 without SIGHUP');
    this.#must(Number(MONOTONIC_USEC) === 1000 * this.#clock.now, `MONOTONIC_USEC=${MONOTONIC_USEC}`);
    this.#must(STATUS === 'reloading', `STATUS=${STATUS}`);
    this.#cause.isSighup = false;
    this.#reloads += 1;
    this.#owesReady = true;
    this.#polledSince = this.history.now;
  }

  #hearStopping({ STOPPING, STATUS }: Fields): void {
    this.#must(STOPPING === '1' && STATUS === 'stopping', `STOPPING=${STOPPING} ${STATUS}`);
    this.#must(this.state !== 'deactivating', 'STOPPING=1 once more');
    this.state = 'deactivating';
    this.#reloads = 0;
    this.#stop = { at: this.#clock.now, idleSince: this.#clock.now };
  }

  #hearExtension(microseconds: number): void {
    const left = this.#settings.startMs - (this.#clock.now - this.#startedAt);
    const milliseconds = Math.min(EXTEND_MS, left + REPORT_MS);
    this.#must(this.state === 'activating', `more time while ${this.state}`);
    this.#must(microseconds === 1000 * milliseconds && milliseconds > 0, `EXTEND_TIMEOUT_USEC=${microseconds}`);
    this.#startDeadline = Math.max(this.#startDeadline, this.#clock.now + milliseconds);
  }

  #hearInterval(milliseconds: number): void {
    const { way, watchdogMs } = this.#settings;
    this.#must(way === 'socket' && this.state === 'active', 'WATCHDOG_USEC where each message costs little');
    this.#must(milliseconds === 1.25 * watchdogMs && watchdogMs > 3200, `WATCHDOG_USEC of ${milliseconds} ms`);
    this.#watchdogMs = milliseconds;
  }

  #hearSign({ WATCHDOG, STATUS }: Fields): void {
    this.#must(WATCHDOG === '1' && this.#watchdogMs > 0, `WATCHDOG=${WATCHDOG}`);
    this.#must(this.state === 'active', `a sign of life while ${this.state}`);
    this.#lastSign = this.#clock.now;
    if (STATUS !== undefined) this.#hearCount(STATUS);
  }

  #hearTrigger({ STATUS = '', WATCHDOG }: Fields): void {
    const { history } = this;
    // From the first bad answer to the last one. The illness may have begun after a question before.
    const half = 0.44 * this.#settings.watchdogMs;
    const { lastGoodAt, lastLostAt } = this.#app;
    this.#must(WATCHDOG === 'trigger' && this.#watchdogMs > 0 && this.state === 'active', `WATCHDOG=${WATCHDOG}`);
    this.#must(history.awake - lastGoodAt >= half, 'the end of a service that has just answered');
    const wasSick = history.illFor >= 0.9 * half;
    const hasLost = history.awake - lastLostAt <= 0.56 * this.#settings.watchdogMs;
    this.#must(wasSick || hasLost, 'the end of a service that is alive');
    const reason = STATUS.replace(/^unhealthy: /, '');
    this.#must(history.wasTrue(reason, this.#settings.watchdogMs), `untrue: ${STATUS}`);
    this.isTriggered = true;
  }

  #hearStatus(status: string): void {
    const starting = /^starting: (.*)$/.exec(status)?.[1];
    const { startMs } = this.#settings;
    const late = status.startsWith(`not ready after ${startMs / 1000} s: `) && status.slice(status.indexOf(':') + 2);
    if (starting !== undefined) {
      this.#must(this.state === 'activating', `${status}, while ${this.state}`);
      this.#must(this.history.wasTrue(starting, 500), `untrue: ${status}`);
      this.#reported.reason = starting;
    } else if (late) {
      this.#must(this.#isLate, `too early: ${status}`);
      this.#must(this.history.wasTrue(late, 500), `untrue: ${status}`);
      this.#isLastWord = true;
    } else if (this.#cause.end?.status?.test(status)) {
      this.#isLastWord = true;
    } else {
      this.#hearCount(status);
    }
  }

  get #isLate(): boolean {
    return this.state === 'activating' && this.#clock.now - this.#startedAt >= this.#settings.startMs;
  }

  #hearCount(status: string): void {
    const { at, wall = '' } = this.#ready ?? { at: 0 };
    const [place, count] = this.#count.split(', ');
    const expected = `${place} since ${wall.slice(0, 19).replace('T', ' ')} UTC, ${count}`;
    this.#must(this.state === 'active' && status === expected, `untrue: ${status}, instead of ${expected}`);
    this.#must(this.#clock.now - Math.max(at, this.#reported.at) >= STATUS_MS, `too often: ${status}`);
    this.#reported = { reason: '', count: this.#count, at: this.#clock.now };
  }

  /** The place of the service, and the requests of clients there since READY. */
  get #count(): string {
    this.#port = this.port ?? this.#port;
    if (this.#port === undefined) return 'demo ready, 0 requests';
    const count = (this.#app.requests.get(this.#port) ?? 0) - (this.#ready?.requests.get(this.#port) ?? 0);
    return `demo ready on :${this.#port}, ${count} request${count === 1 ? '' : 's'}`;
  }

  /** The process has ended. */
  over(how: string): void {
    const { end } = this.#cause;
    this.end = how;
    if (end) {
      this.#must(how === end.how, `${how} instead of ${end.how}`);
      const said = this.#isLastWord ? this.#lastMessage : '';
      if (end.status) this.#must(this.#isLastWord, `no last message at its end, but ${this.#lastMessage}`);
      else this.#must(said === '', `a last message: ${said}`);
    } else if (this.#stop) {
      this.#overByStop(how);
    } else {
      this.#must(this.#isLate && how === 'exit 1' && this.#isLastWord, `an end without a cause: ${how}`);
    }
  }

  #overByStop(how: string): void {
    const { ownStop, stopMs } = this.#settings;
    this.#must(how === (ownStop ? 'exit 3' : 'exit 0'), `${how} at the stop`);
    const isPatient = this.#clock.now - (this.#stop?.at ?? 0) >= stopMs;
    this.#must(isPatient || this.#app.inFlight.length === 0, 'a request that was not answered');
  }

  /** Looks for messages that are missing by now. */
  check(): void {
    if (this.end !== undefined || this.isTriggered) return;
    const { history } = this;
    const { startMs } = this.#settings;
    this.#must(!this.#isLastWord, `the process goes on after ${this.#lastMessage}`);
    if (this.state === 'activating') {
      this.#must(history.now <= history.readyBy(this.#polledSince, false), 'no READY=1 of a healthy service');
      this.#must(this.#clock.now < this.#startedAt + startMs, 'no end after the start timeout');
      this.#must(this.#clock.now < this.#startDeadline, 'systemd has lost its patience with the start');
      this.#checkProgress();
    } else if (this.state === 'active') {
      if (this.#owesReady) this.#must(history.now <= history.readyBy(this.#polledSince, true), 'no READY=1 after a reload');
      this.#checkWatchdog();
      this.#checkCount();
    } else {
      this.#checkStop();
    }
  }

  #checkCount(): void {
    const { now } = this.history;
    if (this.#reported.count === this.#count) this.#countedAt = now;
    const patience = 2 * STATUS_MS + this.#watchdogMs / 4;
    this.#must(now - this.#countedAt <= patience, 'the requests are not in STATUS');
  }

  #checkProgress(): void {
    const { history } = this;
    const isSteady = history.now - Math.max(history.steadySince, this.#polledSince) > 2 * SILENT_START_MS;
    if (!isSteady || this.#app.lostSince !== undefined || !this.#app.answersAtOnce) return;
    this.#must(this.#app.reasons.test(this.#reported.reason), `STATUS says still: ${this.#reported.reason}`);
  }

  #checkWatchdog(): void {
    if (this.#watchdogMs === 0) return;
    const { history } = this;
    this.#must(this.#clock.now - this.#lastSign < this.#watchdogMs, 'systemd ends a service that lives');
    const sick = Math.max(history.sickSince ?? history.now, this.#polledSince);
    this.#must(history.now - sick <= 2 * this.#settings.watchdogMs + 1000, 'no end of a service that is ill');
  }

  #checkStop(): void {
    const stop = this.#stop;
    if (!stop || this.#settings.ownStop) return;
    const { now } = this.#clock;
    if (this.#app.inFlight.length > 0) stop.idleSince = now;
    this.#must(now <= stop.at + this.#settings.stopMs, 'no end after the stop timeout');
    this.#must(now <= stop.idleSince + DRAIN_MS, 'no end although all requests are answered');
  }
}
