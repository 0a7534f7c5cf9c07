/**
 * Modules of the agent in this process, in a world of their own: the time passes when the test says so, and the agent's
 * process is an object that notes what becomes of it. Such a test takes milliseconds, on a busy machine too.
 */
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const nodeRequire = createRequire(import.meta.url);

/** The text of modules as one CommonJS module, by their names. */
const bundles = new Map<string, Promise<string>>();

async function bundle(modules: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: modules.map((file) => `export * from './${file}';`).join('\n'),
      resolveDir: path.resolve('payload/notify'),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    // The modules of Node come by require(), too, so that a world can give others.
    supported: { 'dynamic-import': false },
  });
  return outputFiles[0]?.text ?? '';
}

interface Timer {
  at: number;
  every: number | undefined;
  /** Whether it keeps the process alive. */
  isRef: boolean;
  run: () => void;
  ref(): Timer;
  unref(): Timer;
}

/** The agent's process. It goes on after exit(), so a test can look at both. */
class FakeProcess extends EventEmitter {
  readonly pid = 1;
  env: Record<string, string | undefined> = {};
  connected = true;
  readonly exits: unknown[] = [];
  resources: string[] = [];
  hrtime: { bigint: () => bigint };
  send: ((message: unknown, ...rest: unknown[]) => boolean) | undefined;
  exit = (code: unknown): void => void this.exits.push(code);
  getActiveResourcesInfo = (): string[] => this.resources;

  constructor(now: () => number) {
    super();
    this.hrtime = { bigint: () => BigInt(Math.round(now() * 1e6)) };
  }
}

export class World {
  /** Milliseconds of the clock that never jumps. */
  now = 5_000_000;
  readonly timers = new Set<Timer>();
  readonly process = new FakeProcess(() => this.now);
  /** The lines of console.error. */
  readonly complaints: string[] = [];
  readonly #modules: Record<string, unknown>;

  /** @param modules take the place of modules of Node */
  constructor(modules: Record<string, unknown> = {}) {
    this.#modules = modules;
  }

  /** The exports of modules below payload/notify, which have not been loaded before. */
  async load<T>(...files: string[]): Promise<T> {
    const key = files.join();
    if (!bundles.has(key)) bundles.set(key, bundle(files));
    const module = { exports: {} as T };
    const names = {
      module,
      exports: module.exports,
      __filename: '/agent.cjs',
      require: (name: string) => this.#require(name),
      process: this.process,
      console: { error: (line: string) => this.complaints.push(line) },
      setTimeout: (run: () => void, ms: number) => this.#start(run, ms, undefined),
      setInterval: (run: () => void, ms: number) => this.#start(run, ms, ms),
      clearTimeout: (timer: Timer) => this.timers.delete(timer),
      clearInterval: (timer: Timer) => this.timers.delete(timer),
    };
    new Function(...Object.keys(names), (await bundles.get(key)) ?? '')(...Object.values(names));
    return module.exports;
  }

  /** Lets the time pass, with all that is due meanwhile. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await settled();
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.now = next.at;
      if (next.every === undefined) this.timers.delete(next);
      else next.at += next.every;
      next.run();
      await settled();
    }
    this.now = end;
  }

  /** Runs a part of a test after this time of the world. */
  run(part: () => void, ms: number): void {
    this.#start(part, ms, undefined).unref();
  }

  /** Whether a timer of the agent keeps the process alive. */
  keepsAlive(): boolean {
    return [...this.timers].some(({ isRef }) => isRef);
  }

  #require(name: string): unknown {
    if (name === 'node:timers/promises') return { setTimeout: this.#pause };
    return this.#modules[name] ?? nodeRequire(name);
  }

  readonly #pause = (ms: number, value?: unknown, { ref = true } = {}): Promise<unknown> =>
    new Promise((resolve) => (this.#start(() => resolve(value), ms, undefined).isRef = ref));

  #start(run: () => void, ms: number, every: number | undefined): Timer {
    const timer: Timer = {
      at: this.now + ms,
      every,
      isRef: true,
      run,
      ref: () => Object.assign(timer, { isRef: true }),
      unref: () => Object.assign(timer, { isRef: false }),
    };
    this.timers.add(timer);
    return timer;
  }

  #due(end: number): Timer | undefined {
    const due = [...this.timers].filter(({ at }) => at <= end);
    return due.reduce<Timer | undefined>((first, timer) => (first && first.at <= timer.at ? first : timer), undefined);
  }
}

/** Promises that can go on have done so. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}
