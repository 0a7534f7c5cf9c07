/**
 * A process with streams to the journal, in the process of the test.
 */
import { EventEmitter } from 'node:events';
import * as assert from 'uvu/assert';
import type * as Priorities from '../../payload/notify/journal/priorities.ts';
import { isolate } from './isolated.ts';

type Done = (error: Error | null, written?: number, data?: unknown) => void;
type Stream = { write: (...args: unknown[]) => unknown };

/** A process whose descriptors 1 and 2 lead to the journal, 8:1, unless `inodes` says otherwise. */
export class Output {
  /** All bytes that have come to the descriptors, as latin1. */
  text = '';
  /** Calls that come through as they are. */
  readonly passed: unknown[][] = [];
  /** How many bytes the kernel takes at the next writes. 0 is an error. */
  sizes: number[] = [];
  isMainThread = true;
  streams: Record<string, Stream> = { stdout: this.stream(), stderr: this.stream() };
  readonly fs: Record<string, (...args: never[]) => unknown>;
  readonly console: Record<string, (...args: unknown[]) => unknown> = {};
  readonly process = new EventEmitter() as EventEmitter & Record<string, unknown>;

  constructor(inodes: Record<number, bigint> = { 1: 1n, 2: 1n }) {
    const take = (data: string | Uint8Array, encoding?: BufferEncoding | null): number => {
      const bytes = typeof data === 'string' ? Buffer.from(data, encoding ?? 'utf8') : Buffer.from(data);
      const size = this.sizes.shift() ?? bytes.length;
      if (size === 0) throw new Error('EAGAIN');
      this.text += bytes.toString('latin1', 0, size);
      return Math.min(size, bytes.length);
    };
    const isWhole = (position: unknown, rest: unknown[]): boolean => position === null && rest.length === 0;
    this.fs = {
      fstatSync: (descriptor: number, options: object) => {
        assert.equal(options, { bigint: true });
        if (inodes[descriptor] === undefined) throw new Error('EBADF');
        return { dev: 8n, ino: inodes[descriptor] };
      },
      writeSync: (...[descriptor, data, position, encoding, ...rest]: [number, string, null, 'utf8', ...unknown[]]) => {
        if (!isWhole(position, rest) || descriptor > 2)
          return this.passed.push([descriptor, data, position, encoding, ...rest]);
        return take(data, encoding);
      },
      write: Object.assign(
        (
          ...[descriptor, data, position, encoding, done, ...rest]: [number, string, null, 'utf8', Done, ...unknown[]]
        ) => {
          if (!isWhole(position, rest))
            return void this.passed.push([descriptor, data, position, encoding, done, ...rest]);
          let written = 0;
          try {
            written = take(data, encoding);
          } catch (error) {
            return void setImmediate(done, error as Error, 0);
          }
          setImmediate(done, null, written);
        },
        { own: 1 },
      ),
    };
    for (const name of ['stdout', 'stderr']) {
      Object.defineProperty(this.process, name, {
        configurable: true,
        enumerable: true,
        get: () => this.streams[name],
      });
    }
    // Node's console writes a line to the stream of the method.
    const toError = ['error', 'warn'];
    for (const method of [...toError, 'log', 'info', 'debug', 'dir']) {
      this.console[method] = (...args) => {
        (this.process[toError.includes(method) ? 'stderr' : 'stdout'] as Stream).write(`${args.join(' ')}\n`);
      };
    }
  }

  stream(): Stream {
    return {
      write: (...args) => {
        const [chunk, encoding] = args;
        if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return this.passed.push(args);
        const bytes = typeof chunk === 'string' && typeof encoding === 'string' ? encoding : undefined;
        this.text += Buffer.from(chunk as string, bytes as 'utf8').toString('latin1');
        const done = args.find((arg) => typeof arg === 'function') as (() => void) | undefined;
        done?.();
        return 'written';
      },
    };
  }

  /** Loads the module, and gives the streams of the journal their priorities. */
  mark(stream = '8:1'): this {
    const { markPriorities } = isolate<typeof Priorities>('journal/priorities.ts', {
      globals: { process: this.process, console: this.console },
      modules: { 'node:fs': this.fs, 'node:worker_threads': { isMainThread: this.isMainThread } },
    });
    markPriorities(stream);
    return this;
  }

  call(name: string, ...args: unknown[]): unknown {
    return Reflect.apply(this.fs[name] as never, this.fs, args);
  }

  /** The bytes so far, as text. */
  get shown(): string {
    return Buffer.from(this.text, 'latin1').toString();
  }
}

export const LINE = '{"level":50,"a":"é"}\n';
export const write = (output: Output, name: string, ...args: unknown[]): unknown =>
  (output.process[name] as Stream).write(...args);
