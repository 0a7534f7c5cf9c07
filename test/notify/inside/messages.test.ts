/**
 * Messages as assignments, and the API that sends them.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type * as Api from '../../../payload/notify/api.ts';
import { assignments, type Message, printable } from '../../../payload/notify/messages/message.ts';
import type * as ProvideApi from '../../../payload/notify/provide-api.ts';
import { Clock } from '../clock.ts';
import { isolate } from '../isolated.ts';

const messages = suite('notify agent: messages');

messages('a value has at most 1000 bytes, and whole characters', () => {
  const cut = (value: string): string => (assignments({ STATUS: value })[0] ?? '').slice('STATUS='.length);
  for (const letter of ['a', 'é', '€', '😀']) {
    const size = Buffer.byteLength(letter);
    for (let offset = 0; offset < size; offset += 1) {
      const value = 'x'.repeat(offset) + letter.repeat(1100 / size);
      const count = Math.floor((1000 - offset) / size);
      assert.is(cut(value), 'x'.repeat(offset) + letter.repeat(count));
    }
    const exact = letter.repeat(1000 / size);
    assert.is(cut(exact), exact);
  }
});

messages('assignments: one for each name, in order, numbers too', () => {
  assert.equal(assignments({}), []);
  assert.equal(assignments({ READY: 1, STATUS: '' }), ['READY=1', 'STATUS=']);
});

messages('signs that cannot be seen become spaces: C0, C1, ends of lines and format characters', () => {
  for (const [text, shown] of [
    ['a\x00\x1f\x7f\x80\x9fb', 'a b'],
    ['a\u2028\u2029b', 'a b'],
    ['a\tb\r\nc', 'a b c'],
    ['a\u202e\u2066b', 'a  b'],
    ['a\u200b\u00ad\ufeff\u{e0041}b', 'a    b'],
    ['a\u200c\u200db', 'a\u200c\u200db'],
    ['\u00a0\u3000 ~ä', '\u00a0\u3000 ~ä'],
    ['\n\u202e', '  '],
  ])
    assert.is(printable(text ?? ''), shown);
});

type Phase = 'starting' | 'ready' | 'stopping';

/** The agent's side of the API. */
function provided(own: Record<string, unknown> = {}): {
  sent: Message[];
  app: { ready: boolean; check: unknown };
  state: { phase: Phase };
  ready: () => void;
  api: typeof Api.notify;
  process: Record<string, unknown>;
  hearPm2: typeof ProvideApi.hearPm2;
} {
  const clock = new Clock();
  const shared = {};
  const surroundings = clock.surroundings({ process: own, globals: { globalThis: shared } });
  const { provideApi, hearPm2 } = isolate<typeof ProvideApi>('provide-api.ts', surroundings);
  const sent: Message[] = [];
  const app = { ready: false, check: undefined };
  const transport = { send: (message: Message) => void sent.push(message) };
  const state = { phase: 'ready' as Phase };
  const hooks = { onReady: () => void sent.push({ CALLED: 1 }), phase: () => state.phase };
  const ready = provideApi(app, transport as never, hooks);
  const { notify } = isolate<typeof Api>('api.ts', surroundings);
  return { sent, app, state, ready, api: notify, process: surroundings.process, hearPm2 };
}

messages('each call of the API is one message', () => {
  const { sent, app, api } = provided();
  const check = (): boolean => true;
  api.status('one\ntwo');
  api.status(5 as unknown as string);
  api.extendTimeout(1500);
  for (const none of [0.0004, 0, -1, Number.NaN, Number.POSITIVE_INFINITY]) api.extendTimeout(none);
  api.stopping();
  api.stopping();
  api.watchdog(check);
  assert.equal(sent, [{ STATUS: 'one\ntwo' }, { STATUS: '5' }, { EXTEND_TIMEOUT_USEC: 1_500_000 }, { STOPPING: 1 }]);
  assert.is(app.check, check);
  api.watchdog(undefined);
  assert.equal(app, { ready: false, check: undefined });
});

messages('ready() is READY=1 after reloading() alone: the agent sends the first one itself', () => {
  const { sent, app, api, ready } = provided();
  api.ready();
  assert.equal([sent.splice(0), app.ready], [[{ CALLED: 1 }], true]);
  api.reloading();
  api.reloading();
  assert.equal(sent.splice(0), Array(2).fill({ RELOADING: 1, MONOTONIC_USEC: '1000000' }));
  ready();
  ready();
  assert.equal(sent, [{ READY: 1 }, { CALLED: 1 }, { CALLED: 1 }]);
});

messages('a reload belongs to a service that is ready, and a stop comes once', () => {
  for (const phase of ['starting', 'stopping'] as const) {
    const { sent, api, state } = provided();
    state.phase = phase;
    api.reloading();
    api.ready();
    api.stopping();
    assert.equal(sent, phase === 'starting' ? [{ CALLED: 1 }, { STOPPING: 1 }] : [{ CALLED: 1 }]);
  }
  const { sent, api, state } = provided();
  api.reloading();
  state.phase = 'stopping';
  api.ready();
  assert.equal(sent.slice(1), [{ CALLED: 1 }]);
});

messages("PM2's message is heard, and passed on where there is a parent", () => {
  const passed: unknown[] = [];
  const send = function (this: unknown, ...args: unknown[]): boolean {
    passed.push(this === child.process, ...args);
    return false;
  };
  const child = provided({ send });
  const heard: string[] = [];
  child.hearPm2(() => heard.push('ready'));
  const tell = (...args: unknown[]): unknown => (child.process.send as typeof send)(...args);
  assert.equal([tell('ready', 'handle'), tell({ ready: 1 })], [false, false]);
  assert.equal([heard, passed], [['ready'], [true, 'ready', 'handle', true, { ready: 1 }]]);
});

messages('without a parent, the callback of process.send() comes later, without an error', () => {
  const ticks: unknown[][] = [];
  const alone = provided({ nextTick: (...args: unknown[]) => ticks.push(args) });
  const heard: string[] = [];
  alone.hearPm2(() => heard.push('ready'));
  const tell = (...args: unknown[]): unknown => (alone.process.send as (...args: unknown[]) => unknown)(...args);
  const done = (): void => {};
  assert.equal([tell('other'), tell('ready', undefined, {}, done), tell('ready', {})], [true, true, true]);
  assert.equal([heard, ticks], [['ready', 'ready'], [[done, null]]]);
});

messages.run();
