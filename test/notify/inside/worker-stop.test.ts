/**
 * The time that a worker of a cluster takes to stop.
 */
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { forgetServers, listening, portOf } from '../followed.ts';
import { World } from '../world.ts';

const worker = suite('notify agent: stop of a worker');

/** The milliseconds from SIGTERM to the end of a worker in this process. */
async function stopTime(prepare: (world: World) => Promise<void>): Promise<number> {
  const world = new World();
  // A primary that replies to no question.
  world.process.send = () => true;
  const { followWorker } = world.load<typeof import('../../../payload/notify/cluster-worker.ts')>('cluster-worker.ts');
  followWorker(30_000);
  await prepare(world);
  const began = world.now;
  world.process.emit('SIGTERM', 'SIGTERM', 15);
  while (world.process.exits.length === 0) {
    await world.pass(50);
    await pause(1);
    assert.ok(world.now - began < 60_000, 'the worker does not end');
  }
  assert.equal(world.process.exits, [0]);
  return world.now - began;
}

worker(
  'a worker whose primary cannot tell of connections ends at once, and an idle connection gets a second',
  async () => {
    try {
      const alone = await stopTime(async () => {});
      forgetServers();
      assert.ok(alone < 200, `${alone} ms`);
      const client = new http.Agent({ keepAlive: true });
      const idle = await stopTime(async () => {
        const server = await listening(
          http.createServer((_, response) => response.end('OK')),
          0,
          '127.0.0.1',
        );
        const target = { host: '127.0.0.1', port: portOf(server), agent: client };
        await new Promise((resolve) => http.get(target, (response) => response.resume().on('end', resolve)));
      });
      client.destroy();
      assert.ok(idle >= 1000 && idle < 3000, `${idle} ms`);
    } finally {
      forgetServers();
    }
  },
);

worker('connections that came after its servers have closed are handed back before it ends', async () => {
  const asked: boolean[] = [];
  await stopTime(async ({ process }) => {
    const server = await listening(http.createServer(), 0, '127.0.0.1');
    process.send = (question) => {
      asked.push(server.listening);
      setImmediate(() => process.emit('internalMessage', question));
      return true;
    };
    process.emit('internalMessage', { cmd: 'NODE_NOTIFY_HANDOVER', id: 0 });
  });
  forgetServers();
  assert.is(asked.at(-1), false, 'the last question');
});

worker('a primary that can tell of connections, and hangs, costs half of the stop timeout', async () => {
  const time = await stopTime(async ({ process }) => {
    process.emit('internalMessage', { cmd: 'NODE_NOTIFY_HANDOVER', id: 0 });
  });
  forgetServers();
  assert.ok(time >= 15_000 && time < 16_000, `${time} ms`);
});

worker.run();
