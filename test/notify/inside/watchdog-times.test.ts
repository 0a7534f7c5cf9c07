/**
 * The watchdog's questions about health, and the moment of WATCHDOG=trigger, at the exact millisecond.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ProbeResult } from '../../../payload/notify/health/outcome.ts';
import { Watched, WELL } from './watched.ts';

const watchdog = suite('notify agent: times of the watchdog');

const ILL: ProbeResult = { healthy: false, alive: false, reason: 'ill' };
/** A login page: it proves that the app lives. */
const ALIVE: ProbeResult = { healthy: false, alive: true, reason: 'a login' };

/** Milliseconds after the beginning at which health was asked, until now. */
const times = (service: Watched): number[] => service.asked.splice(0).map(([at]) => at);
const triggers = (service: Watched): unknown[] => service.sent.filter(([, message]) => message.WATCHDOG === 'trigger');

watchdog('health is asked twice in an interval, and an answer may take the rest of it', async () => {
  const service = new Watched();
  const { feedWatchdog } = service.modules();
  const fed = feedWatchdog(service.options(10_000));
  service.answer = () => ALIVE;
  await service.world.pass(15_000);
  assert.equal(service.asked.splice(0), [
    [5000, 5000],
    [10_000, 5000],
    [15_000, 5000],
  ]);
  assert.not(service.world.keepsAlive());
  service.isStopping = true;
  await service.world.pass(5000);
  await fed;
  assert.equal([times(service), service.world.timers.size, triggers(service)], [[20_000], 0, []]);
});

watchdog('a bad answer is asked again 20 times in an interval; systemd hears the reason at its end, once', async () => {
  const service = new Watched();
  const { feedWatchdog } = service.modules();
  const fed = feedWatchdog(service.options(10_000));
  service.answer = () => ILL;
  await service.world.pass(8999);
  assert.equal(times(service), [5000, 5500, 6000, 6500, 7000, 7500, 8000, 8500]);
  service.answer = () => WELL;
  await service.world.pass(1);
  // The next half begins with the good answer.
  await service.world.pass(5000);
  assert.equal(service.asked.splice(0), [
    [9000, 1000],
    [14_000, 5000],
  ]);
  service.answer = () => ILL;
  await service.world.pass(9000);
  assert.equal(service.asked.at(-1), [23_500 - 500, 1000]);
  assert.equal(triggers(service), []);
  await service.world.pass(500);
  assert.equal(service.asked.at(-1), [23_500, 500]);
  await fed;
  assert.equal(service.sent.at(-1), [23_500, { STATUS: 'unhealthy: ill', WATCHDOG: 'trigger' }]);
  const count = service.sent.length;
  await service.world.pass(60_000);
  assert.equal([service.sent.length, service.world.timers.size], [count, 0]);
});

watchdog('the deadline is one of running time: a block before the answer is no illness', async () => {
  const service = new Watched();
  const { feedWatchdog } = service.modules();
  void feedWatchdog(service.options(10_000));
  await service.world.pass(4900);
  service.block(8000);
  await service.world.pass(0);
  // Two pauses of 0.4 s count, less the 0.1 s since the last turn of the loop.
  const [first] = service.asked;
  assert.ok(first && first[0] === 12_900 && first[1] === 4400, String(first));
  service.isStopping = true;
  await service.world.pass(10_000);
});

watchdog('a bad answer after the deadline is final at once, and so is one during a stop', async () => {
  const service = new Watched();
  const { feedWatchdog } = service.modules();
  const fed = feedWatchdog(service.options(1000));
  service.answer = async () => {
    await new Promise<void>((resolve) => service.world.run(resolve, 600));
    return ILL;
  };
  await service.world.pass(1100);
  await fed;
  assert.equal([times(service), triggers(service).length], [[500], 1]);

  const stopping = new Watched();
  const modules = stopping.modules();
  const ended = modules.feedWatchdog(stopping.options(1000));
  stopping.answer = () => {
    stopping.isStopping = true;
    return ILL;
  };
  await stopping.world.pass(500);
  await ended;
  assert.equal([times(stopping), triggers(stopping), stopping.world.timers.size], [[500], [], 0]);
});

watchdog('a reload that proved health since the last answer is a sign of life, an earlier one is none', async () => {
  for (const [reloadAfter, expected] of [
    [-1, 1],
    [0, 1],
    [1, 0],
  ] as const) {
    const service = new Watched();
    const { feedWatchdog } = service.modules();
    void feedWatchdog(service.options(1000));
    service.lastReload = service.began + reloadAfter;
    service.answer = () => ILL;
    await service.world.pass(950);
    assert.is(triggers(service).length, expected, String(reloadAfter));
    // The next interval ends without a reload.
    await service.world.pass(950);
    assert.is(triggers(service).length, 1);
  }
});

watchdog.run();
