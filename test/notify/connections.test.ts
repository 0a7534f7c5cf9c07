/**
 * The connections of a stop: which of them wait for their clients, and the last word on each.
 */
import { once } from 'node:events';
import http from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type * as ConnectionsModule from '../../payload/notify/stopping/connections.ts';
import type * as Goodbye from '../../payload/notify/stopping/goodbye.ts';
import type { Stalls } from '../../payload/notify/stopping/stalls.ts';
import { answer, events, FakeConnection, FakeServer, FakeSession, FakeTcpServer } from './fakes.ts';
import { Clock, isolate } from './isolated.ts';

const connections = suite('notify agent: connections');

type Protocol = 'http' | 'https' | 'http2' | 'https2' | 'tcp';

const ALL = (): boolean => true;

function followed(protocol: Protocol): { own: ConnectionsModule.Connections; server: FakeServer; clock: Clock } {
  const clock = new Clock();
  const { Connections } = isolate<typeof ConnectionsModule>('stopping/connections.ts', clock.surroundings());
  const own = new Connections();
  const server = (protocol === 'tcp' ? new FakeTcpServer() : new FakeServer()) as FakeServer;
  own.follow(server.as(protocol));
  return { own, server, clock };
}

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

connections(
  'streams end with the last word of their protocol, once, and half a second later at the latest',
  async () => {
    const { own, server, clock } = followed('http');
    const other = new FakeTcpServer();
    own.follow(other.as('tcp'));
    server.on('upgrade', () => {});
    const open = (state: object): FakeConnection => server.connects(new FakeConnection(state));
    const web = open({ parser: null });
    server.emit('upgrade', { headers: { upgrade: 'WebSocket' } }, web);
    const upgraded = open({ parser: null });
    server.emit('upgrade', { headers: { upgrade: 'other' } }, upgraded);
    const chunked = open({ _httpMessage: events({ chunkedEncoding: true }) });
    const plain = open({ _httpMessage: events() });
    const page = open({ _httpMessage: answer({ _header: 'HTTP/1.1 200 OK\r\nX: text/event-stream\r\n\r\n' }) });
    const idle = open({});
    const ended = open({ parser: null, destroyed: true });
    const tcp = other.connects(new FakeConnection({ parser: undefined }));
    own.endStreams(({ protocol }) => protocol === 'tcp');
    assert.equal(web.past, []);
    for (let time = 0; time < 2; time += 1) own.endStreams(ALL);
    const pasts = (): string[][] => [web, upgraded, chunked, plain, page, idle, ended, tcp].map(({ past }) => past);
    const told = [['end \x88\x02\x03é'], ['end'], ['end 0'], ['end'], [], [], [], []];
    assert.equal(pasts(), told);
    assert.equal(clock.timers, [0, 4]);
    await clock.pass(499);
    assert.equal(pasts(), told);
    await clock.pass(1);
    assert.equal(
      pasts(),
      told.map((past) => (past.length > 0 ? [...past, 'cut'] : [])),
    );
  },
);

connections('event streams of HTTP/2 close, other streams and other servers do not', () => {
  const { own, server } = followed('https2');
  const closed: string[] = [];
  const stream = (type: unknown): object => ({
    sentHeaders: type === undefined ? undefined : { 'content-type': type },
    close: () => closed.push(String(type)),
  });
  const types = [
    'text/event-stream; charset=utf-8',
    'text/event-stream',
    'text/plain',
    undefined,
    'x text/event-stream',
  ];
  server.connects(new FakeSession(types.map(stream)), 'session');
  own.endStreams(() => false);
  assert.equal(closed, []);
  own.endStreams(ALL);
  assert.equal(closed, types.slice(0, 2));
});

const { isEventStream, isUpgraded, noteWebSockets, sayGoodbye } = isolate<typeof Goodbye>('stopping/goodbye.ts');

connections('an event stream by its head, in any spelling', () => {
  for (const [head, expected] of [
    ['HTTP/1.1 200 OK\r\ncontent-type:text/event-stream\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\nX: 1\r\nContent-Type:   TEXT/Event-Stream; charset=utf-8\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\nX-Content-Type: text/event-stream\r\n\r\n', false],
    ['HTTP/1.1 200 OK\r\nContent-Type: application/text/event-stream\r\n\r\n', false],
    [null, false],
    [undefined, false],
  ] as const) {
    assert.is(isEventStream({ _header: head } as unknown as http.ServerResponse), expected, String(head));
  }
  assert.equal([isEventStream(null), isEventStream(undefined)], [false, false]);
  assert.is(isUpgraded(new FakeConnection({ parser: {} }).real), false);
});

connections('an app without a listener of its own for upgrades gets none, and loses none', async () => {
  const own = (): void => {};
  const server = new http.Server();
  noteWebSockets(server);
  assert.is(server.listenerCount('upgrade'), 0);
  server.on('upgrade', own);
  server.on('upgrade', own);
  // The agent's listener comes first: the app may take the socket away.
  assert.equal([server.listenerCount('upgrade'), server.listeners('upgrade')[0] === own], [3, false]);
  server.removeListener('upgrade', own);
  assert.is(server.listenerCount('upgrade'), 2);
  server.removeListener('upgrade', own);
  assert.is(server.listenerCount('upgrade'), 0);
  server.on('upgrade', own);
  assert.is(server.listenerCount('upgrade'), 2);
  const earlier = new http.Server().on('upgrade', own);
  noteWebSockets(earlier);
  assert.equal([earlier.listenerCount('upgrade'), earlier.listeners('upgrade')[1]], [2, own]);
  // Without a listener, Node ignores the wish for an upgrade.
  const quiet = new http.Server((_, response) => response.end('page')).listen(0, '127.0.0.1');
  noteWebSockets(quiet);
  await once(quiet, 'listening');
  const { port } = quiet.address() as { port: number };
  const headers = { Connection: 'upgrade', Upgrade: 'websocket' };
  const [response] = await once(http.get({ host: '127.0.0.1', port, headers, agent: false }), 'response');
  assert.is(response.statusCode, 200);
  response.resume();
  quiet.close();
  quiet.on('upgrade', own).removeAllListeners('upgrade');
});

connections('an upgrade without a name is no WebSocket', () => {
  const server = new FakeServer().on('upgrade', () => {});
  noteWebSockets(server as unknown as http.Server);
  const connection = new FakeConnection({ parser: null });
  server.emit('upgrade', { headers: {} }, connection);
  sayGoodbye(connection.real);
  assert.equal(connection.past, ['end']);
  connection.destroy();
});

connections('progress: 1 KiB of a transfer, or a byte of a reaction, within the whole limit', async () => {
  const { Stalls: Timed } = isolate<{ Stalls: typeof Stalls }>('stopping/stalls.ts', new Clock().surroundings());
  for (const [part, moved, expected] of [
    ['transfer', 1023, true],
    ['transfer', 1024, false],
    ['open', 0, true],
    ['open', 1, false],
    ['none', 0, false],
  ] as const) {
    const stalls = new Timed(0);
    const handle = { bytesRead: 10, bytesWritten: 5 };
    assert.is(stalls.has(handle, handle, part), false);
    handle.bytesRead += moved;
    assert.is(stalls.has(handle, handle, part), expected, `${part} ${moved}`);
  }
});

connections('a stall counts from the last progress, to the millisecond', async () => {
  const clock = new Clock();
  const { Stalls: Timed } = isolate<{ Stalls: typeof Stalls }>('stopping/stalls.ts', clock.surroundings());
  for (const [stalls, limit] of [
    [new Timed(), 3000],
    [new Timed(70), 70],
  ] as const) {
    const handle = { bytesRead: 0 };
    const asks = (part: 'transfer' | 'open' | 'none'): boolean => stalls.has(handle, handle, part);
    assert.is(asks('open'), false);
    await clock.pass(limit - 1);
    assert.is(asks('open'), false);
    await clock.pass(1);
    assert.is(asks('open'), true);
    assert.is(asks('none'), false);
    assert.is(asks('open'), false);
    await clock.pass(limit - 1);
    handle.bytesRead += 1;
    assert.is(asks('open'), false);
    await clock.pass(limit - 1);
    assert.is(asks('open'), false);
    await clock.pass(1);
    assert.is(asks('open'), true);
  }
});

connections.run();
