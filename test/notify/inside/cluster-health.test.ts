/**
 * The question of a primary to its workers, and the reply of a worker.
 */
import { EventEmitter } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { failure, judge, type Outcome } from '../../../payload/notify/health/outcome.ts';
import type { Listener, Servers } from '../../../payload/notify/servers/servers.ts';
import { settled } from '../clock.ts';
import { World } from '../world.ts';

type Modules = typeof import('../../../payload/notify/health/cluster-health.ts');

const workers = suite('notify agent: health of workers');

interface Question {
  cmd: string;
  id: number;
}

/** The primary's end of the channel to a worker, which replies with this outcome. */
class Channel extends EventEmitter {
  readonly asked: unknown[] = [];
  readonly reply: (question: Question) => unknown;
  constructor(reply: (question: Question) => unknown) {
    super();
    this.reply = reply;
  }
  send(question: Question, ...rest: unknown[]): void {
    this.asked.push(question);
    // Without a callback an error would be one of the app's.
    assert.type(rest.at(-1), 'function');
    (rest.at(-1) as () => void)();
    const message = this.reply(question);
    if (message !== undefined) setImmediate(() => this.emit('internalMessage', message));
  }
}

const replying = (outcome: Outcome | undefined) => new Channel((question) => ({ ...question, outcome }));
const QUESTION = { path: '/up', timeoutMs: 3000, port: 81 };

/** The outcome of these workers, after this time. */
async function ask(channels: Channel[], ms = 0): Promise<Outcome | undefined | 'waits'> {
  const workers = Object.fromEntries(channels.map((process, id) => [id, { process }]));
  const world = new World({ 'node:cluster': { workers } });
  const { askWorkers } = world.load<Modules>('health/cluster-health.ts');
  const outcome = askWorkers(QUESTION);
  assert.not(world.keepsAlive());
  for (let turns = 0; turns < 5; turns += 1) await settled();
  await world.pass(ms);
  const found = await Promise.race([outcome, settled().then(() => 'waits' as const)]);
  if (found !== 'waits' && ms > 0) {
    assert.is(world.timers.size, 0);
    for (const channel of channels) assert.equal(channel.eventNames(), []);
  }
  return found;
}

const WELL = judge(200, '/up');
const ILL = judge(500, '/up');

workers('the best outcome of all workers counts', async () => {
  assert.equal(await ask([replying(ILL), replying(WELL)]), WELL);
  assert.equal(await ask([replying(WELL), new Channel(() => undefined)]), WELL);
  assert.equal(await ask([replying(undefined), replying(ILL), replying(failure('x'))]), ILL);
  assert.equal(await ask([replying(undefined)]), undefined);
  assert.equal(await ask([]), undefined);
});

workers('a worker that does not reply in time is no answer, and leaves no listener', async () => {
  const silent = new Channel(() => undefined);
  assert.is(await ask([silent, replying(ILL)], 2999), 'waits');
  assert.equal(await ask([new Channel(() => undefined), replying(ILL)], 3000), ILL);
  assert.is(await ask([new Channel(() => undefined)], 3000), undefined);
  const closed = new Channel(() => {
    throw new Error('ERR_IPC_CHANNEL_CLOSED');
  });
  assert.is(await ask([closed], 3000), undefined);
  const { cmd, ...question } = silent.asked[0] as Question & typeof QUESTION;
  // Node hides messages with such a beginning from the app.
  assert.match(cmd, /^NODE_/);
  assert.equal({ ...question, id: 0 }, { ...QUESTION, id: 0 });
});

workers('the reply to another question, and any other message, is none', async () => {
  for (const message of [
    undefined,
    null,
    { cmd: 'NODE_HANDLE' },
    ({ cmd, id }: Question) => ({ cmd, id: id + 1, outcome: WELL }),
    ({ id }: Question) => ({ cmd: 'NODE_OTHER', id, outcome: WELL }),
  ]) {
    const channel = new Channel((question) => (typeof message === 'function' ? message(question) : message));
    assert.is(await ask([channel], 2999), 'waits', JSON.stringify(message));
  }
  const channel = replying(WELL);
  const workers = { 1: { process: channel } };
  const world = new World({ 'node:cluster': { workers } });
  const { askWorkers } = world.load<Modules>('health/cluster-health.ts');
  assert.equal(await Promise.all([askWorkers(QUESTION), askWorkers(QUESTION)]), [WELL, WELL]);
  assert.equal([world.timers.size, channel.listenerCount('internalMessage')], [0, 0]);
  const [one, two] = channel.asked as Question[];
  assert.is.not(one?.id, two?.id);
});

workers('a worker looks at its server on the port of the question, or at its first one', async () => {
  const world = new World();
  const { answerPrimary } = world.load<Modules>('health/cluster-health.ts');
  const listeners = [80, 81].map((port) => ({ port }) as Listener);
  const sent: unknown[] = [];
  world.process.send = (message) => sent.push(message) > 0;
  const looked: unknown[][] = [];
  const servers = { listening: () => listeners } as Servers;
  answerPrimary(servers, async ({ port }, { path, timeoutMs }) => {
    looked.push([port, path, timeoutMs]);
    return WELL;
  });
  const message = { cmd: 'NODE_NOTIFY_HEALTH', id: 5, ...QUESTION };
  for (const question of [undefined, { ...message, cmd: 'NODE_OTHER' }, message, { ...message, port: 9 }]) {
    world.process.emit('internalMessage', question);
    await settled();
  }
  assert.equal(looked, [
    [81, '/up', 3000],
    [80, '/up', 3000],
  ]);
  listeners.length = 0;
  world.process.emit('internalMessage', message);
  await settled();
  assert.equal(sent, [
    { ...message, outcome: WELL },
    { ...message, port: 9, outcome: WELL },
    { ...message, outcome: undefined },
  ]);
  // The channel may be closed meanwhile.
  world.process.send = undefined;
  world.process.emit('internalMessage', message);
  await settled();
});

workers.run();
