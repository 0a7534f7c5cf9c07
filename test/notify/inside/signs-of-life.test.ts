/**
 * The pulse of the event loop, at the exact millisecond.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Watched } from './watched.ts';

const signs = suite('notify agent: signs of life');

signs('the pause is a tenth of the interval and at most 0.4 s, or a quarter where a sign takes a process', async () => {
  for (const [intervalMs, isCostly, pause, longer] of [
    [1000, false, 100, undefined],
    [4000, false, 400, undefined],
    [60_000, false, 400, undefined],
    [3200, true, 800, undefined],
    [4000, true, 1000, 5_000_000],
    // systemd ignores a fraction.
    [4000.0004, true, 1000.0001, 5_000_001],
  ] as const) {
    const service = new Watched();
    const { SignsOfLife } = service.modules();
    const signsOfLife = new SignsOfLife(service.options(intervalMs, isCostly));
    const opening = longer === undefined ? [] : [[0, { WATCHDOG_USEC: longer }]];
    assert.equal(service.sent.splice(0), opening);
    assert.not(service.world.keepsAlive());
    service.status = { STATUS: 'two requests' };
    await service.world.pass(2 * pause);
    await service.world.pass(0.01);
    const sign = { WATCHDOG: 1, STATUS: 'two requests' };
    assert.equal(
      service.sent.splice(0).map(([at, message]) => [at.toFixed(2), message]),
      [
        [pause.toFixed(2), sign],
        [(2 * pause).toFixed(2), sign],
      ],
    );
    service.isStopping = true;
    await service.world.pass(2 * pause);
    assert.equal(service.sent, [], 'a service that stops gives no sign');
    service.isStopping = false;
    signsOfLife.end();
    await service.world.pass(2 * pause);
    assert.equal(service.sent, []);
  }
});

signs('the running time leaves out each block but for two pauses', async () => {
  const service = new Watched();
  const { SignsOfLife } = service.modules();
  const signsOfLife = new SignsOfLife(service.options(60_000));
  assert.is(signsOfLife.runningMs(), 0);
  await service.world.pass(1000);
  assert.is(signsOfLife.runningMs(), 1000);
  service.block(700);
  assert.is(signsOfLife.runningMs(), 1600, 'a block in its course');
  await service.world.pass(0);
  assert.is(signsOfLife.runningMs(), 1600, 'after its end');
  await service.world.pass(300);
  assert.is(signsOfLife.runningMs(), 1900);
});

signs.run();
