/**
 * The servers that the agent learns of: their protocol, their places, and the one that counts.
 */
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PORT, SCRATCH } from '../apps.ts';
import { closedLater, followed, forgetServers, listening, portOf, Worker } from '../followed.ts';
import { holdPath, holdPort } from './held.ts';

const follow = suite('notify agent: servers in this process');
follow.after.each(forgetServers);

follow('every protocol has its name, and a server its places, in the order in which they are asked', async () => {
  const { servers, heard, cluster } = await followed();
  const protocols: [net.Server, string][] = [
    [http.createServer(), 'http'],
    [https.createServer(), 'https'],
    [http2.createServer(), 'http2'],
    [http2.createSecureServer(), 'https2'],
    [net.createServer(), 'tcp'],
  ];
  const places: [args: unknown[], targets: (port: number) => unknown[]][] = [
    [[0, '0.0.0.0'], (port) => [{ host: '127.0.0.1', port }]],
    [
      [0, '::'],
      (port) => [
        { host: '127.0.0.1', port },
        { host: '::1', port },
      ],
    ],
    [[0, '127.0.0.2'], (port) => [{ host: '127.0.0.2', port }]],
    [[{ port: 0, host: '::1' }], (port) => [{ host: '::1', port }]],
    [[`${SCRATCH}/follow.sock`], () => [{ path: `${SCRATCH}/follow.sock` }]],
  ];
  for (const [at, [server, protocol]] of protocols.entries()) {
    const [args, targets] = places[at] ?? [[], () => []];
    await listening(server, ...args);
    const port = typeof server.address() === 'string' ? undefined : portOf(server);
    const shown = port === undefined ? `${SCRATCH}/follow.sock` : `:${port}`;
    assert.equal(heard.at(-1), { server, protocol, targets: targets(port ?? 0), port, shown });
  }
  assert.equal(servers.listening(), heard);
  assert.equal(servers.known(), heard);
  assert.is(servers.chosen(), heard[0]);
  cluster.workers = { 1: new Worker(), 2: undefined };
  await listening(net.createServer(), 0);
  assert.is(heard.at(-1)?.protocol, 'cluster');
  for (const workers of [undefined, { 2: undefined }]) {
    cluster.workers = workers;
    await listening(net.createServer(), 0);
    assert.is(heard.at(-1)?.protocol, 'tcp');
  }
});

follow('a server counts while it listens, each time anew, and an error of listen() leaves no trace', async () => {
  const { servers, heard } = await followed();
  const server = await listening(http.createServer(), 0, '127.0.0.1');
  server.close();
  await once(server, 'close');
  assert.equal([heard.length, servers.listening(), servers.chosen()], [1, [], undefined]);
  const other = await listening(net.createServer(), 0, '127.0.0.1');
  await listening(server, 0, '127.0.0.1');
  assert.equal(
    servers.listening().map((listener) => listener.server),
    [other, server],
  );
  const late = closedLater(net.createServer());
  late.once('error', () => late.listen(0, '127.0.0.1')).listen(portOf(other), '127.0.0.1');
  assert.is(late.listenerCount('error'), 1, 'a listener of the agent would hide the error');
  // once() of node:events would take the error for its own.
  await new Promise<void>((resolve) => late.once('listening', resolve));
  assert.equal([heard.length, late.listenerCount('listening')], [4, 0]);
  server.close();
  await once(server, 'close');
  assert.equal(
    servers.listening().map((listener) => listener.server),
    [other, late],
  );
});

follow('a server that closes as soon as it listens is none', async () => {
  const { servers, heard } = await followed();
  const server = closedLater(net.createServer());
  server.once('listening', () => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'close');
  assert.equal([heard, servers.listening()], [[], []]);
});

follow('the server on the configured port counts, and no other', async () => {
  const second = http.createServer();
  const { servers } = await followed({ port: PORT });
  await listening(http.createServer(), 0, '127.0.0.1');
  assert.is(servers.chosen(), undefined);
  await listening(second, PORT, '127.0.0.1');
  assert.is(servers.chosen()?.server, second);
});

follow('a held port: the health socket comes first, the app names its port, systemd shows its own', async () => {
  const [held, fd] = [holdPort('::'), holdPath(`${SCRATCH}/follow-held.sock`)];
  const { servers, heard } = await followed({
    activated: new Map([
      [5001, [held.fd]],
      [5002, [fd]],
    ]),
    runtimeDirectory: SCRATCH,
    unixSocket: '/run/shop.sock',
  });
  const server = await listening(http.createServer(), 5001);
  await listening(http.createServer(), 5002);
  assert.is(portOf(server), held.port);
  assert.equal(
    heard.map(({ targets, port, shown }) => ({ targets, port, shown })),
    [
      {
        targets: [
          { path: `${SCRATCH}/port-5001` },
          { host: '127.0.0.1', port: held.port },
          { host: '::1', port: held.port },
        ],
        port: 5001,
        shown: `:${held.port}`,
      },
      { targets: [{ path: `${SCRATCH}/port-5002` }, { path: '/run/shop.sock' }], port: 5002, shown: '/run/shop.sock' },
    ],
  );
  servers.activation.close();
});

follow('a cluster at a held port: its workers hear the port that they asked for', async () => {
  const held = holdPort();
  const { servers, cluster } = await followed({ activated: new Map([[5001, [held.fd]]]) });
  cluster.workers = { 1: new Worker() };
  const server = await listening(net.createServer(), 5001);
  const into: { port?: number } = {};
  (server as unknown as { _handle: { getsockname(into: object): number } })._handle.getsockname(into);
  assert.is(into.port, 5001);
  servers.activation.close();
});

follow.run();
