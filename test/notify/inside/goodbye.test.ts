/**
 * Event streams, WebSockets, and clients that make no progress.
 */
import { once } from 'node:events';
import http from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type * as Goodbye from '../../../payload/notify/stopping/goodbye.ts';
import type { Stalls } from '../../../payload/notify/stopping/stalls.ts';
import type * as WebSockets from '../../../payload/notify/stopping/web-sockets.ts';
import { Clock } from '../clock.ts';
import { isolate } from '../isolated.ts';
import { answer, events, FakeConnection, FakeServer, FakeSession, FakeTcpServer } from './fakes.ts';
import { ALL, followed } from './followed-connections.ts';

const goodbye = suite('notify agent: goodbye');

const { isEventStream, isUpgraded, noteWebSockets, sayGoodbye } = isolate<typeof Goodbye & typeof WebSockets>([
  'stopping/goodbye.ts',
  'stopping/web-sockets.ts',
]);

goodbye('an event stream by its head, in any spelling', () => {
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

goodbye('an app without a listener of its own for upgrades gets none, and loses none', async () => {
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

goodbye('an upgrade without a name is no WebSocket', () => {
  const server = new FakeServer().on('upgrade', () => {});
  noteWebSockets(server as unknown as http.Server);
  const connection = new FakeConnection({ parser: null });
  server.emit('upgrade', { headers: {} }, connection);
  sayGoodbye(connection.real);
  assert.equal(connection.past, ['end']);
  connection.destroy();
});

goodbye('progress: 1 KiB of a transfer, or a byte of a reaction, within the whole limit', async () => {
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

goodbye('a stall counts from the last progress, to the millisecond', async () => {
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

goodbye('streams end with the last word of their protocol, once, and half a second later at the latest', async () => {
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
  assert.equal(clock.counts, [0, 4]);
  await clock.pass(499);
  assert.equal(pasts(), told);
  await clock.pass(1);
  assert.equal(
    pasts(),
    told.map((past) => (past.length > 0 ? [...past, 'cut'] : [])),
  );
});

goodbye('event streams of HTTP/2 close, other streams and other servers do not', () => {
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

goodbye.run();
