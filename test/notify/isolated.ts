/**
 * Modules of the agent in the process of the test: with a process, a clock and modules of Node that the test provides.
 * Each call loads the modules anew, so what they change is theirs alone.
 */
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { buildSync } from 'esbuild';

const ownRequire = createRequire(import.meta.url);
const sources = new Map<string, string>();

interface Surroundings {
  /** In place of global names, such as `process`. */
  globals?: Record<string, unknown>;
  /** In place of modules of Node, such as `node:fs`. */
  modules?: Record<string, unknown>;
}

/** Loads a file of payload/notify, with all that it imports. */
export function isolate<T>(file: string, { globals = {}, modules = {} }: Surroundings = {}): T {
  const module = { exports: {} };
  const load = (name: string): unknown => modules[name] ?? ownRequire(name);
  const names = ['require', 'module', 'exports', ...Object.keys(globals)];
  const run = compileFunction(sourceOf(file), names, { filename: `${file} (isolated)` });
  Reflect.apply(run, undefined, [load, module, module.exports, ...Object.values(globals)]);
  return module.exports as T;
}

function sourceOf(file: string): string {
  const known = sources.get(file);
  if (known !== undefined) return known;
  const { outputFiles } = buildSync({
    entryPoints: [`payload/notify/${file}`],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
  });
  const source = outputFiles[0]?.text ?? '';
  sources.set(file, source);
  return source;
}

/** A process with nothing but signals, events and a clock. */
export type TestProcess = EventEmitter & { [name: string]: unknown };

/** A timer of the test's clock. */
interface Timer {
  at: number;
  every: number | undefined;
  work: () => void;
  keepsAlive: boolean;
}

/** A clock that the test moves, with its timers. */
export class Clock {
  nowMs = 1000;
  readonly #timers = new Set<Timer>();

  /** In place of the clock and the timers of Node. */
  surroundings(
    more: Surroundings & { process?: Record<string, unknown> } = {},
  ): Surroundings & { process: TestProcess } {
    const wait = (ms: number, _: unknown, { ref }: { ref?: boolean } = {}): Promise<void> =>
      new Promise((resolve) => {
        const timer = this.#start(resolve, ms);
        if (ref === false) timer.unref();
      });
    const process = this.process(more.process);
    return {
      process,
      globals: {
        process,
        setTimeout: (work: () => void, ms: number) => this.#start(work, ms),
        setInterval: (work: () => void, ms: number) => this.#start(work, ms, ms),
        clearTimeout: (timer: Timer) => void this.#timers.delete(timer),
        clearInterval: (timer: Timer) => void this.#timers.delete(timer),
        ...more.globals,
      },
      modules: { 'node:timers/promises': { setTimeout: wait }, ...more.modules },
    };
  }

  process(own: Record<string, unknown> = {}): TestProcess {
    const hrtime = { bigint: () => BigInt(Math.round(this.nowMs * 1e6)) };
    return Object.assign(
      new EventEmitter(),
      { env: {}, execArgv: [], argv: [], hrtime },
      own,
    ) as unknown as TestProcess;
  }

  /** The timers that would keep a process alive, and those that would not. */
  get timers(): [alive: number, others: number] {
    const alive = [...this.#timers].filter(({ keepsAlive }) => keepsAlive).length;
    return [alive, this.#timers.size - alive];
  }

  /** Lets time pass, and everything happen that is due. */
  async pass(ms: number): Promise<void> {
    const end = this.nowMs + ms;
    // An effect of a timer may come in the turn after the next one.
    for (let turns = 0; turns < 2; ) {
      await new Promise(setImmediate);
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      turns = next === undefined ? turns + 1 : 0;
      if (next === undefined) continue;
      this.nowMs = next.at;
      if (next.every === undefined) this.#timers.delete(next);
      else next.at += next.every;
      next.work();
    }
    this.nowMs = end;
  }

  #start(work: () => void, ms: number, every?: number): Timer & { unref(): Timer } {
    const timer = Object.assign(
      { at: this.nowMs + ms, every, work, keepsAlive: true },
      {
        unref() {
          timer.keepsAlive = false;
          return timer;
        },
      },
    );
    this.#timers.add(timer);
    return timer;
  }
}
