/**
 * The drain by its clock, beside a close: which moments depend on the time for a stop.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { atWork, begin, type Drain, isDone, silent, upload } from './drains.ts';
import { answer, events, FakeConnection, FakeServer, FakeTcpServer } from './fakes.ts';

const drain = suite('notify agent: times of the drain');

drain('endKeepAlive: 5 s for idle connections, or half of a short time, and less if they end', async () => {
  for (const [timeout, own, expected] of [
    [30_000, undefined, 5000],
    [10_000, undefined, 5000],
    [6000, undefined, 3000],
    [30_000, 1000, 1000],
  ] as const) {
    const { drain, server, until } = begin();
    server.connects(silent());
    assert.is(await until(isDone(drain.endKeepAlive(timeout, own))), expected, `${timeout}`);
  }
  const { drain, server, clock, until } = begin();
  const idle = server.connects(silent());
  const busy = server.connects(atWork());
  const done = isDone(drain.endKeepAlive(30_000));
  await clock.pass(1000);
  // New clients come all the time.
  server.connects(silent());
  assert.is(done(), false);
  idle.destroy();
  assert.is(await until(done), 1050);
  // The new client has half a second from its beginning for its first request.
  void drain.close([server.as('http')], 60_000);
  await clock.pass(499);
  assert.is(server.idleCloses, 0);
  await clock.pass(1);
  assert.is(server.idleCloses, 1);
  assert.is(busy.destroyed, false);
});

drain('close after endKeepAlive: the clients have had their time, so that idle connections end at once', async () => {
  const { drain, server, clock, until } = begin();
  server.connects(silent());
  assert.is(await until(isDone(drain.endKeepAlive(30_000))), 5000);
  void drain.close([server.as('http')], 60_000);
  await clock.pass(51);
  assert.is(server.idleCloses, 1);
});

drain('endKeepAlive and answerRequests look at HTTP/1.1 alone, and not at connections that have left it', async () => {
  for (const [protocol, connection] of [
    ['tcp', silent()],
    ['http', new FakeConnection({ parser: null })],
  ] as const) {
    const { drain, server, until } = begin(protocol);
    server.connects(connection);
    assert.is(await until(isDone(drain.endKeepAlive(30_000))), 0);
  }
  const { drain, server, until } = begin('https');
  server.connects(silent(), 'secureConnection');
  assert.is(await until(isDone(drain.endKeepAlive(30_000))), 5000);
});

drain(
  'answerRequests: until the requests of this moment are answered, without streams and stalled clients',
  async () => {
    const quick = begin();
    quick.server.connects(silent());
    quick.server.connects(new FakeConnection({ _httpMessage: events() }));
    assert.is(await quick.until(isDone(quick.drain.answerRequests(10_000))), 0);
    const { drain, server, clock, until } = begin();
    const busy = server.connects(atWork());
    const done = isDone(drain.answerRequests(10_000));
    await clock.pass(4000);
    server.connects(atWork());
    assert.is(done(), false);
    busy._httpMessage = null;
    assert.is(await until(done), 4050);
    for (const [limit, end, stalled] of [
      [10_000, 10_000, 3000],
      [2000, 2000, 1000],
    ] as const) {
      const late = begin();
      late.server.connects(atWork());
      const upset = late.server.connects(upload());
      const over = isDone(late.drain.answerRequests(limit));
      const cut = (await late.until(() => upset.destroyed)) ?? 0;
      assert.ok(cut >= stalled && cut <= stalled + 100, `${cut}`);
      assert.is(await late.until(over), end);
    }
  },
);

/** Whether closeIdleConnections() of the server has no effect now. */
function isDelayed(server: FakeServer): boolean {
  const before = server.idleCloses;
  server.closeIdleConnections();
  return server.idleCloses === before;
}

drain(
  "delayIdleClose: the app's close() cuts no idle connection for half a second, or half of a short time",
  async () => {
    for (const [timeout, expected] of [
      [30_000, 500],
      [600, 300],
    ] as const) {
      const { drain, server, until } = begin();
      server.connects(atWork());
      const done = isDone(drain.delayIdleClose([server.as('http'), new FakeTcpServer().as('tcp')], timeout));
      assert.ok(isDelayed(server));
      assert.is(await until(done), expected);
      // The app has not closed it.
      assert.is(server.idleCloses, 0);
      assert.not(isDelayed(server));
      const closing = begin();
      closing.server.connects(atWork());
      const over = isDone(closing.drain.delayIdleClose([closing.server.as('http')], timeout));
      closing.server.close();
      await closing.until(over);
      assert.is(closing.server.idleCloses, 1);
    }
  },
);

drain('delayIdleClose: no connection is no delay, and a client that still reads is waited for', async () => {
  const none = begin();
  assert.is(await none.until(isDone(none.drain.delayIdleClose([none.server.as('http')], 30_000))), 0);
  const { drain, server, clock } = begin();
  const reads = server.connects(new FakeConnection({ _httpMessage: answer({ writableEnded: true }) }));
  const done = isDone(drain.delayIdleClose([server.as('http')], 30_000));
  await clock.pass(5000);
  assert.equal([done(), isDelayed(server)], [false, true]);
  reads.destroy();
  await clock.pass(50);
  assert.equal([done(), isDelayed(server)], [true, false]);
});

drain('assistClose: what holds up a server that the app has closed ends, and no process lives for it', async () => {
  for (const [timeout, expected] of [
    [30_000, 3000],
    [4000, 2000],
  ] as const) {
    const { drain, server, clock, until } = begin();
    const [quiet, stalls, works] = [silent(), upload(), atWork()].map((one) => server.connects(one));
    const stream = server.connects(new FakeConnection({ _httpMessage: events() }));
    drain.assistClose(timeout);
    assert.equal(clock.counts, [0, 1]);
    // As long as the app serves, the agent ends no connection.
    await clock.pass(10_000);
    assert.equal([quiet?.past, stalls?.past, stream.past], [[], [], []]);
    server.close();
    const closed = 10_000;
    const streamed = ((await until(() => stream.past.length > 0)) ?? 0) - closed;
    assert.ok(streamed >= 500 && streamed <= 600, `${streamed}`);
    for (const connection of [quiet, stalls]) {
      const cut = ((await until(() => connection?.destroyed === true)) ?? 0) - closed;
      assert.ok(cut >= expected && cut <= expected + 150, `${timeout}: ${cut}`);
    }
    assert.is(works?.destroyed, false);
  }
});

drain('from its beginning, a drain makes each answer the last one on its connection', () => {
  for (const begins of [
    (drain: Drain) => drain.endKeepAlive(30_000),
    (drain: Drain, server: FakeServer) => drain.delayIdleClose([server.as('http')], 30_000),
    (drain: Drain, server: FakeServer) => drain.close([server.as('http')], 30_000),
  ]) {
    const { drain, server, areLast } = begin();
    const waiting = answer();
    server.connects(new FakeConnection({ _httpMessage: waiting }));
    assert.equal([areLast(), waiting.shouldKeepAlive], [false, true]);
    void begins(drain, server);
    assert.equal([areLast(), waiting.shouldKeepAlive], [true, false]);
  }
});

drain('assistClose: plain TCP is a matter of the app, and an open server keeps its connections', async () => {
  const { drain, connections, server, clock } = begin('tcp');
  const connection = server.connects(silent());
  const open = new FakeServer();
  connections.follow(open.as('http'));
  const quiet = open.connects(silent());
  drain.assistClose(30_000);
  server.close();
  await clock.pass(60_000);
  assert.equal([connection.past, quiet.past], [[], []]);
});

drain.run();
