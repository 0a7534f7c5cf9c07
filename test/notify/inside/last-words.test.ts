/**
 * The last message of a process: the reason of its end, for each way to end.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type * as Ending from '../../../payload/notify/messages/ending.ts';
import type { Message } from '../../../payload/notify/messages/message.ts';
import type * as Uncaught from '../../../payload/notify/messages/uncaught-error.ts';
import { Clock, type TestProcess } from '../clock.ts';
import { isolate } from '../isolated.ts';

const words = suite('notify agent: last words');

type End = ReturnType<Parameters<typeof Ending.reportEnd>[1]>;

interface Life {
  clock: Clock;
  process: TestProcess & { reallyExit: (code?: unknown) => unknown };
  messages: Message[];
  complaints: string[];
  /** The codes with which the process has ended. */
  exits: unknown[];
  state: End;
}

function live(state: Partial<End> = {}, own: Record<string, unknown> = {}): Life {
  const clock = new Clock();
  const [messages, complaints, exits]: [Message[], string[], unknown[]] = [[], [], []];
  const surroundings = clock.surroundings({
    process: { uptime: () => clock.now / 1000, reallyExit: (code: unknown) => exits.push(code), ...own },
    modules: {
      'node:fs': { writeSync: (descriptor: number, text: string) => complaints.push(`${descriptor}: ${text}`) },
    },
  });
  const { reportEnd } = isolate<typeof Ending>('messages/ending.ts', surroundings);
  const sendLast = (message: Message): void => void messages.push(message);
  const whole: End = { phase: 'starting', reason: 'nothing listens yet', error: undefined, ...state };
  reportEnd({ sendLast, hasEnded: () => false } as never, () => whole);
  const process = surroundings.process as Life['process'];
  return { clock, process, messages, complaints, exits, state: whole };
}

words('process.exit(): the code and the age, in words for people', () => {
  for (const [seconds, told] of [
    [0, '0.0 s'],
    [1.26, '1.3 s'],
    [119.9, '119.9 s'],
    [120, '2 min'],
    [150, '3 min'],
    [7199, '120 min'],
    [7200, '2 h'],
    [90_000, '25 h'],
  ] as const) {
    const { clock, process, messages, exits } = live({ phase: 'ready' });
    clock.now = 1000 * seconds;
    process.reallyExit(3);
    assert.equal([messages, exits], [[{ STATUS: `ended with code 3 after ${told}` }], [3]]);
  }
});

words('the phase decides: the reason before READY, in the journal too, and no word of a stop', () => {
  const starting = live();
  starting.process.reallyExit();
  const told = 'ended with code 0 after 1.0 s, before it was ready: nothing listens yet';
  assert.equal([starting.messages, starting.complaints], [[{ STATUS: told }], [`2: ${told}\n`]]);
  assert.equal(starting.exits, [undefined]);
  const ready = live({ phase: 'ready' });
  ready.process.reallyExit(1);
  assert.equal([ready.messages.length, ready.complaints], [1, []]);
  const stopping = live({ phase: 'stopping', error: { value: new Error('x') } });
  stopping.process.reallyExit(1);
  assert.equal([stopping.messages, stopping.complaints, stopping.exits], [[], [], [1]]);
});

words('an end without process.exit(): after all listeners, once, with the code that they leave', () => {
  const { process, messages } = live({ phase: 'ready' });
  process.on('exit', () => Object.assign(process, { exitCode: 8 }));
  assert.is(process.emit('exit', 3), true);
  assert.equal(messages, []);
  Object.assign(process, { _exiting: true });
  process.emit('beforeExit', 0);
  assert.equal(messages, []);
  assert.is(process.emit('exit', 3), true);
  process.reallyExit(9);
  assert.equal(messages, [{ STATUS: 'ended with code 8 after 1.0 s' }]);
  const plain = live({ phase: 'ready' }, { _exiting: true });
  plain.process.emit('exit', 3);
  assert.equal(plain.messages, [{ STATUS: 'ended with code 3 after 1.0 s' }]);
  const zero = live({ phase: 'ready' }, { _exiting: true, exitCode: 0 });
  zero.process.emit('exit', 3);
  assert.equal(zero.messages, [{ STATUS: 'ended with code 0 after 1.0 s' }]);
});

words('a last message that has named the reason stays the last one', () => {
  const clock = new Clock();
  const surroundings = clock.surroundings({ process: { uptime: () => 1, reallyExit: () => {} } });
  const { reportEnd } = isolate<typeof Ending>('messages/ending.ts', surroundings);
  const sendLast = (): void => assert.unreachable();
  reportEnd({ sendLast, hasEnded: () => true } as never, () => assert.unreachable() as never);
  (surroundings.process as Life['process']).reallyExit(1);
});

words('an error is the reason, of any phase before the stop, unless the process ends well', () => {
  const failed = { error: { value: new Error('no database') } };
  for (const [phase, code, told] of [
    ['ready', 2, 'failed: no database (ended with code 2 after 1.0 s)'],
    ['starting', 2, 'failed: no database (ended with code 2 after 1.0 s)'],
    ['ready', 0, 'ended with code 0 after 1.0 s'],
  ] as const) {
    const { process, messages } = live({ phase, ...failed });
    process.reallyExit(code);
    assert.equal(messages, [{ STATUS: told }]);
  }
});

words('a rejection counts for five seconds, and an error that is known comes first', async () => {
  for (const [ms, told] of [
    [0, 'failed: no login (ended with code 2 after 1.0 s)'],
    [4999, 'failed: no login (ended with code 2 after 6.0 s)'],
    [5000, 'ended with code 2 after 6.0 s'],
  ] as const) {
    const { clock, process, messages } = live({ phase: 'ready' });
    assert.is(process.emit('unhandledRejection', new Error('no login'), {}), false);
    await clock.pass(ms);
    process.reallyExit(2);
    assert.equal(messages, [{ STATUS: told }], String(ms));
  }
  const { process, messages } = live({ phase: 'ready', error: { value: new Error('first') } });
  process.emit('unhandledRejection', new Error('second'), {});
  process.reallyExit(2);
  assert.equal(messages, [{ STATUS: 'failed: first (ended with code 2 after 1.0 s)' }]);
});

words('a complaint has no invisible signs, and a closed stderr makes no error', () => {
  for (const fails of [false, true]) {
    const written: string[] = [];
    const writeSync = (_: number, text: string): void => {
      if (fails) throw new Error('EPIPE');
      written.push(text);
    };
    const { complain } = isolate<typeof Ending>('messages/ending.ts', { modules: { 'node:fs': { writeSync } } });
    complain('a\nb\u202ec');
    assert.equal(written, fails ? [] : ['a b c\n']);
  }
});

words('an uncaught error: its reason and its number, at once, unless the app handles it', () => {
  const clock = new Clock();
  const surroundings = clock.surroundings();
  const { process } = surroundings;
  const { reportUncaughtErrors } = isolate<typeof Uncaught>('messages/uncaught-error.ts', surroundings);
  const messages: Message[] = [];
  const recent = reportUncaughtErrors({ sendLast: (message: Message) => void messages.push(message) } as never);
  assert.is(recent(), undefined);
  const numbered = (errno: unknown): Error => Object.assign(new Error('x'), { errno });
  for (const [value, message] of [
    [numbered(-2), { STATUS: 'failed: x', ERRNO: 2 }],
    [numbered(13), { STATUS: 'failed: x', ERRNO: 13 }],
    [numbered('ENOENT'), { STATUS: 'failed: x' }],
    [numbered(1.5), { STATUS: 'failed: x' }],
    [new Error('x'), { STATUS: 'failed: x' }],
    [{ message: 'x', errno: -2 }, { STATUS: 'failed: x' }],
    [null, { STATUS: 'failed: null' }],
  ] as const) {
    process.emit('uncaughtExceptionMonitor', value);
    assert.equal(messages.pop(), message);
    assert.equal(recent(), { value });
  }
  process.on('uncaughtException', () => {});
  process.emit('uncaughtExceptionMonitor', undefined);
  assert.equal([messages, recent()], [[], { value: undefined }]);
  clock.now += 4999;
  assert.equal(recent(), { value: undefined });
  clock.now += 1;
  assert.is(recent(), undefined);
});

words.run();
