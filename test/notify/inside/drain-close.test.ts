/**
 * The drain of servers that the agent closes: which connection ends at which moment.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { atWork, begin, isDone, silent, upload, workers } from './drains.ts';
import { answer, events, FakeConnection, FakeServer, FakeSession } from './fakes.ts';

const drain = suite('notify agent: times of a close');

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
  assert.equal(early.clock.counts, [0, 0]);
  const late = begin();
  assert.is(await late.until(isDone(late.drain.close([late.server.as('http')], 700))), 700);
  assert.equal(late.clock.counts, [0, 0]);
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
  const [alive] = clock.counts;
  begun.emit('close');
  assert.equal([clock.counts[0], server.idleCloses], [alive, 0]);
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

drain('close: a client that does not end its TLS handshake is silent', async () => {
  const { drain, server, until } = begin('https');
  const connection = server.connects(new FakeConnection());
  void drain.close([server.as('https')], 60_000);
  assert.is(await until(() => connection.destroyed), 2000);
});

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

drain.run();
