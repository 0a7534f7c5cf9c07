/**
 * The wait for health: its pauses, its further questions and its end, at the exact millisecond.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ProbeResult } from '../../../payload/notify/health/outcome.ts';
import type { Message } from '../../../payload/notify/messages/message.ts';
import { settled } from '../clock.ts';
import { World } from '../world.ts';

type Modules = typeof import('../../../payload/notify/watch/readiness.ts');

const readiness = suite('notify agent: readiness');

const ILL: ProbeResult = { healthy: false, alive: false, reason: 'ill' };
const WELL: ProbeResult = { healthy: true, alive: true, reason: 'well' };

/** A check that notes when it is called, and with which limit. `answer` may be a promise that never resolves. */
function checks(world: World, answer: (count: number) => ProbeResult | Promise<ProbeResult>) {
  const began = world.now;
  const asked: [atMs: number, limitMs: number][] = [];
  const check = async (limit: number): Promise<ProbeResult> => {
    asked.push([world.now - began, limit]);
    return answer(asked.length);
  };
  return { asked, check };
}

const never = new Promise<ProbeResult>(() => {});

readiness('the pauses double from 5 ms to a quarter of a second, and the last reason stays', async () => {
  const world = new World();
  const { HealthPoll } = world.load<Modules>('watch/readiness.ts');
  const poll = new HealthPoll(30_000);
  assert.is(poll.reason, 'nothing listens yet');
  const { asked, check } = checks(world, (count) => (count < 11 ? { ...ILL, reason: `ill ${count}` } : WELL));
  const healthy = poll.untilHealthy(check);
  await world.pass(2000);
  assert.is(await healthy, true);
  assert.equal(
    asked.map(([at]) => at),
    [0, 5, 15, 35, 75, 155, 315, 565, 815, 1065, 1315],
  );
  assert.is(poll.reason, 'ill 10');
});

readiness('retry() asks at once, and end() ends the poll: before, during and after a question', async () => {
  const world = new World();
  const { HealthPoll } = world.load<Modules>('watch/readiness.ts');
  const poll = new HealthPoll(30_000);
  const { asked, check } = checks(world, () => ILL);
  const healthy = poll.untilHealthy(check);
  await world.pass(1000);
  const before = asked.length;
  poll.retry();
  await settled();
  assert.is(asked.length, before + 1);
  poll.end();
  assert.is(await healthy, false);
  await world.pass(1000);
  assert.is(asked.length, before + 1);
  assert.is(await poll.untilHealthy(check), false);
  assert.is(asked.length, before + 1);

  const late = new HealthPoll(30_000);
  const pending = late.untilHealthy(() => new Promise((resolve) => setImmediate(resolve, WELL)));
  late.end();
  assert.is(await pending, false, 'an answer after the end');
});

readiness(
  'a question that waits gets a second one after 2 s, a third after 4 s more; one answer is enough',
  async () => {
    const world = new World();
    const { HealthPoll } = world.load<Modules>('watch/readiness.ts');
    const { asked, check } = checks(world, (count) => (count < 4 ? never : WELL));
    const healthy = new HealthPoll(30_000).untilHealthy(check);
    await world.pass(14_000);
    assert.is(await healthy, true);
    // Each may wait until 100 ms before the end of the start.
    assert.equal(asked, [
      [0, 29_900],
      [2000, 27_900],
      [6000, 23_900],
      [14_000, 15_900],
    ]);

    let answerFirst: (answer: ProbeResult) => void = () => {};
    const first = new Promise<ProbeResult>((resolve) => (answerFirst = resolve));
    const slow = checks(world, (count) => (count === 1 ? first : never));
    const late = new HealthPoll(3000).untilHealthy(slow.check);
    await world.pass(2500);
    assert.equal(slow.asked, [
      [0, 2900],
      // A limit that is too short would prove no health.
      [2000, 2000],
    ]);
    answerFirst(WELL);
    assert.is(await late, true);
  },
);

function recorder() {
  const sent: Message[] = [];
  const last: Message[] = [];
  const transport = {
    isCostly: false,
    send: (message: Message) => void sent.push(message),
    sendLast: (message: Message) => void last.push(message),
    settled: () => Promise.resolve(),
    hasEnded: () => false,
  };
  return { sent, last, transport };
}

readiness('a start tells each new reason once, asks for time, and ends with its reason', async () => {
  const world = new World({ 'node:fs': { writeSync: (_: number, text: string) => world.complaints.push(text) } });
  const { StartWatch } = world.load<Modules>('watch/readiness.ts');
  const { sent, last, transport } = recorder();
  const watch = new StartWatch(transport, 36_000);
  assert.not(world.keepsAlive());
  await world.pass(499);
  assert.equal(sent, []);
  await world.pass(1);
  assert.equal(sent, [{ STATUS: 'starting: nothing listens yet' }]);
  watch.reason = 'ill';
  await world.pass(1000);
  assert.equal(sent.splice(0), [{ STATUS: 'starting: nothing listens yet' }, { STATUS: 'starting: ill' }]);
  await world.pass(8499);
  assert.equal(sent, []);
  await world.pass(1);
  assert.equal(sent.splice(0), [{ EXTEND_TIMEOUT_USEC: 30_000_000 }]);
  await world.pass(10_000);
  // What is left of the start, and 5 s to report its failure.
  assert.equal(sent.splice(0), [{ EXTEND_TIMEOUT_USEC: 21_000_000 }]);
  await world.pass(15_999);
  assert.equal(sent.splice(0), [{ EXTEND_TIMEOUT_USEC: 11_000_000 }]);
  assert.equal([last, world.process.exits], [[], []]);
  await world.pass(1);
  assert.equal(last, [{ STATUS: 'not ready after 36 s: ill' }]);
  assert.equal(world.complaints, ['not ready after 36 s: ill\n']);
  assert.equal(world.process.exits, [1]);
});

readiness('after the end of a start nothing is told, and no time is asked for', async () => {
  const world = new World();
  const { StartWatch } = world.load<Modules>('watch/readiness.ts');
  const { sent, last, transport } = recorder();
  const watch = new StartWatch(transport, 15_500);
  const healthy = watch.untilHealthy(async () => ILL);
  await world.pass(100);
  watch.end();
  assert.is(await healthy, false);
  await world.pass(60_000);
  assert.equal([sent, last, world.process.exits], [[], [], []]);
  assert.is(world.timers.size, 0);
});

readiness('systemd ignores a fraction of a microsecond, so none is sent', async () => {
  const world = new World();
  const { StartWatch } = world.load<Modules>('watch/readiness.ts');
  const { sent, transport } = recorder();
  new StartWatch(transport, 12_000.000_4).reason = '';
  await world.pass(10_000);
  assert.equal(sent, [{ EXTEND_TIMEOUT_USEC: 7_000_000 }]);
});

readiness.run();
