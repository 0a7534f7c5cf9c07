/**
 * The agent with a clock, a process and servers of the test's.
 */
import { EventEmitter } from 'node:events';
import { Duplex } from 'node:stream';
import * as assert from 'uvu/assert';
import type * as Agent from '../../../payload/notify/agent.ts';
import type { Notify } from '../../../payload/notify/api.ts';
import type { AgentEnvironment } from '../../../payload/notify/base/environment.ts';
import { Clock, type TestProcess } from '../clock.ts';
import { isolate } from '../isolated.ts';
import { FakeServer } from './fakes.ts';

/** A server as Node makes one. */
class NodeServer extends FakeServer {
  _handle: { closed: boolean; close(): void; ref(): void; unref(): void } | null = null;

  listen(..._: unknown[]): this {
    const handle = { closed: false, close: () => Object.assign(handle, { closed: true }), ref() {}, unref() {} };
    this._handle = handle;
    this.listening = true;
    this.emit('listening');
    return this;
  }

  override close(done?: () => void): this {
    super.close(done);
    this._handle?.close();
    return this;
  }

  address(): object {
    return { address: '127.0.0.1', port: 5001 };
  }
}

interface Service {
  clock: Clock;
  process: TestProcess;
  /** Messages to systemd since the last call. */
  told: () => string[];
  api: Notify;
  /** Exit codes, and lines on stderr. */
  exits: number[];
  printed: string[];
  /** An app's server of HTTP. */
  server: NodeServer;
  /** Commands of systemd-notify that have not ended. */
  commands: (() => void)[];
  sigterm: () => void;
}

/** A connection on which each request is answered 200. */
function healthy(): Duplex {
  const connection = new Duplex({
    read() {},
    write(_, __, done) {
      connection.push('HTTP/1.1 200 OK\r\n\r\n');
      connection.push(null);
      done();
    },
  });
  setImmediate(() => connection.emit('connect'));
  return connection;
}

export interface Circumstances {
  resources?: string[];
  workers?: Record<string, object>;
}

export function start(
  own: Partial<AgentEnvironment> = {},
  { resources = [], workers = {} }: Circumstances = {},
): Service {
  // The agent changes the classes of Node.
  class NetServer extends NodeServer {
    override listen(...args: unknown[]): this {
      return super.listen(...args);
    }
  }
  class HttpServer extends NetServer {}
  const clock = new Clock();
  const messages: string[] = [];
  const [exits, printed, commands]: [number[], string[], (() => void)[]] = [[], [], []];
  const shared: Record<symbol, Notify> = {};
  const exit = (code: number): void => void exits.push(code);
  const surroundings = clock.surroundings({
    process: { exit, reallyExit: exit, uptime: () => clock.now / 1000, getActiveResourcesInfo: () => resources },
    globals: { globalThis: shared, console: { error: (text: string) => printed.push(text) } },
    modules: {
      'node:fs': {
        existsSync: () => true,
        fstatSync: () => ({ isSocket: () => true, ino: 1n }),
        writeSync: (descriptor: number, text: string) => (descriptor === 2 ? printed : messages).push(text),
      },
      'node:net': { Server: NetServer, createServer: () => new NetServer(), connect: healthy },
      'node:http': { Server: HttpServer, ServerResponse: class {} },
      'node:cluster': { workers },
      'node:child_process': {
        spawn: (_: string, args: string[]) => {
          messages.push(args.join('\n'));
          const child = Object.assign(new EventEmitter(), { unref: () => {} });
          commands.push(() => child.emit('exit', 0));
          return child;
        },
      },
    },
  });
  const environment = {
    name: 'demo',
    mode: 'app',
    startTimeoutMs: 30_000,
    stopTimeoutMs: 30_000,
    socket: '/run/s',
    descriptor: 3,
    activated: new Map(),
    ...own,
  } as AgentEnvironment;
  isolate<typeof Agent>('agent.ts', surroundings).startAgent(environment);
  const server = new HttpServer();
  server.listening = false;
  const { process } = surroundings;
  const sigterm = (): void => void process.emit('SIGTERM', 'SIGTERM', 15);
  const api = shared[Symbol.for('build-deb.notify')] as Notify;
  return { clock, process, told: () => messages.splice(0), api, exits, printed, server, commands, sigterm };
}

export const READY = 'READY=1\nSTATUS=demo ready';
export const STOPPING = 'STOPPING=1\nSTATUS=stopping';
export const ACTIVATED = { activated: new Map([[5001, [3]]]), stopTimeoutMs: 8000 };

export async function ready(own: Partial<AgentEnvironment> = {}, circumstances: Circumstances = {}): Promise<Service> {
  const service = start(own, circumstances);
  service.server.listen(5001);
  service.api.ready();
  await service.clock.pass(0);
  assert.equal(service.told(), ['NOTIFYACCESS=main', READY]);
  return service;
}
