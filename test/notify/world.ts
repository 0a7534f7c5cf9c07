/**
 * A world of its own for modules of the agent: a clock, and a process that is an object and notes what becomes of it.
 */
import { EventEmitter } from 'node:events';
import { Clock } from './clock.ts';
import { isolate } from './isolated.ts';

/** The agent's process. It goes on after exit(), so a test can look at both. */
class WorldProcess extends EventEmitter {
  readonly pid = 1;
  env: Record<string, string | undefined> = {};
  connected = true;
  readonly exits: unknown[] = [];
  resources: string[] = [];
  hrtime: { bigint: () => bigint };
  send: ((message: unknown, ...rest: unknown[]) => boolean) | undefined;
  nextTick = process.nextTick;
  exit = (code: unknown): void => void this.exits.push(code);
  getActiveResourcesInfo = (): string[] => this.resources;

  constructor(now: () => number) {
    super();
    this.hrtime = { bigint: () => BigInt(Math.round(now() * 1e6)) };
  }
}

export class World extends Clock {
  readonly process = new WorldProcess(this.read);
  /** The lines of console.error. */
  readonly complaints: string[] = [];
  readonly #modules: Record<string, unknown>;

  /** @param modules take the place of modules of Node */
  constructor(modules: Record<string, unknown> = {}) {
    super();
    this.#modules = modules;
  }

  /** The exports of modules below payload/notify, which have not been loaded before. */
  load<T>(...files: string[]): T {
    const globals = { process: this.process, console: { error: (line: string) => this.complaints.push(line) } };
    return isolate<T>(files, this.surroundings({ globals, modules: this.#modules }));
  }
}
