/**
 * The parts of a stop, with a clock of the test's: the time for each.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ACTIVATED, type Circumstances, ready, STOPPING, start } from './agents.ts';
import { answer, FakeConnection, FakeServer } from './fakes.ts';

const phases = suite('notify agent: parts of a stop');

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
      heard = clock.now;
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

phases('socket activation: the time for idle clients is part of the half that requests have', async () => {
  const { clock, server, exits, sigterm } = await ready(ACTIVATED);
  server.connects(new FakeConnection());
  server.connects(new FakeConnection({ _httpMessage: answer() }));
  sigterm();
  await clock.pass(3999);
  assert.is(server.listening, true);
  await clock.pass(100);
  assert.equal([server.listening, exits], [false, []]);
});

phases(
  'an app that ends by itself is waited for, and a connection that comes meanwhile does not hold it up',
  async () => {
    const { clock, server, process, exits, sigterm } = await ready({ stopTimeoutMs: 8000 });
    process.on('SIGTERM', () => {});
    sigterm();
    await clock.pass(10);
    // Neither the agent's own timers nor its code for connections keep the app from its end.
    assert.is(clock.counts[0], 0);
    const late = server.connects(new FakeConnection({ _httpMessage: answer({ req: { complete: false } }) }));
    server.close();
    await clock.pass(2900);
    assert.is(late.destroyed, false);
    await clock.pass(300);
    assert.equal([late.destroyed, exits], [true, []]);
  },
);

phases('a stop without a connection ends at once, unless children have to end before', async () => {
  const idle = await ready({ stopTimeoutMs: 8000 });
  idle.sigterm();
  await idle.clock.pass(0);
  assert.equal([idle.server.listening, idle.exits], [false, [0]]);
  const told: string[] = [];
  const worker = Object.assign(new FakeServer(), {
    isDead: () => false,
    process: { kill: (name: string) => told.push(name) },
  });
  const own = await ready({ stopTimeoutMs: 8000 }, { resources: ['ProcessWrap'], workers: { 1: worker } });
  own.sigterm();
  own.server.closed();
  await own.clock.pass(0);
  assert.equal([told, own.exits], [['SIGTERM'], []]);
  worker.emit('exit');
  await own.clock.pass(0);
  assert.equal(own.exits, [0]);
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
