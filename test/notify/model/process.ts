/**
 * A process of Node in memory: the agent as it is shipped runs in it, with a clock, servers and a notification socket of
 * the test's. Each process has a world of its own, so thousands of them follow each other within one real process.
 */
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { compileFunction } from 'node:vm';
import { AGENT_KEY, type AgentGlobal, type Notify } from '../../../payload/notify/api.ts';
import { type Clock, dateBy } from './clock.ts';
import { connectTo, type Ports, serverClasses } from './servers.ts';

const real = createRequire('/');
const PARAMETERS = [
  ...['require', 'module', 'exports', 'process', 'console', 'globalThis', 'Date'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
];

/** A program that runs in a world of its own at each call. */
export type Program = (...values: unknown[]) => void;

/** @param code a CommonJS module in one file */
export function programOf(code: string): Program {
  return compileFunction(code, PARAMETERS, { filename: 'notify.cjs' }) as Program;
}

/** The number of the notification socket among the descriptors. */
const DESCRIPTOR = 3;

interface ProcessOptions {
  clock: Clock;
  env: NodeJS.ProcessEnv;
  onMessage: (text: string) => void;
  onEnd: (end: string) => void;
}

/** Signals by their numbers in Linux. */
const SIGNALS = { SIGHUP: 1, SIGTERM: 15 } as const;

export class VirtualProcess extends EventEmitter {
  readonly pid = 4242;
  readonly argv = ['/usr/bin/node', '/app.js'];
  readonly execArgv: string[] = [];
  readonly env: NodeJS.ProcessEnv;
  readonly hrtime = { bigint: (): bigint => BigInt(Math.round(this.#options.clock.now * 1000)) * 1000n };
  readonly nextTick = process.nextTick;
  readonly mainModule = { loaded: false };
  exitCode: number | undefined;
  _exiting = false;
  /** `exit CODE` or `signal NUMBER`. */
  end: string | undefined;
  /** The text on the standard error output. */
  stderr = '';
  readonly ports: Ports = new Map();
  readonly #options: ProcessOptions;
  readonly #startedAt: number;
  readonly #global: AgentGlobal = {};
  readonly classes = serverClasses(this.ports);

  constructor(agent: Program, options: ProcessOptions) {
    super();
    this.#options = options;
    this.env = { ...options.env };
    this.#startedAt = options.clock.now;
    this.#load(agent);
  }

  /** The app's view of the agent. */
  get notify(): Notify {
    return this.#global[AGENT_KEY] as Notify;
  }

  uptime(): number {
    return (this.#options.clock.now - this.#startedAt) / 1000;
  }

  getActiveResourcesInfo(): string[] {
    return [];
  }

  exit(code?: number): void {
    if (code !== undefined) this.exitCode = code;
    if (!this._exiting) {
      this._exiting = true;
      this.emit('exit', this.exitCode ?? 0);
    }
    this.reallyExit(this.exitCode ?? 0);
  }

  /** The last step of a real exit, which the agent wraps. */
  reallyExit(code?: number): void {
    this.over(`exit ${code ?? 0}`);
  }

  over(end: string): void {
    if (this.end !== undefined) return;
    this.end = end;
    this.#options.clock.stop();
    this.#options.onEnd(end);
  }

  /** The end of a process that has no work left. */
  runsOut(): void {
    this._exiting = true;
    this.emit('exit', this.exitCode ?? 0);
    this.over(`exit ${this.exitCode ?? 0}`);
  }

  signal(name: keyof typeof SIGNALS): void {
    if (this.listenerCount(name) > 0) this.emit(name, name, SIGNALS[name]);
    else this.over(`signal ${SIGNALS[name]}`);
  }

  /** An error that no caller catches, as Node treats it. */
  throws(error: Error): void {
    this.emit('uncaughtExceptionMonitor', error, 'uncaughtException');
    if (this.emit('uncaughtException', error, 'uncaughtException')) return;
    this.exitCode = 1;
    this._exiting = true;
    this.emit('exit', 1);
    this.over('exit 1');
  }

  #load(agent: Program): void {
    const { clock } = this.#options;
    const write = (text: string): void => {
      this.stderr += `${text}\n`;
    };
    const values = [
      ...[(name: string) => this.#module(name.replace('node:', '')), { exports: {} }, {}],
      ...[this, { error: write }, this.#global, dateBy(clock)],
      ...[clock.setTimeout, clock.setInterval, clock.setImmediate, clock.clear, clock.clear, clock.clear],
    ];
    agent(...values);
  }

  #module(name: string): unknown {
    const { ports } = this;
    const { Server, HttpServer, ServerResponse } = this.classes;
    const own: Record<string, () => unknown> = {
      // The real Socket serves connections within the process, which have no descriptor.
      net: () => ({ Server, Socket, connect: (target: object) => connectTo(ports, target) }),
      http: () => ({ Server: HttpServer, ServerResponse }),
      fs: () => this.#fs(),
      'timers/promises': () => ({ setTimeout: this.#options.clock.pause }),
      child_process: () => this.#childProcess(),
      cluster: () => ({ workers: {}, isWorker: false, on: () => {} }),
    };
    return own[name]?.() ?? real(`node:${name}`);
  }

  #fs(): object {
    return {
      ...fs,
      fstatSync: () => ({ isSocket: () => true, ino: 1n }),
      writeSync: (descriptor: number, text: string) => {
        if (descriptor === DESCRIPTOR) this.#tell(text);
        else this.stderr += text;
      },
    };
  }

  /** systemd-notify, which takes no time here. */
  #childProcess(): object {
    const { clock } = this.#options;
    return {
      spawn: (_command: string, args: string[]) => {
        this.#tell(args.join('\n'));
        const child = Object.assign(new EventEmitter(), { unref: () => {} });
        clock.setImmediate(() => child.emit('exit', 0));
        return child;
      },
      execFileSync: (_command: string, args: string[]) => this.#tell(args.join('\n')),
    };
  }

  #tell(text: string): void {
    if (this.end === undefined) this.#options.onMessage(text);
    else this.#options.onMessage(`after its end: ${text}`);
  }
}
