/**
 * The drain by its clock: which connection ends at which moment, and which moments depend on the time for a stop.
 */
import http from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type * as DrainModule from '../../payload/notify/stopping/drain.ts';
import { answer, events, FakeConnection, FakeServer, FakeSession, FakeTcpServer } from './fakes.ts';
import { Clock, isolate } from './isolated.ts';

const drain = suite('notify agent: times of the drain');

type Drain = DrainModule.Drain;

interface Stop {
  clock: Clock;
  drain: Drain;
  server: FakeServer;
  /** Whether answers that have not begun say that they are the last on their connections. */
  areLast: () => boolean;
  /** Milliseconds of the stop until `done`, or undefined if that takes longer than ten minutes. */
  until: (done: () => boolean) => Promise<number | undefined>;
}

/** A worker of a cluster, as its primary sees it. */
const workers: Record<string, object> = {};

function begin(protocol: 'http' | 'https' | 'http2' | 'tcp' = 'http'): Stop {
  const clock = new Clock();
  // The drain changes this class alone.
  class ServerResponse extends http.ServerResponse {}
  const { Drain } = isolate<typeof DrainModule>(
    'stopping/drain.ts',
    clock.surroundings({
      modules: { 'node:http': { ServerResponse }, 'node:net': { Server: FakeTcpServer }, 'node:cluster': { workers } },
    }),
  );
  const own = new Drain();
  const server = (protocol === 'tcp' ? new FakeTcpServer() : new FakeServer()) as FakeServer;
  own.follow(server.as(protocol));
  const started = clock.nowMs;
  const until = async (done: () => boolean): Promise<number | undefined> => {
    for (; clock.nowMs - started < 600_000; await clock.pass(1)) {
      await clock.pass(0);
      if (done()) return clock.nowMs - started;
    }
    return undefined;
  };
  const { writeHead } = ServerResponse.prototype;
  return { clock, drain: own, server, until, areLast: () => ServerResponse.prototype.writeHead !== writeHead };
}

/** Whether a promise has been kept. */
function isDone(promise: Promise<unknown>): () => boolean {
  let done = false;
  promise.then(() => (done = true));
  return () => done;
}

const silent = (): FakeConnection => new FakeConnection();
const atWork = (): FakeConnection => new FakeConnection({ _httpMessage: answer() });
/** Its client does not send the rest of its request. */
const upload = (): FakeConnection => new FakeConnection({ _httpMessage: answer({ req: { complete: false } }) });

drain(
  'close: half of a short time, or 2 s, for clients that ask for nothing, and 3 s for those that stall',
  async () => {
    for (const [limit, cut, stalled] of [
      [60_000, 2000, 3000],
      [5000, 2000, 2500],
      [4000, 2000, 2000],
      [3000, 1500, 1500],
    ] as const) {
      const { drain, server, until } = begin();
      const [quiet, stalls, works] = [silent(), upload(), atWork()].map((one) => server.connects(one));
      void drain.close([server.as('http')], limit);
      assert.is(await until(() => quiet?.destroyed === true), cut, `${limit}`);
      const ended = (await until(() => stalls?.destroyed === true)) ?? 0;
      assert.ok(ended >= stalled && ended <= stalled + 100, `${limit}: ${ended}`);
      assert.is(works?.destroyed, false);
    }
  },
);

drain('close: done when the servers are closed, or when the time is over, and no timer is left', async () => {
  const early = begin();
  const closed = isDone(early.drain.close([early.server.as('http')], 10_000));
  await early.clock.pass(3000);
  assert.equal([early.server.listening, closed()], [false, false]);
  early.server.closed();
  await early.clock.pass(1);
  assert.is(closed(), true);
  // The limit itself keeps no process alive, and is still there.
  await early.clock.pass(10_000);
  assert.equal(early.clock.timers, [0, 0]);
  const late = begin();
  assert.is(await late.until(isDone(late.drain.close([late.server.as('http')], 700))), 700);
  assert.equal(late.clock.timers, [0, 0]);
});

drain('close: each of several servers counts', async () => {
  const { drain, server, clock } = begin();
  const second = new FakeServer();
  const done = isDone(drain.close([server.as('http'), second.as('http')], 10_000));
  server.closed();
  await clock.pass(1000);
  assert.is(done(), false);
  second.closed();
  await clock.pass(1);
  assert.is(done(), true);
});

drain('close: idle connections end after half a second, as long as no client reads or may ask once more', async () => {
  const { drain, server, clock, until } = begin();
  void drain.close([server.as('http')], 60_000);
  const first = await until(() => server.idleCloses > 0);
  assert.is(first, 550);
  const reads = server.connects(new FakeConnection({ _httpMessage: answer({ writableEnded: true }) }));
  await clock.pass(10);
  const before = server.idleCloses;
  await clock.pass(500);
  assert.is(server.idleCloses, before);
  reads._httpMessage = null;
  await clock.pass(100);
  assert.is(server.idleCloses, before + 2);
});

drain('close: an answer that had begun leaves half a second after its end for one more', async () => {
  const { drain, server, clock } = begin();
  const begun = answer({ headersSent: true });
  const fresh = answer();
  const connection = server.connects(new FakeConnection({ _httpMessage: begun }));
  server.connects(new FakeConnection({ _httpMessage: fresh }));
  void drain.close([server.as('http')], 60_000);
  // The answer that has not begun says by itself that it is the last.
  assert.equal([begun.shouldKeepAlive, fresh.shouldKeepAlive], [true, false]);
  await clock.pass(2500);
  connection._httpMessage = null;
  begun.emit('close');
  assert.is(server.idleCloses, 0);
  await clock.pass(499);
  assert.is(server.idleCloses, 0);
  await clock.pass(100);
  assert.ok(server.idleCloses > 0);
});

drain(
  'close: a silent client is spared while it may ask once more, and nobody waits for one that is gone',
  async () => {
    const { drain, server, clock } = begin();
    const begun = answer({ headersSent: true });
    const connection = server.connects(new FakeConnection({ _httpMessage: begun }));
    void drain.close([server.as('http')], 60_000);
    await clock.pass(1900);
    connection._httpMessage = null;
    begun.emit('close');
    await clock.pass(200);
    assert.is(connection.destroyed, false);
    const other = begin();
    const gone = other.server.connects(new FakeConnection({ _httpMessage: answer({ headersSent: true }) }));
    void other.drain.close([other.server.as('http')], 60_000);
    gone.destroy();
    await other.clock.pass(600);
    assert.ok(other.server.idleCloses > 0);
  },
);

drain('close: streams end at once, and those that begin later end soon; sessions are told', async () => {
  const { drain, server, clock } = begin();
  const stream = server.connects(new FakeConnection({ _httpMessage: events() }));
  const later = server.connects(atWork());
  void drain.close([server.as('http')], 60_000);
  assert.equal([stream.past, later.past], [['end'], []]);
  later._httpMessage = events({ chunkedEncoding: true });
  await clock.pass(50);
  assert.equal(later.past, ['end 0']);
  const { drain: ofSessions, server: http2 } = begin('http2');
  const session = http2.connects(new FakeSession(), 'session');
  void ofSessions.close([http2.as('http2')], 60_000);
  assert.equal(session.past, ['close']);
});

drain('close: a client of plain TCP learns that no more data comes, and is not cut', async () => {
  const { drain, server, clock } = begin('tcp');
  const connection = server.connects(new FakeConnection({ parser: undefined }));
  const later = server.connects(new FakeConnection({ parser: undefined }));
  void drain.close([server.as('tcp')], 60_000);
  await clock.pass(1999);
  assert.equal(connection.past, []);
  later.writableEnded = true;
  await clock.pass(1);
  assert.equal(connection.past, ['end']);
  await clock.pass(2500);
  assert.is(connection.destroyed, false);
  // A client that does not close its side is given up in the end.
  await clock.pass(1000);
  assert.equal(connection.past, ['end', 'cut']);
});

drain('close: the workers of a cluster stop too, and the primary ends after them', async () => {
  const { drain, server, clock } = begin();
  const told: string[] = [];
  const worker = (isDead: boolean): object => {
    const events = new FakeServer();
    return Object.assign(events, { isDead: () => isDead, process: { kill: (name: string) => told.push(name) } });
  };
  Object.assign(workers, { 1: worker(false), 2: worker(true), 3: undefined });
  const done = isDone(drain.close([server.as('http')], 60_000));
  server.closed();
  await clock.pass(5000);
  assert.equal([told, done()], [['SIGTERM'], false]);
  (workers[1] as FakeServer).emit('exit');
  await clock.pass(1);
  assert.is(done(), true);
  for (const id of Object.keys(workers)) delete workers[id];
});

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
  // The clients have had their time: idle connections end at once.
  void drain.close([server.as('http')], 60_000);
  await clock.pass(51);
  assert.is(server.idleCloses, 1);
  assert.is(busy.destroyed, false);
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
    assert.equal(clock.timers, [0, 1]);
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
  const { drain, server, clock } = begin('tcp');
  const connection = server.connects(silent());
  const open = new FakeServer();
  drain.follow(open.as('http'));
  const quiet = open.connects(silent());
  drain.assistClose(30_000);
  server.close();
  await clock.pass(60_000);
  assert.equal([connection.past, quiet.past], [[], []]);
});

drain.run();
