/**
 * The connections of a stop: which of them wait for their clients, and the last word on each.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Stalls } from '../../../payload/notify/stopping/stalls.ts';
import { answer, FakeConnection, FakeServer, FakeSession } from './fakes.ts';
import { ALL, followed, type Protocol } from './followed-connections.ts';

const connections = suite('notify agent: connections');

/** What the drain believes of one connection: the part of its client. */
function partOf(connection: FakeConnection | FakeSession, protocol: Protocol): unknown {
  const { own, server } = followed(protocol);
  const isSession = connection instanceof FakeSession;
  server.connects(connection, isSession ? 'session' : protocol === 'https' ? 'secureConnection' : 'connection');
  const parts: unknown[] = [];
  const has = (key: object, handle: unknown, part: unknown): boolean => {
    const { _handle: expected } = (isSession ? (connection.socket ?? {}) : connection) as { _handle?: object };
    assert.equal([key === connection, handle === expected], [true, true]);
    parts.push(part);
    return false;
  };
  own.endStalled({ has } as unknown as Stalls, ALL);
  assert.is(parts.length, 1);
  return parts[0];
}

const incomplete = { req: { complete: false } };

connections('the part of a client: a transfer, a reaction, or none while the app is at work', () => {
  for (const [state, protocol, part] of [
    // A connection without a request.
    [{}, 'http', 'none'],
    [{ writableLength: 1 }, 'http', 'transfer'],
    [{ _handle: { writeQueueSize: 1 } }, 'http', 'transfer'],
    [{ _handle: null }, 'http', 'none'],
    // Below TLS.
    [{ _handle: { writeQueueSize: 0, _parent: { writeQueueSize: 1 } } }, 'https', 'transfer'],
    [{ _handle: { writeQueueSize: 1, _parent: { writeQueueSize: 0 } } }, 'https', 'none'],
    // The app is at work.
    [{ _httpMessage: answer() }, 'http', 'none'],
    [{ _httpMessage: answer({ headersSent: true }) }, 'http', 'open'],
    [{ _httpMessage: answer({ headersSent: true }), writableLength: 1 }, 'http', 'transfer'],
    [{ _httpMessage: answer(), writableLength: 1 }, 'http', 'transfer'],
    // The app waits for the rest of a request, unless it has paused the client.
    [{ _httpMessage: answer(incomplete) }, 'http', 'transfer'],
    [{ _httpMessage: answer(incomplete), _handle: {} }, 'http', 'transfer'],
    [{ _httpMessage: answer(incomplete), _handle: null }, 'http', 'transfer'],
    [{ _httpMessage: answer(incomplete), _handle: { reading: false } }, 'http', 'none'],
    [{ _httpMessage: answer(incomplete), isRead: false }, 'http', 'none'],
    [{ _httpMessage: answer({ ...incomplete, headersSent: true }), isRead: false }, 'http', 'open'],
    // Plain TCP.
    [{}, 'tcp', 'none'],
    [{ writableLength: 1 }, 'tcp', 'none'],
    [{ writableEnded: true }, 'tcp', 'open'],
  ] as const) {
    assert.is(partOf(new FakeConnection(state as object), protocol), part, JSON.stringify([state, protocol]));
  }
});

connections('the part of a client of HTTP/2: none while the app is at work on a whole request', () => {
  const stream = (headersSent: boolean, state: number): object => ({ headersSent, state: { state } });
  for (const [streams, part] of [
    [[], 'transfer'],
    [[stream(false, 6)], 'none'],
    [[stream(true, 6)], 'transfer'],
    [[stream(false, 2)], 'transfer'],
    [[stream(true, 6), stream(false, 6)], 'none'],
  ] as const) {
    for (const protocol of ['http2', 'https2'] as const) {
      assert.is(partOf(new FakeSession([...streams]), protocol), part, JSON.stringify(streams));
    }
  }
  const socketless = new FakeSession();
  socketless.socket = undefined;
  assert.is(partOf(socketless, 'http2'), 'transfer');
});

connections('those that stall are cut, those of other servers and those that have ended are not', () => {
  const { own, server } = followed('http2');
  const other = new FakeServer();
  own.follow(other.as('http'));
  const [session, ended] = [new FakeSession(), new FakeSession()].map((one) => server.connects(one, 'session'));
  const connection = other.connects(new FakeConnection());
  const stalls = { has: ALL } as unknown as Stalls;
  if (ended) ended.destroyed = true;
  own.endStalled(stalls, () => false);
  assert.equal([session?.past, connection.past], [[], []]);
  own.endStalled(stalls, ({ protocol }) => protocol === 'http');
  assert.equal([session?.past, connection.past], [[], ['cut']]);
  own.endStalled(stalls, ALL);
  assert.equal([session?.past, ended?.past, connection.past], [['cut'], [], ['cut']]);
  // They are forgotten.
  assert.equal([own.open.size, own.sessions.size], [0, 1]);
});

connections('each protocol: connections count from the end of their handshake, and without those of the agent', () => {
  const counts = (protocol: Protocol, event: string, own = {}): [protocol: string | undefined, left: number] => {
    const { own: all, server } = followed(protocol);
    const connection = server.connects(Object.assign(new FakeConnection(), own), event);
    const spoken = [...all.open.values()][0]?.protocol;
    connection.destroy();
    return [spoken, all.open.size];
  };
  for (const [protocol, event, own, expected] of [
    ['http', 'connection', {}, 'http'],
    ['tcp', 'connection', {}, 'tcp'],
    ['http2', 'connection', {}, undefined],
    ['https', 'connection', {}, undefined],
    ['https', 'secureConnection', {}, 'https'],
    ['https', 'secureConnection', { alpnProtocol: 'h2' }, 'https'],
    ['https2', 'secureConnection', { alpnProtocol: 'http/1.1' }, 'https'],
    ['https2', 'secureConnection', { alpnProtocol: false }, 'https'],
    ['https2', 'secureConnection', { alpnProtocol: 'h2' }, undefined],
    ['http', 'connection', { _handle: { isProbe: true } }, undefined],
    ['https', 'secureConnection', { _handle: { _parent: { isProbe: true } } }, undefined],
    ['http', 'connection', { _handle: null }, 'http'],
  ] as const) {
    assert.equal(counts(protocol, event, own), [expected, 0], `${protocol} ${JSON.stringify(own)}`);
  }
  for (const protocol of ['http', 'https', 'tcp', 'http2', 'https2'] as const) {
    const { server } = followed(protocol);
    assert.is(server.listenerCount('session') > 0, protocol.endsWith('2'));
    // WebSockets begin in HTTP/1.1.
    assert.is(server.listenerCount('newListener') > 0, ['http', 'https'].includes(protocol));
  }
});

connections('a connection of each kind counts, until it is closed', () => {
  for (const [protocol, event] of [
    ['http', 'connection'],
    ['tcp', 'connection'],
    ['http2', 'session'],
    // A handshake that has not ended.
    ['https', 'connection'],
  ] as const) {
    const { own, server } = followed(protocol);
    assert.is(own.hasAny(), false);
    const connection = event === 'session' ? new FakeSession() : new FakeConnection();
    server.connects(connection, event);
    assert.is(own.hasAny(), true, protocol);
    connection.emit('close');
    assert.is(own.hasAny(), false, protocol);
  }
});

connections('handshakes that do not end are cut, and others are not', () => {
  for (const protocol of ['https', 'https2'] as const) {
    const { own, server } = followed(protocol);
    const [hangs, ends, gone] = [0, 1, 2].map(() => server.connects(new FakeConnection())) as [
      FakeConnection,
      FakeConnection,
      FakeConnection,
    ];
    server.emit('secureConnection', Object.assign(new FakeConnection(), { _parent: ends }));
    server.emit('secureConnection', new FakeConnection());
    gone.emit('close');
    own.endHandshakes(() => false);
    assert.is(hangs.destroyed, false);
    own.endHandshakes(ALL);
    assert.equal([hangs.destroyed, ends.destroyed, gone.destroyed], [true, false, false], protocol);
  }
});

connections.run();
