/**
 * The phases of the agent, with a clock of the test's: what systemd hears in each.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { READY, ready, STOPPING, start } from './agents.ts';

const phases = suite('notify agent: phases');

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
  // A program that has been loaded has no port in its status, even if it listens.
  const loaded = start({ mode: 'loaded' });
  Object.assign(loaded.process, { mainModule: { loaded: true } });
  loaded.server.listen(5001);
  await loaded.clock.pass(0);
  assert.equal(loaded.told().slice(1), [READY]);
  const { clock, told, process } = start();
  (process.send as (message: string) => void)('ready');
  await clock.pass(0);
  assert.equal(told().slice(1), [READY]);
});

phases('a program that is loaded to its end during a reload of its own does not end that reload', async () => {
  const { clock, told, api, process } = start({ mode: 'loaded' });
  const mainModule = { loaded: false };
  Object.assign(process, { mainModule });
  api.ready();
  await clock.pass(0);
  api.reloading();
  assert.is(told().length, 3);
  mainModule.loaded = true;
  await clock.pass(1000);
  assert.equal(told(), []);
  api.ready();
  assert.equal(told(), ['READY=1']);
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
    await clock.pass(10_000);
    assert.equal(told(), []);
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

phases('without a watchdog, the status counts requests every ten seconds', async () => {
  const { clock, server, told } = start({ mode: 'http', healthPath: '/health' });
  server.listen(5001);
  for (let time = 0; time < 10; time += 1) await clock.pass(1);
  assert.equal(told(), ['NOTIFYACCESS=main', `${READY} on :5001`]);
  for (let count = 0; count < 3; count += 1) server.emit('request', { rawHeaders: ['Host', 'a', 'Accept', '*/*'] });
  const [alive] = clock.counts;
  assert.is(alive, 0);
  await clock.pass(9900);
  assert.equal(told(), []);
  await clock.pass(20_000);
  const [status = '', ...more] = told();
  assert.match(status, /^STATUS=demo ready on :5001 since .* UTC, 3 requests$/);
  assert.equal(more, []);
});

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

phases.run();
