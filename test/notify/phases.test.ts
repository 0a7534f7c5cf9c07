/**
 * The phases of the agent, with a clock of the test's: what systemd hears in each, and the time for each part of a stop.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type * as Agent from '../../payload/notify/agent.ts';
import type { Notify } from '../../payload/notify/api.ts';
import type { AgentEnvironment } from '../../payload/notify/base/environment.ts';
import { answer, FakeConnection, FakeServer } from './fakes.ts';
import { Clock, isolate, type TestProcess } from './isolated.ts';

const phases = suite('notify agent: phases');

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

interface Circumstances {
  resources?: string[];
  workers?: Record<string, object>;
}

function start(own: Partial<AgentEnvironment> = {}, { resources = [], workers = {} }: Circumstances = {}): Service {
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
    process: { exit, reallyExit: exit, uptime: () => clock.nowMs / 1000, getActiveResourcesInfo: () => resources },
    globals: { globalThis: shared, console: { error: (text: string) => printed.push(text) } },
    modules: {
      'node:fs': {
        fstatSync: () => ({ isSocket: () => true, ino: 1n }),
        writeSync: (descriptor: number, text: string) => (descriptor === 2 ? printed : messages).push(text),
      },
      'node:net': { Server: NetServer, createServer: () => new NetServer(), connect: () => assert.unreachable() },
      'node:http': { Server: HttpServer, ServerResponse: class {} },
      'node:cluster': { workers },
      'node:child_process': {
        execFile: (_: string, args: string[], __: object, done: () => void) => {
          messages.push(args.join('\n'));
          commands.push(done);
          return { unref: () => {} };
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

const READY = 'READY=1\nSTATUS=demo ready';
const STOPPING = 'STOPPING=1\nSTATUS=stopping';
const ACTIVATED = { activated: new Map([[5001, [3]]]), stopTimeoutMs: 8000 };

async function ready(own: Partial<AgentEnvironment> = {}, circumstances: Circumstances = {}): Promise<Service> {
  const service = start(own, circumstances);
  service.server.listen(5001);
  service.api.ready();
  await service.clock.pass(0);
  assert.equal(service.told(), ['NOTIFYACCESS=main', READY]);
  return service;
}

phases('a start: its progress, READY as soon as the app says so, and no word of the start from then on', async () => {
  const { clock, told, api, exits } = start();
  await clock.pass(10_000);
  const waits = 'STATUS=starting: the app has not said yet that it is ready';
  assert.equal(told(), ['NOTIFYACCESS=main', waits, 'EXTEND_TIMEOUT_USEC=25000000']);
  api.ready();
  await clock.pass(0);
  assert.equal(told(), [READY]);
  // The start timeout and more.
  await clock.pass(100_000);
  assert.equal([told(), exits], [[], []]);
});

phases('a server that begins to listen is asked at once', async () => {
  const { clock, told, api, server } = start();
  let isHealthy = false;
  api.watchdog(() => isHealthy);
  api.ready();
  await clock.pass(3000);
  told();
  isHealthy = true;
  server.listen();
  await clock.pass(0);
  assert.equal(told(), [READY]);
});

phases('the modes decide how the app says that it is ready', async () => {
  for (const mode of ['http', 'listening', 'loaded', 'app'] as const) {
    const { process } = start({ mode });
    assert.is(typeof process.send, mode === 'app' ? 'function' : 'undefined', mode);
  }
  const { clock, told, process } = start();
  (process.send as (message: string) => void)('ready');
  await clock.pass(0);
  assert.equal(told().slice(1), [READY]);
});

phases(
  'a stop while the service starts: the start is over, whatever the app says and however long it takes',
  async () => {
    const { clock, told, api, exits, process, sigterm } = start();
    process.on('SIGTERM', () => {});
    await clock.pass(100);
    told();
    sigterm();
    api.ready();
    await clock.pass(100_000);
    assert.equal([told(), exits], [[STOPPING], []]);
  },
);

phases('a reload counts between READY and the stop: READY again when the app is healthy again', async () => {
  const { clock, told, api, process, sigterm } = start();
  const hangup = (): void => void process.emit('SIGHUP', 'SIGHUP', 1);
  let isHealthy = false;
  api.watchdog(() => isHealthy);
  process.on('SIGHUP', () => {});
  process.on('SIGTERM', () => {});
  hangup();
  await clock.pass(400);
  assert.equal(told(), ['NOTIFYACCESS=main']);
  isHealthy = true;
  api.ready();
  await clock.pass(300);
  assert.equal(told(), [READY]);
  isHealthy = false;
  hangup();
  await clock.pass(400);
  assert.match(told().join(), /^RELOADING=1\nMONOTONIC_USEC=\d+\nSTATUS=reloading$/);
  isHealthy = true;
  await clock.pass(300);
  assert.equal(told(), [READY]);
  // A stop during a reload, and a reload during a stop.
  isHealthy = false;
  hangup();
  await clock.pass(100);
  told();
  sigterm();
  isHealthy = true;
  hangup();
  await clock.pass(5000);
  assert.equal(told(), [STOPPING]);
});

phases('a unit of Type=notify-reload has a listener from the beginning', () => {
  assert.is(start({ reload: true }).process.listenerCount('SIGHUP'), 1);
  assert.is(start({ reload: false }).process.listenerCount('SIGHUP'), 0);
});

phases(
  'the watchdog: signs of life until the stop, and a reload that proves health outweighs a bad answer',
  async () => {
    const { clock, told, api, process, sigterm } = await ready({ watchdogMs: 4000 });
    process.on('SIGTERM', () => {});
    await clock.pass(10_000);
    const signs = told();
    assert.ok(signs.length > 3 && signs.every((sign) => sign === 'WATCHDOG=1'), signs.join());
    sigterm();
    await clock.pass(10_000);
    const last = told();
    assert.is(last.filter((message) => message === STOPPING).length, 1);
    assert.not(last.some((message) => /trigger/.test(message)));
    const ill = await ready({ watchdogMs: 4000 });
    ill.api.watchdog(() => false);
    await ill.clock.pass(10_000);
    assert.is(ill.told().at(-1), 'STATUS=unhealthy: the app says that it is not healthy\nWATCHDOG=trigger');
    assert.is(api.watchdog(undefined), undefined);
    // Healthy at the end of a reload alone.
    const reloads = await ready({ watchdogMs: 4000, reload: true });
    reloads.process.on('SIGHUP', () => {
      let isFirst = true;
      reloads.api.watchdog(() => {
        const isHealthy = isFirst;
        isFirst = false;
        return isHealthy;
      });
    });
    for (let time = 0; time < 20; time += 1) {
      reloads.process.emit('SIGHUP', 'SIGHUP', 1);
      await reloads.clock.pass(1000);
    }
    assert.not(reloads.told().some((message) => /trigger/.test(message)));
    await reloads.clock.pass(10_000);
    assert.match(reloads.told().at(-1) ?? '', /trigger/);
  },
);

phases('an end by itself names the phase, and an error shortly before', async () => {
  const early = start();
  (early.process.reallyExit as (code: number) => void)(1);
  const told = 'ended with code 1 after 1.0 s, before it was ready: the app has not said yet that it is ready';
  assert.is(early.told().at(-1), `STATUS=${told}`);
  const { process, told: heard } = await ready();
  process.on('uncaughtException', () => {});
  process.emit('uncaughtExceptionMonitor', new Error('no database'));
  (process.reallyExit as (code: number) => void)(2);
  assert.equal(heard(), ['STATUS=failed: no database (ended with code 2 after 1.0 s)']);
});

phases(
  'a stop without socket activation: new clients find no server, and the process ends at the end of its time',
  async () => {
    const { clock, server, told, exits, sigterm } = await ready({ stopTimeoutMs: 8000 });
    server.connects(new FakeConnection({ _httpMessage: answer() }));
    sigterm();
    await clock.pass(0);
    assert.equal([told(), server.listening, exits], [[STOPPING], false, []]);
    await clock.pass(7999);
    assert.equal(exits, []);
    await clock.pass(1);
    assert.equal(exits, [0]);
  },
);

phases('a stop waits for messages on their way', async () => {
  const { clock, server, told, exits, commands, sigterm } = start({ descriptor: undefined as never });
  server.listen();
  sigterm();
  server.closed();
  await clock.pass(100);
  assert.equal([told(), exits], [[STOPPING], []]);
  commands.shift()?.();
  await clock.pass(0);
  assert.equal(exits, [0]);
});

phases('an app with a handler closes its servers itself, and the agent ends what would hold them up', async () => {
  for (const [own, hasDelay] of [
    [{ stopTimeoutMs: 8000 }, false],
    [ACTIVATED, true],
  ] as const) {
    const { clock, server, exits, process, sigterm } = await ready(own);
    const delayed: boolean[] = [];
    process.on('SIGTERM', () => {
      const before = server.idleCloses;
      server.closeIdleConnections();
      delayed.push(server.idleCloses === before);
      server.close();
    });
    const stalls = server.connects(new FakeConnection({ _httpMessage: answer({ req: { complete: false } }) }));
    sigterm();
    await clock.pass(0);
    assert.equal(delayed, [hasDelay]);
    await clock.pass(2900);
    assert.is(stalls.destroyed, false);
    await clock.pass(300);
    assert.is(stalls.destroyed, true);
    assert.equal(exits, []);
  }
});

phases(
  'socket activation: idle clients have half of a short time, and the app hears of the stop afterwards',
  async () => {
    const { clock, server, told, process, sigterm } = await ready(ACTIVATED);
    let heard = 0;
    process.on('SIGTERM', () => {
      heard = clock.nowMs;
    });
    server.connects(new FakeConnection());
    sigterm();
    assert.equal(told(), [STOPPING]);
    await clock.pass(4000);
    assert.equal([heard, server.listening], [5000, true]);
  },
);

phases('socket activation: while requests are answered, the port is open for half of the time for a stop', async () => {
  const { clock, server, exits, sigterm } = await ready(ACTIVATED);
  server.connects(new FakeConnection({ _httpMessage: answer() }));
  sigterm();
  await clock.pass(3999);
  assert.is(server.listening, true);
  await clock.pass(100);
  assert.is(server.listening, false);
  await clock.pass(8000 - 4099 - 1);
  assert.equal(exits, []);
  await clock.pass(1);
  assert.equal(exits, [0]);
});

phases(
  'socket activation: an app with children, or after an error, or of a cluster, does not go on serving',
  async () => {
    const worker = Object.assign(new FakeServer(), { isDead: () => true });
    for (const circumstances of [
      { resources: ['ProcessWrap'] },
      { error: new Error('x') },
      { workers: { 1: worker } },
    ] as (Circumstances & { error?: Error })[]) {
      const { clock, server, process, sigterm } = await ready(ACTIVATED, circumstances);
      server.connects(new FakeConnection());
      const { error } = circumstances;
      if (error) {
        process.once('uncaughtException', () => {});
        process.emit('uncaughtExceptionMonitor', error);
      }
      const handle = server._handle;
      sigterm();
      // A cluster's primary gives the port back before anything else.
      assert.is(handle?.closed === true, circumstances.workers !== undefined);
      await clock.pass(0);
      assert.is(server.listening, false, JSON.stringify(circumstances));
    }
    // An error of long ago says little.
    const { clock, server, process, sigterm } = await ready(ACTIVATED);
    process.once('uncaughtException', () => {});
    process.emit('uncaughtExceptionMonitor', new Error('x'));
    await clock.pass(5000);
    server.connects(new FakeConnection());
    sigterm();
    await clock.pass(0);
    assert.is(server.listening, true);
  },
);

phases('socket activation: a port without a server is told when the service is ready', async () => {
  const { printed } = await ready({
    activated: new Map([
      [5001, [3]],
      [9, [4]],
    ]),
  });
  assert.equal(printed, ['systemd holds port 9, but the app does not listen on it: who connects there waits in vain']);
  assert.equal((await ready(ACTIVATED)).printed, []);
});

phases('socket activation: a port that the app has given up is closed at the stop, not before', async () => {
  const { clock, server, process, sigterm } = await ready(ACTIVATED);
  const handle = server._handle;
  process.on('SIGTERM', () => {});
  server.close();
  await clock.pass(0);
  assert.is(handle?.closed, false);
  sigterm();
  assert.is(handle?.closed, true);
});

phases.run();
