/**
 * Servers that listen before they can work: which ones are asked, and for how long.
 */
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reasonToWait } from '../../../payload/notify/health/booting.ts';
import type { Protocol } from '../../../payload/notify/servers/servers.ts';
import { answering, asked, closedLater, forgetServers, listener } from '../followed.ts';
import { World } from '../world.ts';

const booting = suite('notify agent: booting');
booting.after.each(forgetServers);

booting('a server that answers no request of HTTP is not asked for pages', async () => {
  const boots = (server: net.Server, protocol: Protocol, limitMs = 10_000) =>
    listener(server, protocol).then((one) => reasonToWait(one, limitMs));
  const ill = answering(() => 503);
  assert.match(String(await boots(ill, 'http')), /^\/ answered 503, it is still starting/);
  const streams = http2.createServer().on('stream', (stream) => {
    stream.respond({ ':status': 503 });
    stream.end();
  });
  assert.match(String(await boots(streams, 'http2')), /^\/ answered 503/);
  const sockets = http.createServer().on('upgrade', () => {});
  asked.length = 0;
  const connections = [closedLater(sockets), net.createServer()].map((server) => {
    const seen = { count: 0 };
    server.on('connection', () => (seen.count += 1));
    return { server, seen };
  });
  for (const [at, { server, seen }] of connections.entries()) {
    assert.is(await boots(server, at === 0 ? 'http' : 'tcp'), undefined);
    assert.is(seen.count, 0);
  }
  // The primary does not know the requests of its workers.
  const workers = await listener(answering(() => 503));
  const behind = { ...workers, protocol: 'cluster' as const, server: new net.Server() };
  assert.match(String(await reasonToWait(behind, 10_000)), /^\/ answered 503/);
  for (const status of [200, 404, 500, 502]) {
    assert.is(
      await boots(
        answering(() => status),
        'http',
      ),
      undefined,
      String(status),
    );
  }
});

booting('a page that hangs is no 503: the wait for it ends after 1.5 s, or with the limit of the check', async () => {
  const limits: number[] = [];
  const world = new World();
  const { reasonToWait: wait } =
    world.load<typeof import('../../../payload/notify/health/booting.ts')>('health/booting.ts');
  for (const limitMs of [10_000, 700]) {
    const hanging = await listener(http.createServer(() => {}));
    const connected = new Promise((resolve) => hanging.server.once('request', resolve));
    const waited = wait(hanging, limitMs);
    await connected;
    const began = world.now;
    let isOver = false;
    void waited.then(() => (isOver = true));
    for (; !isOver; await world.pass(10)) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.is(await waited, undefined);
    limits.push(Math.round((world.now - began) / 100) * 100);
    (hanging.server as http.Server).closeAllConnections();
  }
  assert.ok(limits[0] && limits[0] >= 1500 && limits[0] < 2500, String(limits));
  assert.ok(limits[1] && limits[1] >= 700 && limits[1] < 1500, String(limits));
});

booting.run();
