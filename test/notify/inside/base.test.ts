/**
 * The base of the agent: clock, pauses, and the objects below Node's servers and connections.
 */
import { once } from 'node:events';
import http from 'node:http';
import http2, { type ServerHttp2Session } from 'node:http2';
import net from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { monotonicMs, monotonicUsec } from '../../../payload/notify/base/clock.ts';
import {
  bytesMoved,
  type ConnectionHandle,
  handleOf,
  nodeListen,
  showAddress,
  streamsOf,
} from '../../../payload/notify/base/node-handles.ts';
import { World } from '../world.ts';

const base = suite('notify agent: base');

base('the clock is CLOCK_MONOTONIC, in milliseconds with a fraction and in whole microseconds', async () => {
  const world = new World();
  type Modules = typeof import('../../../payload/notify/base/clock.ts');
  const clock = world.load<Modules>('base/clock.ts');
  world.now = 1234.567_9;
  assert.is(clock.monotonicMs(), 1234.567);
  assert.is(clock.monotonicUsec(), '1234567');
  const before = process.hrtime.bigint();
  const [ms, usec] = [monotonicMs(), Number(monotonicUsec())];
  const after = process.hrtime.bigint();
  for (const nanoseconds of [ms * 1e6, usec * 1e3]) {
    assert.ok(nanoseconds >= Number(before) - 1000 && nanoseconds <= Number(after) + 1000);
  }
});

base('the clock stays when a tool replaces it later', () => {
  const { bigint } = process.hrtime;
  process.hrtime.bigint = () => 0n;
  try {
    assert.ok(monotonicMs() > 0);
  } finally {
    process.hrtime.bigint = bigint;
  }
});

base('a pause takes its time, and keeps no process alive', async () => {
  const world = new World();
  const { pause } = world.load<typeof import('../../../payload/notify/base/timers.ts')>('base/timers.ts');
  let isOver = false;
  void pause(30).then(() => (isOver = true));
  assert.not(world.keepsAlive());
  await world.pass(29);
  assert.not(isOver);
  await world.pass(1);
  assert.ok(isOver);
});

base('bytes that have moved: in both directions, without those that wait, below TLS, and without a handle', () => {
  assert.is(bytesMoved({ bytesRead: 100, bytesWritten: 20, writeQueueSize: 3 }), 117);
  assert.is(bytesMoved({ bytesRead: 100 }), 100);
  assert.is(bytesMoved({ bytesWritten: 20 }), 20);
  assert.is(bytesMoved({ bytesRead: 1, _parent: { bytesRead: 100, bytesWritten: 20, writeQueueSize: 3 } }), 117);
  for (const handle of [{}, null, undefined]) assert.is(bytesMoved(handle), 0);
});

base('a client without an address gets the one of this machine, at both ends', () => {
  const handle: ConnectionHandle = {};
  showAddress(handle, 5001);
  for (const name of ['getpeername', 'getsockname'] as const) {
    const into = {};
    assert.is(handle[name]?.(into), 0);
    assert.equal(into, { address: '127.0.0.1', family: 'IPv4', port: 5001 });
  }
});

base('the handle of a server: while it listens', async () => {
  const server = net.createServer();
  assert.is(handleOf(server), undefined);
  assert.is(nodeListen(server, 0, '127.0.0.1'), server);
  await once(server, 'listening');
  assert.type(handleOf(server)?.onconnection, 'function');
  server.close();
  assert.is(handleOf(server), undefined);
});

base('Node keeps the streams of an HTTP/2 session where the agent looks, on this release', async () => {
  const server = http2.createServer().listen(0, '127.0.0.1');
  const opened = once(server, 'session');
  await once(server, 'listening');
  const client = http2.connect(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
  const [session] = (await opened) as [ServerHttp2Session];
  assert.equal(streamsOf(session), []);
  const streams = [client.request(), client.request()];
  for (const _ of streams) await once(server, 'stream');
  assert.equal(
    streamsOf(session).map(({ id }) => id),
    streams.map(({ id }) => id),
  );
  session.destroy();
  await once(
    client.on('error', () => {}),
    'close',
  );
  assert.equal(streamsOf(session), []);
  server.close();
  assert.equal(streamsOf(new http.Agent() as never), []);
});

base.run();
