/**
 * The order of a stop: which step comes at which signal, and that no step comes twice.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type * as Stopping from '../../../payload/notify/stopping/stopping.ts';
import { Clock, type TestProcess } from '../clock.ts';
import { isolate } from '../isolated.ts';

const signals = suite('notify agent: second signals');

interface Stop {
  process: TestProcess;
  /** The steps so far. */
  steps: string[];
  /** Ends the wait of `delay`, or the drain. */
  done: () => void;
  /** Node gives a signal its number. */
  sigterm: () => unknown;
}

/** A process that follows SIGTERM, with these hooks. */
function follow(hooks: ('began' | 'delay' | 'leftToApp')[]): Stop {
  const clock = new Clock();
  const steps: string[] = [];
  const waits: (() => void)[] = [];
  const wait = (step: string) => (): Promise<void> => {
    steps.push(step);
    return new Promise((resolve) => void waits.push(resolve));
  };
  const process = clock.newProcess({ exit: (code: number) => void steps.push(`exit ${code}`) });
  const { onStop } = isolate<typeof Stopping>('stopping/stopping.ts', { globals: { process } });
  onStop({
    ...(hooks.includes('began') && { began: () => void steps.push('began') }),
    ...(hooks.includes('delay') && { delay: wait('delay') }),
    ...(hooks.includes('leftToApp') && { leftToApp: () => void steps.push('left to the app') }),
    drain: wait('drain'),
  });
  return { process, steps, done: () => waits.shift()?.(), sigterm: () => process.emit('SIGTERM', 'SIGTERM', 15) };
}

/** A turn of the event loop, and promises before it. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

signals('an app without a handler drains once, and ends when the drain has ended', async () => {
  const { steps, done, sigterm } = follow(['began', 'leftToApp']);
  sigterm();
  sigterm();
  await turn();
  sigterm();
  assert.equal(steps, ['began', 'drain']);
  done();
  await turn();
  assert.equal(steps, ['began', 'drain', 'exit 0']);
});

signals("the app's handler hears each signal, after the first steps of the agent, which come once", async () => {
  const { process, steps, sigterm } = follow(['began', 'leftToApp']);
  process.on(
    'SIGTERM',
    (name, number) => void steps.push(`app: ${name} ${number}, ${process.listenerCount('SIGTERM')}`),
  );
  assert.is(sigterm(), true);
  sigterm();
  await turn();
  assert.equal(steps, ['began', 'left to the app', 'app: SIGTERM 15, 1', 'app: SIGTERM 15, 1']);
});

signals('a handler that the app adds after the drain has begun does not end the drain', async () => {
  const { process, steps, done, sigterm } = follow(['began', 'leftToApp']);
  sigterm();
  process.on('SIGTERM', () => void steps.push('app'));
  sigterm();
  done();
  await turn();
  assert.equal(steps, ['began', 'drain', 'app', 'exit 0']);
});

signals('hooks are optional', async () => {
  const drains = follow([]);
  drains.sigterm();
  drains.done();
  await turn();
  assert.equal(drains.steps, ['drain', 'exit 0']);
  const left = follow([]);
  left.process.on('SIGTERM', () => void left.steps.push('app'));
  left.sigterm();
  assert.equal(left.steps, ['app']);
});

const ALL = ['began', 'delay', 'leftToApp'] as const;

signals('a delay: the app hears of the signal once, when the delay is over', async () => {
  const { process, steps, done, sigterm } = follow([...ALL]);
  process.on('SIGTERM', (...args) => void steps.push(`app: ${args}`));
  assert.is(sigterm(), true);
  await turn();
  assert.equal(steps, ['began', 'delay']);
  done();
  await turn();
  assert.equal(steps, ['began', 'delay', 'left to the app', 'app: SIGTERM,15']);
});

signals('a second signal ends the delay, and the end of the delay does not run the handler again', async () => {
  const { process, steps, done, sigterm } = follow([...ALL]);
  process.on('SIGTERM', () => void steps.push('app'));
  sigterm();
  sigterm();
  const heard = ['began', 'delay', 'left to the app', 'app'];
  assert.equal(steps, heard);
  done();
  await turn();
  assert.equal(steps, heard);
  // Without the agent, each further signal runs the handler, too.
  sigterm();
  assert.equal(steps, [...heard, 'app']);
});

signals('a second signal between the end of the delay and its effect does not run the handler twice', async () => {
  const { process, steps, done, sigterm } = follow([...ALL]);
  process.on('SIGTERM', () => void steps.push('app'));
  sigterm();
  done();
  await Promise.resolve();
  sigterm();
  await turn();
  assert.equal(steps, ['began', 'delay', 'left to the app', 'app']);
});

signals('a second signal without a handler begins the drain at once, and once', async () => {
  const { steps, done, sigterm } = follow([...ALL]);
  sigterm();
  sigterm();
  assert.equal(steps, ['began', 'delay', 'drain']);
  done();
  await turn();
  assert.equal(steps, ['began', 'delay', 'drain']);
  done();
  await turn();
  assert.equal(steps, ['began', 'delay', 'drain', 'exit 0']);
});

signals('an app that emits the event itself finds its handler run at once, before and during a delay', async () => {
  for (const isDelayed of [false, true]) {
    const { process, steps, done, sigterm } = follow([...ALL]);
    process.on('SIGTERM', () => void steps.push('app'));
    if (isDelayed) sigterm();
    process.emit('SIGTERM');
    const heard = ['began', ...(isDelayed ? ['delay'] : []), 'left to the app', 'app'];
    assert.equal(steps, heard);
    done();
    await turn();
    assert.equal(steps, heard);
  }
});

signals('a tool that replaces process.emit() later sees the signal that the app sees', async () => {
  const { process, steps, done, sigterm } = follow([...ALL]);
  const { emit } = process;
  process.emit = (name, ...args) => {
    steps.push('tool');
    return Reflect.apply(emit, process, [name, ...args]);
  };
  process.on('SIGTERM', () => void steps.push('app'));
  sigterm();
  done();
  await turn();
  assert.equal(steps, ['tool', 'began', 'delay', 'tool', 'left to the app', 'app']);
});

signals('other events pass a delay, with their results', () => {
  const { process, steps } = follow([...ALL]);
  assert.is(process.emit('SIGHUP', 'SIGHUP', 1), false);
  process.on('SIGHUP', (...args) => void steps.push(String(args)));
  assert.is(process.emit('SIGHUP', 'SIGHUP', 1), true);
  assert.equal(steps, ['SIGHUP,1']);
});

signals('an error of a handler after a delay is an uncaught error', async () => {
  const { process, done, sigterm } = follow([...ALL]);
  const failure = new Error('of the handler');
  process.on('SIGTERM', () => {
    throw failure;
  });
  const uncaught = new Promise((resolve) => globalThis.process.once('uncaughtException', resolve));
  sigterm();
  done();
  assert.is(await uncaught, failure);
});

signals.run();
