/**
 * The further ways of the agent's probe: past the queue of the port, and to the next address.
 */
import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ProbeResult } from '../../../payload/notify/health/outcome.ts';
import { probe } from '../../../payload/notify/health/probe.ts';
import type { Listener } from '../../../payload/notify/servers/servers.ts';
import { closedLater, forgetServers, listening, portOf } from '../followed.ts';
import { World } from '../world.ts';

const probing = suite('probe: further ways');
probing.after.each(forgetServers);

/** A server that serves the agent's own connections, and leaves those of the network to `network`. */
function divided(network: (socket: net.Socket) => void, within: http.RequestListener): http.Server {
  const server = http.createServer(within);
  const [serve] = server.listeners('connection') as ((socket: net.Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: net.Socket & { _handle?: unknown }) => {
    socket.on('error', () => {});
    if (socket._handle) network(socket);
    else serve?.call(server, socket);
  });
  return closedLater(server);
}

async function listenerOf(server: net.Server): Promise<Listener> {
  await listening(server, 0, '127.0.0.1');
  const port = portOf(server);
  return { server, protocol: 'http', targets: [{ host: '127.0.0.1', port }], port, shown: `:${port}` };
}

const OK: http.RequestListener = (_, response) => response.end();

probing(
  'a question that fails on its way is asked at once within the process, and the better answer counts',
  async () => {
    const cut = (socket: net.Socket): void => void socket.once('data', () => socket.end());
    for (const [status, healthy] of [
      [200, true],
      [500, false],
    ] as const) {
      const listener = await listenerOf(divided(cut, (_, response) => response.writeHead(status).end()));
      const expected = { healthy, alive: healthy, reason: `/health answered ${status}` };
      assert.equal(await probe(listener, '/health', 60_000), expected);
    }
    // An answer of the network is final.
    const answers = (socket: net.Socket): void => void socket.once('data', () => socket.end('HTTP/1.1 503 X\r\n\r\n'));
    const ill = await listenerOf(divided(answers, OK));
    assert.is((await probe(ill, '/health', 60_000)).reason, '/health answered 503');
  },
);

/** The time after which a probe has its result, and the result. `meanwhile` hears the time. */
async function timed(
  server: net.Server,
  timeoutMs: number,
  meanwhile = (_ms: number): void => {},
): Promise<[number, ProbeResult]> {
  const world = new World();
  const { probe: ask } = world.load<typeof import('../../../payload/notify/health/probe.ts')>('health/probe.ts');
  const listener = await listenerOf(server);
  const connected = once(server, 'connection');
  const began = world.now;
  let result: ProbeResult | undefined;
  void ask(listener, '/health', timeoutMs).then((outcome) => (result = outcome));
  await connected;
  for (; !result; await world.pass(50)) {
    meanwhile(world.now - began);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return [Math.floor((world.now - began) / 100) * 100, result];
}

probing('a question that waits in the queue gets a second one after half of its time', async () => {
  const [ms, result] = await timed(
    divided(() => {}, OK),
    10_000,
  );
  assert.equal(result, { healthy: true, alive: true, reason: '/health answered 200' });
  assert.ok(ms >= 5000 && ms < 9000, `${ms} ms`);
  const hanging = await timed(
    divided(
      () => {},
      () => {},
    ),
    10_000,
  );
  assert.equal(hanging[1], { healthy: false, alive: false, reason: '/health did not answer within 10000 ms' });
  assert.ok(hanging[0] >= 10_000 && hanging[0] < 14_000, `${hanging[0]} ms`);
});

probing('other answers prove life, and an answer of the network that comes late proves health', async () => {
  for (const isLate of [false, true]) {
    const sockets: net.Socket[] = [];
    const server = divided(
      (socket) => void sockets.push(socket),
      ({ rawHeaders }) => {
        if (!rawHeaders.includes('notify-agent')) return;
        // Another client gets its answer.
        const response = Object.assign(new EventEmitter(), { statusCode: 200 });
        server.emit('request', { rawHeaders: [] }, response);
        response.emit('finish');
      },
    );
    const answer = (ms: number): void => {
      if (isLate && ms > 6000) sockets.shift()?.end('HTTP/1.1 200 OK\r\n\r\n');
    };
    const [, { healthy, alive, reason }] = await timed(server, 10_000, answer);
    assert.equal([healthy, alive], [isLate, true]);
    assert.match(reason, isLate ? /answered 200$/ : /^\/health did not answer within \d+ ms, while other clients got/);
  }
});

probing(
  'a place where nobody listens leads to the next one; a port that is open counts as alive without a page',
  async () => {
    const listener = await listenerOf(http.createServer(OK));
    const [own] = listener.targets as [net.TcpNetConnectOpts];
    // The health socket may be gone, IPv6 may be switched off, and an address may be absent.
    const absent = { ...own, localAddress: '203.0.113.1' };
    listener.targets = [{ path: '/absent' }, { host: '127.0.0.1', port: 1 }, absent, own];
    assert.is((await probe(listener, '/health', 20_000)).reason, '/health answered 200');
    assert.equal(await probe(listener, undefined, 20_000), {
      healthy: true,
      alive: true,
      reason: 'the port answered 204',
    });
    listener.targets = [absent, { path: '/absent' }];
    const { alive, healthy, reason } = await probe(listener, undefined, 20_000);
    assert.equal([alive, healthy], [true, false]);
    assert.match(reason, /^the port could not be asked: .*EADDRNOTAVAIL/);
    const none = { ...listener, targets: [{ path: '/absent' }] };
    assert.equal(await probe(none, '/health', 20_000), { healthy: false, alive: false, reason: 'connection refused' });
    // Any other error is the last word on the way over the network: the port is open.
    const ill = divided(
      (socket) => void socket.destroy(),
      (_, response) => response.writeHead(503).end(),
    );
    const cut = await listenerOf(ill);
    cut.targets.push(own);
    assert.is((await probe(cut, '/health', 20_000)).reason, '/health answered 503');
    const plain = { ...listener, protocol: 'tcp' as const, targets: [own] };
    assert.is((await probe(plain, '/health', 20_000)).reason, '/health answered 204');
    // A server of plain TCP has no second way.
    let connections = 0;
    listener.server.on('connection', () => (connections += 1));
    assert.match((await probe({ ...plain, targets: [absent] }, '/health', 20_000)).reason, 'EADDRNOTAVAIL');
    assert.is(connections, 0);
  },
);

probing.run();
