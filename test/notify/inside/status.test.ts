/**
 * The status of a ready service.
 */
import { createServer } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Listener, Protocol } from '../../../payload/notify/servers/servers.ts';
import { ReadyStatus, STATUS_INTERVAL_MS } from '../../../payload/notify/watch/status.ts';

const status = suite('status');

/** A request as a browser sends it, and one of the agent's. */
const FOREIGN = { rawHeaders: ['Host', 'localhost', 'Accept', '*/*'] };
const OWN = { rawHeaders: ['Host', 'localhost', 'User-Agent', 'notify-agent', 'Connection', 'close'] };

function listenerOf(shown: string, protocol: Protocol = 'http'): Listener {
  return { server: createServer(), protocol, shown } as unknown as Listener;
}

/** The status of a server, and the time, which the test sets. */
function ready(protocol: Protocol = 'http') {
  const time = { now: 70_000 };
  const listener = listenerOf(':5001', protocol);
  const { server } = listener;
  const ask = (count = 1, request: object = FOREIGN): void => {
    for (let asked = 0; asked < count; asked += 1) server.emit('request', request, { end: () => undefined });
  };
  const servers = { chosen: () => listener, known: () => [listener] };
  return { server, time, ask, status: new ReadyStatus('demo', servers, () => time.now) };
}

status('the place, the moment of READY and the requests of clients', () => {
  const began = Math.floor(Date.now() / 1000);
  const { time, ask, status } = ready();
  const ended = Math.floor(Date.now() / 1000);
  assert.is(status.first(), 'demo ready on :5001');
  ask();
  time.now += STATUS_INTERVAL_MS;
  const line = String(status.due()?.STATUS);
  const since = /^demo ready on :5001 since (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC, 1 request$/.exec(line);
  assert.ok(since, line);
  const second = Date.parse(`${since[1]}T${since[2]}Z`) / 1000;
  assert.ok(second >= began && second <= ended, line);
  ask();
  time.now += STATUS_INTERVAL_MS;
  assert.match(String(status.due()?.STATUS), /, 2 requests$/);
});

status('a service without a server of its own has no place, and no requests', () => {
  const time = { now: 0 };
  const status = new ReadyStatus('worker', undefined, () => time.now);
  assert.is(status.first(), 'worker ready');
  time.now = 1e9;
  assert.is(status.due(), undefined);
});

status('a message comes after 10 seconds, and only with a new number', () => {
  assert.is(STATUS_INTERVAL_MS, 10_000);
  const { time, ask, status } = ready();
  ask(3);
  time.now += STATUS_INTERVAL_MS - 1;
  assert.is(status.due(), undefined);
  time.now += 1;
  assert.match(String(status.due()?.STATUS), /, 3 requests$/);
  assert.is(status.due(), undefined);
  time.now += 10 * STATUS_INTERVAL_MS;
  assert.is(status.due(), undefined, 'the same number');
  ask();
  assert.match(String(status.due()?.STATUS), /, 4 requests$/);
  ask();
  time.now += STATUS_INTERVAL_MS - 1;
  assert.is(status.due(), undefined, 'too soon after the last message');
});

status("the agent's own questions do not count", () => {
  const { time, ask, status } = ready();
  ask(3, OWN);
  time.now += STATUS_INTERVAL_MS;
  assert.is(status.due(), undefined);
  ask(2);
  ask(1, OWN);
  assert.match(String(status.due()?.STATUS), /, 2 requests$/);
});

status('an app that moves to another port takes its status along', () => {
  let now = 0;
  const [first, second] = [listenerOf(':5001'), listenerOf(':5002')];
  let chosen: Listener | undefined = first;
  const ready = new ReadyStatus('demo', { chosen: () => chosen, known: () => [first] }, () => now);
  const later = ({ server }: Listener): unknown => {
    now += STATUS_INTERVAL_MS;
    server.emit('request', FOREIGN, { end: () => undefined });
    return ready.due()?.STATUS;
  };
  assert.match(String(later(first)), / on :5001 since [\d :-]+ UTC, 1 request$/);
  ready.follow(second);
  ready.follow(second);
  chosen = second;
  assert.match(String(later(second)), / on :5002 since [\d :-]+ UTC, 1 request$/);
  chosen = undefined;
  assert.is(later(first), undefined);
});

status('a server that closes and listens on another port is counted for the port where it listens', () => {
  let now = 0;
  const before = listenerOf(':5001');
  const after = { ...before, shown: ':5002' };
  let chosen = before;
  const ready = new ReadyStatus('demo', { chosen: () => chosen, known: () => [before] }, () => now);
  const asked = (count: number): unknown => {
    now += STATUS_INTERVAL_MS;
    for (let at = 0; at < count; at += 1) before.server.emit('request', FOREIGN, { end: () => undefined });
    return ready.due()?.STATUS;
  };
  assert.match(String(asked(3)), / on :5001 since .*, 3 requests$/);
  for (const [listener, count, words] of [
    [after, 2, ' on :5002 .* 2 requests$'],
    [before, 1, ' on :5001 .* 4 requests$'],
  ] as const) {
    ready.follow(listener);
    chosen = listener;
    assert.match(String(asked(count)), new RegExp(words));
  }
});

status('only the servers of HTTP/1.1 are counted: a listener would switch on an interface of HTTP/2', () => {
  for (const [protocol, count] of [
    ['http', 1],
    ['https', 1],
    ['http2', 0],
    ['https2', 0],
    ['tcp', 0],
    ['cluster', 0],
  ] as [Protocol, number][]) {
    assert.is(ready(protocol).server.listenerCount('request'), count, protocol);
  }
});

status.run();
