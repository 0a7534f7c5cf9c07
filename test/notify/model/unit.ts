/**
 * A model of systemd and of the agent's contract: it hears each message of a virtual process, and keeps the first mistake:
 * a message that is wrong, comes at the wrong time, or is missing.
 */
import type { App } from './app.ts';
import type { Clock } from './clock.ts';
import { Limits } from './limits.ts';
import { type Fields, Scene } from './scene.ts';
import type { Settings } from './service.ts';
import { StatusLine } from './status.ts';
import { Watchdog } from './watchdog.ts';

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
  /** How the process has ended. */
  end: string | undefined;
  readonly #scene: Scene;
  readonly #status: StatusLine;
  readonly #watchdog: Watchdog;
  readonly #limits: Limits;
  #cause: Cause = {};
  /** The number of reloads by SIGHUP that wait for READY=1. */
  #reloads = 0;
  /** One READY=1 is enough after several reloads. */
  #owesReady = false;
  #lastMessage = '';
  #isLastWord = false;
  #heard = 0;

  constructor(clock: Clock, app: App, settings: Settings) {
    this.#scene = new Scene(clock, app, settings);
    this.#status = new StatusLine(this.#scene);
    this.#watchdog = new Watchdog(this.#scene);
    this.#limits = new Limits(this.#scene);
  }

  get state(): Scene['state'] {
    return this.#scene.state;
  }

  get mistake(): string | undefined {
    return this.#scene.mistake;
  }

  /** The service failed its watchdog, and systemd kills it. */
  get isTriggered(): boolean {
    return this.#watchdog.isTriggered;
  }

  /** Looks at the app after a change. */
  note(): void {
    this.#scene.history.note();
  }

  /** The next event. The messages and the end that it has caused are heard before the next call. */
  begin(cause: Cause): void {
    this.#cause = { ...cause };
  }

  /** The event is over. */
  finish(): void {
    const { says = [], end, isSighup = false, isSigterm = false } = this.#cause;
    this.#cause = {};
    const { state } = this.#scene;
    this.#scene.must(says.length === 0, `systemd did not hear ${says.join(', ')}`);
    this.#scene.must(!end || this.end !== undefined, `the process goes on after ${end?.how}`);
    this.#scene.must(!isSighup || state !== 'active', 'a reload that systemd does not hear of');
    this.#scene.must(!isSigterm || state === 'deactivating', 'a stop that systemd does not hear of');
    this.check();
  }

  hear(text: string): void {
    this.#heard += 1;
    const fields = Object.fromEntries(text.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
    this.#scene.must(this.end === undefined && !this.#isLastWord, `a message after the last one: ${text}`);
    this.#scene.must(!this.#watchdog.isTriggered, `a message after the trigger: ${text}`);
    this.#lastMessage = text;
    const { says } = this.#cause;
    const isGreeting = this.#heard === 1 && this.#scene.settings.way === 'descriptor';
    // The end of a reload by hand is a matter of the app.
    if (says?.[0] === text) says.shift();
    else if (isGreeting) this.#scene.must(text === 'NOTIFYACCESS=main', `the first message is ${text}`);
    else this.#hearAgent(Object.keys(fields).join(), fields, text);
  }

  #hearAgent(names: string, fields: Fields, text: string): void {
    const meanings: Record<string, () => void> = {
      'READY,STATUS': () => this.#hearReady(fields),
      'RELOADING,MONOTONIC_USEC,STATUS': () => this.#hearReloading(fields),
      'STOPPING,STATUS': () => this.#hearStopping(fields),
      EXTEND_TIMEOUT_USEC: () => this.#limits.hearExtension(Number(fields.EXTEND_TIMEOUT_USEC)),
      WATCHDOG_USEC: () => this.#watchdog.hearInterval(Number(fields.WATCHDOG_USEC) / 1000),
      WATCHDOG: () => this.#watchdog.hearSign(fields),
      'WATCHDOG,STATUS': () => {
        this.#watchdog.hearSign(fields);
        this.#status.hearCount(fields.STATUS ?? '');
      },
      'STATUS,WATCHDOG': () => this.#watchdog.hearTrigger(fields),
      STATUS: () => this.#hearStatus(fields.STATUS ?? ''),
    };
    this.#scene.must(names in meanings, `systemd cannot make sense of ${text}`);
    meanings[names]?.();
  }

  #hearReady({ READY, STATUS }: Fields): void {
    const { history } = this.#scene;
    this.#scene.must(READY === '1', `READY=${READY}`);
    this.#scene.must(this.#scene.state === 'activating' || this.#reloads > 0, `READY=1 while ${this.#scene.state}`);
    this.#scene.must(this.#scene.app.isHealthy, 'READY=1 of a service that is not healthy');
    this.#status.hearReady(STATUS);
    if (this.#scene.state === 'activating') this.#scene.app.boot.end();
    else this.#reloads -= 1;
    this.#scene.state = 'active';
    this.#owesReady = false;
    this.#watchdog.lastSign = this.#scene.clock.now;
    this.#scene.polledSince = history.now;
  }

  #hearReloading({ MONOTONIC_USEC, STATUS }: Fields): void {
    this.#scene.must(this.#scene.state === 'active', `RELOADING=1 while ${this.#scene.state}`);
    this.#scene.must(this.#cause.isSighup === true, 'RELOADING=1 without SIGHUP');
    this.#scene.must(Number(MONOTONIC_USEC) === 1000 * this.#scene.clock.now, `MONOTONIC_USEC=${MONOTONIC_USEC}`);
    this.#scene.must(STATUS === 'reloading', `STATUS=${STATUS}`);
    this.#cause.isSighup = false;
    this.#reloads += 1;
    this.#owesReady = true;
    this.#scene.polledSince = this.#scene.history.now;
  }

  #hearStopping({ STOPPING, STATUS }: Fields): void {
    this.#scene.must(STOPPING === '1' && STATUS === 'stopping', `STOPPING=${STOPPING} ${STATUS}`);
    this.#scene.must(this.#scene.state !== 'deactivating', 'STOPPING=1 once more');
    this.#scene.state = 'deactivating';
    this.#reloads = 0;
    this.#limits.beginStop();
  }

  #hearStatus(status: string): void {
    const starting = /^starting: (.*)$/.exec(status)?.[1];
    const tooLate = `not ready after ${this.#scene.settings.startMs / 1000} s: `;
    const late = status.startsWith(tooLate) && status.slice(tooLate.length);
    if (starting !== undefined) {
      this.#status.hearProgress(starting);
    } else if (late) {
      this.#scene.must(this.#scene.isLate, `too early: ${status}`);
      this.#scene.must(this.#scene.history.wasTrue(late, 500), `untrue: ${status}`);
      this.#isLastWord = true;
    } else if (this.#cause.end?.status?.test(status)) {
      this.#isLastWord = true;
    } else {
      this.#status.hearCount(status);
    }
  }

  /** The process has ended. */
  over(how: string): void {
    const { end } = this.#cause;
    this.end = how;
    if (end) {
      this.#scene.must(how === end.how, `${how} instead of ${end.how}`);
      this.#scene.must(this.#isLastWord === (end.status !== undefined), `its last message is ${this.#lastMessage}`);
    } else if (this.#limits.isStopping) {
      this.#limits.overByStop(how);
    } else {
      this.#scene.must(this.#scene.isLate && how === 'exit 1' && this.#isLastWord, `an end without a cause: ${how}`);
    }
  }

  /** Looks for messages that are missing by now. */
  check(): void {
    if (this.end !== undefined || this.#watchdog.isTriggered) return;
    const { history } = this.#scene;
    this.#scene.must(!this.#isLastWord, `the process goes on after ${this.#lastMessage}`);
    if (this.#scene.state === 'activating') {
      this.#scene.must(
        history.now <= history.readyBy(this.#scene.polledSince, false),
        'no READY=1 of a healthy service',
      );
      this.#limits.checkStart();
      this.#status.checkProgress();
    } else if (this.#scene.state === 'active') {
      if (this.#owesReady)
        this.#scene.must(history.now <= history.readyBy(this.#scene.polledSince, true), 'no READY=1 after a reload');
      this.#watchdog.check();
      this.#status.checkCount();
    } else {
      this.#limits.checkStop();
    }
  }
}
