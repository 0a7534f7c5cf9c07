/**
 * The thread that names the function which blocks the event loop: its pulse, its patience and its words.
 */
import { EventEmitter } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AgentEnvironment } from '../../../payload/notify/base/environment.ts';
import { World } from '../world.ts';

type Modules = typeof import('../../../payload/notify/watch/blocked-loop.ts');

const blocked = suite('notify agent: blocked loop');

interface WorkerData {
  role: string;
  environment: AgentEnvironment;
  pulse: SharedArrayBuffer;
  patienceMs: number;
}

/** A thread that is started. */
class Thread extends EventEmitter {
  static started: { file: unknown; options: { workerData: WorkerData; execArgv: unknown; env: unknown } }[] = [];
  static fails = false;
  isUnref = false;
  constructor(file: unknown, options: (typeof Thread.started)[number]['options']) {
    super();
    if (Thread.fails) throw new Error('ERR_WORKER_INIT_FAILED');
    Thread.started.push({ file, options });
    last = this;
  }
  unref(): void {
    this.isUnref = true;
  }
}
let last: Thread | undefined;

interface Frame {
  functionName: string;
  url: string;
  location: { scriptId: string; lineNumber: number };
}

/** The inspector of a main thread, which stands in these frames, or cannot be paused. */
function inspector(frames: Frame[] | undefined) {
  const posts: string[] = [];
  class Session extends EventEmitter {
    connectToMainThread = (): void => void posts.push('connect');
    disconnect = (): void => void posts.push('disconnect');
    post(method: string, done?: () => void): void {
      posts.push(method);
      if (method === 'Debugger.enable') {
        this.emit('Debugger.scriptParsed', { params: { scriptId: '7', url: 'file:///app/late.cjs' } });
      }
      if (method === 'Debugger.pause' && frames) this.emit('Debugger.paused', { params: { callFrames: frames } });
      done?.();
    }
  }
  return { Session, posts };
}

/** A watched main thread. */
async function watched(frames: Frame[] | undefined) {
  const { Session, posts } = inspector(frames);
  const written: string[] = [];
  const isSocket = (): boolean => true;
  const fs = {
    writeSync: (to: number, text: string) => written.push(`${to} ${text}`),
    fstatSync: () => ({ isSocket, ino: 1n }),
    close: () => {},
    closeSync: () => {},
  };
  const world = new World({
    'node:inspector': { Session },
    'node:worker_threads': { Worker: Thread },
    'node:fs': fs,
  });
  const { explainBlocking, watchPulse } = world.load<Modules>('watch/blocked-loop.ts');
  const environment = { socket: '/run/notify', descriptor: 3 } as AgentEnvironment;
  return { world, posts, written, environment, explainBlocking, watchPulse };
}

blocked(
  'the main thread gives four pulses within a quarter of the interval, and its thread costs no life',
  async () => {
    const { world, environment, explainBlocking } = await watched(undefined);
    Thread.started = [];
    explainBlocking(environment, 8000);
    const [thread] = Thread.started;
    assert.ok(thread);
    // The thread runs the bundle of the agent itself.
    assert.is(thread.file, '/agent.cjs');
    const { pulse, ...data } = thread.options.workerData;
    assert.equal(data, { role: 'notify-pulse', environment, patienceMs: 2000 });
    assert.equal([thread.options.execArgv, thread.options.env, last?.isUnref], [[], {}, true]);
    const count = new Int32Array(pulse);
    await world.pass(1999);
    assert.is(Atomics.load(count, 0), 3);
    await world.pass(1);
    assert.is(Atomics.load(count, 0), 4);
    assert.not(world.keepsAlive());
    // A thread that fails later is no error of the app.
    last?.emit('error', new Error());
  },
);

blocked('without a thread there is no pulse, and no error', async () => {
  const { world, environment, explainBlocking } = await watched(undefined);
  Thread.fails = true;
  explainBlocking(environment, 8000);
  Thread.fails = false;
  assert.is(world.timers.size, 0);
});

const frame = (functionName: string, url: string, lineNumber: number, scriptId = '1'): Frame => ({
  functionName,
  url,
  location: { scriptId, lineNumber },
});

blocked('each block is told once: after the patience, to the journal and to systemd', async () => {
  const { world, written, posts, environment, watchPulse } = await watched([
    frame('readSync', 'node:fs', 9),
    frame('spin', 'file:///app/main.cjs', 2),
  ]);
  const pulse = new SharedArrayBuffer(4);
  const beat = (): number => Atomics.add(new Int32Array(pulse), 0, 1);
  watchPulse({ role: 'notify-pulse', environment, pulse, patienceMs: 2000 });
  written.length = 0;
  for (let count = 0; count < 8; count += 1) {
    beat();
    await world.pass(500);
  }
  assert.equal(written, []);
  await world.pass(2000);
  assert.equal(written, [], 'four pulses are lost');
  await world.pass(500);
  const reason = 'the event loop is blocked: spin at /app/main.cjs:3';
  assert.equal(written.splice(0), [`2 ${reason}\n`, `3 STATUS=${reason}`]);
  assert.equal(posts.splice(0), [
    'connect',
    'Debugger.enable',
    'Debugger.pause',
    'Debugger.resume',
    'Debugger.disable',
    'disconnect',
  ]);
  await world.pass(60_000);
  assert.equal([written, posts], [[], []]);
  beat();
  await world.pass(3000);
  assert.is(written.length, 2, 'the next block');
});

blocked('the place: the function of the app, or else of Node, by every name that there is', async () => {
  for (const [frames, place] of [
    [[frame('', 'file:///app/main.cjs', 0)], '(anonymous) at /app/main.cjs:1'],
    [[frame('late', '', 4, '7')], 'late at /app/late.cjs:5'],
    [[frame('inside', '', 4, '8')], 'inside at :5'],
    [[frame('readSync', 'node:fs', 9), frame('run', 'node:vm', 1)], 'readSync at node:fs:10'],
    [[], 'outside of JavaScript'],
    [undefined, 'outside of JavaScript'],
  ] as [Frame[] | undefined, string][]) {
    const { world, written, posts, environment, watchPulse } = await watched(frames);
    const pulse = new SharedArrayBuffer(4);
    watchPulse({ role: 'notify-pulse', environment, pulse, patienceMs: 400 });
    written.length = 0;
    // The first look finds the first pulse.
    await world.pass(600);
    // The inspector has a second.
    await world.pass(frames ? 0 : 999);
    assert.is(written.length, frames ? 2 : 0);
    await world.pass(1);
    assert.is(written[1], `3 STATUS=the event loop is blocked: ${place}`);
    assert.is(posts.at(-1), 'disconnect');
    await world.pass(5000);
    assert.is(written.length, 2);
  }
});

blocked.run();
